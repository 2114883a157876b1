"""Words for stock: what it is worth, what expires, how long it lasts."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

SHOWN = 12


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how much there is and what it is worth, or what expires; then the lines with the most money."""
    told = Told(done[0])
    lines = told.each("lines", SHOWN)
    if not lines:
        return Wording(template="No stock meets these conditions.")
    expiring = request.first.arguments.get("expiring_within_days") is not None
    more = "" if told.value("count") <= SHOWN else "Name a family or a place to see the others."
    template = paragraphs(
        _expiring(told) if expiring else _summary(told, lines), _table(lines), more, taken_for_granted(told, 1)
    )
    first = lines[0]
    look = f"Project the stock of {first.value('item_id')} at {first.value('location_id')}"
    return Wording(template=template, choices=(Choice(label="How does it develop?", message=look),))


def _summary(told: Told, lines: Sequence[Told]) -> str:
    if told.value("count") == 1:
        line = lines[0]
        lasts = f", which lasts {line.ref('cover_days', 'days')}" if line.value("cover_days") is not None else ""
        return (
            f"{line.ref('on_hand', 'units')} of {line.ref('item_id')} {line.ref('item_name')} are at "
            f"{line.ref('location_name')}, {_usable(line)}{lasts}."
        )
    soon = (
        f" Of it {told.ref('expiring_value', 'money')} expires within {told.ref('expiring_within_days', 'days')}."
        if told.value("expiring_value")
        else ""
    )
    if told.value("of_item"):
        item = told.at("of_item")
        return (
            f"{item.ref('on_hand', 'units')} of {item.ref('item_id')} {item.ref('item_name')} in all, "
            f"{_usable(item)}, at {told.ref('count', 'number')} places; worth "
            f"{told.ref('value', 'money')}.{soon}"
        )
    return (
        f"Stock worth {told.ref('value', 'money')}, {told.ref('count', 'number')} items at their places in all.{soon}"
    )


def _usable(stock: Told) -> str:
    is_whole = stock.value("usable") == stock.value("on_hand")
    return "all of it usable" if is_whole else f"{stock.ref('usable', 'units')} of it usable"


def _expiring(told: Told) -> str:
    return (
        f"Stock worth {told.ref('expiring_value', 'money')} expires within {told.ref('expiring_within_days', 'days')}, "
        "or has expired; the first to expire stands first."
    )


def _table(lines: Sequence[Told]) -> str:
    return table(
        ("Item", "Place", "On hand", "On hold", "Cover", "Value", "Expires", "Expiring soon"),
        [
            (
                f"{line.ref('item_id')} {line.ref('item_name')}",
                line.ref("location_name"),
                line.ref("on_hand", "units"),
                line.ref("on_hold", "units") if line.value("on_hold") else "none",
                line.ref("cover_days", "days") if line.value("cover_days") is not None else "no use",
                line.ref("value", "money"),
                line.ref("next_expiry", "date"),
                line.ref("expiring", "units") if line.value("expiring") else "none",
            )
            for line in lines
        ],
    )
