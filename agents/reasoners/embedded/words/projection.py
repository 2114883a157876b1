"""Words for projected stock: when it runs short, and what is on its way."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

PLACES_SHOWN, ARRIVALS_SHOWN = 6, 5


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say when the first place runs short, show every place, then what arrives."""
    told = Told(done[0])
    places = sorted(told.each("projections"), key=_urgency)
    first = places[0]
    template = paragraphs(
        _on_the_day(first, request),
        f"{first.ref('item_id')} {first.ref('item_name')} at {first.ref('location_name')} {outlook(first)}",
        _all_places(places[:PLACES_SHOWN]) if len(places) > 1 else _stock(first),
        _arrivals(first),
        taken_for_granted(told, 2),
    )
    return Wording(template=template, choices=_next_steps(first))


def _on_the_day(point: Told, request: Request) -> str:
    """The balance of the day that the question names."""
    day = next((day for day in point.each("days") if day.value("day") == request.details.get("day")), None)
    if day is None:
        return ""
    return (
        f"At the end of {day.ref('day', 'date')}, {point.ref('item_id')} at {point.ref('location_id')} stands at "
        f"{day.ref('balance', 'units')}, most likely between {day.ref('low', 'units')} and {day.ref('high', 'units')}."
    )


def outlook(point: Told) -> str:
    """When a point runs short, as the end of a sentence."""
    if point.value("first_day_below_zero"):
        return (
            f"runs out on {point.ref('first_day_below_zero', 'date')}; with nothing but what is on order, the balance "
            f"falls to {point.ref('lowest_balance', 'units')} by {point.ref('lowest_on', 'date')}."
        )
    if point.value("first_day_below_safety_stock"):
        return (
            f"does not run out, but falls below its safety stock of {point.ref('safety_stock', 'units')} on "
            f"{point.ref('first_day_below_safety_stock', 'date')}; it is lowest on {point.ref('lowest_on', 'date')} "
            f"with {point.ref('lowest_balance', 'units')}."
        )
    return (
        f"stays above its safety stock of {point.ref('safety_stock', 'units')}; it is lowest on "
        f"{point.ref('lowest_on', 'date')} with {point.ref('lowest_balance', 'units')}."
    )


def _urgency(point: Told) -> tuple[str, str, str]:
    never = "9999"
    return (
        str(point.value("first_day_below_zero") or never),
        str(point.value("first_day_below_safety_stock") or never),
        str(point.value("location_id")),
    )


def _stock(point: Told) -> str:
    lasts = (
        f" Usable stock alone lasts {point.ref('days_of_supply', 'days')}."
        if point.value("days_of_supply") is not None
        else ""
    )
    owed = (
        f" Customers are owed {point.ref('overdue_customer_orders', 'units')} already."
        if point.value("overdue_customer_orders")
        else ""
    )
    return f"Usable today: {point.ref('usable', 'units')}; on order: {point.ref('on_order', 'units')}.{lasts}{owed}"


def _all_places(points: Sequence[Told]) -> str:
    return table(
        ("Place", "Usable", "On order", "Below safety stock", "Runs out", "Lowest"),
        [
            (
                point.ref("location_id"),
                point.ref("usable", "units"),
                point.ref("on_order", "units"),
                point.ref("first_day_below_safety_stock", "date"),
                point.ref("first_day_below_zero", "date"),
                point.ref("lowest_balance", "units"),
            )
            for point in points
        ],
    )


def _arrivals(point: Told) -> str:
    arrivals = point.each("arrivals", ARRIVALS_SHOWN)
    if not arrivals:
        return "Nothing is on order for it."
    return table(
        ("Order", "From", "Quantity", "Expected", "Needed", "After the need"),
        [
            (
                arrival.ref("order_id"),
                arrival.ref("from_location", "text"),
                arrival.ref("quantity", "units"),
                arrival.ref("expected_on", "date"),
                arrival.ref("needed_on", "date"),
                arrival.ref("days_late", "days"),
            )
            for arrival in arrivals
        ],
    )


def _next_steps(point: Told) -> tuple[Choice, ...]:
    subject = f"{point.value('item_id')} at {point.value('location_id')}"
    ask = Choice(label="What can we do about it?", message=f"What can we do about {subject}?")
    why = Choice(
        label="What shall we order?",
        message=f"How much {point.value('item_id')} should we order for {point.value('location_id')}?",
    )
    return (ask, why) if point.value("first_day_below_safety_stock") else (why,)
