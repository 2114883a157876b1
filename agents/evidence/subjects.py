"""A figure of one item, place or order must not be told of another.

The rule, kept so narrow that it can be relied on: where a sentence names items (or places, or orders), and a figure in
it stands in a row about other ones only, the sentence is refused. The row is the parts of the result above the figure
together with the arguments of the call.
"""

import re
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from tools.results import value_at

from ..errors import EvidenceMissing
from .identifiers import Identifiers, Subject
from .neighbours import Span
from .sources import Sources

_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s|\n|(?<=\.\*\*)\s")
_FIELDS = (
    "item_id",
    "location_id",
    "from_location",
    "to_location",
    "supplier_id",
    "order_id",
    "other_orders",
    "subject",
    "name",
)
"""Fields of rows and arguments that say what they are about."""


def check_subjects(text: str, spans: Sequence[Span], identifiers: Identifiers, sources: Sources) -> None:
    """Make sure that no figure is told of something else than it is about.

    Raises
    ------
    EvidenceMissing
        If a sentence names things of a kind, and the row of a figure in it is about others of that kind only.
    """
    for start, end in _sentences(text):
        inside = [span for span in spans if start <= span.start and span.end <= end]
        counted = [span for span in inside if span.is_number or span.is_date]
        if not counted:
            continue
        named = identifiers.subjects_in(_without(text, start, end, [span for span in inside if span.is_text]))
        told = named | identifiers.subjects_in(text[start:end]) if named else named
        for span in counted:
            about = _about(span, identifiers, sources)
            for kind in {kind for kind, _ in named} & {kind for kind, _ in about}:
                if not {one for one in told if one[0] == kind} & about:
                    other = ", ".join(sorted(name for one, name in about if one == kind)[:3])
                    said = text[start:end].strip()[:200]
                    raise EvidenceMissing(
                        f"'{span.figure.text}' is about {other}, not about what is named in: {said}",
                        "Take the figure of the row that the sentence is about, or name what it is about.",
                    )


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_ENDS.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _without(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """The sentence without the texts of tools, which may name things in passing."""
    pieces: list[str] = []
    for span in spans:
        pieces.append(text[start : span.start])
        start = span.end
    return " ".join([*pieces, text[start:end]])


def _about(span: Span, identifiers: Identifiers, sources: Sources) -> frozenset[Subject]:
    """The things that the nearest row above a figure is about; those of the call where no row says it."""
    record = sources.calls[span.figure.tool_call or ""]
    steps = (span.figure.path or "").split("/")[1:-1]
    found: dict[str, set[Subject]] = {}
    for depth in range(len(steps), -1, -1):
        row = value_at(record.document, "".join(f"/{step}" for step in steps[:depth]))
        near = _named_in(row, identifiers)
        for kind in {kind for kind, _ in near} - found.keys():
            found[kind] = {one for one in near if one[0] == kind}
    for kind, name in _named_in(record.arguments, identifiers):
        found.setdefault(kind, set()).add((kind, name))
    return frozenset(one for things in found.values() for one in things)


def _named_in(row: JsonValue, identifiers: Identifiers) -> set[Subject]:
    if not isinstance(row, dict):
        return set()
    found: set[Subject] = set()
    for field in _FIELDS:
        value = row.get(field)
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str):
                found |= identifiers.named(name)
    return found
