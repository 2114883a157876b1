"""The identifiers and names of one version of the truth, and where they stand in a text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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

SUBJECTS = (("items", "item_id"), ("locations", "location_id"), ("supply_orders", "order_id"))
"""Tables whose rows figures are about, with the column that identifies a row."""

_EDGES = ".,;:!?()[]{}|*_`\"'“”‘’\\"

Subject = tuple[str, str]
"""The column that identifies a thing, and its identifier."""


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Identifiers and names in lower case.

    Attributes
    ----------
    names
        Those with a number in them that are more than a number.
    every
        All of them.
    subjects
        The things that an identifier or name stands for.
    longest
        Most words of a name.
    """

    names: frozenset[str]
    every: frozenset[str]
    subjects: Mapping[str, frozenset[Subject]]
    longest: int

    def knows(self, text: str) -> bool:
        """Whether a text is an identifier or a name, and nothing else."""
        return " ".join(text.split()).lower() in self.every

    def cover(self, text: str, token: NumberToken) -> bool:
        """Whether the number is part of an identifier or name that stands there in full."""
        return any(window in self.names for window in self._windows(text, token))

    def named(self, text: str) -> frozenset[Subject]:
        """Return the items, places and orders that have a text as their identifier or name."""
        return self.subjects.get(_plain(text), frozenset())

    def subjects_in(self, text: str) -> frozenset[Subject]:
        """Return the items, places and orders that a sentence names."""
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
        found: set[Subject] = set()
        for first in range(len(words)):
            for last in range(first, min(first + self.longest, len(words))):
                window = _bare(text[words[first][0] : words[last][1]])
                found |= self.subjects.get(window, frozenset())
        return frozenset(found)

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
                    yield _bare(window)


@per_snapshot
def identifiers_of(snapshot: Snapshot) -> Identifiers:
    """Return the identifiers of a snapshot, collected once."""
    names: set[str] = set()
    for table, columns in COLUMNS:
        frame = snapshot.table(table)
        for column in columns:
            names.update(value for value in frame[column].unique().to_list() if value and value != EVERY)
    every = frozenset(_plain(name) for name in names)
    carrying = {_plain(name) for name in names if _is_more_than_a_number(name)}
    carrying |= {f"line {line}" for line in snapshot.table("supply_orders")["line"].unique().to_list()}
    subjects = _subjects(snapshot)
    longest = max((len(name.split()) for name in (*carrying, *subjects)), default=0)
    return Identifiers(frozenset(carrying), every, subjects, longest)


@per_snapshot
def item_units(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """Return base unit and decimal places of each item."""
    items = snapshot.table("items").select("item_id", "unit", "unit_precision")
    return {item: (unit, precision) for item, unit, precision in items.iter_rows()}


def _subjects(snapshot: Snapshot) -> Mapping[str, frozenset[Subject]]:
    found: dict[str, set[Subject]] = {}
    for table, column in SUBJECTS:
        frame = snapshot.table(table)
        wanted = (column, "name") if "name" in frame.columns else (column,)
        for row in frame.select(wanted).unique().iter_rows():
            for said in row:
                if said and not said.isdigit():
                    found.setdefault(_plain(said), set()).add((column, row[0]))
    return MappingProxyType({said: frozenset(things) for said, things in found.items()})


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _bare(window: str) -> str:
    bare = window.strip(_EDGES).lower()
    return bare[:-2] if bare.endswith(("'s", "’s")) else bare


def _is_more_than_a_number(name: str) -> bool:
    tokens = numbers_in(name)
    covered = sum(token.end - token.start for token in tokens)
    return bool(tokens) and covered < len(re.sub(r"[\s.,/-]", "", name))
