"""Hide what a question speaks of behind plain words, so that its kind can be told from the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import Period
from .linking import Mention
from .quantities import Quantity

MASKS: dict[str, str] = {
    "item": "this item",
    "family": "this family",
    "site": "this site",
    "supplier": "this supplier",
    "channel": "this channel",
    "customer": "this customer",
    "region": "this region",
    "order": "this order",
    "policy": "this policy",
    "person": "this person",
    "proposal": "this proposal",
    "exception": "this exception",
    "period": "in this period",
    "day": "on this day",
    "percent": "some percent",
    "days": "some days",
    "money": "some money",
    "n": "some number",
}
"""What stands for each kind of thing; the grammars write it as `<item>`, `<period>`, …"""

_DOUBLED = re.compile(r"\b(?:in|on|by|until|till|to|for|at|from|over|during|before|the) (in this period|on this day)\b")

_SEVERAL = re.compile(
    r"\b(this (?:item|family|site|supplier|channel|order)|in this period)"
    r"(?: (?:and|or|with|versus|vs|against|but|than|at|in|of|for|the|&))* \1\b(?:(?: (?:and|or|versus|vs))* \1\b)*"
)

_TO_NOTHING = re.compile(
    r"\b(?:go|goes|going|went|hit|hits|hitting|reach\w*|fall\w*|drop\w*|run\w*|sink\w*|down)(?: (?:down )?(?:to|at))? $",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found in a question."""

    mentions: tuple[Mention, ...]
    periods: tuple[Period, ...]
    quantities: tuple[Quantity, ...]


def mask(text: str, found: Found) -> str:
    """Return the question in lower case with every find replaced by its mask."""
    spans: list[tuple[int, int, str]] = []
    spans += [(m.start, m.end, MASKS[m.entity.kind]) for m in found.mentions]
    spans += [(p.start, p.end, MASKS["day" if p.is_point else "period"]) for p in found.periods]
    words = {"percent": MASKS["percent"], "duration": MASKS["days"], "money": MASKS["money"], "number": MASKS["n"]}
    spans += [(q.start, q.end, words[q.kind]) for q in found.quantities if q.kind in words and not _is_empty(text, q)]
    return without_doubles(plain(_replaced(text, sorted(spans))))


def _is_empty(text: str, quantity: Quantity) -> bool:
    """Whether a zero stands for nothing being left: "when do we hit zero", "goes to zero"."""
    return quantity.value == 0 and _TO_NOTHING.search(text[: quantity.start]) is not None


def without_doubles(masked: str) -> str:
    """Leave out a preposition before a mask that has its own, and let several of a kind stand as one."""
    return _SEVERAL.sub(r"\1", _DOUBLED.sub(r"\1", masked))


def plain(text: str) -> str:
    """Return a text in lower case without punctuation that carries no meaning."""
    return " ".join("".join(c if c.isalnum() or c in "'&" else " " for c in text.lower()).split())


def _replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, word in spans:
        if start >= position:
            pieces += [text[position:start], " ", word, " "]
            position = end
    return "".join([*pieces, text[position:]])
