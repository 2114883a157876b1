"""Times that count the parts of a stretch: the first two months of a year, the two weeks before a feast, a half year.

They go before the other rules, which would read a part of them: of "the last two months of 2025" the year, of "this
week and next" the one week.
"""

import re
from datetime import date, timedelta

from .calendar_phrases import FEASTS, feast
from .calendar_words import (
    COUNT,
    MONTH,
    MONTHS,
    NUMBER,
    SEASONS,
    Read,
    Rule,
    count_of,
    first_of,
    last_of,
    shift,
    unit_of,
)

_TO_COME = {"this": 0, "the": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}
_LASTS = frozenset({"last", "final", "closing"})


def _parts(whole: Read, match: re.Match[str]) -> Read | None:
    """So many units from the beginning, or up to the end, of a longer stretch; nothing where it is shorter."""
    count, unit = count_of(match["k"]) if match["k"] else 1.0, match["part"].lower()
    if match["side"].lower() in _LASTS:
        first = shift(whole.last + timedelta(days=1), -count, unit)
        return Read(first, whole.last) if first >= whole.first else None
    last = shift(whole.first, count, unit) - timedelta(days=1)
    return Read(whole.first, last) if last <= whole.last else None


def _parts_of_unit(match: re.Match[str], today: date) -> Read | None:
    return _parts(unit_of(today, _TO_COME[(match["which"] or "this").lower()], match["unit"].lower()), match)


def _parts_of_year(match: re.Match[str], today: date) -> Read | None:
    year = int(match["y"]) if match["y"] else today.year
    return _parts(Read(date(year, 1, 1), date(year, 12, 31)), match)


def _weeks_by_feast(match: re.Match[str], today: date) -> Read | None:
    """Whole weeks before the one of a feast, or after it."""
    day = feast(match["feast"], today)
    if day is None:
        return None
    monday, length = day - timedelta(days=day.weekday()), 7 * round(count_of(match["k"]))
    if match["where"].lower() in ("after", "following"):
        return Read(monday + timedelta(days=7), monday + timedelta(days=6 + length))
    return Read(monday - timedelta(days=length), monday - timedelta(days=1))


def _week_of_feast(match: re.Match[str], today: date) -> Read | None:
    day = feast(match["feast"], today)
    return Read(day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())) if day else None


def _last_feast(match: re.Match[str], today: date) -> Read | None:
    """The week of the last feast before today."""
    return _week_of_feast(match, today - timedelta(days=364))


def _this_and_next(match: re.Match[str], today: date) -> Read:
    unit = (match["unit"] or match["unit2"]).lower()
    return Read(unit_of(today, 0, unit).first, unit_of(today, 1, unit).last)


def _up_to_more(match: re.Match[str], today: date) -> Read:
    """The longer of two lengths: "the next four to six weeks", "the next week or two"."""
    last = shift(today, count_of(match["most"]), match["unit"].lower())
    return Read(today, last, (last - today).days)


def _half_year(match: re.Match[str], today: date) -> Read:
    if match["which"].lower() in ("next", "coming", "following"):
        last = shift(today, 6, "month")
        return Read(today, last, (last - today).days)
    return Read(shift(today, -6, "month"), today - timedelta(days=1))


def _quarter_ahead(match: re.Match[str], today: date) -> Read:
    return Read(today, today + timedelta(weeks=13), 91)


def _before_last(match: re.Match[str], today: date) -> Read:
    return unit_of(today, -2, match["unit"].lower())


def _since_beginning(match: re.Match[str], today: date) -> Read:
    return Read(unit_of(today, 0, match["unit"].lower()).first, today - timedelta(days=1))


def _last_season(match: re.Match[str], today: date) -> Read:
    month = SEASONS[match["season"].lower()]
    year = next(y for y in (today.year, today.year - 1, today.year - 2) if last_of(y, month + 2) < today)
    return Read(first_of(year, month), last_of(year, month + 2))


def _half_of_year(match: re.Match[str], today: date) -> Read:
    year = today.year + _TO_COME[match["which"].lower()]
    month = 1 if match["half"].lower() in ("first", "1st") else 7
    return Read(first_of(year, month), last_of(year, month + 5))


