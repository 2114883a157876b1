"""Words for projected stock: when it runs short, and what is on its way."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, known, paragraphs, table, unless_zero

PLACES_SHOWN, ARRIVALS_SHOWN = 6, 5
OPEN_ORDERS_ONLY = "Only what is on order counts; what replenishment would still order is not in it."
WITH_PLANNED = "What replenishment would still order is in it, as planned arrivals."


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say when the first place runs short, show every place, then what arrives."""
    told = Told(done[0])
    places = sorted(told.each("projections"), key=_urgency)
    if not places:
        return Wording(template="No place holds it, so there is no stock to project.")
    first = places[0]
    several = len(places) > 1
    arrivals = _arrivals(first) if len(first.each("arrivals")) > 1 else ""
    template = paragraphs(
        _on_the_day(first, request),
        f"{first.ref('item_id')} {first.ref('item_name')} at {first.ref('location_name')} {outlook(first)}",
        _stock(first),
        "Every place, the soonest to run out first:" if several else "",
        _all_places(places[:PLACES_SHOWN]) if several else "",
        "What is on its way to the first of them:" if several and arrivals else "",
        arrivals,
        WITH_PLANNED if done[0].arguments.get("include_planned") else OPEN_ORDERS_ONLY,
    )
    return Wording(template=template, choices=_next_steps(first))


def _on_the_day(point: Told, request: Request) -> str:
    """The balance of the day that the question names."""
    day = next((day for day in point.each("days") if day.value("day") == request.details.get("day")), None)
    if day is None:
        return ""
    return (
        f"At the end of {day.ref('day', 'date')}, {point.ref('item_id')} at {point.ref('location_name')} stands at "
        f"{day.ref('balance', 'units')}, most likely between {day.ref('low', 'units')} and {day.ref('high', 'units')}."
        f"{' A negative balance is demand that stock cannot serve.' if day.value('balance') < 0 else ''}"
    )


def outlook(point: Told) -> str:
    """When a point runs short, as the end of a sentence."""
    if point.value("first_day_below_zero"):
        return f"runs out on {point.ref('first_day_below_zero', 'date')}.{_next_arrival(point)}"
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


def _next_arrival(point: Told) -> str:
    arrivals = point.each("arrivals", 1)
    if not arrivals:
        return " Nothing is on order for it."
    arrival = arrivals[0]
    return (
        f" The next arrival is {arrival.ref('order_id')} with {arrival.ref('quantity', 'units')} on "
        f"{arrival.ref('expected_on', 'date')}."
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
    return (
        f"There today: {point.ref('usable', 'units')} usable and "
        f"{unless_zero(point, 'on_order', 'units', 'nothing')} on order.{lasts}{owed}"
    )


def _all_places(points: Sequence[Told]) -> str:
    return table(
        ("Place", "Usable", "On order", "Stock lasts", "Below safety stock", "Runs out"),
        [
            (
                point.ref("location_id"),
                point.ref("usable", "units"),
                unless_zero(point, "on_order", "units"),
                known(point, "days_of_supply", "days", "throughout"),
                known(point, "first_day_below_safety_stock", "date", "never"),
                known(point, "first_day_below_zero", "date", "never"),
            )
            for point in points
        ],
    )


def _arrivals(point: Told) -> str:
    arrivals = point.each("arrivals", ARRIVALS_SHOWN)
    if not arrivals:
        return ""
    return table(
        ("Order", "From", "Quantity", "Expected", "Needed", "After the need"),
        [
            (
                arrival.ref("order_id"),
                known(arrival, "from_location", "text", "made there"),
                arrival.ref("quantity", "units"),
                arrival.ref("expected_on", "date"),
                known(arrival, "needed_on", "date", "not needed"),
                unless_zero(arrival, "days_late", "days", "in time"),
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
