"""Arithmetic on figures is exact, knows its units and refuses what has no meaning."""

import json
from decimal import Context, Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.calculate import Calculate, Calculation, Operand, calculate
from tools.context import ToolContext
from tools.errors import ArgumentsRefused
from tools.results import unit_at

CONTEXT = cast(ToolContext, SimpleNamespace())
NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


def run(operation: str, *operands: tuple[float, str, str]) -> Calculation:
    given_operands = [{"value": value, "label": label, "unit": unit} for value, label, unit in operands]
    asked: dict[str, Any] = {"operation": operation, "operands": given_operands}
    return calculate(CONTEXT, Calculate.model_validate_json(json.dumps(asked)))


@pytest.mark.parametrize(
    ("operation", "operands", "value", "unit"),
    [
        ("difference", [(10.0, "new", "money"), (4.0, "old", "money")], 6.0, "money"),
        ("ratio", [(10.0, "sales", "money"), (4.0, "units", "base units")], 2.5, "money per base unit"),
        ("ratio", [(10.0, "a", "days"), (4.0, "b", "days")], 2.5, "ratio"),
        ("ratio", [(10.0, "sales", "money"), (4.0, "price", "money per base unit")], 2.5, "base units"),
        ("percent_change", [(8.0, "old", "base units"), (10.0, "new", "base units")], 0.25, "share"),
        ("percent_change", [(-8.0, "old", "money"), (-4.0, "new", "money")], 0.5, "share"),
        ("product", [(3.0, "units", "base units"), (2.5, "price", "money per base unit")], 7.5, "money"),
        ("product", [(0.5, "share", "share"), (10.0, "revenue", "money")], 5.0, "money"),
        ("product", [(0.5, "share", "share"), (3.0, "cases", "count")], 1.5, "ratio"),
        ("mean", [(1.0, "a", "days"), (2.0, "b", "days")], 1.5, "days"),
        ("min", [(1.0, "a", "weeks"), (2.0, "b", "weeks")], 1.0, "weeks"),
        ("max", [(1.0, "a", "share"), (2.0, "b", "share")], 2.0, "share"),
    ],
)
def test_value_and_unit(operation: str, operands: list[tuple[float, str, str]], value: float, unit: str) -> None:
    result = run(operation, *operands)
    assert (result.value, result.unit) == (value, unit)


def test_tenths_add_up_as_on_paper() -> None:
    assert run("sum", (0.1, "a", "money"), (0.2, "b", "money")).value == 0.3


def test_many_small_numbers_do_not_lose_the_large_one() -> None:
    # Plain floating point gives 0 here.
    assert run("sum", (1e16, "a", "money"), (1.0, "b", "money"), (-1e16, "c", "money")).value == 1.0


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_sum_is_that_of_the_numbers_as_written(values: list[float]) -> None:
    wide = Context(prec=700)
    exact = Decimal(0)
    for value in values:
        exact = wide.add(exact, Decimal(str(value)))
    operands = tuple(Operand(value=value, label="x", unit="money") for value in values)
    assert calculate(CONTEXT, Calculate(operation="sum", operands=operands)).value == float(exact)


@pytest.mark.parametrize("operation", ["sum", "difference", "mean", "percent_change", "ratio"])
def test_days_and_money_are_never_mixed(operation: str) -> None:
    with pytest.raises(ArgumentsRefused, match=r"lead time.*price|money"):
        run(operation, (3.0, "lead time", "days"), (4.0, "price", "money"))


def test_money_times_money_is_refused() -> None:
    with pytest.raises(ArgumentsRefused, match="has no unit"):
        run("product", (3.0, "a", "money"), (4.0, "b", "money"))


@pytest.mark.parametrize(
    ("operation", "operands"),
    [
        ("ratio", [(1.0, "a", "money"), (0.0, "nothing", "money")]),
        ("percent_change", [(0.0, "nothing", "days"), (1.0, "b", "days")]),
    ],
)
def test_division_by_zero_names_the_zero(operation: str, operands: list[tuple[float, str, str]]) -> None:
    with pytest.raises(ArgumentsRefused, match="'nothing' is zero"):
        run(operation, *operands)


@pytest.mark.parametrize("count", [1, 3])
def test_difference_needs_two_numbers(count: int) -> None:
    with pytest.raises(ArgumentsRefused, match="exactly two"):
        run("difference", *[(1.0, "a", "days")] * count)


def test_result_too_large_is_refused_instead_of_infinite() -> None:
    with pytest.raises(ArgumentsRefused, match="too large"):
        run("product", (1e308, "a", "ratio"), (1e308, "b", "ratio"))


def test_answer_finds_the_unit_in_the_schema() -> None:
    result = run("difference", (10.0, "new", "money"), (4.0, "old", "money"))
    assert result.typed.money == 6.0
    assert unit_at(Calculation.model_json_schema(), "/typed/money") == "money"
    assert result.formula == "new - old"
