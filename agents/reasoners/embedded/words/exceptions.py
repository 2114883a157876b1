"""Words for the list of exceptions."""

from collections.abc import Sequence

import polars as pl

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, assuming, paragraphs, table, unless_zero

SHOWN = 8
KINDS = {
    "projected_stock_out": "stock-out",
    "late_supply": "late supply",
    "below_safety_stock": "below safety stock",
    "excess": "excess",
    "demand_off_forecast": "demand off forecast",
}
OFF_BY = {"excess": "too many", "demand_off_forecast": "against forecast"}
"""What the quantity of a kind of exception is; short, where it is not named here."""


LEAVES_OUT = {
    "projected_stock_out": "Stock-outs count",
    "below_safety_stock": "A shortage below",
    "excess": "Excess is",
}
"""How the assumption begins by which exceptions of a kind are found, or left out."""


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how much is at risk, show the gravest, and offer to look for remedies."""
    told = Told(done[0])
    lines = told.each("exceptions")
    if not lines:
        return Wording(template=_nothing(request, told))
    kinds = {line.value("kind") for line in lines[:1]}
    template = paragraphs(
        f"{summary(told)} {gravest(lines[0], is_only=len(lines) == 1)}",
        listing(lines[:SHOWN]),
        rest(told, min(len(lines), SHOWN)),
        assuming(told, *(begin for kind, begin in LEAVES_OUT.items() if kind in kinds)),
    )
    return Wording(template=template, choices=_next_steps(lines))


def late_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say which orders come late, of a supplier or an order where the question names one."""
    told = Told(done[0])
    every = told.each("exceptions")
    lines = _about(turn, request, every)
    if len(done) > 1:
        return _about_an_order(turn, str(request.details["order"]), lines, Told(done[1]))
    if not lines:
        return Wording(template="No supply order that is looked for here comes late enough to do harm.")
    most = lines[0]
    if len(lines) == 1:
        only = (
            f"{most.ref('cause', 'text')} That hits {named(most)}. {most.ref('harm', 'text')}",
            f"{unless_zero(most, 'value_at_risk', 'money', 'No money')} are at risk from "
            f"{most.ref('first_harm_on', 'date')} on.",
        )
        return Wording(template=paragraphs(*only), choices=_next_steps(lines))
    many = f"{told.ref('count', 'number')} late orders put {told.ref('total_value', 'money')} at risk. "
    rows = [
        (
            line.ref("order_id"),
            f"{line.ref('item_id')} {line.ref('item_name')}",
            _place(line),
            line.ref("first_harm_on", "date"),
            line.ref("quantity", "units"),
            unless_zero(line, "value_at_risk", "money"),
        )
        for line in lines[:SHOWN]
    ]
    template = paragraphs(
        f"{many if len(lines) == len(every) > 1 else ''}"
        f"The gravest is for {named(most)}: {most.ref('cause', 'text')} {most.ref('harm', 'text')}",
        table(("Order", "Item", "Place", "Harm from", "Short", "At risk"), rows),
        "Only orders whose lateness does harm are listed; a late order that stock can bridge is not.",
    )
    return Wording(template=template, choices=_next_steps(lines))


def _about_an_order(turn: Turn, order: str, lines: Sequence[Told], projected: Told) -> Wording:
    """When an order comes, and the exception that it is a part of."""
    several = turn.context.snapshot.table("supply_orders").filter(pl.col("order_id") == order).height > 1
    template = paragraphs(
        _arrival(order, projected),
        f"It is behind an exception: {lines[0].ref('cause', 'text')} {lines[0].ref('harm', 'text')}" if lines else "",
        "The order has other lines as well; name an item to hear about another." if several else "",
    )
    return Wording(template=template, choices=_next_steps(lines) if lines else ())