def _open_end(match: re.Match[str], today: date) -> Read:
    month = MONTHS[match["m"].lower()]
    year = int(match["y"]) if match["y"] else today.year
    return Read(today, last_of(year if last_of(year, month) >= today else year + 1, month))


_PART = r"working day|day|week|month|mth|quarter|qtr"
_SIDE = rf"(?P<side>first|opening|initial|last|final|closing)\s+(?:(?P<k>{COUNT})\s+)?(?:full\s+)?(?P<part>{_PART})s?"
_UNIT = "week|wk|month|mth|quarter|qtr|year|yr"
_WITHIN = r"(?:(?:in|over|for|during|within|of)\s+)?(?:the\s+)?"

STRETCHES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.I), rule)
    for pattern, rule in (
        (rf"\b{_WITHIN}(?:next|coming|following|an?)\s+(?:full\s+)?quarter\s+of\s+a\s+year(?:\s+(?:ahead|out|from\s+now|to\s+come))?\b", _quarter_ahead),
        (rf"\b(?:the\s+)?{_SIDE}\s+(?:of|in)\s+(?:the\s+)?(?:(?P<which>this|current|next|coming|last|previous|past)\s+)?(?P<unit>month|quarter|qtr|year)\b", _parts_of_unit),
        (rf"\b(?:the\s+)?{_SIDE}\s+(?:of|in)\s+(?P<y>20\d\d)\b", _parts_of_year),
        (rf"\bthe\s+(?P<side>first|opening)\s+(?P<k>{NUMBER})\s+(?P<part>month)s(?P<y>)\b", _parts_of_year),
        (r"\b(?:the\s+)?(?P<half>first|1st|second|2nd|back|latter)\s+half\s+of\s+(?:the\s+)?(?P<which>last|previous|past|next|coming|this|current)\s+year\b", _half_of_year),
        (rf"\b(?:the\s+)?(?P<last>last\s+)?(?P<k>{COUNT})\s+(?:full\s+)?weeks?\s+(?P<where>before|leading up to|up to|ahead of|after|following)\s+(?P<feast>{FEASTS})\b", _weeks_by_feast),
        (rf"\blast\s+(?P<feast>{FEASTS})\b", _last_feast),
        (rf"\b(?P<feast>{FEASTS})\s+week\b", _week_of_feast),
        (r"\b(?:over|during|around)\s+(?:the\s+)?(?P<feast>easter|christmas|xmas|whitsun|pentecost)\b(?!\s+(?:monday|sunday|eve|day))", _week_of_feast),
        (rf"\b{_WITHIN}(?:this\s+(?P<unit>{_UNIT})\s+(?:and|or|&|\+)\s+(?:the\s+)?next(?:\s+(?:one|week|month|quarter|year))?|this\s+(?:and|or|&)\s+(?:the\s+)?next\s+(?P<unit2>{_UNIT}))\b(?!\s+{NUMBER})", _this_and_next),
        (rf"\b{_WITHIN}(?:(?:next|coming|following)\s+)(?:{COUNT})\s?(?:-|–|to|or)\s?(?P<most>{COUNT})[\s-](?P<unit>working day|day|week|wk|month|year)s?\b", _up_to_more),
        (rf"\b{_WITHIN}(?:next|coming)\s+(?P<unit>day|week|month)\s+or\s+(?P<most>two|three|so)\b", _up_to_more),
        (rf"\b{_WITHIN}(?P<which>next|coming|following|last|past|previous)\s+(?:half|6[\s-]months?)[\s-](?:a\s+)?year\b", _half_year),
        (rf"\b{_WITHIN}(?P<unit>{_UNIT})\s+before\s+last\b", _before_last),
        (r"\b(?:since|from)\s+(?:the\s+)?(?:beginning|start)\s+of\s+(?:the\s+|this\s+)?(?P<unit>week|month|quarter|year)\b(?!\s+(?:to|until|till|through)\b)", _since_beginning),
        (r"\b(?:(?:in|over|during)\s+)?last\s+(?P<season>spring|summer|autumn|winter)\b", _last_season),
        (rf"\b(?:until|till|til|by|through|before|to|at|up\s+to)\s+(?:the\s+)?end\s+(?P<m>{MONTH}|may)\b(?:\s+(?P<y>20\d\d))?", _open_end),
    )
)  # fmt: skip
"""Ways of counting out a time, the more specific before the less; see `calendar_words.RULES`."""
