"""Times that are named by a phrase: feasts, ordinals, ends and parts of a month or quarter, a day of a week.

They go before the rules of `calendar_words`, which would read a part of them: "W14 Monday", "Good Friday", "the 7th of
next month", "the week of the 23rd".
"""

import calendar
import re
from datetime import date, timedelta

from .calendar_words import (
    COUNT,
    DAY,
    FULL_DAY,
    MONTH,
    MONTHS,
    WEEKDAYS,
    Read,
    Rule,
    count_of,
    easter,
    first_of,
    last_of,
    likely_year,
    point,
    shift,
    unit_of,
    week_of,
)

_FROM_EASTER = {
    "good friday": -2,
    "easter saturday": -1,
    "easter sunday": 0,
    "easter monday": 1,
    "ascension": 39,
    "ascension day": 39,
    "whit sunday": 49,
    "whitsun": 49,
    "pentecost": 49,
    "whit monday": 50,
    "corpus christi": 60,
}
_FIXED = {
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "valentines day": (2, 14),
    "labour day": (5, 1),
    "may day": (5, 1),
    "midsummer": (6, 24),
    "assumption day": (8, 15),
    "halloween": (10, 31),
    "all saints": (11, 1),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
_BLACK_FRIDAY = "black friday"
_FEASTS = "|".join(sorted((*_FROM_EASTER, *_FIXED, _BLACK_FRIDAY), key=len, reverse=True)).replace("'", "['’]?")
_NAMED = {"christmas": (12, 25), "xmas": (12, 25), "the new year": (1, 1), "new year": (1, 1)}
FEASTS = rf"{_FEASTS}|easter|christmas|xmas|new year"
"""Every feast by its name, as a regular expression without groups."""

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ORDINAL = "|".join(_ORDINALS)
_SHORT_UNITS = {"d": "day", "w": "week", "m": "month", "wk": "week"}


def _next_day(day: int, today: date) -> Read | None:
    """Return the next such day of a month, today included."""
    for month in range(today.month, today.month + 3):
        first = first_of(today.year, month)
        if day <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=day) >= today:
            return point(first.year, first.month, day)
    return None


def _ordinal(match: re.Match[str], today: date) -> Read | None:
    return _next_day(int(match["d"]), today)


def _ordinal_of_unit(match: re.Match[str], today: date) -> Read | None:
    step = {"next": 1, "last": -1, "previous": -1}.get((match["which"] or "").lower(), 0)
    first = first_of(today.year, today.month + step)
    return point(first.year, first.month, int(match["d"]))


def _week_with(day: date) -> Read:
    first = day - timedelta(days=day.weekday())
    return Read(first, first + timedelta(days=6))


def _day_named(match: re.Match[str], today: date) -> date | None:
    """Return the day of a match that names day and month in words or digits, or the day alone."""
    words = match.groupdict()
    day = int(match["d"])
    month = MONTHS[words["m"].lower()] if words.get("m") else int(words["n"]) if words.get("n") else 0
    if not month:
        read = _next_day(day, today)
    elif 1 <= month <= 12:
        read = point(likely_year(today, month, day), month, day)
    else:
        read = None
    return read.first if read else None


def _week_of_day(match: re.Match[str], today: date) -> Read | None:
    day = _day_named(match, today)
    return _week_with(day) if day else None


def _weeks_from_day(match: re.Match[str], today: date) -> Read | None:
    day = _day_named(match, today)
    return Read(day, day + timedelta(days=7 * round(count_of(match["k"])) - 1)) if day else None


def _day_of_week(match: re.Match[str], today: date) -> Read | None:
    week = week_of(int(match["w"]), None, today)
    if week is None:
        return None
    day = week.first + timedelta(days=WEEKDAYS[match["day"].lower()])
    return Read(day, day, None, True)


def _listed_weeks(match: re.Match[str], today: date) -> Read | None:
    """Weeks that follow one another, each by its number."""
    numbers = [int(number) for number in re.findall(r"\d+", match[0])]
    first, last = week_of(numbers[0], None, today), week_of(numbers[-1], None, today)
    if first is None or last is None or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    return Read(first.first, last.last)


