"""Where the arguments of a model's calls may come from: the person's words, earlier results, defaults; nowhere else.

A number, date or identifier that stands in none of these was made up, or was read in a policy or in some text of the
data, and the call is not made. Policies are no source at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor, isclose
from typing import Any

from pydantic import JsonValue

from tools.results import unit_at

from ...answers import Answer
from ...evidence import CallRecord
from ...evidence.identifiers import identifiers_of
from ...evidence.numbers import numbers_in
from ...evidence.records import schema_of
from ..embedded.linking import Entity, lexicon_of
from ..embedded.slots import Slots, slots_of
from ..protocol import Turn

DAYS_A_WEEK, DAYS_A_MONTH = 7.0, 30.4
REMEMBERED = 4
"""Earlier messages of the thread whose words still count."""

POLICY_TOOLS = frozenset({"search_policies"})

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUOTED_FIELDS = frozenset({"quote", "citation", "citations", "passages", "reason", "comment", "note", "text"})
"""Fields of results that hold somebody's prose."""


_MEASURES = {
    "percent": frozenset({"share", "ratio"}),
    "duration": frozenset({"days", "weeks"}),
    "money": frozenset({"money", "money per base unit"}),
}
"""The units that a quantity of a question may be given in."""

_LISTED = ("family", "site", "supplier", "channel", "region")


@dataclass
class Origins:
    """What arguments may be made of.

    Attributes
    ----------
    numbers
        Spoken or derived from what was spoken.
    days
        ISO dates, spoken or derived.
    said
        Everything that the person wrote in this thread and the names that were recognised in it, in lower case.
    results
        Every result of this turn that is no policy, with its schema.
    earlier
        Identifiers and other texts of the arguments and figures of earlier answers.
    directory
        Names and identifiers of the places, families and channels that the person may see, which the model is shown.
    units
        What the numbers of the question measure, where it says so.
    """

    numbers: set[float] = field(default_factory=set[float])
    days: set[str] = field(default_factory=set[str])
    said: str = ""
    results: list[tuple[CallRecord, Mapping[str, Any]]] = field(default_factory=list[Any])
    earlier: set[str] = field(default_factory=set[str])
    directory: frozenset[str] = frozenset()
    units: dict[float, frozenset[str]] = field(default_factory=dict[float, frozenset[str]])
    turn: Turn | None = None

    def has_number(self, value: float, unit: str | None = None) -> bool:
        """Whether a number was spoken, or stands in a result; with a unit, in that unit where the result says one."""
        measures = next((units for number, units in self.units.items() if isclose(value, number)), None)
        if any(isclose(value, number, rel_tol=1e-9, abs_tol=1e-12) for number in self.numbers):
            return unit is None or measures is None or unit in measures
        return any(
            isclose(value, number, rel_tol=1e-9, abs_tol=1e-12)
            and (unit is None or unit_at(schema, path) in (unit, None))
            for record, schema in self.results
            for path, number in _numbers(record.document)
        )

    def has_text(self, value: str) -> bool:
        """Whether a text that names something was spoken, or stands in a result or in an earlier answer."""
        low = value.lower()
        if low in self.earlier or re.search(rf"(?<![\w-]){re.escape(low)}(?![\w-])", self.said):
            return True
        return any(low == text.lower() for record, _ in self.results for text in _texts(record.document))

    def has_name(self, value: str) -> bool:
        """Whether an identifier or name was spoken, stands in a result, or in the directory."""
        return value.lower() in self.directory or self.has_text(value)

    def has_day(self, value: str) -> bool:
        """Whether a day was spoken, or stands in a result or in an earlier answer."""
        return value in self.days or self.has_text(value)

    def has_figures_of(self, text: str) -> bool:
        """Whether every number within a free text was spoken or belongs to an identifier."""
        assert self.turn is not None
        identifiers = identifiers_of(self.turn.context.snapshot)
        spoken = {token.text.lower() for token in numbers_in(self.said)}
        return all(
            token.text.lower() in spoken or identifiers.cover(text, token) or self.has_text(text)
            for token in numbers_in(text)
        )


