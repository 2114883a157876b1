"""Names of days, weeks, months and seasons, and the days that they stand for.

Each rule reads one way of naming a time; `dates` puts them together. A rule gives the first and last day, a length in
days where it is one from today on, and whether it is a single day.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from .quantities import NUMBER, number_of


class Read(NamedTuple):
    """What a way of naming a time stands for."""

    first: date
    last: date
    days_ahead: int | None = None
    is_point: bool = False


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Read | None]]

MONTHS = {
    **{name.lower(): number for number, name in enumerate(calendar.month_name) if name},
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name},
    "sept": 9,
}
WEEKDAYS = {
    **{name.lower(): number for number, name in enumerate(calendar.day_name)},
    **{name.lower(): number for number, name in enumerate(calendar.day_abbr)},
}
MONTH = "|".join(sorted((name for name in MONTHS if name != "may"), key=len, reverse=True))
DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
FULL_DAY = "|".join(name.lower() for name in calendar.day_name)
UNIT = "working day|day|week|wk|month|mth|quarter|qtr|year|yr|fo?rt?h?nigh?t"
COUNT = rf"(?:{NUMBER}|an?|a couple of|couple of|a few|few|several)"

_MONTHS_A_UNIT = {"month": 1, "mth": 1, "quarter": 3, "qtr": 3, "half": 6, "year": 12, "yr": 12}
_ROUGHLY = {"a": 1.0, "an": 1.0, "a couple of": 2.0, "couple of": 2.0, "a few": 3.0, "few": 3.0, "several": 5.0}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_TO_COME = {"this": 0, "current": 0, "next": 1, "coming": 1, "following": 1} | dict.fromkeys(
    ("last", "previous", "past", "prior"), -1
)


def shift(day: date, count: float, unit: str) -> date:
    """Return the day so many units later; months keep the day of the month as far as it exists."""
    unit = "fortnight" if unit.startswith("fo") else unit
    if unit in _MONTHS_A_UNIT:
        first = first_of(day.year, day.month + round(count * _MONTHS_A_UNIT[unit]))
        return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))
    if unit == "working day":
        left, step = round(abs(count)), 1 if count >= 0 else -1
        while left:
            day += timedelta(days=step)
            left -= day.weekday() < 5
        return day
    return day + timedelta(days=round(count * {"day": 1, "week": 7, "wk": 7, "fortnight": 14}[unit]))


def first_of(year: int, month: int) -> date:
    """Return the first day of a month; months beyond twelve lie in later years."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def last_of(year: int, month: int) -> date:
    """Return the last day of a month."""
    return first_of(year, month + 1) - timedelta(days=1)


def likely_year(today: date, month: int, day: int) -> int:
    """Return the year of the next such day; a day of the last two months is meant as past."""
    return today.year if (month, day) >= (today.month, today.day) or today.month - month in (1, 2) else today.year + 1


