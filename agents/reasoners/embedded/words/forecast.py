"""Words for a demand forecast: the amount, why it is so, how sure it is.

Families, and what reaches beyond thirteen weeks, are told by month; items within it by week.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from tools.written import plural

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, first_of, known, listed, paragraphs, table

WEEKS_SHOWN, MONTHS_SHOWN, PROMOTIONS_SHOWN = 13, 18, 3
SMALLEST_CHANGE = 0.0005


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what will be sold, with its interval, what drives it, and how far off such forecasts were."""
    told = Told(done[0])
    later = _asked_for(turn, request, told, done)
    template = paragraphs(
        later or f"{_whole(turn, told)}{_on_last_year(told)}",
        _periods(told, _days_asked(turn, request) if later else None),
        _why(told, is_later=bool(later)),
        _promotions(told),
        _sureness(told),
        _overrides(told),
    )
    return Wording(template=template, choices=_next_steps(told))


def _whole(turn: Turn, told: Told) -> str:
    return (
        f"{_named(turn, told)}: {told.ref('total/mean', 'units')} in the next {told.ref('weeks', 'number')} weeks, "
        f"most likely between {told.ref('total/low_80', 'units')} and {told.ref('total/high_80', 'units')}."
    )


def _on_last_year(told: Told) -> str:
    change = told.value("change_on_last_year")
    if change is None:
        return ""
    if abs(change) < SMALLEST_CHANGE:
        return " That is as much as in the same weeks of last year."
    return f" Against the same weeks of last year that is {told.ref('change_on_last_year', 'percent+')}."


def _asked_for(turn: Turn, request: Request, told: Told, done: Sequence[CallRecord]) -> str:
    """The month, quarter or weeks that the question asks for, where they do not begin today."""
    asked = _days_asked(turn, request)
    for stretch in (*told.each("quarters"), *told.each("months")):
        if stretch.value("is_whole") and (stretch.value("first_day"), stretch.value("last_day")) == asked:
            return _stretch(turn, told, stretch)
    total = first_of(done, "calculate")
    if total is None:
        return ""
    weeks = [str(operand["label"]).removeprefix("week from ") for operand in total.value("operands")]
    ends = [period for period in told.each("periods") if period.value("start") in (weeks[0], weeks[-1])]
    amount = f"{total.ref('typed/quantity', 'units')} ({plural(str(told.value('unit')))})"
    from_to = f"from {ends[0].ref('start', 'date')} to {ends[-1].ref('start', 'date')}"
    return f"{_named(turn, told)}: {amount} are expected in the weeks {from_to}, which the time you name touches."


def _days_asked(turn: Turn, request: Request) -> tuple[str, str] | None:
    """The first and the last day that the question names."""
    if request.first_day is None or request.last_day is None:
        return None
    today = turn.context.snapshot.planning_date
    first, last = (today + timedelta(days=day) for day in (request.first_day, request.last_day))
    return first.isoformat(), last.isoformat()


def _stretch(turn: Turn, told: Told, stretch: Told) -> str:
    """One month or quarter in two sentences."""
    first, last = stretch.ref("first_day", "month"), stretch.ref("last_day", "month")
    is_month = str(stretch.value("first_day"))[:7] == str(stretch.value("last_day"))[:7]
    when = f"in {first}" if is_month else f"from {first} to {last}"
    before = (
        f" In the same weeks of last year it was {stretch.ref('last_year', 'units')}."
        if stretch.value("last_year") is not None
        else ""
    )
    return (
        f"{_named(turn, told)}: {stretch.ref('mean', 'units')} {when}, most likely between "
        f"{stretch.ref('low_80', 'units')} and {stretch.ref('high_80', 'units')}.{before}"
    )


def _named(turn: Turn, told: Told) -> str:
    where = f" at {told.joined('places')}" if told.record.arguments.get("location_id") else ""
    channels = dict(turn.context.snapshot.table("channels").select("channel_id", "name").iter_rows())
    channel = f" in {channels[told.value('channel')]}" if told.value("channel") != "*" else ""
    item = told.record.arguments.get("item_id")
    return f"{f'{item} ' if item else ''}{told.ref('name', 'text')}{where}{channel}"


