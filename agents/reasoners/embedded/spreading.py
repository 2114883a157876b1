"""Several things of a kind in one question: "A-104 or A-105?", "Hamburg versus Venlo", "April against May".

Each gets a call of its own, so that the answer has a part for each.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product

from .dates import Period
from .frames import Ask, Frame
from .linking import EntityKind
from .masking import Found
from .slots import Slots

SPREAD: tuple[EntityKind, ...] = ("item", "family", "site", "channel", "supplier", "order")
"""Kinds of thing of which a call takes one."""

MOST = 4
"""Calls that one question is spread over at most."""

_TAKES_TWO = frozenset(
    {"create_order", "expedite", "push_out", "calculate", "policy", "proposals", "stock_policy", "override"}
)
SEVERAL_TIMES = frozenset({"override", "expedite", "push_out", "create_order", "what_if_late", "budget", "calculate"})
"""Kinds whose frames themselves say what becomes of several times."""

_A_YEAR = 365
_AGAINST = re.compile(
    r"\b(?:than|vs\.?|versus|against|compar\w+(?: (?:to|with))?|relative to|up on|down on|as (?:much|many) as|like)\s+"
    r"(?:(?:in|the|this|same|time|for|over|of|that|period|a|\w+ (?:weeks|months|days))\s+)*$",
    re.I,
)
SHOW_YEAR_BEFORE = frozenset({"past_demand", "forecast"})
"""Kinds whose answers show the year before beside the time asked for."""

_OF_ITS_TIME = {"past_demand": "forecast"}


def kind_in_time(kind: str, slots: Slots) -> str:
    """Return the kind of a question by its time: what "will food service take" of a family next quarter is a forecast."""
    window = slots.window
    is_to_come = window is not None and window[0] >= slots.today and _WILL.search(slots.said) is not None
    return _OF_ITS_TIME.get(kind, kind) if is_to_come and slots.named & {"item", "family"} else kind


_WILL = re.compile(r"\b(?:will|wil|going to|gonna|shall|next|coming|expect\w*)\b", re.I)
_COMPARES = ("compare", "versus", "vs", "against", "or", "than", "both", "each", "respectively", "and")


def each_alone(frame: Frame, slots: Slots) -> list[Slots]:
    """Return the question for each of the things that it names of one kind; itself alone where there are not several.

    Names that the frame's arguments do not hold are left as they are.
    """
    if frame.kind in _TAKES_TWO:
        return [slots]
    held = _held(frame, slots)
    axes: list[list[tuple[str, str]]] = []
    for kind in SPREAD:
        ids = list(dict.fromkeys(m.entity.id for m in slots.found.mentions if m.entity.kind == kind))
        if len(ids) > 1 and frame.tells_apart(slots, kind) and not _all_held(ids, held):
            axes.append([(kind, one) for one in ids])
    if not axes:
        return _each_time(frame, slots)
    chosen = list(product(*axes))
    if len(chosen) > MOST:
        return [slots]
    return [_only(slots, dict(choice)) for choice in chosen]


def without_year_before(slots: Slots) -> Slots:
    """Return a question without the time that it is only compared with, where that is the same a year earlier.

    The year before stands beside what was sold and is forecast anyway: of "more in January than in January last
    year" January is asked for, of "soups versus last year" no time at all.
    """
    stretches = [period for period in slots.found.periods if not period.is_point]
    kept = [
        period
        for period in slots.found.periods
        if not (period in stretches and _is_year_before(slots, period, [p for p in stretches if p is not period]))
    ]
    if len(kept) == len(slots.found.periods):
        return slots
    return replace(slots, found=replace(slots.found, periods=tuple(kept)))


def _is_year_before(slots: Slots, period: Period, others: list[Period]) -> bool:
    if period.last >= slots.today or not _AGAINST.search(slots.said[: period.start]):
        return False
    is_whole_year = (period.last - period.first).days >= _A_YEAR - 1
    if not others:
        return is_whole_year and not re.search(r"\d", slots.said[period.start : period.end])
    return any(
        period.first <= other.first - timedelta(days=_A_YEAR - 1)
        and period.last >= other.last - timedelta(days=_A_YEAR + 1)
        for other in others
    )


def is_too_much(frame: Frame, slots: Slots) -> bool:
    """Whether a question names more things than are answered at once."""
    if frame.kind in _TAKES_TWO:
        return False
    held = _held(frame, slots)
    count = 1
    for kind in SPREAD:
        ids = {m.entity.id for m in slots.found.mentions if m.entity.kind == kind}
        if len(ids) > 1 and frame.tells_apart(slots, kind) and not _all_held(ids, held):
            count *= len(ids)
    return count > MOST


def _held(frame: Frame, slots: Slots) -> str:
    """Return everything that one call for a question follows, as text."""
    filled = frame.fill(slots)
    return "" if isinstance(filled, Ask) else json.dumps([filled, frame.named_besides(slots)])


def _all_held(ids: Iterable[str], held: str) -> bool:
    """Whether one call takes all of them: two ends of a transfer, the events of one scenario."""
    return all(json.dumps(one) in held for one in ids)


def _stretches(slots: Slots) -> list[Period]:
    """Return every stretch of time that a question names, each once."""
    named = {(period.first, period.last): period for period in slots.found.periods if not period.is_point}
    return list(named.values())


def times_of(slots: Slots) -> int:
    """Return how many separate stretches of time a question compares; one where it compares none."""
    stretches = _stretches(slots)
    return len(stretches) if len(stretches) > 1 and slots.says(*_COMPARES) else 1


def _each_time(frame: Frame, slots: Slots) -> list[Slots]:
    if times_of(slots) == 1 or not {"period"} & frame.welcomes or frame.kind == "budget":
        return [slots]
    stretches = _stretches(slots)
    return [replace(slots, found=replace(slots.found, periods=(period,))) for period in stretches[:MOST]]


def _only(slots: Slots, wanted: dict[str, str]) -> Slots:
    found = slots.found
    kept = tuple(
        mention
        for mention in found.mentions
        if mention.entity.kind not in wanted or wanted[mention.entity.kind] == mention.entity.id
    )
    return replace(slots, found=Found(kept, found.periods, found.quantities))