def easter(year: int) -> date:
    """Return Easter Sunday (J.-M. Oudin, 1940, as in the Explanatory Supplement to the Astronomical Almanac)."""
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    month = 3 + (epact - weekday + 40) // 44
    return date(year, month, epact - weekday + 28 - 31 * (month // 4))


def count_of(text: str) -> float:
    """Return a count in digits or words; "a few" stands for three, "a couple" for two."""
    return _ROUGHLY.get(text.lower(), 0.0) or number_of(text)


def _ahead(match: re.Match[str], today: date) -> Read:
    last = shift(today, count_of(match["n"]) if match["n"] else 1.0, match["unit"].lower())
    return Read(today, last, (last - today).days)


def _back(match: re.Match[str], today: date) -> Read:
    return Read(
        shift(today, -(count_of(match["n"]) if match["n"] else 1.0), match["unit"].lower()), today - timedelta(days=1)
    )


def _in_some_time(match: re.Match[str], today: date) -> Read:
    day = shift(today, count_of(match["n"]), match["unit"].lower())
    return Read(day, day, (day - today).days, True)


def _ago(match: re.Match[str], today: date) -> Read:
    day = shift(today, -count_of(match["n"]), match["unit"].lower())
    return Read(day, day, None, True)


def _relative(match: re.Match[str], today: date) -> Read:
    return unit_of(today, _TO_COME[match["which"].lower()], match["unit"].lower())


def _after_next(match: re.Match[str], today: date) -> Read:
    return unit_of(today, 2, match["unit"].lower())


def unit_of(today: date, step: int, unit: str) -> Read:
    """Return the calendar week, month, quarter or year that lies so many steps from the present one."""
    if unit in ("week", "wk"):
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return Read(first, first + timedelta(days=6))
    months = _MONTHS_A_UNIT[unit]
    first = first_of(today.year, (today.month - 1) // months * months + 1 + step * months)
    return Read(first, last_of(first.year, first.month + months - 1))


def _rest_of(match: re.Match[str], today: date) -> Read:
    unit = match["unit"].lower()
    return Read(today, (_month_named(unit, today) if unit in MONTHS else unit_of(today, 0, unit)).last)


def _month_named(name: str, today: date, year: str | None = None) -> Read:
    month = MONTHS[name.lower()]
    first = first_of(int(year) if year else likely_year(today, month, 28), month)
    return Read(first, last_of(first.year, month))


def _to_date(match: re.Match[str], today: date) -> Read:
    return Read(unit_of(today, 0, match["unit"].lower()).first, today - timedelta(days=1))


def _so_far(match: re.Match[str], today: date) -> Read:
    unit = str(match["unit"] or match["unit2"]).lower()
    return Read(unit_of(today, 0, unit).first, today - timedelta(days=1))


def _named_day(match: re.Match[str], today: date) -> Read:
    low = " ".join(match[0].lower().split())
    ahead = 2 if low.endswith("after tomorrow") else -2 if low.endswith("before yesterday") else None
    known = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "yesterday": -1}
    day = today + timedelta(days=ahead if ahead is not None else known[low])
    return Read(day, day, None, True)


def _weekend(match: re.Match[str], today: date) -> Read:
    sunday = today + timedelta(days=6 - today.weekday())
    if match["which"] and match["which"].lower() == "next":
        return Read(sunday + timedelta(days=6), sunday + timedelta(days=7))
    return Read(today, sunday)


def _year(match: re.Match[str], _today: date) -> Read:
    return Read(date(int(match["y"]), 1, 1), date(int(match["y"]), 12, 31))


def _weekday(match: re.Match[str], today: date) -> Read:
    number = WEEKDAYS[match["day"].lower()]
    if (match.groupdict().get("which") or "").lower() in ("last", "previous"):
        day = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    else:
        day = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return Read(day, day, None, True)


def _weekday_of_week(match: re.Match[str], today: date) -> Read | None:
    if match["w"]:
        week = week_of(int(match["w"]), None, today)
    else:
        week = unit_of(today, _TO_COME[match["which"].lower()], "week")
    if week is None:
        return None
    day = week.first + timedelta(days=WEEKDAYS[match["day"].lower()])
    return Read(day, day, None, True)


def _iso(match: re.Match[str], today: date) -> Read | None:
    year = match.groupdict().get("y")
    month, day = int(match["m"]), int(match["d"])
    if year is None:
        return point(likely_year(today, month, day), month, day) if 1 <= month <= 12 else None
    return point(int(year) + (2000 if len(year) == 2 else 0), month, day)


def _written(match: re.Match[str], today: date) -> Read | None:
    month, day = MONTHS[match["m"].lower()], int(match["d"])
    return point(int(match["y"]) if match["y"] else likely_year(today, month, day), month, day)


def _days_of_month(match: re.Match[str], today: date) -> Read | None:
    """From one day to another of one month; the end may lie before the beginning, which is asked about."""
    month, first, last = MONTHS[match["m"].lower()], int(match["d"]), int(match["e"])
    year = int(match["y"]) if match["y"] else likely_year(today, month, max(first, last))
    begin, end = point(year, month, first), point(year, month, last)
    return Read(begin.first, end.last) if begin and end else None


def _month(match: re.Match[str], today: date) -> Read:
    short = match.groupdict().get("short")
    read = _month_named(match["m"], today, f"20{short}" if short else match["y"])
    which = (match.groupdict().get("which") or "").lower()
    if which == "next" and (read.first <= today):
        return _month_named(match["m"], today, str(today.year + 1))
    if which == "last" and read.first >= today.replace(day=1):
        return _month_named(match["m"], today, str(read.first.year - 1))
    return read


def _part_of_month(match: re.Match[str], today: date) -> Read:
    whole = _month_named(match["m"], today, match["y"])
    part = match["part"].lower().split()[-1]
    if part in ("early", "beginning", "start"):
        return Read(whole.first, whole.first.replace(day=10))
    if part in ("mid", "middle"):
        return Read(whole.first.replace(day=11), whole.first.replace(day=20))
    if part == "half":
        middle = whole.first.replace(day=15)
        return (
            Read(whole.first, middle)
            if "first" in match["part"].lower()
            else Read(middle + timedelta(days=1), whole.last)
        )
    return Read(whole.first.replace(day=21), whole.last)


def _quarter(match: re.Match[str], today: date) -> Read:
    quarter = int(match["q"])
    year = int(match["y"]) if match["y"] else likely_year(today, 3 * quarter, 28)
    return Read(first_of(year, 3 * quarter - 2), last_of(year, 3 * quarter))


def _half(match: re.Match[str], today: date) -> Read:
    word = match["h"].lower()
    half = 2 if word in ("2", "second") else 1
    year = int(match["y"]) if match["y"] else likely_year(today, 6 * half, 28)
    return Read(first_of(year, 6 * half - 5), last_of(year, 6 * half))


def week_of(number: int, year: int | None, today: date) -> Read | None:
    """Return an ISO week; without a year the current one or, for a week that is over, the next; `None` if it is none."""
    chosen = year or today.isocalendar().year + (number < today.isocalendar().week)
    try:
        first = date.fromisocalendar(chosen, number, 1)
    except ValueError:
        return None
    return Read(first, first + timedelta(days=6))


def _week(match: re.Match[str], today: date) -> Read | None:
    return week_of(int(match["w"]), int(match["y"]) if match["y"] else None, today)


def _weeks(match: re.Match[str], today: date) -> Read | None:
    first, last = week_of(int(match["w"]), None, today), week_of(int(match["v"]), None, today)
    if first and last and first.first > last.first and int(match["w"]) < int(match["v"]):  # the first one is just over
        first = week_of(int(match["w"]), today.isocalendar().year, today)
    return Read(first.first, last.last) if first and last else None


def _week_with(match: re.Match[str], today: date) -> Read | None:
    day = _written(match, today)
    if day is None:
        return None
    first = day.first - timedelta(days=day.first.weekday())
    return Read(first, first + timedelta(days=6))


def _end_of(match: re.Match[str], today: date) -> Read:
    unit = match["unit"].lower()
    if unit in MONTHS:
        return Read(today, _month_named(unit, today, match["y"]).last)
    step = 1 if (match["which"] or "").lower() == "next" else 0
    return Read(today, unit_of(today, step, unit).last)


def _feast(match: re.Match[str], today: date) -> Read:
    name = match["feast"].lower()
    if name == "easter":
        day = easter(today.year)
        return Read(today, (day if day >= today else easter(today.year + 1)) - timedelta(days=1))
    if name.startswith("new year"):
        return Read(today, date(today.year, 12, 31))
    return Read(today, date(likely_year(today, 12, 25), 12, 24))


def _season(match: re.Match[str], today: date) -> Read:
    month = SEASONS[match["season"].lower()]
    first = first_of(likely_year(today, month + 2 if month < 12 else 12, 28), month)
    return Read(first, last_of(first.year, first.month + 2))


def point(year: int, month: int, day: int) -> Read | None:
    """Return a single day; `None` where there is none."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Read(found, found, None, True)


_TO = r"\s*(?:-|–|—|to|until|till|through)\s*"
_YEAR = r"(?:,?\s+(?P<y>20\d\d))?"
_ALLOWED = r"\s+(?:i|we|you|he|she|it|they|one|the|be|not|also|have|well|still|just)\b"
"""What follows the verb "may", not the month."""
_WHICH = "this|current|next|coming|following|last|previous|past|prior"
_SAID = (
    r"(?:eta|arriving|arrival|arrive|on|by|until|till|from|to|before|after|since|due|for|at|between|and)\s+(?:the\s+)?"
)

RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.I), rule)
    for pattern, rule in (
        (r"\b(?:the\s+)?day\s+after\s+tomorrow\b|\b(?:the\s+)?day\s+before\s+yesterday\b", _named_day),
        (rf"\b(?:in|over|for|during|within|of)?\s*(?:the\s+)?(?:next|coming|following)\s+(?P<n>{COUNT})[\s-](?P<unit>{UNIT})s?\b(?!\s+(?:late|later|behind|overdue|early|earlier|sooner)\b)", _ahead),
        (r"\b(?:(?:in|over|for|during|within)\s+)?(?:the\s+)?(?:next|nxt|coming)\s+(?P<n>)(?P<unit>fo?rt?h?nigh?t)\b", _ahead),
        (r"\b(?:in|over|for|during|within|through)\s+the\s+(?:next|nxt|coming)\s+(?P<n>)(?P<unit>month|year)\b", _ahead),
        (rf"\b(?:within|inside)\s+(?:the\s+)?(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?\b", _ahead),
        (r"\b(?:over|during|in|for)\s+the\s+(?:last|past|previous)\s+(?P<n>)(?P<unit>week|month|quarter|year|fo?rt?h?nigh?t)\b", _back),
        (rf"\b(?:(?:for|over|during|in)\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?\b", _back),
        (rf"\b(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?:ago|back)\b", _ago),
        (rf"\b(?<!\bhalf )(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?\s+(?:ahead|out|from\s+now|from\s+today)\b", _ahead),
        (rf"\bin\s+(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?(?:['’]?s?['’]?\s+time)?\b", _in_some_time),
        (rf"\b(?P<n>{COUNT})\s+(?P<unit>{UNIT})s?['’]?s?\s+time\b", _in_some_time),
        (rf"\b(?P<day>{DAY})\s+(?:(?:of|in)\s+)?(?:(?P<which>this|next)\s+week|(?:week|wk|cw|kw|w)\s?(?P<w>\d{{1,2}}))\b", _weekday_of_week),
        (rf"\b(?P<which>this|next)\s+week(?:['’]s)?(?P<w>)\s+(?:on\s+)?(?P<day>{FULL_DAY})\b", _weekday_of_week),
        (r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
        (r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>20\d\d|\d\d)\b", _iso),
        (r"(?<![\w.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d)", _iso),
        (rf"\b(?<!\d/)(?:{_SAID})(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})\b(?![./%\d]|\s?(?:%|k\b|percent|cases|units|days|weeks|euros?\b|eur\b|€|dollars?|kg\b))", _iso),
        (rf"\b(?:calendar\s+)?(?:weeks|week|wks|wk|cw|kw|w)\s?(?P<w>\d{{1,2}}){_TO}(?:week|wk|cw|kw|w)?\s?(?P<v>\d{{1,2}})\b(?!\s+(?:of\s+)?(?:{MONTH}))", _weeks),
        (rf"\b(?:the\s+)?(?:week\s+(?:of|from|beginning|starting|commencing)|w/c)\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH}|may)\b{_YEAR}", _week_with),
        (r"\b(?:(?P<y>20\d\d)[-\s]?)?(?:calendar\s+)?(?:week|wk|cw|kw|w)[\s.]?(?P<w>\d{1,2})\b", _week),
        (rf"\b(?:from\s+|between\s+)?(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:{_TO}|\s+and\s+)(?:the\s+)?(?P<e>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>{MONTH}|may)\b{_YEAR}", _days_of_month),
        (rf"\b(?:from\s+)?(?P<m>{MONTH}|may)\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?P<e>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d){_YEAR}", _days_of_month),
        (rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?(?P<m>{MONTH}|may)\b\.?{_YEAR}", _written),
        (rf"\b(?P<m>{MONTH}|may)\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d){_YEAR}", _written),
        (rf"\b(?:(?:until|till|by|through|before|to|at)\s+)?(?:the\s+)?end\s+of\s+(?:(?:the\s+|this\s+)|(?P<which>next)\s+)?(?P<unit>week|month|quarter|year|{MONTH}|may)\b{_YEAR}", _end_of),
        (rf"\b(?:for\s+|over\s+|during\s+)?(?:the\s+)?(?:rest|remainder)\s+of\s+(?:the\s+|this\s+)?(?P<unit>week|month|quarter|year|{MONTH}|may)\b", _rest_of),
        (r"\b(?:until|till|by|before|at|for|next|this|through|over)\s+(?P<feast>christmas|xmas|easter|new year(?:'s)?(?: eve)?)\b", _feast),
        (r"\b(?P<unit>year|month|quarter|week)[\s-]to[\s-]date\b", _to_date),
        (r"\b(?:so far\s+this\s+(?P<unit>year|month|quarter|week)|this\s+(?P<unit2>year)\s+so\s+far)\b", _so_far),
        (r"\b(?:the\s+)?(?P<unit>week|month|quarter|year)\s+after\s+next\b", _after_next),
        (rf"\b(?:the\s+)?(?P<which>{_WHICH})\s+(?P<unit>week|wk|month|mth|quarter|qtr|year|yr)\b", _relative),
        (r"\b(?:in|for|during|until|of|since|than|versus|vs|against)\s+(?P<y>20\d\d)\b(?![-/]|\.\d)", _year),
        (r"(?<![\w.,/-])(?P<y>20[12]\d)(?=\s+(?:sales|demand|volumes?|actuals?|figures|budget)\b)", _year),
        (r"(?:(?<=sales )|(?<=demand )|(?<=volumes )|(?<=actuals )|(?<=budget ))(?P<y>20[12]\d)\b(?![-./\d]|\s*(?:cases|cs|units|kg|pieces)\b)", _year),
        (r"\bq(?P<q>[1-4])(?:[\s/-]*(?P<y>20\d\d))?\b", _quarter),
        (r"\bh(?P<h>[12])(?:[\s/-]*(?P<y>20\d\d))?\b", _half),
        (r"\b(?:the\s+)?(?P<h>first|second)\s+half\s+of\s+(?:the\s+|this\s+)?(?:year|(?P<y>20\d\d))\b", _half),
        (rf"\b(?:the\s+)?(?P<part>early|mid|late|beginning|start|middle|first half|second half)[\s-](?:of\s+)?(?P<m>{MONTH}|may)\b{_YEAR}", _part_of_month),
        (rf"\b(?:(?P<which>next|last|this)\s+)?(?P<m>{MONTH})\b(?:\s+(?P<y>20\d\d)|\s?['’](?P<short>\d\d)\b)?", _month),
        (rf"\b(?:(?:in|for|until|till|during|by|from|to|before|through|and|between|versus|vs|with|or|of|since|next|last|this)\s+)(?P<m>may)\b(?!{_ALLOWED})(?:\s+(?P<y>20\d\d))?", _month),
        (rf"\b(?P<m>may)(?=\s+(?:only|alone)\b|\s+(?:and|to|or|-|versus|vs)\s+(?:{MONTH}))(?P<y>)", _month),
        (rf"(?<=[\w,:;(–-] )(?-i:(?P<m>May))\b(?!{_ALLOWED})(?:\s+(?P<y>20\d\d))?", _month),
        (r"\b(?:in|over|for|during|this|next)\s+(?:the\s+)?(?P<season>spring|summer|autumn|winter)\b", _season),
        (r"\b(?:today|tonight|tomorrow|tmrw|tmr|yesterday)\b", _named_day),
        (r"\b(?:until|till|by|before|over|this|at|(?P<which>next))\s+(?:the\s+)?weekend\b", _weekend),
        (rf"\b(?:on|by|until|till|before|from|to|(?P<which>next|this|coming|last|previous))\s+(?P<day>{DAY})\b", _weekday),
        (rf"(?<!\bmy first )(?<!\bour first )(?<!\bevery )(?<!\beach )(?<!\bmy )\b(?P<day>{FULL_DAY})\b", _weekday),
    )
)  # fmt: skip
"""Every way of naming a time, the more specific before the less."""
