"""Words for a demand forecast: the amount, why it is so, how sure it is."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, first_of, paragraphs, table, taken_for_granted

WEEKS_SHOWN = 8


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what will be sold, with its interval, what drives it, and how far off such forecasts were."""
    told = Told(done[0])
    template = paragraphs(
        _later(told, done),
        f"{told.ref('name', 'text')}: {told.ref('total/mean', 'units')} in {told.ref('weeks', 'number')} "
        f"weeks, most likely between {told.ref('total/low_80', 'units')} and {told.ref('total/high_80', 'units')}.",
        _why(told),
        _weeks(told),
        _sureness(told),
        _overrides(told),
        taken_for_granted(told, 2),
    )
    return Wording(template=template, choices=_next_steps(told))


def _later(told: Told, done: Sequence[CallRecord]) -> str:
    """The sum of the weeks that the question asks for, where they do not begin today."""
    total = first_of(done, "calculate")
    if total is None:
        return ""
    weeks = [str(operand["label"]).removeprefix("week from ") for operand in total.value("operands")]
    ends = [period for period in told.each("periods") if period.value("start") in (weeks[0], weeks[-1])]
    amount = f"{total.ref('typed/quantity', 'units')} ({told.ref('unit', 'text')}) of {told.ref('name', 'text')}"
    return (
        f"In the weeks from {ends[0].ref('start', 'date')} to {ends[-1].ref('start', 'date')}, which the time you name "
        f"touches, {amount} are expected. From today on:"
    )


def short_words(told: Told) -> Wording:
    """Say in two sentences where demand and forecast stand, for a finding that was handed over."""
    return Wording(
        template=f"{told.ref('subject', 'text')} {told.ref('name', 'text')}: {_why(told)} {_sureness(told)}",
        choices=_next_steps(told),
    )


def _why(told: Told) -> str:
    sentences = [f"What drives it: {told.ref('drivers/main', 'text')}."]
    if told.value("drivers/forecast_over_last_8_weeks") is not None:
        sentences.append(
            f"Against the last weeks' level of {told.ref('drivers/mean_last_8_weeks', 'units')} a week it is "
            f"{told.ref('drivers/forecast_over_last_8_weeks', 'percent+')}."
        )
    if told.value("change_on_last_year") is not None:
        sentences.append(f"Against the same weeks of last year it is {told.ref('change_on_last_year', 'percent+')}.")
    if told.value("drivers/promotions_ahead"):
        sentences.append(f"Promotions ahead: {told.ref('drivers/promotions_ahead', 'number')}.")
    return " ".join(sentences)


def _weeks(told: Told) -> str:
    periods = told.each("periods", WEEKS_SHOWN)
    rows = [
        (
            period.ref("start", "date"),
            period.ref("mean", "units"),
            f"{period.ref('low_80', 'units')} to {period.ref('high_80', 'units')}",
            period.ref("last_year", "units"),
        )
        for period in periods
    ]
    return table(("Week from", "Forecast", "Likely range", "Year before"), rows)


def _sureness(told: Told) -> str:
    if told.value("accuracy") is None:
        return ""
    return (
        f"Past forecasts of this sum were off by {told.ref('accuracy/wape', 'percent')} (WAPE), with a bias of "
        f"{told.ref('accuracy/bias', 'percent+')}."
    )


def _overrides(told: Told) -> str:
    lines = told.each("overrides", 3)
    if not lines:
        return ""
    said = "; ".join(
        f"{line.ref('author', 'text')} put {line.ref('quantity', 'units')} for the week of {line.ref('start', 'date')}"
        for line in lines
    )
    return f"Overrides stand in it: {said}."


def _next_steps(told: Told) -> tuple[Choice, ...]:
    subject = told.value("subject")
    return (Choice(label="How accurate was it?", message=f"How accurate is the forecast for {subject}?"),)