def _weekday_and_date(match: re.Match[str], today: date) -> Read | None:
    """A weekday with its day of the month: the next month in which they go together."""
    for months in range(12):
        first = first_of(today.year, today.month + months)
        read = point(first.year, first.month, int(match["d"]))
        if read and read.first >= today and read.first.weekday() == WEEKDAYS[match["day"].lower()]:
            return read
    return None


def _weekday_of_month(match: re.Match[str], today: date) -> Read | None:
    """Such a weekday of a month, counted from its first or back from its last day: "the last Friday of March"."""
    month = MONTHS[match["m"].lower()]
    first = first_of(today.year + (month < today.month), month)
    steps = (WEEKDAYS[match["day"].lower()] - first.weekday()) % 7
    days = [steps + 7 * week + 1 for week in range(5)]
    held = [day for day in days if day <= calendar.monthrange(first.year, first.month)[1]]
    which = match["which"].lower()
    return point(first.year, first.month, held[-1] if which == "last" else held[_ORDINALS[which] - 1])


def _weekday_and_numbers(match: re.Match[str], today: date) -> Read | None:
    """A weekday with day and month in digits; the month first where only so they go together."""
    first, second = int(match["d"]), int(match["n"])
    years = [int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)] if match["y"] else [today.year, today.year + 1]
    read = [point(year, *order) for year in years for order in ((second, first), (first, second))]
    days = [one for one in read if one is not None]
    said = WEEKDAYS[match["day"].lower()]
    told = [one for one in days if one.first.weekday() == said]
    near = [one for one in told if one.first >= today] or told
    if near or not 1 <= second <= 12:
        return near[0] if near else None
    return point(years[0] if match["y"] else likely_year(today, second, first), second, first)


def _weekday_week(match: re.Match[str], today: date) -> Read:
    number = WEEKDAYS[match["day"].lower()]
    day = today + timedelta(days=(number - today.weekday() - 1) % 7 + 8)
    return Read(day, day, None, True)


def feast(name: str, today: date) -> date | None:
    """Return the next day of a feast, today included."""
    low = name.lower().replace("’", "'")
    if low == "easter":
        low = "easter sunday"
    if low in _FROM_EASTER:
        days = [easter(year) + timedelta(days=_FROM_EASTER[low]) for year in (today.year, today.year + 1)]
    elif low == _BLACK_FRIDAY:  # the day after the fourth Thursday of November
        firsts = [date(year, 11, 1) for year in (today.year, today.year + 1)]
        days = [first + timedelta(days=(3 - first.weekday()) % 7 + 22) for first in firsts]
    else:
        month_and_day = _FIXED.get(low) or _FIXED.get(low.replace("years", "year's")) or _NAMED.get(low)
        if month_and_day is None:
            return None
        days = [date(year, *month_and_day) for year in (today.year, today.year + 1)]
    return next(day for day in days if day >= today)


def _on_a_feast(match: re.Match[str], today: date) -> Read | None:
    day = feast(match["feast"], today)
    return Read(day, day, None, True) if day else None


def _since_a_feast(match: re.Match[str], today: date) -> Read | None:
    earlier = feast(match["feast"], today.replace(year=today.year - 1, day=min(today.day, 28)))
    return Read(earlier, today - timedelta(days=1)) if earlier else None


def _week_by_a_feast(match: re.Match[str], today: date) -> Read | None:
    day = feast(match["feast"], today)
    if day is None:
        return None
    step = {"before": -7, "after": 7}.get(match["side"].lower(), 0)
    return _week_with(day + timedelta(days=step))


def _whole_year(match: re.Match[str], today: date) -> Read:
    said = next((value for value in match.groupdict().values() if value), None)
    year = today.year if said is None else int(said) + (2000 if len(said) == 2 else 0)
    return Read(date(year, 1, 1), date(year, 12, 31))


