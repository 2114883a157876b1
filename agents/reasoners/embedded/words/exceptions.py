"""Words for the list of exceptions."""

from collections.abc import Sequence

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
    return Wording(template=template, choices=next_steps(lines))


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
                place_of(line),
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


def place_of(line: Told) -> str:
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


def next_steps(lines: Sequence[Told]) -> tuple[Choice, ...]:
    """What to ask next about the gravest one."""
    line = lines[0]
    where = "" if line.value("location_id") == "*" else f" at {line.value('location_id')}"
    subject = f"{line.value('item_id')}{where}"
    return (
        Choice(label=f"What can we do about {subject}?", message=f"What can we do about {subject}?"),
        Choice(label=f"Project the stock of {subject}", message=f"Project the stock of {subject}"),
    )
