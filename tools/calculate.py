"""The tool `calculate`: arithmetic on figures, with units, exact and with a receipt of its own."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from .context import ToolContext
from .errors import ArgumentsRefused
from .forms import forms_beside
from .registry import Tool
from .results import Arguments, Days, Hours, Money, Part, Quantity, Ratio, Share, ToolResult, Weeks

Operation = Literal["difference", "sum", "ratio", "percent_change", "product", "mean", "min", "max"]
Measure = Literal["base units", "money", "days", "weeks", "share", "count", "ratio", "hours", "money per base unit"]
"""The units of figures, and the price that money over base units makes."""

PLAIN: frozenset[Measure] = frozenset({"share", "ratio", "count"})
"""Numbers without a dimension: they scale another number and keep its unit."""


class Operand(Part):
    """A number with what it is: from the question, or a figure of another tool's result."""

    value: float = Field(strict=True)
    label: str = Field(min_length=1, max_length=200, description="What the number is, in words.")
    unit: Measure


class Calculate(Arguments):
    """Arguments: the operation and the numbers, in order."""

    operation: Operation
    operands: tuple[Operand, ...] = Field(min_length=1, max_length=100, strict=False)


class Typed(Part):
    """The value once more, in the field of its unit; a price is money."""

    quantity: Quantity | None = None
    money: Money | None = None
    days: Days | None = None
    weeks: Weeks | None = None
    hours: Hours | None = None
    share: Share | None = None
    ratio: Ratio | None = None


class Calculation(ToolResult):
    """The result of an operation.

    Attributes
    ----------
    value
        The bare number, for programs.
    typed
        The number with its unit in the schema, for answers.
    formula
        Names the operands by their labels.
    """

    operation: Operation
    value: float
    unit: Measure
    typed: Typed
    formula: str
    operands: tuple[Operand, ...]


def calculate(context: ToolContext, arguments: Calculate) -> Calculation:
    """Compute one operation on numbers with units.

    Numbers are taken as they are written in decimals; the arithmetic is exact and rounded once, at the end.

    Raises
    ------
    ArgumentsRefused
        If the number of operands, their units or a zero below the line do not allow the operation.
    """
    del context
    operation, operands = arguments.operation, arguments.operands
    if operation in PAIRS and len(operands) != 2:
        raise ArgumentsRefused(
            f"A {operation.replace('_', ' ')} needs exactly two numbers, not {len(operands)}.",
            "Give the two numbers in order.",
        )
    unit = UNITS[operation](operands)
    values = [Fraction(repr(operand.value)) for operand in operands]
    if operation in ("ratio", "percent_change"):
        below = operands[1] if operation == "ratio" else operands[0]
        if below.value == 0:
            raise ArgumentsRefused(
                f"'{below.label}' is zero and cannot be divided by.", "Ask for the difference instead."
            )
    try:
        value = float(VALUES[operation](values))
    except OverflowError as error:
        raise ArgumentsRefused("The result is too large to be written as a number.", "Use smaller numbers.") from error
    return Calculation(
        operation=operation,
        value=value,
        unit=unit,
        typed=Typed(**{FIELDS[unit]: value}),
        formula=_formula(operation, operands),
        operands=operands,
    )


def _same_unit(operands: tuple[Operand, ...]) -> Measure:
    units = {operand.unit for operand in operands}
    if len(units) > 1:
        first = operands[0]
        other = next(operand for operand in operands if operand.unit != first.unit)
        raise ArgumentsRefused(
            f"'{first.label}' is in {first.unit} and '{other.label}' in {other.unit}: they cannot be put together so.",
            "Use numbers of one unit, or ask for their ratio or product.",
        )
    return operands[0].unit


def _share_of(operands: tuple[Operand, ...]) -> Measure:
    _same_unit(operands)
    return "share"