def _to_the_end(match: re.Match[str], today: date) -> Read:
    said = next(value for value in match.groupdict().values() if value).lower()
    unit = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}.get(said, said)
    if re.fullmatch(r"[qh]\d", unit):
        months = 3 if unit[0] == "q" else 6
        last = months * int(unit[1])
        return Read(today, last_of(likely_year(today, last, 28), last))
    if unit == "week":
        return Read(today, today + timedelta(days=6 - today.weekday()))
    if match.groupdict().get("w"):  # the middle of the year
        return Read(today, last_of(likely_year(today, 6, 30), 6))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    return Read(today, last_of(today.year, (today.month - 1) // months * months + months))


def _quarter_said(match: re.Match[str], today: date) -> Read:
    quarter = _ORDINALS[match["o"].lower()]
    which = (match["which"] or "").lower()
    if match["y"]:
        year = int(match["y"])
    elif which in ("this", "next", "last"):
        year = today.year + {"this": 0, "next": 1, "last": -1}[which]
    else:
        year = likely_year(today, 3 * quarter, 28)
    return Read(first_of(year, 3 * quarter - 2), last_of(year, 3 * quarter))


def _weeks_of_month(match: re.Match[str], today: date) -> Read:
    """So many of the weeks that begin in a month, from the first, second, … one on, or the last ones."""
    month = MONTHS[match["m"].lower()]
    first = first_of(likely_year(today, month, 28), month)
    count = round(count_of(match["k"])) if match["k"] else 1
    if match["o"].lower() == "last":
        end = last_of(first.year, month)
        monday = end - timedelta(days=end.weekday() + 7 * (count - 1))
    else:
        monday = first + timedelta(days=-first.weekday() % 7 + 7 * (_ORDINALS[match["o"].lower()] - 1))
    return Read(monday, monday + timedelta(days=7 * count - 1))


def _ahead(match: re.Match[str], today: date) -> Read:
    unit = _SHORT_UNITS.get(match["unit"].lower(), match["unit"].lower())
    last = shift(today, count_of(match["k"]), unit)
    return Read(today, last, (last - today).days)


def _back(match: re.Match[str], today: date) -> Read:
    unit = _SHORT_UNITS[match["unit"].lower()]
    return Read(shift(today, -count_of(match["k"]), unit), today - timedelta(days=1))


def _to_date(match: re.Match[str], today: date) -> Read:
    letter = match["u"].lower()
    if letter == "w":
        return Read(today - timedelta(days=today.weekday()), today - timedelta(days=1))
    months = {"m": 1, "q": 3, "y": 12}[letter]
    return Read(first_of(today.year, (today.month - 1) // months * months + 1), today - timedelta(days=1))


def _yesterday(_match: re.Match[str], today: date) -> Read:
    day = today - timedelta(days=1)
    return Read(day, day, None, True)


def _now(_match: re.Match[str], today: date) -> Read:
    return Read(today, today, None, True)


def _this_time(match: re.Match[str], today: date) -> Read:
    day = shift(today, 1, match["unit"].lower())
    return Read(day, day, (day - today).days, True)


def _half_year_ahead(_match: re.Match[str], today: date) -> Read:
    last = shift(today, 6, "month")
    return Read(today, last, (last - today).days)


def _running(match: re.Match[str], today: date) -> Read:
    return unit_of(today, 0, match["u"].lower())


def _to_season(match: re.Match[str], today: date) -> Read:
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[match["season"].lower()]
    begin = first_of(likely_year(today, first, 28), first)
    if match["lead"].lower() == "before":
        return Read(today, begin - timedelta(days=1))
    return Read(today, last_of(begin.year, begin.month + 2))


def _last_day_of(match: re.Match[str], today: date) -> Read:
    number = MONTHS[match["m"].lower()]
    last = last_of(likely_year(today, number, 28), number)
    return Read(last, last, is_point=True)


_MONTH_NAME = rf"{MONTH}|may"
_DAY_NUMBER = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DAY_AND_MONTH = rf"{_DAY_NUMBER}(?:\s+(?:of\s+)?(?P<m>{_MONTH_NAME})\b|[./](?P<n>\d{{1,2}})\b\.?)"
_BEGINNING = r"(?:of|from|beginning|starting|commencing|with|w/c|wc)"
_AFTER_ORDINAL = (
    r"(?=\s*(?:$|[.,;:?!)\-–]|(?:and|or|to|at|in|on|instead|not|please|pls|plz|if|is|with|for|from|so|because|then|when|as"
    r"|rather|by|via|into|but|works|would|latest|until|till|shift|due|we|i|it)\b))"
)
_UNTIL = r"(?:(?:until|till|til|by|through|before|to|at|up to|for)\s+(?:the\s+)?)?"

PHRASES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.I), rule)
    for pattern, rule in (
        (rf"\b{_UNTIL}(?:on\s+|the\s+)*(?P<which>{_ORDINAL}|last)\s+(?P<day>{DAY})\s+(?:of|in)\s+(?P<m>{_MONTH_NAME})\b", _weekday_of_month),
        (rf"\b(?:the\s+)?(?P<k>{COUNT})\s+(?:full\s+)?(?:weeks|wks)\s+(?:beginning|starting|commencing|from)\s+(?:on\s+)?(?:the\s+)?{_DAY_AND_MONTH}", _weeks_from_day),
        (rf"\b(?:(?:the\s+)?(?:week|wk)\s+{_BEGINNING}|w/c|wc|w\.c\.)\s+(?:on\s+)?(?:(?:{DAY})\s+)?(?:the\s+)?{_DAY_AND_MONTH}", _week_of_day),
        (r"\b(?:(?:the\s+)?(?:week|wk)\s+(?:of|from|beginning|starting|commencing|with)|w/c|wc)\s+(?:on\s+)?the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b", _week_of_day),
        (rf"\b{_UNTIL}(?:on\s+)?(?:the\s+)?last\s+day\s+(?:of|in)\s+(?P<m>{_MONTH_NAME})\b", _last_day_of),
        (rf"\b(?:week|wk|cw|kw|w)\s?(?P<w>\d{{1,2}})\s*,?\s+(?:on\s+)?(?P<day>{DAY})\b", _day_of_week),
        (r"\b(?:weeks?|wks?|cw|kw|w)\s?\d{1,2}(?:\s*(?:,|&|/|\+|and|,\s*and)\s*(?:w|wk|kw|cw)?\d{1,2}\b)+(?!\s*(?:in\b|at\b|cases|cs\b|units|%|[/.]|(?!20\d\d\b)\d))", _listed_weeks),
        (rf"\b(?:on\s+|by\s+|from\s+|until\s+)?(?P<day>{DAY})\s*,?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?(?:{_MONTH_NAME}))", _weekday_and_date),
        (rf"\b(?:(?:on|by|from|until|till|before|to|for)\s+)?(?:the\s+)?(?P<day>{DAY})\b\.?,?\s+(?:the\s+)?(?P<d>\d{{1,2}})[./](?P<n>\d{{1,2}})(?:[./](?P<y>20\d\d|\d\d))?\b\.?(?!\s?(?:%|cases|units|days|weeks))", _weekday_and_numbers),
        (r"\b(?:(?:before|by|until|till|at|from)\s+)?this\s+time\s+next\s+(?P<unit>week|month|year)\b", _this_time),
        (r"\b(?:(?:for|over|within)\s+)?(?:an?\s+|one\s+|the\s+(?:next\s+)?)?(?:(?:full|whole|good|entire)\s+)*half[\s-](?:a\s+)?year\s+(?:ahead|out|forward|from\s+now|to\s+come)\b", _half_year_ahead),
        (rf"\b(?:(?:for|over)\s+)?(?:an?\s+|the\s+next\s+)?(?:full|whole|good|solid)\s+(?P<k>{COUNT})\s+(?P<unit>day|week|month)s?\s+(?:ahead|out|forward|from\s+now)\b", _ahead),
        (r"\b(?:through(?:out)?|over|during|until|till|for|within|in|across)\s+the\s+(?:whole\s+|entire\s+|current\s+|present\s+|running\s+)?(?P<u>quarter|year|month)\b(?!\s+(?:of|before|after|beginning|starting|to|end|ahead|commencing|with|from|in|we|that|the|on|you)\b|['’-]|\s+20\d\d)", _running),
        (rf"\b(?:on\s+|by\s+|until\s+|before\s+)?(?P<day>{FULL_DAY})\s+week\b(?!\s?\d)", _weekday_week),
        (rf"\ba\s+week\s+(?:on\s+|from\s+|come\s+)?(?P<day>{FULL_DAY})\b", _weekday_week),
        (rf"\b(?:the\s+)?(?:(?:last|first)\s+)?(?:full\s+)?week\s+(?P<side>before|after|of)\s+(?P<feast>{FEASTS})\b", _week_by_a_feast),
        (rf"\bsince\s+(?P<feast>{_FEASTS}|easter|christmas|xmas|(?:the\s+)?new year)\b(?!['’])", _since_a_feast),
        (rf"\b(?P<feast>{_FEASTS})\b", _on_a_feast),
        (r"\b(?:on\s+|by\s+|until\s+|till\s+)?(?:the\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+of\s+(?:the\s+)?(?:(?P<which>this|next|last|previous|current|coming)\s+)?month\b", _ordinal_of_unit),
        (r"\b(?:full|whole|entire|complete|calendar|financial|fiscal)[\s-]year(?:\s+(?P<y>20\d\d))?\b(?![\s-](?:end|to))", _whole_year),
        (r"\b(?:all\s+of|all|whole\s+of|the\s+year|calendar)\s+(?P<y>20\d\d)\b(?![-/]|\.\d)|\bFY\s?['’]?(?P<z>20\d\d|\d\d)\b", _whole_year),
        (rf"\b{_UNTIL}(?:the\s+)?(?:end\s+of\s+(?:the\s+|this\s+)?(?P<u>half)(?:[\s-]year)?|(?P<v>half)[\s-]year(?:['’]s)?[\s-]end|mid(?:dle\s+of\s+the)?[\s-]?(?P<w>year))\b(?!\s*20)", _to_the_end),
        (rf"\b{_UNTIL}(?:the\s+)?(?P<u>year|quarter|month|week)(?:[\s-]end|['’]s\s+end)\b", _to_the_end),
        (rf"\b{_UNTIL}(?P<u>eow|eom|eoq|eoy)\b", _to_the_end),
        (rf"\b{_UNTIL}(?:the\s+)?end\s+(?:of\s+)?(?:the\s+)?(?P<u>[qh][1-4])\b(?!\s*20)", _to_the_end),
        (rf"\b(?:the\s+)?(?P<o>{_ORDINAL})\s+(?:quarter|qtr)(?:\s+(?:of\s+)?(?:(?P<y>20\d\d)|(?P<which>this|next|last)\s+year))?\b", _quarter_said),
        (rf"\b(?:the\s+)?(?P<o>{_ORDINAL}|last)\s+(?:(?P<k>{COUNT})\s+)?(?:full\s+)?weeks?\s+(?:of|in)\s+(?P<m>{_MONTH_NAME})\b", _weeks_of_month),
        (rf"\b(?:(?:in|over|for|during|within|of)\s+)?(?:the\s+)?nxt\s+(?P<k>{COUNT})\s*(?P<unit>working day|day|week|wk|month|year)s?\b", _ahead),
        (r"\b(?:(?:in|over|for|during|within|of)\s+)?(?:the\s+)?(?:next|nxt|coming|within)\s+(?P<k>\d{1,3})\s?(?P<unit>d|w|m|wk)s?\b", _ahead),
        (r"\b(?:(?:in|over|for|during)\s+)?(?:the\s+)?(?:last|past|previous|prev)\s+(?P<k>\d{1,3})\s?(?P<unit>d|w|m|wk)s?\b", _back),
        (r"\b(?P<u>[wmqy])td\b", _to_date),
        (r"\b(?:ystrday|yest|yday|yesterdays?)\b", _yesterday),
        (r"\b(?:(?<=between )|(?<=from ))(?:now|today)\b(?=\s+(?:and|to|until|till|through|on)\b)", _now),
        (r"\b(?P<lead>until|till|by|before|through)\s+(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter)\b", _to_season),
        (rf"\b(?:the|by|on|until|till|before|to|from|since|for|after)\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?(?:{_MONTH_NAME}))(?!\s*(?:-|–|to|and)\s*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH_NAME})){_AFTER_ORDINAL}", _ordinal),
    )
)  # fmt: skip
"""Ways of naming a time by a phrase, the more specific before the less; see `calendar_words.RULES`."""
