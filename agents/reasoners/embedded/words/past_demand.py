"""Words for what was sold: how much, against the year before, through which channels, period by period."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

SHOWN = 14


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what was sold and how that compares, then the periods."""
    told = Told(done[0])
    template = paragraphs(_summary(told), _channels(told), _periods(told), taken_for_granted(told, 1))
    arguments = request.first.arguments
    subject = arguments.get("item_id") or arguments.get("family")
    ahead = (Choice(label="And what is expected?", message=f"Forecast {subject}"),) if subject else ()
    return Wording(template=template, choices=ahead)


def _summary(told: Told) -> str:
    revenue = f", for {told.ref('revenue', 'money')}" if told.value("revenue") is not None else ""
    change = (
        f" That is {told.ref('change_on_year_before', 'percent+')} on the same days of the year before, when it was "
        f"{told.ref('year_before', 'units')}."
        if told.value("change_on_year_before") is not None
        else ""
    )
    return (
        f"{told.ref('name', 'text')}: {told.ref('total', 'units')} from {told.ref('first_day', 'date')} to "
        f"{told.ref('last_day', 'date')}{revenue}.{change}"
    )


def _channels(told: Told) -> str:
    parts = told.each("channels")
    if len(parts) < 2:
        return ""
    shares = ", ".join(f"{part.ref('channel_name')} {part.ref('share', 'percent')}" for part in parts)
    return f"By channel: {shares}."


def _periods(told: Told) -> str:
    periods = told.each("periods")
    if len(periods) < 2:
        return ""
    rows = [
        (p.ref("start", "date"), p.ref("quantity", "units"), p.ref("year_before", "units")) for p in periods[-SHOWN:]
    ]
    latest = "The latest periods:" if len(periods) > SHOWN else ""
    return paragraphs(latest, table(("From", "Sold", "Year before"), rows))