def _quotient(operands: tuple[Operand, ...]) -> Measure:
    above, below = operands[0].unit, operands[1].unit
    if above == below:
        return "ratio"
    if below in PLAIN:
        return above
    found = QUOTIENTS.get((above, below))
    if found is None:
        raise ArgumentsRefused(
            f"{above} over {below} ('{operands[0].label}' over '{operands[1].label}') has no unit that is known here.",
            "Divide numbers of one unit, money by base units, or anything by a plain number.",
        )
    return found


def _times(operands: tuple[Operand, ...]) -> Measure:
    unit: Measure = "ratio"
    for operand in operands:
        if unit in PLAIN:
            unit = operand.unit if operand.unit not in PLAIN or operand is operands[0] else _plain(unit, operand.unit)
        elif operand.unit not in PLAIN:
            found = PRODUCTS.get(frozenset({unit, operand.unit}))
            if found is None:
                raise ArgumentsRefused(
                    f"{unit} times {operand.unit} ('{operand.label}') has no unit that is known here.",
                    "Multiply by a plain number, or base units by a price.",
                )
            unit = found
    return unit


def _plain(first: Measure, second: Measure) -> Measure:
    return first if first == second else "ratio"


QUOTIENTS: Mapping[tuple[Measure, Measure], Measure] = MappingProxyType(
    {("money", "base units"): "money per base unit", ("money", "money per base unit"): "base units"}
)
PRODUCTS: Mapping[frozenset[Measure], Measure] = MappingProxyType(
    {frozenset[Measure]({"base units", "money per base unit"}): "money"}
)
FIELDS: Mapping[Measure, str] = MappingProxyType(
    {
        "base units": "quantity",
        "money": "money",
        "money per base unit": "money",
        "days": "days",
        "weeks": "weeks",
        "hours": "hours",
        "share": "share",
        "ratio": "ratio",
        "count": "ratio",
    }
)
PAIRS: frozenset[Operation] = frozenset({"difference", "ratio", "percent_change"})
UNITS: Mapping[Operation, Callable[[tuple[Operand, ...]], Measure]] = MappingProxyType(
    {
        "difference": _same_unit,
        "sum": _same_unit,
        "mean": _same_unit,
        "min": _same_unit,
        "max": _same_unit,
        "percent_change": _share_of,
        "ratio": _quotient,
        "product": _times,
    }
)


def _product(values: list[Fraction]) -> Fraction:
    result = Fraction(1)
    for value in values:
        result *= value
    return result


VALUES: Mapping[Operation, Callable[[list[Fraction]], Fraction]] = MappingProxyType(
    {
        "difference": lambda values: values[0] - values[1],
        "sum": lambda values: sum(values, Fraction(0)),
        "ratio": lambda values: values[0] / values[1],
        "percent_change": lambda values: (values[1] - values[0]) / abs(values[0]),
        "product": _product,
        "mean": lambda values: sum(values, Fraction(0)) / len(values),
        "min": min,
        "max": max,
    }
)


def _formula(operation: Operation, operands: tuple[Operand, ...]) -> str:
    labels = [operand.label for operand in operands]
    match operation:
        case "difference":
            return f"{labels[0]} - {labels[1]}"
        case "ratio":
            return f"{labels[0]} / {labels[1]}"
        case "percent_change":
            return f"({labels[1]} - {labels[0]}) / |{labels[0]}|"
        case "sum":
            return " + ".join(labels)
        case "product":
            return " × ".join(labels)
        case "mean":
            return f"mean of {', '.join(labels)}"
        case "min":
            return f"smallest of {', '.join(labels)}"
        case "max":
            return f"largest of {', '.join(labels)}"


TOOL: Tool[Calculate, Calculation] = Tool(
    name="calculate",
    summary="Work out a difference, sum, ratio, change, product, mean, minimum or maximum of figures, with units.",
    arguments=Calculate,
    result=Calculation,
    run=calculate,
    mandate="both",
    utterances=forms_beside(__file__, "calculate"),
)
TOOLS = (TOOL,)
"""The tools of this module."""