def _arrival(order: str, projected: Told) -> str:
    """When an order comes that is not on the list of late ones."""
    arrivals = [arrival for point in projected.each("projections") for arrival in point.each("arrivals")]
    arrival = next((arrival for arrival in arrivals if arrival.value("order_id") == order), None)
    if arrival is None:
        return "Nothing of this order is still to come."
    needed = (
        f"it is needed on {arrival.ref('needed_on', 'date')}" if arrival.value("needed_on") else "stock lasts till then"
    )
    late = arrival.value("days_late")
    verdict = f"That is {arrival.ref('days_late', 'days')} after the need." if late else "It comes in time."
    point = next(
        point for point in projected.each("projections") for one in point.each("arrivals") if one.path == arrival.path
    )
    return (
        f"{arrival.ref('order_id')} is expected on {arrival.ref('expected_on', 'date')} with "
        f"{arrival.ref('quantity', 'units')} of {point.ref('item_id')} {point.ref('item_name')} for "
        f"{point.ref('location_name')}. It is due on {arrival.ref('due_on', 'date')}, and {needed}. {verdict}"
    )


def summary(told: Told) -> str:
    """The first sentence: how many, and how much money."""
    several = told.value("count") != 1
    return (
        f"{told.ref('count', 'number')} {'exceptions put' if several else 'exception puts'} "
        f"{unless_zero(told, 'total_value', 'money', 'no money')} at risk."
    )


def gravest(line: Told, *, is_only: bool) -> str:
    """The gravest one, with its cause and its harm."""
    start = "It is" if is_only else "The gravest is"
    return f"{start} {named(line)}: {line.ref('cause', 'text')} {line.ref('harm', 'text')}"


def named(line: Told) -> str:
    """An item at a place by identifier and names."""
    return f"{line.ref('item_id')} {line.ref('item_name')} at {line.ref('location_name')}"


def listing(lines: Sequence[Told]) -> str:
    """The exceptions as a planner's table, the most money first."""
    return table(
        ("Exception", "Item", "Place", "Harm from", "By how much", "At risk", "Severity"),
        [
            (
                KINDS[str(line.value("kind"))],
                f"{line.ref('item_id')} {line.ref('item_name')}",
                _place(line),
                line.ref("first_harm_on", "date"),
                _by_how_much(line),
                unless_zero(line, "value_at_risk", "money"),
                line.ref("severity", "text"),
            )
            for line in lines
        ],
    )


def _by_how_much(line: Told) -> str:
    """How much is short or too many; signed, where demand is off its forecast."""
    kind = str(line.value("kind"))
    signed = "units+" if kind == "demand_off_forecast" else "units"
    return f"{line.ref('quantity', signed)} {OFF_BY.get(kind, 'short')}"


def _place(line: Told) -> str:
    """The place's identifier; in words where it is every place."""
    return line.ref("location_name", "text") if line.value("location_id") == "*" else line.ref("location_id")


def rest(told: Told, shown: int) -> str:
    """Say that there are more than the table shows."""
    return (
        "More are on the list; ask for a family, a site or a kind to see them." if told.value("count") > shown else ""
    )


def _nothing(request: Request, told: Told) -> str:
    within = " in this time" if request.last_day is not None else ""
    return paragraphs(
        f"There is no such exception{within}: nothing that was asked for runs short, comes late, piles up or leaves "
        "its forecast.",
        assuming(told, "Stock-outs count"),
    )


def _about(turn: Turn, request: Request, lines: list[Told]) -> list[Told]:
    """Only the lines about the supplier or order that the question names."""
    order, supplier = request.details.get("order"), request.details.get("supplier")
    if order:
        return [line for line in lines if order in (line.value("order_id"), *(line.value("other_orders") or ()))]
    if supplier:
        orders = turn.context.snapshot.table("supply_orders").filter(pl.col("from_location") == supplier)
        theirs = set(orders["order_id"].to_list())
        return [line for line in lines if line.value("order_id") in theirs]
    return lines


def _next_steps(lines: Sequence[Told]) -> tuple[Choice, ...]:
    line = lines[0]
    where = "" if line.value("location_id") == "*" else f" at {line.value('location_id')}"
    subject = f"{line.value('item_id')}{where}"
    return (
        Choice(label=f"What can we do about {subject}?", message=f"What can we do about {subject}?"),
        Choice(label=f"Project the stock of {subject}", message=f"Project the stock of {subject}"),
    )
