"""Days and amounts against second implementations: `dateutil`, ISO calendars, and writing numbers out."""

import calendar
from datetime import date, timedelta

import pytest
from dateutil.easter import easter as easter_of
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.reasoners.embedded.calendar_words import easter
from agents.reasoners.embedded.dates import Period, impossible_in, periods_in
from agents.reasoners.embedded.quantities import number_of, quantities_in

TODAY = date(2026, 3, 2)
days = st.dates(date(2020, 1, 1), date(2035, 12, 28))
counts = st.integers(1, 30)
UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
ONES = tuple(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """.split()
)
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def only(said: str, today: date = TODAY) -> Period:
    """The one time that a question names."""
    found = periods_in(f"what happens {said} with it", today)
    assert len(found) == 1, (said, found)
    return found[0]


def in_words(number: int) -> str:
    """A number below a million in English words: the way back."""
    if number >= 1000:
        rest = number % 1000
        return f"{in_words(number // 1000)} thousand{f' {in_words(rest)}' if rest else ''}"
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred{f' and {in_words(rest)}' if rest else ''}"
    if number >= 20:
        return f"{TENS[number // 10]}{f'-{ONES[number % 10]}' if number % 10 else ''}"
    return ONES[number]


@settings(deadline=None)
@given(days, counts, st.sampled_from(sorted(UNITS)))
def test_lengths_ahead_and_back_agree_with_dateutil(today: date, count: int, unit: str) -> None:
    """Months have no fixed length."""
    step = relativedelta(**{UNITS[unit]: count})  # pyright: ignore[reportArgumentType] - the keys are units of relativedelta
    ahead = only(f"in the next {count} {unit}s", today)
    assert (ahead.first, ahead.last) == (today, today + step)
    point = only(f"in {count} {unit}s' time", today)
    assert (point.first, point.is_point) == (today + step, True)
    back = only(f"over the last {count} {unit}s", today)
    assert (back.first, back.last) == (today - step, today - timedelta(days=1))


@settings(deadline=None)
@given(days)
def test_weeks_agree_with_the_iso_calendar(today: date) -> None:
    """A week that is over is next year's; years have 52 or 53 of them."""
    for number in range(1, 54):
        year = today.isocalendar().year + (number < today.isocalendar().week)
        for said in (f"in week {number}", f"CW{number}", f"W{number}"):
            found = periods_in(f"what is late {said}?", today)
            if date(year, 12, 28).isocalendar().week >= number:
                assert found[0].first.isocalendar()[:2] == (year, number)
                assert (found[0].last - found[0].first).days == 6


@settings(deadline=None)
@given(days, st.integers(0, 6))
def test_weekdays_lie_ahead_within_a_week(today: date, number: int) -> None:
    """And those of next week in next week."""
    name = calendar.day_name[number]
    day = only(f"on {name}", today).first
    assert day.weekday() == number
    assert 1 <= (day - today).days <= 7
    later = only(f"on {name} next week", today).first
    assert later.isocalendar()[:2] == (today + timedelta(weeks=1)).isocalendar()[:2]
    assert later.weekday() == number
    assert 1 <= (today - only(f"last {name}", today).first).days <= 7


@settings(deadline=None)
@given(days)
def test_a_written_day_is_read_as_it_was_meant(day: date) -> None:
    """However planners write it."""
    month = calendar.month_name[day.month]
    for said in (
        f"on {day.isoformat()}",
        f"{day.day}.{day.month:02}.{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"on {day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"on the {day.day}th of {month} {day.year}",
    ):
        assert only(said).first == day, said


@settings(deadline=None)
@given(days)
def test_months_quarters_and_halves_have_the_calendar_ends(today: date) -> None:
    """The last day of February moves."""
    step = today + relativedelta(months=1, day=1)
    month = only("next month", today)
    assert (month.first, month.last) == (step, step + relativedelta(day=31))
    last = only("last month", today)
    assert (last.first, last.last) == (
        today + relativedelta(months=-1, day=1),
        today.replace(day=1) - timedelta(days=1),
    )
    quarter = only("this quarter", today)
    assert quarter.first.month in (1, 4, 7, 10)
    assert quarter.first <= today <= quarter.last == quarter.first + relativedelta(months=2, day=31)
    half = only(f"H2 {today.year}", today)
    assert (half.first, half.last) == (date(today.year, 7, 1), date(today.year, 12, 31))


@settings(deadline=None)
@given(st.integers(1990, 2090))
def test_easter_agrees_with_dateutil(year: int) -> None:
    assert easter(year) == easter_of(year)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("from 10 to 24 March", "2026-03-10", "2026-03-24"),
        ("10-24 March", "2026-03-10", "2026-03-24"),
        ("March 10 to 24", "2026-03-10", "2026-03-24"),
        ("from 10 March to 5 April", "2026-03-10", "2026-04-05"),
        ("10 March - 5 April", "2026-03-10", "2026-04-05"),
        ("between April and June", "2026-04-01", "2026-06-30"),
        ("in April and May", "2026-04-01", "2026-05-31"),
        ("from May to July", "2026-05-01", "2026-07-31"),
        ("W14 to W17", "2026-03-30", "2026-04-26"),
        ("weeks 14-17", "2026-03-30", "2026-04-26"),
        ("until mid May", "2026-03-02", "2026-05-15"),
        ("in mid May", "2026-05-11", "2026-05-20"),
        ("early April", "2026-04-01", "2026-04-10"),
        ("until May", "2026-03-02", "2026-05-31"),
        ("before April", "2026-03-02", "2026-03-31"),
        ("by end of April", "2026-03-02", "2026-04-30"),
        ("the rest of the month", "2026-03-02", "2026-03-31"),
        ("in H2", "2026-07-01", "2026-12-31"),
        ("the coming fortnight", "2026-03-02", "2026-03-16"),
        ("in the next few weeks", "2026-03-02", "2026-03-23"),
        ("the week after next", "2026-03-16", "2026-03-22"),
        ("the day after tomorrow", "2026-03-04", "2026-03-04"),
        ("the week of 16 March", "2026-03-16", "2026-03-22"),
        ("on 15.4.", "2026-04-15", "2026-04-15"),
        ("by 15/4", "2026-04-15", "2026-04-15"),
        ("until Easter", "2026-03-02", "2026-04-04"),
        ("over the summer", "2026-06-01", "2026-08-31"),
        ("year to date", "2026-01-01", "2026-03-01"),
        ("three weeks ago", "2026-02-09", "2026-02-09"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("in a week", "2026-03-09", "2026-03-09"),
        ("next weekend", "2026-03-14", "2026-03-15"),
    ],
)
def test_a_stretch_is_read_whole(said: str, first: str, last: str) -> None:
    """Half of a stretch would be another question."""
    found = only(said)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize("said", ["31 February", "2026-02-30", "week 77", "Q5", "31 April", "30.02.2026", "April 31st"])
def test_a_day_that_does_not_exist_is_noticed(said: str) -> None:
    """It is asked about, and never rounded to one that does."""
    assert impossible_in(f"forecast A-104 {said}")


@pytest.mark.parametrize("said", ["29 February", "week 14", "Q3", "10-24 March", "in May", "31 March", "15.04.2026"])
def test_a_day_that_exists_is_not_doubted(said: str) -> None:
    assert impossible_in(f"forecast A-104 {said}") == []


@settings(deadline=None)
@given(st.integers(1, 999_999))
def test_numbers_are_read_in_words_and_digits(number: int) -> None:
    """With separators of either custom."""
    assert number_of(in_words(number)) == number
    assert number_of(f"{number:,}") == number
    if number >= 1000:
        assert number_of(f"{number:,}".replace(",", ".")) == number
        assert number_of(f"{number:,}".replace(",", " ")) == number


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("rises a third", "percent", 1 / 3),
        ("a third less", "percent", 1 / 3),
        ("by half", "percent", 0.5),
        ("half as much", "factor", 0.5),
        ("two thirds more", "percent", 2 / 3),
        ("threefold", "factor", 3),
        ("twice as much", "factor", 2),
        ("1.5k", "number", 1500),
        ("1.500", "number", 1500),
        ("12 000", "number", 12_000),
        ("two dozen", "number", 24),
        ("20pct", "percent", 0.2),
        ("twenty-five per cent", "percent", 0.25),
        ("-15 %", "percent", -0.15),
        ("€5,000", "money", 5000),
        ("EUR 5k", "money", 5000),
        ("1.2 million euros", "money", 1_200_000),
    ],
)
def test_an_amount_is_read_with_its_kind(said: str, kind: str, value: float) -> None:
    found = quantities_in(f"make it {said}", [])
    assert [(q.kind, round(q.value, 6)) for q in found] == [(kind, round(value, 6))]
