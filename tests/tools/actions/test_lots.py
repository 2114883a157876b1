"""Order quantities: minimum, multiple, precision, and the cure that the refusal names."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.actions.lots import check_lot
from tools.errors import ActionRefused
from tools.subjects import Item


def cases(precision: int = 0) -> Item:
    """An item counted in cases."""
    return Item("A", "A", "F", None, "case", precision, 1.0, None, None, None, None, "active", None, None)


@given(st.integers(1, 10**9), st.integers(0, 10**8), st.integers(1, 10**4))
def test_whole_lots_above_the_minimum_are_the_only_ones(quantity: int, minimum: int, multiple: int) -> None:
    allowed = quantity >= minimum and quantity % multiple == 0
    if allowed:
        check_lot(cases(), quantity, minimum, multiple)
        return
    with pytest.raises(ActionRefused) as refused:
        check_lot(cases(), quantity, minimum, multiple)
    named = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", refused.value.remedy)]
    assert named
    for cure in named:
        check_lot(cases(), cure, minimum, multiple)


@given(st.integers(1, 10**5), st.sampled_from([Fraction(1, 10), Fraction(1, 4), Fraction(3, 10), Fraction(5, 2)]))
def test_fractions_of_a_unit_do_not_trip_over_binary_numbers(lots: int, multiple: Fraction) -> None:
    check_lot(cases(precision=2), float(lots * multiple), 0, float(multiple))


def test_more_decimals_than_the_unit_has_are_refused() -> None:
    with pytest.raises(ActionRefused, match="more than 0 decimal places"):
        check_lot(cases(), 2.5, 0, 0.5)
