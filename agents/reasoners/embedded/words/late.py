"""Words for late orders: which of them do harm, and all of them with their days."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from ..concerned import concerned
from . import exceptions, orders
from .told import Told, paragraphs, table, unless_zero

SHOWN = 8


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say which orders come late and which of them do harm, of a supplier or an order where the question names one."""
    told = next(Told(record) for record in done if record.tool == "list_exceptions")
    lines = _about(turn, request, told.each("exceptions"))
    listed = next((Told(record) for record in done if record.tool == "list_orders" and record.ok), None)
    if request.details.get("order") and listed is not None:
        projected = next((Told(record) for record in done if record.tool == "project_inventory"), None)
        return _of_an_order(listed, lines, projected)
    if listed is not None and listed.record.arguments.get("kind"):
        of_kind = {line.value("order_id") for line in listed.each("orders")}
        lines = [line for line in lines if line.value("order_id") in of_kind]
    is_all = len(lines) == len(told.each("exceptions")) > 1
    template = paragraphs(_summary(listed), _harm(told, lines, is_all=is_all), _every(listed))
    return Wording(template=template, choices=_choices(lines, listed))


def orders_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say which orders are open; of late ones, as of any late orders."""
    is_late = any(record.tool == "list_exceptions" and record.ok for record in done)
    return (words if is_late else orders.words)(turn, agent, request, done)


def _of_an_order(listed: Told, lines: Sequence[Told], projected: Told | None) -> Wording:
    """How late an order is, and what that does: the exception behind it, or when it is needed."""
    if projected is None and lines:
        line = lines[0]
        at_risk = unless_zero(line, "value_at_risk", "money", "No money")
        cause = "" if listed.value("count") == 1 else f"{line.ref('cause', 'text')} "
        harm = paragraphs(
            f"{cause}That hits {exceptions.named(line)}. {line.ref('harm', 'text')}",
            f"{at_risk} are at risk from {line.ref('first_harm_on', 'date')} on.",
        )
    else:
        need = _need(listed, projected) if projected is not None else ""
        behind = (
            f"It is behind an exception: {lines[0].ref('cause', 'text')} {lines[0].ref('harm', 'text')}"
            if lines
            else ""
        )
        harm = paragraphs(need, behind)
    choices = exceptions.next_steps(lines) if lines else orders.next_steps(listed.each("orders", orders.SHOWN))
    return Wording(template=paragraphs(orders.told_of(listed), harm), choices=choices)


def _need(listed: Told, projected: Told) -> str:
    """When what an order brings is needed where it goes."""
    order = listed.each("orders", 1)[0].value("order_id")
    for point in projected.each("projections"):
        arrival = next((one for one in point.each("arrivals") if one.value("order_id") == order), None)
        if arrival is None:
            continue
        where = f"{point.ref('item_id')} {point.ref('item_name')} at {point.ref('location_name')}"
        if not arrival.value("needed_on"):
            return f"The stock of {where} lasts until it comes."
        late = arrival.value("days_late")
        verdict = f"it comes {arrival.ref('days_late', 'days')} after that" if late else "it comes in time for that"
        return f"{where} needs it on {arrival.ref('needed_on', 'date')}: {verdict}."
    return ""


def _summary(listed: Told | None) -> str:
    if listed is None:
        return ""
    many = listed.value("count")
    if not many:
        return "No order that is looked for here is late."
    return f"{listed.ref('count', 'number')} order {'lines come' if many > 1 else 'line comes'} later than due."


def _harm(told: Told, lines: Sequence[Told], *, is_all: bool) -> str:
    """Which late orders do harm, and how much."""
    if not lines:
        return "None comes late enough to do harm: stock bridges the wait."
    most = lines[0]
    gravest = f"{exceptions.named(most)}: {most.ref('cause', 'text')} {most.ref('harm', 'text')}"
    if len(lines) == 1:
        at_risk = unless_zero(most, "value_at_risk", "money", "No money")
        return f"Harm is done to {gravest} {at_risk} are at risk from {most.ref('first_harm_on', 'date')} on."
    many = f"{told.ref('count', 'number')} of these delays do harm and put {told.ref('total_value', 'money')} at risk. "
    rows = [
        (
            line.ref("order_id"),
            f"{line.ref('item_id')} {line.ref('item_name')}",
            exceptions.place_of(line),
            line.ref("first_harm_on", "date"),
            line.ref("quantity", "units"),
            unless_zero(line, "value_at_risk", "money"),
        )
        for line in lines[:SHOWN]
    ]
    return paragraphs(
        f"{many if is_all else ''}The gravest is for {gravest}",
        table(("Order", "Item", "Place", "Harm from", "Short", "At risk"), rows),
    )


def _every(listed: Told | None) -> str:
    if listed is None:
        return "Only orders whose lateness does harm are listed; a late order that stock can bridge is not."
    if not listed.value("count"):
        return ""
    lines = listed.each("orders", orders.SHOWN)
    more = listed.value("count") > len(lines)
    rest = "More are late; name an item, a place or a supplier to see fewer of them." if more else ""
    return paragraphs("All late lines, the next to come first:", orders.listing(lines), rest)


def _choices(lines: Sequence[Told], listed: Told | None) -> tuple[Choice, ...]:
    if lines:
        return exceptions.next_steps(lines)
    return orders.next_steps(listed.each("orders", orders.SHOWN)) if listed is not None else ()


def _about(turn: Turn, request: Request, lines: Sequence[Told]) -> list[Told]:
    """Only the lines about the supplier or order that the question names."""
    kept = {line["exception_id"] for line in concerned(turn, request, [line.value() for line in lines])}
    return [line for line in lines if line.value("exception_id") in kept]
