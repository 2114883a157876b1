"""Days and periods in a question, against the planning date."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .calendar_phrases import PHRASES
from .calendar_stretches import STRETCHES
from .calendar_words import MONTH, RULES, WEEKDAYS, Read


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; `start` and `end` are where it stands in the question.

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


_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+)?$", re.I)
_TO = re.compile(r"^\s*(?:-|–|—|to|until|till|through|up to)\s*(?:the\s+)?$", re.I)
_AND = re.compile(r"^\s*(?:and|,|&|/)\s*(?:in\s+|the\s+)?$", re.I)
_UNTIL = re.compile(r"\b(?:until|till|by|through|up to|before|thru)\s+(?:the\s+)?$", re.I)
_ALL = re.compile(r"\b(?:all|right|throughout)\s*$", re.I)
"""What makes of "through May" the whole of it."""

_THE_DAY = re.compile(r"^(?:(?:on|by|to|until|till|for|from)\s+)?(?:the\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?$", re.I)
_OF_THAT_MONTH = re.compile(
    r"^\s*[,;:(–—-]*\s*(?:(?:say|on|by|namely|i\.e\.|preferably|precisely|exactly|that is|to be \w+|for|from)\s+)*(?:the\s+)?$",
    re.I,
)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.I)
_OF = re.compile(r"^\s*(?:of|in|,)?\s*$", re.I)
_IMPOSSIBLE = re.compile(
    r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]20\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTH}|may)\b|\b(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)\b"
    r"|\b(?:calendar\s+)?(?:week|wk|cw|kw)\s?\d{1,3}\b|\bq[05-9]\b",
    re.I,
)


_WHOLE_WEEK = re.compile(
    r"(?<=[(,])\s*(?:from )?mon(?:day)?s? (?:to|until|till|through|-|–) sun(?:day)?s?\b(?=\s*[),.?!])", re.I
)
"""What only says which days a week has: "in the week of Easter (Monday to Sunday)"."""

_DID = re.compile(r"\bdid\b[^.?!;,]*", re.I)
_WISH = re.compile(
    r"\b(?:until|till|by|can|could|set|put|make|move|push|pull|bring|shift|expedite|postpone|defer|reschedule|next|coming)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:did|was|were|sold|went|moved|shipped|bought|took|delivered|ordered|actuals?|histor(?:y|ical)|past|previous"
    r"|have we (?:sold|shipped|had)|did we)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:will|going to|gonna|expect\w*|forecast\w*|plan\w*|if|would|should|shall|budget\w*|project\w*)\b",
    re.I,
)
_HAS_YEAR = re.compile(r"20\d\d|\b(?:next|last|this)\b(?!\s+(?:full\s+)?week)", re.I)
_DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTH}|may)|(?:{MONTH}|may)\s+\d{{1,2}}(?:st|nd|rd|th)?|(?:weeks?|wks?|cw|kw)\s?\d{{1,2}}(?:\s*(?:,|&|and)\s*\d{{1,2}})*)$",
    re.I,
)
_YEAR_BEHIND = re.compile(
    r"\s*,?\s+(?P<year>20\d\d)\b(?![-/]|[.,]\d|\s?(?:cases|cs|units|pieces|pcs|kg|euros?|eur|€|%|percent|orders|lines)\b)",
    re.I,
)
"""The year of a date, and no amount."""

_YEARS_NEAR = 5
"""Years from today within which a number behind a date is one."""

_MOVES = re.compile(r"\beaster\b", re.I)
_RECURS = re.compile(
    rf"\b(?:[qh][1-4]|quarter|half|week|wk|cw|kw|w\s?\d+|christmas|xmas|easter|{MONTH}|may|spring|summer|autumn|winter)\b"
    r"|\bw(?:k|eek)?\s?\d",
    re.I,
)
"""What comes again every year: in a question about the past the last one is meant."""


_SOLD = re.compile(
    r"\b(?:sales(?! (?:orders?|forecasts?|plans?))|volumes?|demand|turnover|revenue|sell[- ]?out)\b", re.I
)
_LATELY = timedelta(weeks=9)
_LONGEST_RANGE = 200
"""Days of a range between two days over the turn of a year; what is longer is taken for a slip."""


_ALIKE = 6
"""How many times as long one of two times that are put together may be: a month and a week, not a year and a month."""


def periods_in(text: str, today: date) -> list[Period]:
    """Return the days and periods of a question in order; overlapping readings give way to the earlier rule.

    Two that belong together are one: "from 10 March to 2 April", "between May and July", "in April and May". "Until
    May" begins today.

    Examples
    --------
    >>> [str(p.last) for p in periods_in("until end of March, or in week 14?", date(2026, 2, 20))]
    ['2026-03-31', '2026-04-05']
    """
    text = _WHOLE_WEEK.sub(lambda match: " " * len(match[0]), text)
    found: list[Period] = []
    is_past, is_sold = _is_past(text), _SOLD.search(text) is not None and not _is_to_come(text)
    for pattern, rule in (*STRETCHES, *PHRASES, *RULES):
        for match in pattern.finditer(text):
            if any(match.start() < period.end and period.start < match.end() for period in found):
                continue
            read = rule(match, today)
            is_meant = is_past or (is_sold and read is not None and _was_lately(read, today))
            if read is not None and is_meant and read.first > today and not _HAS_YEAR.search(match[0]):
                read = rule(match, today - timedelta(days=364)) if _RECURS.search(match[0]) else read
            behind = _YEAR_BEHIND.match(text, match.end()) if _is_without_year(match[0]) else None
            if behind is not None and read is not None and abs(int(behind["year"]) - today.year) <= _YEARS_NEAR:
                read = rule(match, date(int(behind["year"]), 1, 1))
            if read is not None:
                found.append(_period(read, match.start(), behind.end() if behind else match.end()))
    return _together(text, sorted(found, key=lambda period: period.start), today)


def _is_without_year(said: str) -> bool:
    """Whether some words name a time of every year, by its month or week: "the week of 16 March"."""
    return _DATED.search(said) is not None and _HAS_YEAR.search(said) is None


def _is_past(text: str) -> bool:
    """Whether a question is about what has been: "what did it move" has no wish in it, "move what was ordered" has."""
    return _PAST.search(text) is not None and not _is_to_come(text)


def _is_to_come(text: str) -> bool:
    return bool(_TO_COME.search(text) or _WISH.search(_DID.sub(" ", text)))


def _was_lately(read: Read, today: date) -> bool:
    """Whether it is a numbered week that was over lately when it comes again: "sales of week 9" in week 10."""
    is_week = (read.last - read.first).days == 6 and read.first.weekday() == 0
    return is_week and read.first - timedelta(days=364) >= today - _LATELY


_COUNT_ALONE = re.compile(
    r"\b(?:last|past|previous|next|coming|following)\s+\d{1,3}\s+(?P<unit>days|weeks|months)\b[^.?!]{0,60}?"
    r"\b(?:last|past|previous|next|coming|following)\s+\d{1,3}(?=\s*(?:[.?!,;)]|$|and\b))",
    re.I,
)


def with_units(text: str) -> str:
    """Return a question with the unit that a second count takes from the first.

    Examples
    --------
    >>> with_units("sales last 4 weeks, forecast next 6")
    'sales last 4 weeks, forecast next 6 weeks'
    """
    return _COUNT_ALONE.sub(lambda match: f"{match[0]} {match['unit']}", text)


def impossible_in(text: str) -> list[str]:
    """Return what looks like a day, week or quarter and is none, such as "31 February"."""
    today = date(2024, 1, 1)  # a leap year: 29 February may be meant of one
    read = [(period.start, period.end) for period in periods_in(text, today)]
    return [
        match[0]
        for match in _IMPOSSIBLE.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in read) or _overlong(match[0])
    ]


def _overlong(said: str) -> bool:
    """Whether a part of it was read as another time: of "31 February" the month, of "32 May" nothing."""
    day, month = re.search(r"\d{1,2}", said), re.search(rf"\b({MONTH}|may)\b", said, re.I)
    if day is None or month is None:
        return False
    most = {"feb": 29, "apr": 30, "jun": 30, "sep": 30, "nov": 30}.get(month[1][:3].lower(), 31)
    return not 1 <= int(day[0]) <= most


def _period(read: Read, start: int, end: int) -> Period:
    return Period(read.first, read.last, start, end, read.days_ahead, read.is_point)


def _together(text: str, found: list[Period], today: date) -> list[Period]:
    """Put together the times that a question names as one, and let those with "until" begin today."""
    whole: list[Period] = []
    for found_one in found:
        period = found_one
        before = whole[-1] if whole else None
        between = text[before.end : period.start] if before else ""
        # a rule may have taken the joining word into its own match
        joined = f"{between}{_lead(text, period)}" if before else ""
        if before is not None and _says_year(text, before, period, joined):
            whole.pop()
            before, period = None, _in_year(before, period)
        if before is not None and _is_its_weekday(text, before, period, between):
            whole.pop()
            before, period = None, replace(period, start=before.start)
        if before is not None and (of_it := _of_month_before(text, before, period, between)):
            whole.pop()
            before, period = None, of_it
        if before is not None and _is_range(text, before, joined):
            before, period = _in_order(text, before, period)
            whole[-1] = replace(before, last=period.last, end=period.end, days_ahead=None, is_point=False)
        elif before is not None and _AND.match(joined) and (joint := _adjoining(text, before, period)):
            period = joint
            whole[-1] = replace(before, last=max(before.last, period.last), end=period.end, days_ahead=None)
        elif before is not None and _OF.match(joined) and _narrows(before, period):
            whole[-1] = replace(before, end=period.end)
        else:
            whole.append(_until(text, period, today))
    return whole


def _is_its_weekday(text: str, before: Period, period: Period, between: str) -> bool:
    """Whether a day of the week stands before a date that falls on it: "on Tuesday 10 March"."""
    said = text[before.start : before.end].lower().split()[-1]
    is_weekday = said in WEEKDAYS and period.is_point and period.first.weekday() == WEEKDAYS[said]
    return is_weekday and before.is_point and re.fullmatch(r"\s*,?\s*(?:the\s+)?", between) is not None


def _of_month_before(text: str, before: Period, period: Period, between: str) -> Period | None:
    """Return a day of the month that was named just before it: "mid-May, the 15th"."""
    day = _THE_DAY.match(text[period.start : period.end])
    named = re.findall(rf"\b(?:{MONTH}|may)\b", text[before.start : before.end], re.I)
    if day is None or before.is_point or len(named) != 1 or not _OF_THAT_MONTH.match(between):
        return None
    try:
        meant = before.last.replace(day=int(day["d"]))
    except ValueError:
        return None
    return replace(period, first=meant, last=meant, start=before.start, is_point=True)


def _lead(text: str, period: Period) -> str:
    """Return the joining word with which the match of a period begins."""
    lead = re.match(
        r"(?:and|to|until|till|through|between|from|by|before|in|with|or|versus|vs)\s",
        text[period.start : period.end],
        re.I,
    )
    return lead[0] if lead else ""


def _is_range(text: str, before: Period, joined: str) -> bool:
    if _TO.match(joined):
        return True
    begun = _FROM.search(text[: before.start]) or re.match(r"(?:from|between)\s", text[before.start : before.end], re.I)
    return (
        bool(begun) and bool(_AND.match(joined)) and "between" in text[max(before.start - 10, 0) : before.end].lower()
    )


def _recurs(text: str, period: Period) -> bool:
    """Whether it is of every year, and no year is said."""
    said = text[period.start : period.end]
    return _RECURS.search(said) is not None and _HAS_YEAR.search(said) is None


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _in_order(text: str, first: Period, last: Period) -> tuple[Period, Period]:
    """Return both ends of a range in the year that is meant where only one of them, or neither, says a year.

    "March to May 2025" lies in 2025, "October to March 2025" begins in 2024, and "November to January" ends a year
    later. What is backwards within a year stays so, and is asked about: "from 10 March to 2 March".
    """
    if _recurs(text, first) and re.search(r"20\d\d", text[last.start : last.end]):
        years = last.last.year - first.first.year
        years -= _years_later(first.first, years) > last.last
        begin, end = (_years_later(day, years) for day in (first.first, first.last))
        return replace(first, first=begin, last=end), last
    if last.last < first.first and _recurs(text, last):
        end = _years_later(last.last, 1)
        if not last.is_point or (end - first.first).days <= _LONGEST_RANGE:
            return first, replace(last, first=_years_later(last.first, 1), last=end)
    return first, last


def _says_year(text: str, period: Period, year: Period, joined: str) -> bool:
    """Whether a year stands after a time that it belongs to: "January last year", "the second quarter of 2025"."""
    is_year = (year.first.month, year.first.day, year.last.month, year.last.day) == (1, 1, 12, 31)
    of = re.match(r"^\s*(?:of|in)?\s*$", joined)
    is_moving = _MOVES.search(text[period.start : period.end])
    return is_year and year.first.year == year.last.year and of is not None and not is_moving and _recurs(text, period)


def _in_year(period: Period, year: Period) -> Period:
    years = year.first.year - period.first.year
    if (period.last - period.first).days == 6:  # a numbered week keeps its number
        monday = date.fromisocalendar(year.first.year, min(period.first.isocalendar().week, 52), 1)
        return replace(period, first=monday, last=monday + timedelta(days=6), end=year.end)
    first, last = (_years_later(day, years) for day in (period.first, period.last))
    return replace(period, first=first, last=last, end=year.end)


def _adjoining(text: str, before: Period, period: Period) -> Period | None:
    """Return the second of two times that are one, a year later where they meet over the turn of the year."""
    later = replace(period, first=_years_later(period.first, 1), last=_years_later(period.last, 1))
    options = [period, later] if _recurs(text, period) else [period]
    return next((one for one in options if _adjoin(before, one)), None)


def _adjoin(before: Period, period: Period) -> bool:
    lengths = [(one.last - one.first).days + 1 for one in (before, period)]
    return (
        not before.is_point
        and not period.is_point
        and max(lengths) <= _ALIKE * min(lengths)
        and before.days_ahead is None
        and period.days_ahead is None
        and before.first <= period.first <= before.last + timedelta(days=1)
    )


def _narrows(before: Period, period: Period) -> bool:
    """Whether the second only says where the first lies: "week 14 of 2026", "10 March, next week"."""
    return (
        not period.is_point
        and period.days_ahead is None
        and period.first <= before.first
        and before.last <= period.last
    )


def _until(text: str, period: Period, today: date) -> Period:
    """Let a calendar period begin today where all the time until it, or until its end, is meant."""
    if not period.is_point and period.first < today and _SINCE.search(text[: period.start]):
        return replace(period, last=today - timedelta(days=1))
    if period.is_point or period.days_ahead is not None or period.first <= today:
        return period
    lead = _UNTIL.search(text[: period.start]) or re.match(
        r"(?:until|till|by|through|before)\s", text[period.start : period.end], re.I
    )
    if lead is None or _ALL.search(text[: max(lead.start(), 0)] if lead.re is _UNTIL else text[: period.start]):
        return period
    if "before" in lead[0].lower():
        return replace(period, first=today, last=period.first - timedelta(days=1))
    middle = re.match(r"(?:the\s+)?mid", text[period.start : period.end], re.I)
    last = period.last.replace(day=15) if middle else period.last
    return replace(period, first=today, last=last)
