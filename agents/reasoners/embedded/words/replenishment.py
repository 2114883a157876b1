"""Words for replenishment: what to order today, what it costs, which orders to move."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, known, paragraphs, table

ORDERS_SHOWN, MOVES_SHOWN = 10, 5
ADVICE = {"pull_in": "pull in", "push_out": "push out"}
COUNTED = (
    "Everything on order is taken off, late orders too; how to bridge the time until a late order comes is a question "
    "of its own: ask what can be done about it."
)


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how many orders for how much money, show those that run out first, then the orders to move."""
    told = Told(done[0])
    orders = told.each("orders")
    if not orders and not told.value("moves"):
        return Wording(
            template="Nothing to order: stock and open orders cover every level that is due for review by then."
        )
    several = told.value("order_count") > len(orders[:ORDERS_SHOWN])
    template = paragraphs(
        _summary(told, orders),
        "Those that run out first:" if several else "",
        _orders(orders[:ORDERS_SHOWN]),
        "More are in the plan; name a family, a place or an item to see them." if several else "",
        _moves(told),
        COUNTED if any(order.value("is_urgent") or order.value("is_too_late") for order in orders) else "",
    )
    return Wording(template=template, choices=_next_steps(orders))


def _summary(told: Told, orders: Sequence[Told]) -> str:
    if not orders:
        return "Nothing to order, but some orders should come on another day."
    many = told.value("order_count") != 1
    late = next((order for order in orders if order.value("is_too_late")), None)
    warning = (
        f" {late.ref('item_id')} {late.ref('item_name')} at {late.ref('location_name')} runs out on "
        f"{late.ref('runs_out_on', 'date')}, before a regular order can be there on {late.ref('due_on', 'date')}."
        if late is not None
        else ""
    )
    return (
        f"{told.ref('order_count', 'number')} {'orders' if many else 'order'} to place, "
        f"{told.ref('total_cost', 'money')} in all, net of what is on order already.{warning}"
    )


def _orders(orders: Sequence[Told]) -> str:
    if not orders:
        return ""
    return table(
        ("Item", "Place", "From", "Quantity", "There by", "Runs out", "Cost"),
        [
            (
                f"{order.ref('item_id')} {order.ref('item_name')}",
                order.ref("location_id"),
                known(order, "from_location", "text", "made there"),
                order.ref("quantity", "units"),
                order.ref("due_on", "date"),
                known(order, "runs_out_on", "date", "not soon"),
                order.ref("total_cost", "money"),
            )
            for order in orders
        ],
    )


def _moves(told: Told) -> str:
    moves = told.each("moves", MOVES_SHOWN)
    if not moves:
        return ""
    rows = [
        (
            move.ref("order_id"),
            ADVICE[str(move.value("advice"))],
            f"{move.ref('item_id')} {move.ref('item_name')}",
            move.ref("location_id"),
            move.ref("quantity", "units"),
            move.ref("expected_on", "date"),
            move.ref("move_to", "date"),
        )
        for move in moves
    ]
    return paragraphs(
        "Orders that should come on another day:",
        table(("Order", "Advice", "Item", "Place", "Quantity", "Expected", "Move to"), rows),
    )


def _next_steps(orders: Sequence[Told]) -> tuple[Choice, ...]:
    if not orders:
        return ()
    subject = f"{orders[0].value('item_id')} at {orders[0].value('location_id')}"
    return (
        Choice(label="Why so much?", message=f"Explain the order quantity for {subject}"),
        Choice(label="Propose the first order", message="Propose the first one"),
    )
