"""Words for open orders: how many, which are late, and when each comes."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

SHOWN = 15
KINDS = {
    "purchase": "Purchase order",
    "production": "Production order",
    "transfer": "Transfer order",
    "sales": "Customer order",
}


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say when the order comes, or how many are open and which of them are late; then all of them."""
    told = Told(done[0])
    lines = told.each("orders", SHOWN)
    if not lines:
        return Wording(template="No open order meets these conditions.")
    more = "" if told.value("count") <= SHOWN else "Name an item, a place or a supplier to see fewer of them."
    return Wording(template=paragraphs(told_of(told), more, taken_for_granted(told, 1)), choices=next_steps(lines))


def told_of(told: Told) -> str:
    """Say when the only order line comes, or how many are open, which of them are late, and when each comes."""
    lines = told.each("orders", SHOWN)
    if told.value("count") == 1:
        return _one(lines[0])
    return paragraphs(_summary(told, lines), listing(lines)) if lines else ""


def _one(line: Told) -> str:
    partner = f" {'for' if line.value('kind') == 'sales' else 'from'} {line.ref('partner_name', 'text')}"
    where = f" {'at' if line.value('kind') == 'sales' else 'for'} {line.ref('location_name')}"
    came = "was settled on" if line.value("open_quantity") == 0 else "is expected on"
    when = f"{came} {line.ref('expected_on', 'date')}" if line.value("expected_on") else "has no day yet"
    late_by = f"That is {line.ref('days_late', 'days')} late." if line.value("days_late") else "That is in time."
    return (
        f"{line.ref('order_id')} {when}: {line.ref('quantity', 'units')} of {_item(line)}"
        f"{partner if line.value('partner_name') else ''}{where}. It was due on {line.ref('due_on', 'date')} and is "
        f"{line.ref('status', 'text')}. {late_by if line.value('expected_on') else ''}"
    )


def _summary(told: Told, lines: Sequence[Told]) -> str:
    first = lines[0]
    many_late = f", {told.ref('late', 'number')} of them late" if told.value("late") else ", none of them late"
    return (
        f"{told.ref('count', 'number')} order lines are open{many_late}. Next: {_name(first)}, "
        f"{first.ref('open_quantity', 'units')} of {_item(first)} on {first.ref('expected_on', 'date')}."
    )


def listing(lines: Sequence[Told]) -> str:
    """Order lines as a planner's table."""
    is_sales = lines[0].value("kind") == "sales"
    return table(
        (
            "Order",
            "Item",
            "Customer" if is_sales else "From",
            "At" if is_sales else "To",
            "Open",
            "Due",
            "Expected",
            "Late",
        ),
        [
            (
                line.ref("order_id"),
                _item(line),
                line.ref("partner_name", "text"),
                line.ref("location_name"),
                line.ref("open_quantity", "units"),
                line.ref("due_on", "date"),
                line.ref("expected_on", "date"),
                line.ref("days_late", "days") if line.value("days_late") else "in time",
            )
            for line in lines
        ],
    )


def _name(line: Told) -> str:
    return f"{KINDS[line.value('kind')]} {line.ref('order_id')} line {line.ref('order_line', 'number')}"


def _item(line: Told) -> str:
    return f"{line.ref('item_id')} {line.ref('item_name')}"


def next_steps(lines: Sequence[Told]) -> tuple[Choice, ...]:
    """What to ask next about the first late one."""
    first = next((line for line in lines if line.value("days_late") and line.value("kind") != "sales"), None)
    if first is None:
        return ()
    item, place = first.value("item_id"), first.value("location_id")
    return (Choice(label=f"What can we do about {item}?", message=f"What can we do about {item} at {place}?"),)
