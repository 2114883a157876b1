"""What a column may hold: its type, unit, limits and what it refers to.

The tables of the truth (`tables.py`) are written in these terms; loading, checking and storing read them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

EVERY = "*"
"""Stands for "all of them" in a column that allows it (`Column.allows_every`)."""

QUANTILE_LEVELS: tuple[float, ...] = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""The probability levels of every column of kind `QUANTILES`, in order."""


class Kind(StrEnum):
    """The type of a column's values."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    DAY = "date"
    QUANTILES = "quantiles"


POLARS_TYPES: Mapping[Kind, pl.DataType] = MappingProxyType(
    {
        Kind.TEXT: pl.String(),
        Kind.WHOLE: pl.Int64(),
        Kind.NUMBER: pl.Float64(),
        Kind.FLAG: pl.Boolean(),
        Kind.DAY: pl.Date(),
        Kind.QUANTILES: pl.List(pl.Float64()),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    unit
        The unit of a quantity, in words ("days", "company currency", "base units"); empty where there is none.
    required
        Whether every row must have a value. Columns that are part of a key always must.
    minimum, above, maximum
        Inclusive lower, exclusive lower and inclusive upper limit of a number.
    choices
        The only texts allowed; empty where any is.
    references
        `"table.column"` whose values are the only ones allowed; empty where none is.
    allows_every
        Whether `EVERY` may stand in place of a reference.
    when_absent
        What stands for a column that a source does not have at all: a text that is read as a value, or `"=other"` for
        the value of the column `other`. Empty where the column may not be missing.
    """

    name: str
    kind: Kind
    unit: str = ""
    required: bool = True
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    references: str = ""
    allows_every: bool = False
    when_absent: str = ""

    @property
    def polars_type(self) -> pl.DataType:
        """The Polars type of the stored column."""
        return POLARS_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it holds, its columns in order and the columns of its key."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column names and Polars types, in stored order."""
        return {column.name: column.polars_type for column in self.columns}

    def column(self, name: str) -> Column:
        """Return the column of that name; `KeyError` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def empty(self) -> pl.DataFrame:
        """Return the table without rows."""
        return pl.DataFrame(schema=self.schema)


def text(
    name: str,
    references: str = "",
    *,
    required: bool = True,
    choices: tuple[str, ...] = (),
    every: bool = False,
    when_absent: str = "",
) -> Column:
    """A column of texts, often an identifier of another table's row."""
    return Column(
        name=name,
        kind=Kind.TEXT,
        references=references,
        required=required,
        choices=choices,
        allows_every=every,
        when_absent=when_absent,
    )


def number(
    name: str,
    unit: str,
    *,
    required: bool = True,
    minimum: float | None = 0,
    above: float | None = None,
    maximum: float | None = None,
    when_absent: str = "",
) -> Column:
    """A column of real numbers, not negative unless `minimum` says otherwise."""
    return Column(
        name=name,
        kind=Kind.NUMBER,
        unit=unit,
        required=required,
        minimum=minimum,
        above=above,
        maximum=maximum,
        when_absent=when_absent,
    )


def whole(
    name: str,
    unit: str = "",
    *,
    required: bool = True,
    minimum: float | None = 0,
    maximum: float | None = None,
    when_absent: str = "",
) -> Column:
    """A column of whole numbers, not negative unless `minimum` says otherwise."""
    return Column(
        name=name,
        kind=Kind.WHOLE,
        unit=unit,
        required=required,
        minimum=minimum,
        maximum=maximum,
        when_absent=when_absent,
    )


def day(name: str, *, required: bool = True, when_absent: str = "") -> Column:
    """A column of dates without time."""
    return Column(name=name, kind=Kind.DAY, required=required, when_absent=when_absent)


def flag(name: str) -> Column:
    """A column of truth values."""
    return Column(name=name, kind=Kind.FLAG)


def quantiles(name: str, unit: str, *, required: bool = False) -> Column:
    """A column of quantiles at `QUANTILE_LEVELS`, never decreasing along the levels."""
    return Column(name=name, kind=Kind.QUANTILES, unit=unit, required=required, minimum=0)
