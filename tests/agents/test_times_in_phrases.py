"""Times named by phrases, against Monday 2 March 2026, and years where the past is asked about."""

from datetime import date

import pytest

from agents.reasoners.embedded.dates import periods_in
from agents.reasoners.embedded.quantities import quantities_in

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("between now and the end of May", "2026-03-02", "2026-05-31"),
        ("between now and 20 April", "2026-03-02", "2026-04-20"),
        ("in the week of the 23rd", "2026-03-23", "2026-03-29"),
        ("w/c 13/4", "2026-04-13", "2026-04-19"),
        ("W17 Tuesday", "2026-04-21", "2026-04-21"),
        ("on Easter Monday", "2026-04-06", "2026-04-06"),
        ("before Whit Monday", "2026-05-25", "2026-05-25"),
        ("on the 19th.", "2026-03-19", "2026-03-19"),
        ("to the 1st instead", "2026-04-01", "2026-04-01"),
        ("by the 3rd of next month", "2026-04-03", "2026-04-03"),
        ("by Wednesday the 25th", "2026-03-25", "2026-03-25"),
        ("over the full year", "2026-01-01", "2026-12-31"),
        ("FY27", "2027-01-01", "2027-12-31"),
        ("until quarter-end", "2026-03-02", "2026-03-31"),
        ("by EOM", "2026-03-02", "2026-03-31"),
        ("until the end of Q3", "2026-03-02", "2026-09-30"),
        ("the third quarter of 2025", "2025-07-01", "2025-09-30"),
        ("for May, June and July", "2026-05-01", "2026-07-31"),
        ("since Christmas", "2025-12-25", "2026-03-01"),
        ("ytd", "2026-01-01", "2026-03-01"),
        ("Thursday week", "2026-03-12", "2026-03-12"),
        ("the two weeks beginning 4 May", "2026-05-04", "2026-05-17"),
        ("the first week of June", "2026-06-01", "2026-06-07"),
        ("weeks 15, 16 and 17", "2026-04-06", "2026-04-26"),
        ("the week after Easter", "2026-04-06", "2026-04-12"),
        ("next 45d", "2026-03-02", "2026-04-16"),
        ("over the next fornight", "2026-03-02", "2026-03-16"),
        ("before summer", "2026-03-02", "2026-05-31"),
        ("from February through November 2025", "2025-02-01", "2025-11-30"),
        ("from September to February 2025", "2024-09-01", "2025-02-28"),
        ("between November and February", "2026-11-01", "2027-02-28"),
        ("in November and December and January", "2026-11-01", "2027-01-31"),
        ("from 20 December to 6 January", "2026-12-20", "2027-01-06"),
        ("from 20 May to 6 May", "2026-05-20", "2026-05-06"),
        ("in the first three months", "2026-01-01", "2026-03-31"),
        ("over the last two months of 2025", "2025-11-01", "2025-12-31"),
        ("in the first two weeks of next month", "2026-04-01", "2026-04-14"),
        ("in March last year", "2025-03-01", "2025-03-31"),
        ("in week 8 of 2025", "2025-02-17", "2025-02-23"),
        ("this qtr", "2026-01-01", "2026-03-31"),
        ("over the next half year", "2026-03-02", "2026-09-02"),
        ("for May only", "2026-05-01", "2026-05-31"),
        ("of May", "2026-05-01", "2026-05-31"),
        ("by end April", "2026-03-02", "2026-04-30"),
        ("in the three weeks before Easter", "2026-03-09", "2026-03-29"),
        ("this week and next", "2026-03-02", "2026-03-15"),
        ("over the next four to six weeks", "2026-03-02", "2026-04-13"),
        ("in the week before last", "2026-02-16", "2026-02-22"),
        ("in the second half of last year", "2025-07-01", "2025-12-31"),
        ("over Easter", "2026-03-30", "2026-04-05"),
        ("last autumn", "2025-09-01", "2025-11-30"),
        ("in Nov '25", "2025-11-01", "2025-11-30"),
        ("in weeks 9 to 11", "2026-02-23", "2026-03-15"),
    ],
)
def test_a_phrase_names_a_time(said: str, first: str, last: str) -> None:
    """Part of it would be another time."""
    assert [(str(p.first), str(p.last)) for p in periods_in(f"look at it {said}", TODAY)] == [(first, last)]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("what did we ship in Q3", "2025-07-01"),
        ("how much was sold in week 6", "2026-02-02"),
        ("what went out in the week before Christmas", "2025-12-15"),
        ("what will we sell in Q3", "2026-07-01"),
        ("what did we sell in Q1 2026", "2026-01-01"),
        ("what did it move in the last full week before Christmas", "2025-12-15"),
        ("move what was ordered for week 8", "2027-02-22"),
        ("would week 6 be better than what was planned", "2027-02-08"),
    ],
)
def test_a_question_about_the_past_means_the_last_one(said: str, first: str) -> None:
    """There are no sales of a quarter to come."""
    assert [str(period.first) for period in periods_in(said, TODAY)] == [first]


@pytest.mark.parametrize("said", ["may I see it", "and may we ask", "You may not", "Rotkehl may be late"])
def test_what_may_be_is_no_month(said: str) -> None:
    """ "May" is a verb far more often than a month."""
    assert periods_in(said, TODAY) == []


@pytest.mark.parametrize("said", ["the 2nd option", "the 3rd one", "2nd to none", "the 5th percentile"])
def test_ordinals_that_count_things_are_no_days(said: str) -> None:
    """ "The 2nd option" is no date."""
    assert periods_in(said, TODAY) == []


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("three thousand plus sixty cases", "number", 3060),
        ("120cs", "number", 120),
        ("12.500 cases", "number", 12_500),
        ("10days", "duration", 10),
        ("a week and a half", "duration", 10.5),
        ("by a fornight", "duration", 14),
        ("a couple of days", "duration", 2),
        ("x3", "factor", 3),
        ("1.5x", "factor", 1.5),
        ("times four", "factor", 4),
    ],
)
def test_quantities_as_people_write_them(said: str, kind: str, value: float) -> None:
    """Glued units, sums and signs."""
    assert [(q.kind, q.value) for q in quantities_in(f"make it {said}", [])] == [(kind, value)]


def test_a_few_hundred_is_no_hundred() -> None:
    """A vague amount is asked for, not made up; a date with dots is no number that ends the program."""
    assert quantities_in("order a few hundred cases", []) == []
    assert quantities_in("on 3.4.2026", [(3, 11)]) == []
