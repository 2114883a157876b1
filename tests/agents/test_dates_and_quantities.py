"""Dates against the planning date, Monday 2 March 2026, and quantities in words and digits."""

from datetime import date

import pytest

from agents.reasoners.embedded.dates import periods_in
from agents.reasoners.embedded.quantities import quantities_in

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("in the next two weeks", "2026-03-02", "2026-03-16"),
        ("over the next 10 days", "2026-03-02", "2026-03-12"),
        ("next week", "2026-03-09", "2026-03-15"),
        ("this month", "2026-03-01", "2026-03-31"),
        ("next month", "2026-04-01", "2026-04-30"),
        ("next quarter", "2026-04-01", "2026-06-30"),
        ("in Q2", "2026-04-01", "2026-06-30"),
        ("Q1 2027", "2027-01-01", "2027-03-31"),
        ("in week 14", "2026-03-30", "2026-04-05"),
        ("W14", "2026-03-30", "2026-04-05"),
        ("in March", "2026-03-01", "2026-03-31"),
        ("in May", "2026-05-01", "2026-05-31"),
        ("until end of March", "2026-03-02", "2026-03-31"),
        ("until Christmas", "2026-03-02", "2026-12-24"),
        ("before the weekend", "2026-03-02", "2026-03-08"),
        ("by Friday", "2026-03-06", "2026-03-06"),
        ("on 5 March", "2026-03-05", "2026-03-05"),
        ("March 20th", "2026-03-20", "2026-03-20"),
        ("on 2026-04-01", "2026-04-01", "2026-04-01"),
        ("15.04.2026", "2026-04-15", "2026-04-15"),
        ("in three weeks' time", "2026-03-23", "2026-03-23"),
        ("tomorrow", "2026-03-03", "2026-03-03"),
        ("the last 4 weeks", "2026-02-02", "2026-03-01"),
        ("next year", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_period_is_read_against_the_planning_date(said: str, first: str, last: str) -> None:
    """The wall clock plays no part."""
    found = periods_in(f"what happens {said} with it", TODAY)
    assert [(str(period.first), str(period.last)) for period in found] == [(first, last)]


@pytest.mark.parametrize(
    "said", ["31 February", "week 77", "2026-13-40", "they may sell", "sort march ad hoc wednesdays"]
)
def test_what_is_no_date_is_not_read_as_one(said: str) -> None:
    """A wrong date would silently change the question."""
    assert [p for p in periods_in(said, TODAY) if p.is_point] == []


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("20 %", "percent", 0.2),
        ("twenty percent", "percent", 0.2),
        ("by a third", "percent", 1 / 3),
        ("a quarter more", "percent", 0.25),
        ("10 days", "duration", 10),
        ("two weeks", "duration", 14),
        ("a fortnight", "duration", 14),
        ("doubles", "factor", 2),
        ("halve", "factor", 0.5),
        ("1,200", "number", 1200),
        ("10k", "number", 10_000),
        ("twenty-five", "number", 25),
        ("a dozen", "number", 12),
        ("5000 euros", "money", 5000),
        ("EUR 2.5k", "money", 2500),
    ],
)
def test_a_quantity_is_read_with_its_kind(said: str, kind: str, value: float) -> None:
    """Digits and words, shares, multiples and lengths of time."""
    found = quantities_in(f"make it {said} please", [])
    assert [(q.kind, round(q.value, 6)) for q in found] == [(kind, round(value, 6))]


def test_which_one_is_no_quantity() -> None:
    """ "One" as a pronoun would turn "the first one" into an amount."""
    assert quantities_in("propose the first one", []) == []