def origins_of(turn: Turn, slots: Slots, done: Sequence[CallRecord]) -> Origins:
    """Return what the arguments of a model's calls may be made of.

    Parameters
    ----------
    slots
        Of the message itself.
    done
        The finished calls of this turn.
    """
    found = Origins(turn=turn)
    earlier = [answer.question for answer in turn.thread[-REMEMBERED:]]
    spoken = [slots, *(_slots(turn, said) for said in (turn.question, *earlier) if said != slots.said)]
    words: list[str] = []
    for each in spoken:
        found.numbers |= set(_spoken_numbers(each))
        found.days |= set(_spoken_days(each))
        words += [each.said, *(f"{e.id} {e.name} {e.family}" for m in each.found.mentions for e in m.candidates)]
        found.units |= {q.value: _MEASURES[q.kind] for q in each.found.quantities if q.kind in _MEASURES}
    found.said = "\n".join(words).lower()
    found.directory = frozenset(word.lower() for entity in directory(turn) for word in (entity.id, entity.name))
    found.results = [
        (record, schema_of(turn.registry.get(record.tool).result))
        for record in done
        if record.ok and record.tool not in POLICY_TOOLS
    ]
    for answer in turn.thread:
        found.earlier |= {text.lower() for text in _of_answer(answer)}
        found.numbers |= {
            f.value for f in answer.figures if f.source == "tool" and f.tool_call and isinstance(f.value, float)
        }
        found.numbers |= {number for call in answer.tool_calls for _, number in _numbers(call.arguments)}
    return found


def directory(turn: Turn) -> list[Entity]:
    """Return the families, places and channels that the person may see, each once."""
    known = lexicon_of(turn.context.snapshot).exact.values()
    seen = dict.fromkeys(entity for entities in known for entity in entities if entity.kind in _LISTED)
    scopes = turn.context.principal.scopes
    return sorted((e for e in seen if e.is_seen(scopes)), key=lambda e: (_LISTED.index(e.kind), e.id))


def _slots(turn: Turn, said: str) -> Slots:
    snapshot = turn.context.snapshot
    return slots_of(said, lexicon_of(snapshot), snapshot.planning_date, turn.context.principal.scopes)


def _spoken_numbers(slots: Slots) -> Iterator[float]:
    for token in numbers_in(slots.said):
        plain = token.text.replace(",", "")
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            yield float(plain)
    for quantity in slots.found.quantities:
        value = quantity.value
        yield value
        if quantity.kind == "percent":
            yield from (-value, 1.0 + value, 1.0 - value, value * 100)
        elif quantity.kind == "factor":
            yield from (value - 1.0, 1.0 - value)
        elif quantity.kind == "duration":
            yield from _lengths(value)
    for period in slots.found.periods:
        first, last = (period.first - slots.today).days, (period.last - slots.today).days
        yield from (float(first), float(last))
        yield from _lengths(float(last))
        yield from _lengths(float(last - first + 1))
        months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
        yield from (float(months), float(months - 1) if months > 1 else 1.0)


def _lengths(days: float) -> Iterator[float]:
    """A length of time in days, weeks and months, rounded either way."""
    for length in (days, days / DAYS_A_WEEK, days / DAYS_A_MONTH):
        yield from (float(floor(length)), float(ceil(length)), float(round(length)))


def _spoken_days(slots: Slots) -> Iterator[str]:
    yield slots.today.isoformat()
    points = [day for period in slots.found.periods for day in (period.first, period.last)]
    lengths = [round(q.value) for q in slots.found.quantities if q.kind == "duration"]
    for day in points:
        yield from (day.isoformat(), day.replace(day=1).isoformat(), (day + timedelta(days=1)).isoformat())
    for start in (slots.today, *points):
        for days in lengths:
            yield from ((start + timedelta(days=days)).isoformat(), (start + timedelta(days=days - 1)).isoformat())


def _of_answer(answer: Answer) -> Iterator[str]:
    for call in answer.tool_calls:
        if call.tool not in POLICY_TOOLS:
            yield from _texts(call.arguments)
    for figure in answer.figures:
        if figure.source in ("tool", "identifier") and isinstance(figure.value, str):
            yield figure.value
    yield from answer.proposals


def _numbers(node: JsonValue, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _numbers(below, f"{path}/{name}")
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from _numbers(below, f"{path}/{place}")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path, float(node)


def _texts(node: JsonValue) -> Iterator[str]:
    """Every text of a result that names something; prose is none of them."""
    if isinstance(node, dict):
        for name, below in node.items():
            if name not in _QUOTED_FIELDS:
                yield from _texts(below)
    elif isinstance(node, list):
        for below in node:
            yield from _texts(below)
    elif isinstance(node, str):
        yield node


def is_day(value: str) -> bool:
    """Whether a text is an ISO date."""
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
