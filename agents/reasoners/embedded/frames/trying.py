"""Frames of questions that ask for quantities, reasons and what-ifs."""

from pydantic import JsonValue

from ..slots import Slots
from .frame import Arguments, Ask, Frame, place, subject

POINT = frozenset({"item", "site", "number"})
FALLING = (
    "falls",
    "fall",
    "drops",
    "drop",
    "less",
    "lower",
    "down",
    "decrease",
    "decreases",
    "worse",
    "cut",
    "cutting",
)
LESS = (*FALLING, "reduce", "reducing", "reduced", "halve", "halving")


def _replenishment(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.last_day is not None and slots.last_day > 0:
        arguments["within_days"] = slots.days_ahead(7, 91)
    return arguments


def _explain(slots: Slots) -> Arguments | Ask:
    if slots.id("order"):
        return {"order_id": slots.id("order")}
    if slots.id("item") is None:
        return Ask("Which item's quantity shall I explain?")
    if slots.id("site") is None:
        return Ask(f"At which place shall I explain the quantity of {slots.spoken('item')}?")
    return {"item_id": slots.id("item"), "location_id": slots.id("site")}


def change(slots: Slots) -> float | None:
    """Return the change that a question speaks of as a share: `0.2` for 20 % more, `-0.5` for a half."""
    factor = slots.quantity("factor")
    if factor is not None:
        return factor.value - 1.0
    percent = slots.quantity("percent")
    if percent is not None:
        return -abs(percent.value) if slots.says(*LESS) else percent.value
    return -0.5 if slots.says("half") else None


def _late_supply(slots: Slots) -> Arguments | Ask:
    delay = slots.quantity("duration")
    if delay is None:
        return Ask("How many days late?")
    event: Arguments = {"kind": "late_supply", "delay_days": round(delay.value)}
    if slots.id("order"):
        event["order_id"] = slots.id("order")
    elif slots.id("supplier") or slots.id("site"):
        event["supplier_id"] = slots.id("supplier") or slots.id("site")
    else:
        return Ask("Which supplier, or which order, is late?")
    return {"events": [event]}


def _demand_change(slots: Slots) -> Arguments | Ask:
    share = change(slots)
    if share is None:
        return Ask("By how much does demand change? Say a percentage.")
    event: Arguments = {"kind": "demand_change", "change": share, **subject(slots)}
    if slots.id("channel"):
        event["channel_id"] = slots.id("channel")
    if slots.window is not None:
        first, last = slots.window
        if last is not None and last < first:
            return Ask("The time named ends before it begins. From which day to which do you mean?")
        event["from_date"] = max(first, slots.today).isoformat()
        if last is not None:
            event["to_date"] = max(last, slots.today).isoformat()
    return {"events": [event], "horizon_weeks": max(slots.weeks_ahead(13, 26), 13)}


def _safety_stock(slots: Slots) -> Arguments | Ask:
    share = change(slots)
    if share is None:
        return Ask("By how much does the safety stock change? Say a percentage.")
    return {"events": [{"kind": "safety_stock_change", "factor": 1.0 + share, **subject(slots)}]}


def _mitigations(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    return {**arguments, "limit": 3}


def _one_exception(slots: Slots) -> Arguments | Ask:
    if slots.id("exception") is None:
        return Ask("Which exception do you mean? Name its identifier, as the list of exceptions gives it.")
    return {"exception_id": slots.id("exception")}


OPERATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("difference", ("minus", "less", "difference", "subtract")),
    ("sum", ("plus", "sum", "add", "and")),
    ("product", ("times", "x", "multiply", "multiplied by", "of")),
    ("ratio", ("divided by", "divide", "over", "ratio", "by")),
    ("mean", ("average", "mean")),
)
"""Operations of `calculate` by the words that ask for them, the first that is found."""


def _calculate(slots: Slots) -> Arguments | Ask:
    units = {"percent": "share", "money": "money", "number": "ratio", "duration": "days"}
    operands: list[JsonValue] = [
        {"value": q.value, "label": slots.said[q.start : q.end].strip(), "unit": units[q.kind]}
        for q in slots.found.quantities
        if q.kind in units
    ]
    named = next((operation for operation, words in OPERATIONS if slots.says(*words)), None)
    if named is None or len(operands) < 2:
        return Ask("Which numbers shall I put together, and how: sum, difference, product or ratio?")
    return {"operation": named, "operands": operands}


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
        _late_supply,
        lambda slots: f"What if {slots.id('supplier') or slots.id('order') or 'a supplier'} delivers late?",
        requires=(("supplier", "order", "site"), ("duration",)),
        welcomes=POINT | {"family", "channel", "period"},
    ),
    Frame(
        "what_if_demand",
        "simulate_scenario",
        _demand_change,
        lambda slots: f"What if demand{place(slots)} changes?",
        requires=(("percent", "factor"),),
        welcomes=POINT | {"family", "channel", "period", "day"},
    ),
    Frame(
        "what_if_safety",
        "simulate_scenario",
        _safety_stock,
        lambda slots: f"What if the safety stock{place(slots)} changes?",
        welcomes=POINT | {"family", "percent", "factor"},
    ),
    Frame(
        "mitigations",
        "list_exceptions",
        _mitigations,
        lambda slots: f"What can we do about{place(slots).replace(' for', '', 1) or ' it'}?",
        welcomes=POINT | {"family", "order", "period", "day"},
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
        _calculate,
        lambda slots: slots.said,
        requires=(("number", "percent", "money"),),
        welcomes=frozenset({"number", "percent", "money"}),
    ),
)
