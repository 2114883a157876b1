"""Days and periods in a question, against the planning date."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .quantities import NUMBER, number_of

_MONTHS = {
    **{name.lower(): number for number, name in enumerate(calendar.month_name) if name},
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name},
    "sept": 9,
}
_DAYS = {
    **{name.lower(): number for number, name in enumerate(calendar.day_name)},
    **{name.lower(): number for number, name in enumerate(calendar.day_abbr)},
}
_MONTH = "|".join(sorted((name for name in _MONTHS if name != "may"), key=len, reverse=True))
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_UNIT = "day|week|month|quarter|year|fortnight"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; `said` is where it stands in the question.

    Attributes
    ----------
    days_ahead
        The stretch as a length from the planning date on, for "the next two weeks"; `None` for a calendar period.
    """

    first: date
    last: date
    start: int
    end: int
    days_ahead: int | None = None
    is_point: bool = False

    @property
    def is_length(self) -> bool:
        """Whether it is so many days from today ("the next two weeks"), so that `last` is the first day beyond."""
        return self.days_ahead is not None and not self.is_point


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, date, int | None, bool] | None]]


def periods_in(text: str, today: date) -> list[Period]:
    """Return the days and periods of a question in order; overlapping readings give way to the earlier rule.

    Examples
    --------
    >>> [str(p.last) for p in periods_in("until end of March, or in week 14?", date(2026, 2, 20))]
    ['2026-03-31', '2026-04-05']
    """
    found: list[Period] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < period.end and period.start < match.end() for period in found):
                continue
            read = rule(match, today)
            if read is not None:
                found.append(Period(read[0], read[1], match.start(), match.end(), read[2], read[3]))
    return sorted(found, key=lambda period: period.start)


