"""Frames of questions that look at how things stand and what is coming."""

from ..slots import Slots
from .frame import Arguments, Ask, Frame, place, subject

FORTNIGHT = 14
FARTHEST_WEEKS = 78
MOST_EXCEPTIONS = 200
"""So many are looked through for those that orders can mend."""

KIND_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("excess", ("excess", "overstock", "overstocks", "overstocked", "too much", "surplus", "dead stock")),
    (
        "below_safety_stock",
        (
            "below safety stock",
            "under safety stock",
            "below its safety",
            "below their safety",
            "under its safety",
            "under their safety",
        ),
    ),
    ("demand_off_forecast", ("off forecast", "off the forecast", "demand off")),
    (
        "shortage",
        (
            "stock out",
            "out of stock",
            "runs out",
            "run dry",
            "sell out",
            "stock-outs",
            "stock-out",
            "stockouts",
            "stockout",
            "run out",
            "running out",
            "shortages",
            "short",
        ),
    ),
)


def _exceptions(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.last_day is not None and slots.last_day > 0:
        arguments["within_days"] = slots.days_ahead(FORTNIGHT, 182)
    for kind, words in KIND_WORDS:
        if slots.says(*words):
            arguments["kind"] = kind
            break
    return arguments


def _brief(slots: Slots) -> Arguments | Ask:
    return {**subject(slots), "within_days": slots.days_ahead(FORTNIGHT, 182), "limit": MOST_EXCEPTIONS}


def _late(slots: Slots) -> Arguments | Ask:
    arguments = {**subject(slots), "kind": "late_supply", "limit": 100}
    if slots.last_day is not None and slots.last_day > 0 and slots.id("order") is None:
        arguments["within_days"] = slots.days_ahead(FORTNIGHT, 182)
    return arguments


BACKWARDS = Ask("The time named ends before it begins. From which day to which do you mean?")
PAST = Ask(
    "That time is past. I show what was sold only beside a forecast: ask for the forecast of coming weeks, or how "
    "accurate past forecasts were."
)
BEYOND = Ask("That lies beyond what is forecast. Ask for a nearer time.")


def _is_backwards(slots: Slots) -> bool:
    window = slots.window
    return window is not None and window[1] is not None and window[1] < window[0]


def _projection(slots: Slots) -> Arguments | Ask:
    if _is_backwards(slots):
        return BACKWARDS
    if slots.last_day is not None and slots.last_day < 0:
        return PAST
    if slots.id("item") is None:
        return Ask("Which item do you want to see the projected stock of?")
    arguments: Arguments = {"item_id": slots.id("item")}
    if slots.id("site"):
        arguments["location_id"] = slots.id("site")
    if slots.last_day is not None and slots.last_day > 0:
        arguments["days"] = min(slots.days_ahead(28, 182) + slots.names_last_day, 182)
    return arguments


def _forecast(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if "item_id" not in arguments and "family" not in arguments:
        return Ask("The forecast of which item or family?")
    if _is_backwards(slots):
        return BACKWARDS
    if slots.first_day is not None and slots.first_day > 7 * FARTHEST_WEEKS:
        return BEYOND
    if slots.last_day is not None and slots.last_day < 0:
        return PAST
    if slots.id("channel"):
        arguments["channel_id"] = slots.id("channel")
    if slots.last_day is not None:
        arguments["weeks"] = slots.weeks_ahead(13, FARTHEST_WEEKS)
    return arguments


def _accuracy(slots: Slots) -> Arguments | Ask:
    arguments = subject(slots)
    if slots.says("families", "by family", "per family"):
        arguments["by"] = "family"
    return arguments


def _budget(slots: Slots) -> Arguments | Ask:
    arguments: Arguments = {}
    if slots.id("family"):
        arguments["family"] = slots.id("family")
    if slots.period is not None:
        first, last = slots.period.first, slots.period.last
        arguments["first_month"] = first.replace(day=1).isoformat()
        arguments["months"] = min(max(12 * (last.year - first.year) + last.month - first.month + 1, 1), 12)
    return arguments


SUBJECT = frozenset({"item", "family", "site", "region", "channel", "period", "day", "duration"})

FRAMES = (
    Frame(
        "brief",
        "list_exceptions",
        _brief,
        lambda slots: f"What will hurt us{place(slots)}, and what should we do?",
        welcomes=SUBJECT,
        survey="work",
        reach=182,
    ),
    Frame(
        "exceptions",
        "list_exceptions",
        _exceptions,
        lambda slots: f"Show the exceptions{place(slots)}",
        welcomes=SUBJECT,
        survey="line",
        reach=182,
    ),
    Frame(
        "late_orders",
        "list_exceptions",
        _late,
        lambda slots: f"Which orders are late{place(slots)}?",
        welcomes=SUBJECT | {"supplier", "order"},
        heeds=frozenset({"supplier"}),
    ),
    Frame(
        "projection",
        "project_inventory",
        _projection,
        lambda slots: f"Project the stock{place(slots)}",
        requires=(("item",),),
        welcomes=SUBJECT - {"family"},
        reach=182,
    ),
    Frame(
        "forecast",
        "forecast_demand",
        _forecast,
        lambda slots: f"Forecast the demand{place(slots)}",
        requires=(("item", "family"),),
        welcomes=SUBJECT,
        reach=7 * FARTHEST_WEEKS,
    ),
    Frame(
        "accuracy",
        "measure_forecast_accuracy",
        _accuracy,
        lambda slots: f"How accurate is the forecast{place(slots)}?",
        welcomes=SUBJECT,
    ),
    Frame(
        "budget",
        "reconcile_with_budget",
        _budget,
        lambda slots: f"Compare plan and budget{place(slots)}",
        welcomes=frozenset({"family", "channel", "period"}),
    ),
)