def short_words(turn: Turn, told: Told) -> Wording:
    """Say in two sentences where demand and forecast stand, for a finding that was handed over."""
    change = told.value("drivers/forecast_over_last_8_weeks")
    against = (
        ""
        if change is None
        else f", {told.ref('drivers/forecast_over_last_8_weeks', 'percent+')} against the last weeks' "
        f"{told.ref('drivers/mean_last_8_weeks', 'units')} a week"
    )
    return Wording(
        template=f"{_named(turn, told)}: the forecast is {told.ref('mean_per_week', 'units')} a week{against}. "
        f"{_sureness(told)}",
        choices=_next_steps(told),
    )


def _why(told: Told, *, is_later: bool) -> str:
    sentences = [f"What drives it most: {told.ref('drivers/main', 'text')}."]
    if told.value("drivers/forecast_over_last_8_weeks") is not None and not is_later:
        sentences.append(
            f"Against the last weeks' level of {told.ref('drivers/mean_last_8_weeks', 'units')} a week it is "
            f"{told.ref('drivers/forecast_over_last_8_weeks', 'percent+')}."
        )
    return " ".join(sentences)


def _promotions(told: Told) -> str:
    lines = [line for line in told.each("promotions") if line.value("is_ahead")]
    if not lines:
        return ""
    said = [
        f"{line.ref('promotion_id')} of {line.ref('item_id')} from {line.ref('starts_on', 'date')} to "
        f"{line.ref('ends_on', 'date')}"
        for line in lines[:PROMOTIONS_SHOWN]
    ]
    more = " and others" if len(lines) > PROMOTIONS_SHOWN else ""
    return f"Promotions ahead: {'; '.join(said)}{more}."


def _periods(told: Told, asked: tuple[str, str] | None) -> str:
    """The months, or weeks, of the forecast; only those that the question asks for where it names later ones."""
    is_long = len(told.each("periods")) > WEEKS_SHOWN or bool(told.record.arguments.get("family"))
    if is_long and len(told.each("months")) > 1:
        lines, heading, most = told.each("months"), "Month", MONTHS_SHOWN
    else:
        lines, heading, most = told.each("periods"), "Week from", WEEKS_SHOWN
    if asked is not None:
        lines = [line for line in lines if _last_day(line) >= asked[0] and str(line.value("start")) <= asked[1]]
    rows = [
        (
            _month(line) if heading == "Month" else line.ref("start", "date"),
            line.ref("mean", "units"),
            f"{line.ref('low_80', 'units')} to {line.ref('high_80', 'units')}",
            known(line, "last_year", "units", "not known"),
        )
        for line in lines[:most]
    ]
    return table((heading, "Forecast", "Likely range", "Year before"), rows) if len(rows) > 1 else ""


def _last_day(line: Told) -> str:
    last = line.value("last_day")
    return str(last) if last else (date.fromisoformat(str(line.value("start"))) + timedelta(days=6)).isoformat()


def _month(line: Told) -> str:
    """The month, with the days that the horizon holds of it where they are not all."""
    name = line.ref("start", "month")
    if line.value("is_whole"):
        return name
    return f"{name} ({line.ref('first_day', 'date')} to {line.ref('last_day', 'date')})"


def _sureness(told: Told) -> str:
    if told.value("accuracy") is None:
        return ""
    return (
        f"Past forecasts of this sum were off by {told.ref('accuracy/wape', 'percent')} of demand (WAPE), with a bias "
        f"of {told.ref('accuracy/bias', 'percent+')}."
    )


def _overrides(told: Told) -> str:
    lines = told.each("overrides", PROMOTIONS_SHOWN)
    if not lines:
        return ""
    said = [
        f"{line.ref('author', 'text')} put {line.ref('quantity', 'units')} for the week of {line.ref('start', 'date')}"
        for line in lines
    ]
    return f"Overrides stand in it: {listed(said)}."


def _next_steps(told: Told) -> tuple[Choice, ...]:
    subject = told.value("subject")
    return (Choice(label="How accurate was it?", message=f"How accurate is the forecast for {subject}?"),)