def _ahead(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    count = number_of(match["n"]) if match["n"] else 1.0
    last = _shift(today, count, match["unit"].lower())
    return today, last, (last - today).days, False


def _back(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    count = number_of(match["n"]) if match["n"] else 1.0
    return _shift(today, -count, match["unit"].lower()), today - timedelta(days=1), None, False


def _in_some_time(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    day = _shift(today, number_of(match["n"]), match["unit"].lower())
    return day, day, (day - today).days, True


def _relative(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    step = {"this": 0, "current": 0, "next": 1, "last": -1, "previous": -1}[match["which"].lower()]
    unit = match["unit"].lower()
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return first, first + timedelta(days=6), None, False
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    month = (today.month - 1) // months * months
    first = _first_of(today.year, month + 1 + step * months)
    return first, _first_of(first.year, first.month + months) - timedelta(days=1), None, False


def _named_day(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    day = today + timedelta(days={"today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1}[match[0].lower()])
    return day, day, None, True


def _weekend(_match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    last = today + timedelta(days=6 - today.weekday())
    return today, last, None, False


def _year(match: re.Match[str], _today: date) -> tuple[date, date, int | None, bool]:
    year = int(match["y"])
    return date(year, 1, 1), date(year, 12, 31), None, False


def _weekday(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    ahead = (_DAYS[match["day"].lower()] - today.weekday() - 1) % 7 + 1
    day = today + timedelta(days=ahead)
    return day, day, None, True


def _iso(match: re.Match[str], _today: date) -> tuple[date, date, int | None, bool] | None:
    return _point(int(match["y"]), int(match["m"]), int(match["d"]))


def _written(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool] | None:
    month, day = _MONTHS[match["m"].lower()], int(match["d"])
    year = int(match["y"]) if match["y"] else _likely_year(today, month, day)
    return _point(year, month, day)


def _month(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    month = _MONTHS[match["m"].lower()]
    year = int(match["y"]) if match["y"] else _likely_year(today, month, 28)
    first = _first_of(year, month)
    return first, _first_of(year, month + 1) - timedelta(days=1), None, False


def _quarter(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    quarter = int(match["q"])
    year = int(match["y"]) if match["y"] else _likely_year(today, 3 * quarter, 28)
    first = _first_of(year, 3 * quarter - 2)
    return first, _first_of(year, 3 * quarter + 1) - timedelta(days=1), None, False


def _week(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool] | None:
    number = int(match["w"])
    if not 1 <= number <= 53:
        return None
    year = int(match["y"]) if match["y"] else today.isocalendar().year
    if not match["y"] and number < today.isocalendar().week:
        year += 1
    try:
        first = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return first, first + timedelta(days=6), None, False


def _end_of(match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    unit = match["unit"].lower()
    if unit in _MONTHS:
        year = _likely_year(today, _MONTHS[unit], 28)
        last = _first_of(year, _MONTHS[unit] + 1) - timedelta(days=1)
    elif unit == "week":
        last = today + timedelta(days=6 - today.weekday())
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        last = _first_of(today.year, (today.month - 1) // months * months + 1 + months) - timedelta(days=1)
    return today, last, None, False


def _christmas(_match: re.Match[str], today: date) -> tuple[date, date, int | None, bool]:
    day = date(_likely_year(today, 12, 25), 12, 24)
    return today, day, None, False


_RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.I), rule)
    for pattern, rule in (
        (
            rf"\b(?:in|over|for|during|within)?\s*(?:the\s+)?(?:next|coming|following)\s+(?P<n>{NUMBER})[\s-](?P<unit>{_UNIT})s?\b",
            _ahead,
        ),
        (r"\b(?:next|coming)\s+(?P<n>)(?P<unit>fortnight)\b", _ahead),
        (rf"\b(?:within|inside)\s+(?P<n>{NUMBER})\s+(?P<unit>{_UNIT})s?\b", _ahead),
        (rf"\b(?:for\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<n>{NUMBER})\s+(?P<unit>{_UNIT})s?\b", _back),
        (rf"\bin\s+(?P<n>{NUMBER})\s+(?P<unit>{_UNIT})s?(?:['’]?s?\s+time)?\b", _in_some_time),  # noqa: RUF001
        (rf"\b(?P<n>{NUMBER})\s+(?P<unit>{_UNIT})s?\s+(?:ahead|out|from\s+now|from\s+today)\b", _ahead),
        (r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
        (r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>20\d\d)\b", _iso),
        (r"\b(?:(?P<y>20\d\d)[-\s])?(?:week|wk|cw|kw|w)\s?(?P<w>\d{1,2})\b", _week),
        (rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH}|may)\b\.?,?(?:\s+(?P<y>20\d\d))?", _written),
        (rf"\b(?P<m>{_MONTH}|may)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y>20\d\d))?", _written),
        (
            rf"\b(?:(?:until|till|by|through|before|to)\s+)?(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?P<unit>week|month|quarter|year|{_MONTH}|may)\b",
            _end_of,
        ),
        (r"\b(?:until|till|by|before|at|for|next|this)\s+christmas\b", _christmas),
        (r"\b(?P<which>this|current|next|last|previous)\s+(?P<unit>week|month|quarter|year)\b", _relative),
        (r"\b(?:in|for|during|until|of)\s+(?P<y>20\d\d)\b(?![-./])", _year),
        (r"\bq(?P<q>[1-4])(?:[\s/-]*(?P<y>20\d\d))?\b", _quarter),
        (rf"\b(?P<m>{_MONTH})\b(?:\s+(?P<y>20\d\d))?", _month),
        (r"\b(?:in|for|until|during|by)\s+(?P<m>may)\b(?:\s+(?P<y>20\d\d))?", _month),
        (r"\b(?:today|tomorrow|tmrw|tmr|yesterday)\b", _named_day),
        (r"\b(?:until|till|by|before|over|this|at)\s+(?:the\s+)?weekend\b", _weekend),
        (rf"\b(?:on|by|until|next|this|before)\s+(?P<day>{_DAY})\b", _weekday),
    )
)


def _shift(day: date, count: float, unit: str) -> date:
    if unit in ("month", "quarter", "year"):
        months = round(count * {"month": 1, "quarter": 3, "year": 12}[unit])
        first = _first_of(day.year, day.month + months)
        return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))
    return day + timedelta(days=round(count * {"day": 1, "week": 7, "fortnight": 14}[unit]))


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _likely_year(today: date, month: int, day: int) -> int:
    """The year of the next such day; a day of the last two months is meant as past."""
    return today.year if (month, day) >= (today.month, today.day) or today.month - month in (1, 2) else today.year + 1


def _point(year: int, month: int, day: int) -> tuple[date, date, int | None, bool] | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found, None, True
