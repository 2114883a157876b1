"""Words for replenishment: what to order today, what it costs, which orders to move."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

ORDERS_SHOWN, MOVES_SHOWN = 10, 5
ADVICE = {"pull_in": "pull in", "push_out": "push out"}


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how many orders for how much money, show those that run out first, then the orders to move."""
    told = Told(done[0])
    orders = told.each("orders")
    if not orders and not told.value("moves"):
        nothing = "Nothing to order today: stock and open orders cover every level that is due for review."
        return Wording(template=paragraphs(nothing, taken_for_granted(told, 2)))
    template = paragraphs(
        _summary(told, orders), _orders(orders[:ORDERS_SHOWN]), _moves(told), taken_for_granted(told, 2)
    )
    return Wording(template=template, choices=_next_steps(orders))


def _summary(told: Told, orders: Sequence[Told]) -> str:
    if not orders:
        return "Nothing to order today, but some orders should come on another day."
    many = told.value("order_count") != 1
    late = next((order for order in orders if order.value("is_too_late")), None)
    warning = (
        f" {late.ref('item_id')} at {late.ref('location_id')} runs out on {late.ref('runs_out_on', 'date')}, before a "
        f"regular order can be there on {late.ref('due_on', 'date')}."
        if late is not None
        else ""
    )
    return (
        f"{told.ref('order_count', 'number')} {'orders' if many else 'order'} to place, "
        f"{told.ref('total_cost', 'money')} in all; what is on order already is taken off.{warning}"
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
                order.ref("from_location", "text"),
                order.ref("quantity", "units"),
                order.ref("due_on", "date"),
                order.ref("runs_out_on", "date"),
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
            f"{move.ref('item_id')} at {move.ref('location_id')}",
            move.ref("quantity", "units"),
            move.ref("expected_on", "date"),
            move.ref("move_to", "date"),
        )
        for move in moves
    ]
    return paragraphs(
        "Orders that should come on another day:", table(("Order", "Advice", "For", "Quantity", "From", "To"), rows)
    )


def _next_steps(orders: Sequence[Told]) -> tuple[Choice, ...]:
    if not orders:
        return ()
    subject = f"{orders[0].value('item_id')} at {orders[0].value('location_id')}"
    return (
        Choice(label="Why so much?", message=f"Explain the order quantity for {subject}"),
        Choice(label="Propose the first order", message="Propose the first one"),
    )
