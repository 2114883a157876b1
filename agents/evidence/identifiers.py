"""The identifiers and names of one version of the truth that carry numbers, and where they stand in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot
from tools.context import per_snapshot

from .numbers import NumberToken, numbers_in

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("company", ("company_id", "name")),
    ("items", ("item_id", "name", "family", "category")),
    ("locations", ("location_id", "name", "region")),
    ("channels", ("channel_id", "name")),
    ("customers", ("customer_id", "name")),
    ("resources", ("resource_id", "name")),
    ("people", ("person_id", "name")),
    ("positions", ("position_id", "title")),
    ("supply_orders", ("order_id",)),
    ("sales_orders", ("order_id",)),
    ("promotions", ("promotion_id",)),
    ("assumptions", ("assumption_id",)),
)
"""Where identifiers and names stand in the truth."""

_EDGES = ".,;:!?()[]{}|*_`\"'“”‘’\\"  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Identifiers with a number in them, in lower case; those that are nothing but a number are not among them."""

    names: frozenset[str]
    longest: int

    def cover(self, text: str, token: NumberToken) -> bool:
        """Whether the number is part of an identifier or name that stands there in full."""
        return any(window in self.names for window in self._windows(text, token))

    def _windows(self, text: str, token: NumberToken) -> Iterator[str]:
        line_start = text.rfind("\n", 0, token.start) + 1
        line_end = text.find("\n", token.end) if "\n" in text[token.end :] else len(text)
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text[line_start:line_end])]
        inside = [i for i, (s, e) in enumerate(words) if line_start + s < token.end and line_start + e > token.start]
        if not inside:
            return
        for first in range(max(inside[0] - self.longest + 1, 0), inside[0] + 1):
            for last in range(inside[-1], min(first + self.longest, len(words))):
                start, end = line_start + words[first][0], line_start + words[last][1]
                window = text[start:end]
                left = len(window) - len(window.lstrip(_EDGES))
                right = len(window) - len(window.rstrip(_EDGES))
                if start + left <= token.start and token.end <= end - right:
                    yield re.sub(r"['’]s$", "", window[left : len(window) - right]).lower()  # noqa: RUF001


@per_snapshot
def identifiers_of(snapshot: Snapshot) -> Identifiers:
    """Return the identifiers of a snapshot, collected once."""
    names: set[str] = set()
    for table, columns in COLUMNS:
        frame = snapshot.table(table)
        for column in columns:
            names.update(value for value in frame[column].unique().to_list() if value and value != EVERY)
    carrying = {" ".join(name.split()).lower() for name in names if _is_more_than_a_number(name)}
    return Identifiers(frozenset(carrying), max((len(name.split()) for name in carrying), default=0))


@per_snapshot
def item_units(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """Return base unit and decimal places of each item."""
    items = snapshot.table("items").select("item_id", "unit", "unit_precision")
    return {item: (unit, precision) for item, unit, precision in items.iter_rows()}


def _is_more_than_a_number(name: str) -> bool:
    tokens = numbers_in(name)
    covered = sum(token.end - token.start for token in tokens)
    return bool(tokens) and covered < len(re.sub(r"[\s.,/-]", "", name))
