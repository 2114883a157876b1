"""Frames of questions that ask for quantities, reasons and what-ifs."""

import re
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from typing import cast

from ..dates import Period
from ..linking import Mention
from ..quantities import Quantity
from ..slots import Slots
from .amounts import after, before, change, changes, limit
from .calculating import calculation
from .frame import Arguments, Ask, Frame, line_named, place, subject
from .levels import wanted_of
from .looking import MOST_EXCEPTIONS
from .running import MOST_WEEKS, closely, run_over

POINT = frozenset({"item", "site", "number"})
DEFAULT_WEEKS = 13

MOST_OPTIONS = 16
"""Remedies that are ranked for an exception at most."""


def _replenishment(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.last_day is not None and slots.last_day > 0:
        arguments["within_days"] = slots.days_ahead(7, 91)
    most = limit(slots)
    return arguments if most is None else {**arguments, "limit": most}


def _explain(slots: Slots) -> Arguments | Ask:
    if slots.id("order"):
        line = line_named(slots.said)
        arguments: Arguments = {"order_id": slots.id("order")}
        return arguments if line is None else {**arguments, "line": line}
    if slots.id("item") is None:
        return Ask("Which item's quantity shall I explain?")
    if slots.id("site") is None:
        return Ask(f"At which place shall I explain the quantity of {slots.spoken('item')}?")
    return {"item_id": slots.id("item"), "location_id": slots.id("site")}


_ALTERNATIVES = re.compile(r"\b(?:or|versus|vs|compare|than|which|either|rather)\b", re.I)
_DELAY = re.compile(
    r"\b(?:late\w*|delay\w*|slip\w*|behind|stuck|held|hold\w*|lag\w*|after|overdue|postpon\w*|wait\w*)\b", re.I
)
_DELAYED_BY = re.compile(r"\b(?:delay\w*|slips?|slipp\w+|by|late|\+)\s*(?:of|by|for)?\s*$", re.I)


_COUNTS_THINGS = re.compile(r"\s+(?!(?:days?|late)\b)[a-z]+s\b|\s+(?:of|by) (?:them|these|those|channel)\b", re.I)
_DEMAND = re.compile(r"\b(?:demand|sales|sells?|orders? of customers)\b", re.I)
_LATE = re.compile(r"\b(?:late\w*|delay\w*|slip\w*|behind|stuck|held|hold\w*|postpon\w*)\b", re.I)
_SOONER = re.compile(
    r"\b(?:expedit\w*|earlier|sooner|(?:bring|brought|pull\w*) (?:\S+ ){0,3}(?:forward|in|up))\b", re.I
)


def _late_supply(slots: Slots) -> Arguments | Ask:
    """Late supply, and a change of demand where the question names one besides."""
    if _SOONER.search(slots.said) and not _LATE.search(slots.said):
        return Ask(
            "I simulate late supply, changes of demand and of safety stock. Shall I draft a proposal to expedite?"
        )
    looks = [p for p in slots.found.periods if p.is_length and _LOOKS.search(slots.said[: p.start])]
    late = _lateness(_without_times(slots, looks))
    weeks = _run_for(slots)
    if looks and not isinstance(late, Ask):
        late = {**late, "horizon_weeks": min(max(ceil((looks[0].last - slots.today).days / 7), 1), MOST_WEEKS)}
    elif (
        weeks is not None
        and not isinstance(late, Ask)
        and _lengths(slots) != [q for q in slots.found.quantities if q.kind == "duration"]
    ):
        late = {**late, "horizon_weeks": weeks}
    if isinstance(late, Ask) or not (_DEMAND.search(slots.said) and changes(slots)):
        return late
    changed = _changed_demand(slots)
    return changed if isinstance(changed, Ask) else _together(late, changed)


def _demand_change(slots: Slots) -> Arguments | Ask:
    """A change of demand, and late supply where the question names it besides."""
    changed = _changed_demand(slots)
    is_late = slots.named & {"supplier", "order"} and slots.quantity("duration") and _LATE.search(slots.said)
    if isinstance(changed, Ask) or not is_late:
        return changed
    late = _lateness(slots)
    return late if isinstance(late, Ask) else _together(late, changed)


def _together(late: Arguments, changed: Arguments) -> Arguments:
    """Return one scenario: the time named is that of demand, which does not change just where supply is late."""
    first, second = (cast(list[Arguments], part["events"]) for part in (late, changed))
    sources = [event.get("supplier_id") for event in first]
    timeless = [{name: event[name] for name in event if name not in ("from_date", "to_date")} for event in first]
    freed = [{n: value for n, value in event.items() if n != "location_id" or value not in sources} for event in second]
    return {"events": [*timeless, *freed], "horizon_weeks": changed["horizon_weeks"]}


def _lateness(slots: Slots) -> Arguments | Ask:
    orders = [m for m in slots.found.mentions if m.entity.kind == "order"]
    ids = list(dict.fromkeys(m.entity.id for m in orders))
    if len(ids) > 1 and not _ALTERNATIVES.search(slots.said):
        delays = _delays(slots)
        if len(delays) not in (1, len(ids)) or (len(delays) == 1 and _is_counted_alone(slots, orders[0])):
            return Ask("How many days late is each of them?")
        each = delays if len(delays) == len(ids) else delays * len(ids)
        return {
            "events": [{"kind": "late_supply", "delay_days": d, "order_id": i} for i, d in zip(ids, each, strict=True)]
        }
    delay = _delay(slots)
    if delay is None:
        return Ask("How many days late?")
    event: Arguments = {"kind": "late_supply", "delay_days": delay}
    if ids:
        line = line_named(slots.said)
        return {"events": [{**event, "order_id": ids[0]} | ({} if line is None else {"line": line})]}
    if not slots.id("supplier") and not slots.id("site"):
        return Ask("Which supplier, or which order, is late?")
    event["supplier_id"] = slots.id("supplier") or slots.id("site")
    window = slots.window if slots.found.periods else None
    if window is None:
        return {"events": [event]}
    first, last = window
    if last is not None and last < first:
        return Ask("The time named ends before it begins. From which day to which do you mean?")
    event["from_date"] = max(first, slots.today).isoformat()
    if last is not None:
        event["to_date"] = max(last, slots.today).isoformat()
    arguments: Arguments = {"events": [event]}
    weeks = ceil(((last or first) - slots.today).days / 7) + ceil(delay / 7) + 1
    return {**arguments, "horizon_weeks": min(weeks, MOST_WEEKS)} if weeks > DEFAULT_WEEKS else arguments


def _is_counted_alone(slots: Slots, order: Mention) -> bool:
    """Whether a number after an order counts nothing that is said, and may be a delay: "PO-1 8 days and PO-2 12"."""
    return any(
        q.kind == "number" and q.start > order.start and not _COUNTS_THINGS.match(slots.said[q.end :])
        for q in slots.found.quantities
    )


def _delays(slots: Slots) -> list[int]:
    return [round(q.value) for q in _lengths(slots)]


def _lengths(slots: Slots) -> list[Quantity]:
    """Return the lengths of delays; one that says how long to simulate is none if there is another."""
    lengths = [q for q in slots.found.quantities if q.kind == "duration"]
    return [q for q in lengths if not _is_run(slots, q)] or lengths


_RUNS = re.compile(
    r"\b(?:simulat\w+|(?:run|play|calculate|compute|test|model)\s+(?:it|this|that|the (?:scenario|simulation|whole thing))|horizon)\s+"
    r"(?:(?:of|out|over|for|across|through|the|next|a|full|whole|about)\s+)*$",
    re.I,
)
_RUN = re.compile(r"^\s*(?:of (?:it|this|that)\b|horizon|simulation|run\b)", re.I)


def _is_run(slots: Slots, length: Quantity) -> bool:
    """Whether a length says over what time a scenario is run: "Simulate 20 weeks of it"."""
    is_late = _DELAY.match(re.sub(r"^(?:[\s'’-]|of\b)+", "", after(slots, length)))
    return not is_late and bool(_RUNS.search(before(slots, length)) or _RUN.match(after(slots, length)))


def _run_for(slots: Slots) -> int | None:
    """Return over how many weeks a scenario shall be run, where it is said beside its other times."""
    runs = [q.value for q in slots.found.quantities if q.kind == "duration" and _is_run(slots, q)]
    runs += [(period.last - slots.today).days for period in _looks_ahead(slots)]
    return min(max(ceil(runs[0] / 7), 1), MOST_WEEKS) if runs else None


_LOOKS = re.compile(
    r"\b(?:look|looking|run|simulate|go|play|impact|effect|damage|consequences?|result|outcome)\s+(?:it\s+|this\s+|that\s+)?(?:over\s+|for\s+|out\s+)?$",
    re.I,
)


def _without_times(slots: Slots, times: list[Period]) -> Slots:
    """Return a question without some of the times that it names."""
    kept = tuple(period for period in slots.found.periods if period not in times)
    return replace(slots, found=replace(slots.found, periods=kept))


def _looks_ahead(slots: Slots) -> list[Period]:
    """Return the times that say how far to look, beside others: "from 16 March on. Look 10 weeks ahead."."""
    found = [p for p in slots.found.periods if p.is_length and _LOOKS.search(slots.said[: p.start])]
    return found if len(found) < len(slots.found.periods) else []


def _delay(slots: Slots) -> int | None:
    """Return the days of a delay: the length beside a word for lateness, or those between two days of an order."""
    lengths = _lengths(slots)
    if lengths:
        return round(next((q for q in lengths if _is_delay(slots, q)), lengths[0]).value)
    points = [period.first for period in slots.found.periods if period.is_point]
    if slots.id("order") and len(points) == 2 and points[1] > points[0]:
        return (points[1] - points[0]).days
    return None


def _is_delay(slots: Slots, length: Quantity) -> bool:
    return bool(_DELAY.match(after(slots, length).lstrip(" -")) or _DELAYED_BY.search(before(slots, length)))


_FROM_THEN_ON = re.compile(
    r"\b(?:from|starting|since|after|once|as of|beginning|onwards?|when|as from|effective)\b[^.?!]{0,40}$", re.I
)
_ONWARDS = re.compile(r"^\s*(?:on|onwards?|and (?:after|later))\b", re.I)


def _changed_demand(slots: Slots) -> Arguments | Ask:
    events = [_demand_event(part, share) for part, share in _changed_parts(slots)]
    if not events:
        return Ask("By how much does demand change? Say a percentage.")
    looks = _looks_ahead(slots)
    run = _run_for(slots) or run_over(slots)
    slots = _without_times(slots, looks)
    window = _window(slots)
    if window is not None:
        first, last = window
        if first > slots.today + timedelta(weeks=MOST_WEEKS):
            return Ask(f"A what-if looks {MOST_WEEKS} weeks ahead at most. Name an earlier time.")
        if last is not None and last < first:
            return Ask("The time named ends before it begins. From which day to which do you mean?")
        times: Arguments = {"from_date": max(first, slots.today).isoformat()}
        if last is not None:
            times["to_date"] = max(last, slots.today).isoformat()
        events = [{**event, **times} for event in events]
    weeks = run if looks and run else max(slots.weeks_ahead(DEFAULT_WEEKS, MOST_WEEKS), run or DEFAULT_WEEKS)
    if window is not None and window[1] is None and not looks:
        weeks = min(max(ceil((window[0] - slots.today).days / 7) + 4, weeks), MOST_WEEKS)
    return {"events": [*events], "horizon_weeks": weeks}


def _window(slots: Slots) -> tuple[date, date | None] | None:
    """Return from when to when; a single day after "from", "once" and the like begins a time without end."""
    window = slots.window
    point = next((period for period in slots.found.periods if period.is_point), None)
    if window is None or point is None or window != (point.first, point.first):
        return window
    said = slots.said
    is_open = _FROM_THEN_ON.search(said[: point.start]) or _FROM_THEN_ON.match(said[point.start : point.end])
    return (point.first, None) if is_open or _ONWARDS.match(said[point.end :]) else window


def _changed_parts(slots: Slots) -> list[tuple[Slots, float]]:
    """Return each subject with its own change, where a question names as many of the one as of the other."""
    found = changes(slots)
    subjects: list[Mention] = []
    for kind in ("item", "family", "channel"):
        named = [m for m in slots.found.mentions if m.entity.kind == kind]
        if len({m.entity.id for m in named}) == len(named) > 1:
            subjects = named
            break
    if len(found) > 1 and len(found) == len(subjects):
        return [(_without(slots, subjects, kept), share) for kept, (_, share) in zip(subjects, found, strict=True)]
    share = change(slots)
    return [] if share is None else [(slots, share)]


def _without(slots: Slots, subjects: list[Mention], kept: Mention) -> Slots:
    mentions = tuple(m for m in slots.found.mentions if m is kept or m not in subjects)
    return replace(slots, found=replace(slots.found, mentions=mentions))


def _demand_event(slots: Slots, share: float) -> Arguments:
    channel: Arguments = {"channel_id": slots.id("channel")} if slots.id("channel") else {}
    return {"kind": "demand_change", "change": share, **subject(slots), **channel}


_NONE = re.compile(
    r"\b(?:no|without(?: any)?|zero|drop\w*|remov\w*|scrap\w*|abolish\w*)\b[^.?!]{0,30}\b(?:safety|buffers?|cushion)",
    re.I,
)


_PLACES = re.compile(
    r"^\s*(?:big |other )?(?:warehouses|sites|places|dcs|locations|centres|centers|depots|plants|families|items|products)\b",
    re.I,
)
"""What is counted that is no stock."""


def _safety_stock(slots: Slots) -> Arguments | Ask:
    changed = _changed_safety(slots)
    weeks = _run_for(slots)
    if not isinstance(changed, Ask) and weeks is not None:
        return {**changed, "horizon_weeks": weeks}
    is_timed = slots.last_day is not None and slots.last_day > 0
    if isinstance(changed, Ask) or not is_timed:
        return changed
    return {**changed, "horizon_weeks": slots.weeks_ahead(DEFAULT_WEEKS, MOST_WEEKS)}


def _changed_safety(slots: Slots) -> Arguments | Ask:
    event: Arguments = {"kind": "safety_stock_change", **subject(slots)}
    told = [q for q in slots.found.quantities if q.kind == "number" and not _PLACES.match(after(slots, q))]
    number = next(iter(wanted_of(slots, told)), None)
    share = None if number is not None and not changes(slots) else change(slots)
    if share is not None:
        return {"events": [{**event, "factor": 1.0 + share}]}
    if number is None:
        if _NONE.search(slots.said):
            return {"events": [{**event, "factor": 0.0}]}
        return Ask("By how much does the safety stock change? Say a percentage, or how much it shall be.")
    if "item_id" not in event:
        return Ask("Of which item shall the safety stock be so much? For a family, say a percentage.")
    return {"events": [{**event, "value": number.value}]}


def _mitigations(slots: Slots) -> Arguments | Ask:
    if slots.named & {"order", "supplier"}:
        return {"limit": MOST_EXCEPTIONS}
    return {**subject(slots), "limit": 3}


def _one_exception(slots: Slots) -> Arguments | Ask:
    if slots.id("exception") is None:
        return Ask("Which exception do you mean? Name its identifier, as the list of exceptions gives it.")
    arguments: Arguments = {"exception_id": slots.id("exception")}
    most = limit(slots)
    return arguments if most is None else {**arguments, "limit": min(most, MOST_OPTIONS)}


FRAMES = (
    Frame(
        "replenishment",
        "plan_replenishment",
        _replenishment,
        lambda slots: f"Propose replenishment orders{place(slots)}",
        welcomes=POINT | {"family", "supplier", "period", "day"},
        reach=91,
    ),
    Frame(
        "explain",
        "explain_quantity",
        _explain,
        lambda slots: f"Explain the order quantity{place(slots)}",
        welcomes=POINT | {"order"},
    ),
    Frame(
        "what_if_late",
        "simulate_scenario",
        closely(_late_supply),
        lambda slots: f"What if {slots.id('supplier') or slots.id('order') or 'a supplier'} delivers late?",
        requires=(("supplier", "order", "site"), ("duration",)),
        welcomes=POINT | {"family", "channel", "period"},
    ),
    Frame(
        "what_if_demand",
        "simulate_scenario",
        closely(_demand_change),
        lambda slots: f"What if demand{place(slots)} changes?",
        requires=(("percent", "factor"),),
        welcomes=POINT | {"family", "channel", "period", "day"},
    ),
    Frame(
        "what_if_safety",
        "simulate_scenario",
        closely(_safety_stock),
        lambda slots: f"What if the safety stock{place(slots)} changes?",
        welcomes=POINT | {"family", "percent", "factor"},
    ),
    Frame(
        "mitigations",
        "list_exceptions",
        _mitigations,
        lambda slots: f"What can we do about{place(slots).replace(' for', '', 1) or ' it'}?",
        welcomes=POINT | {"family", "order", "customer", "period", "day"},
    ),
    Frame(
        "one_exception",
        "rank_mitigations",
        _one_exception,
        lambda slots: f"What can we do about {slots.id('exception') or 'this exception'}?",
        requires=(("exception",),),
        welcomes=POINT | {"period", "day"},
    ),
    Frame(
        "calculate",
        "calculate",
        calculation,
        lambda slots: slots.said,
        requires=(("number", "percent", "money"),),
        welcomes=frozenset({"number", "percent", "money"}),
    ),
)
