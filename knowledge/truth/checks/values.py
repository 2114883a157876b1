"""What a single value may be: limits, choices, plausible dates, quantiles that do not decrease."""

from datetime import date

import polars as pl

from ..conform import closest
from ..problems import FILE, ROW, Problems
from ..schema.columns import EVERY, QUANTILE_LEVELS, Column, Kind, Table
from ..tables import TABLES

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2262, 1, 1)
"""Dates outside are misread years; the last is the end of nanosecond timestamps in most tools."""

SPREADSHEET_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
SPREADSHEET_ERROR = ("This is the error of a spreadsheet and no text.", "Correct the formula, or write the text.")

REFERRED = frozenset(column.references for table in TABLES.values() for column in table.columns if column.references)
"""Every `table.column` that some column refers to."""


def check_values(table: Table, rows: pl.DataFrame) -> Problems:
    """Return the problems of single values; `rows` has the table's types, `FILE` and `ROW`."""
    problems = Problems()
    for column in table.columns:
        if column.kind in (Kind.NUMBER, Kind.WHOLE):
            _check_number(table, column, rows, problems)
        elif column.kind is Kind.DAY:
            outside = ~pl.col(column.name).is_between(FIRST_DAY, LAST_DAY)
            reason, cure = "This date is not plausible.", "Write the year with four digits."
            _report(table, column, rows, outside, "limit", reason, cure, problems)
        elif column.kind is Kind.TEXT:
            _check_text(table, column, rows, problems)
        elif column.kind is Kind.QUANTILES:
            _check_quantiles(table, column, rows, problems)
    return problems


def _check_number(table: Table, column: Column, rows: pl.DataFrame, problems: Problems) -> None:
    value, unit = pl.col(column.name), f" {column.unit}" if column.unit else ""
    finite = pl.lit(True)
    if column.kind is Kind.NUMBER:
        finite = value.is_finite()
        reason, cure = "This is not a finite number.", "Leave it empty if it is not known."
        _report(table, column, rows, ~finite, "limit", reason, cure, problems)
    if column.minimum is not None:
        reason = "This may not be negative." if column.minimum == 0 else f"The least is {column.minimum:g}{unit}."
        cure = f"Give {column.minimum:g} or more."
        _report(table, column, rows, finite & (value < column.minimum), "limit", reason, cure, problems)
    if column.above is not None:
        reason, cure = f"This must be above {column.above:g}.", f"Give a number above {column.above:g}."
        below = finite & (value <= column.above)
        if column.minimum is not None:
            below &= value >= column.minimum
        _report(table, column, rows, below, "limit", reason, cure, problems)
    if column.maximum is not None:
        reason, cure = f"The most is {column.maximum:g}{unit}.", f"Give {column.maximum:g} or less."
        if column.unit.startswith("share"):
            cure += " A share of 85 % is written 0.85."
        _report(table, column, rows, finite & (value > column.maximum), "limit", reason, cure, problems)


def _check_text(table: Table, column: Column, rows: pl.DataFrame, problems: Problems) -> None:
    value = pl.col(column.name)
    if column.choices:
        wrong = ~value.is_in(column.choices)
        reason = f"The choices are: {', '.join(column.choices)}."
        bad = rows.filter(wrong)
        guesses = {word: closest(word, column.choices) or "Use one of them." for word in bad[column.name].unique()}
        cure = value.replace_strict(guesses, return_dtype=pl.String) if guesses else ""
        _report(table, column, bad, pl.lit(True), "choice", reason, cure, problems)
        return
    _report(table, column, rows, value.is_in(SPREADSHEET_ERRORS), "text", *SPREADSHEET_ERROR, problems)
    unprintable = value.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
    reason, cure = "The text has characters that cannot be shown.", "Remove them."
    _report(table, column, rows, unprintable, "text", reason, cure, problems)
    if f"{table.name}.{column.name}" in REFERRED:
        reason, cure = f"'{EVERY}' means all of them and names no single one.", "Give it another identifier."
        _report(table, column, rows, value == EVERY, "choice", reason, cure, problems)


def _check_quantiles(table: Table, column: Column, rows: pl.DataFrame, problems: Problems) -> None:
    value, levels = pl.col(column.name), len(QUANTILE_LEVELS)
    rows = rows.select(FILE, ROW, column.name).filter(value.is_not_null())
    shown = value.cast(pl.List(pl.String)).list.join(";", ignore_nulls=True)
    whole = (value.list.len() == levels) & (value.list.drop_nulls().list.len() == levels)
    cure = f"Give one for each level: {', '.join(f'{level:g}' for level in QUANTILE_LEVELS)}."
    _report(table, column, rows, ~whole, "quantiles", f"There must be {levels} quantiles.", cure, problems, shown)
    rows = rows.filter(whole)
    step = value.list.diff(null_behavior="drop")
    falling = step.list.min() < 0
    _report(table, column, rows, falling, "quantiles", "Quantiles decrease.", "Sort them.", problems, shown)
    wild = value.list.eval(~pl.element().is_finite() | (pl.element() < 0)).list.any()
    reason, cure = "A quantile is negative or not finite.", "Cut them off at 0."
    _report(table, column, rows, wild, "quantiles", reason, cure, problems, shown)


def _report(
    table: Table,
    column: Column,
    rows: pl.DataFrame,
    wrong: pl.Expr,
    kind: str,
    reason: str,
    cure: str | pl.Expr,
    problems: Problems,
    value: pl.Expr | None = None,
) -> None:
    bad = rows.select(FILE, ROW, column.name).filter(wrong)
    problems.add_rows(bad, table=table.name, column=column.name, kind=kind, reason=reason, cure=cure, value=value)
