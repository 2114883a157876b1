"""References: what stands in a sentence where a number will be."""

import re
from dataclasses import dataclass

from ..errors import EvidenceMissing

_REFERENCE = re.compile(r"\{\{(?P<call>c\d+):(?P<path>(?:/[^{}|\n]*)?)(?:\|(?P<format>[a-z+]+))?\}\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a result: the call, a JSON pointer into its result, and how to write what is there.

    Attributes
    ----------
    format
        Empty: by the unit of the number.
    start, end
        Where the reference stands in the template, in characters.
    """

    call: str
    path: str
    format: str
    start: int
    end: int


def references_in(template: str) -> list[Reference]:
    """Return the references of a template in order.

    Raises
    ------
    EvidenceMissing
        If something looks like a reference but cannot be read as one.

    Examples
    --------
    >>> references_in("Order {{c3:/items/0/quantity|units}}.")
    [Reference(call='c3', path='/items/0/quantity', format='units', start=6, end=36)]
    """
    found = [
        Reference(match["call"], match["path"], match["format"] or "", match.start(), match.end())
        for match in _REFERENCE.finditer(template)
    ]
    rest = _REFERENCE.sub("", template)
    if "{{" in rest or "}}" in rest:
        raise EvidenceMissing(
            f"A reference cannot be read in: {template.strip()[:200]}",
            "Write references as {{c1:/path/to/value|format}}.",
        )
    return found
