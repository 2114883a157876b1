"""From what a source holds to the types of a table; what cannot be understood becomes a problem.

Texts are stripped of blanks around them and an empty text is a missing value. Nothing is guessed: a number with a
thousands separator or a date in another order is a problem unless a `Format` says how to read it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl
from rapidfuzz import process
from rapidfuzz.utils import default_process

from .problems import FILE, ROW, Problem, Problems
from .schema.columns import Column, Kind, Table

ISO_DATE = "%Y-%m-%d"
MIDNIGHT = " 00:00:00"
"""What a workbook or a database writes behind a day without a time."""

EXACT_FLOAT = 2.0**53
"""Whole numbers up to here survive a float."""


@dataclass(frozen=True, slots=True)
class Format:
    """How the texts of one column are written.

    Attributes
    ----------
    date_format
        In `strftime` terms: `%d-%b-%y` reads `2-Jun-06`.
    decimal, thousands
        The marks of a number: `,` and `.` read `1.234,5`.
    drop_time
        Whether a time of day may be dropped from a date.
    """

    date_format: str = ISO_DATE
    decimal: str = "."
    thousands: str = ""
    drop_time: bool = False


PLAIN = Format()


def closest(word: str, known: Collection[str]) -> str:
    """Return `Did you mean 'x'?` with the most similar of the known words, or an empty text if none is similar."""
    found = process.extractOne(word, list(known), processor=default_process, score_cutoff=60)
    return f"Did you mean '{found[0]}'?" if found else ""


def check_header(table: Table, names: Collection[str], file: str) -> Problems:
    """Return a problem for every column that the table does not know or that is missing."""
    problems = Problems()
    known = list(table.schema)
    for name in names:
        if name not in known:
            reason = f"The table '{table.name}' has no column '{name}'."
            cure = closest(name, known) or "Remove it, or name its place in a mapping."
            problems.add(Problem("problem", file, None, table.name, name, "unknown column", "", reason, cure))
    for column in table.columns:
        if (column.required or column.name in table.key) and not column.when_absent and column.name not in names:
            reason = f"The column '{column.name}' is missing."
            cure = f"Add it ({column.kind.value}), or give it a constant in a mapping."
            problems.add(Problem("problem", file, None, table.name, column.name, "missing column", "", reason, cure))
    return problems


def conform(
    table: Table, rows: pl.DataFrame, formats: Mapping[str, Format] = MappingProxyType({})
) -> tuple[pl.DataFrame, Problems]:
    """Return the rows in the types and column order of a table, and a problem for each missing or unreadable value.

    Parameters
    ----------
    rows
        Any types, with `ROW` and `FILE`; columns that the table does not know are left out (`check_header` says so).
    formats
        How texts are written, for the columns where it is not the plain way.
    """
    problems = Problems()
    typed = rows.select(FILE, ROW)
    for column in table.columns:
        if column.name not in rows.columns:
            continue
        raw = _stripped(rows.get_column(column.name))
        _require(table, column, rows, raw, problems)
        if raw.dtype == column.polars_type and column.kind is not Kind.TEXT:
            typed = typed.with_columns(raw)
            continue
        form = formats.get(column.name, PLAIN)
        value = _parsed(raw, column.kind, form).alias(column.name)
        lost = raw.is_not_null() & value.is_null()
        typed = typed.with_columns(value)
        if lost.any():
            bad = rows.select(FILE, ROW).with_columns(as_words(raw).alias(column.name)).filter(lost)
            cure = _cure(column, form)
            reason = f"This is not a {column.kind.value}."
            problems.add_rows(bad, table=table.name, column=column.name, kind="unparsable", reason=reason, cure=cure)
    return _completed(table, typed), problems


def _require(table: Table, column: Column, rows: pl.DataFrame, raw: pl.Series, problems: Problems) -> None:
    if raw.null_count() == 0 or not (column.required or column.name in table.key):
        return
    bad = rows.select(FILE, ROW).filter(raw.is_null())
    cure = "Fill it in." if not column.unit else f"Fill it in ({column.unit})."
    reason = "A value is missing."
    problems.add_rows(bad, table=table.name, column=column.name, kind="missing", reason=reason, cure=cure, value="")


def _completed(table: Table, typed: pl.DataFrame) -> pl.DataFrame:
    absent = [column for column in table.columns if column.name not in typed.columns]
    for column in sorted(absent, key=lambda column: column.when_absent.startswith("=")):
        if column.when_absent.startswith("="):
            value = pl.col(column.when_absent[1:])
        elif column.when_absent:
            text = pl.Series([column.when_absent])
            value = pl.lit(_parsed(text, column.kind, PLAIN).item(), dtype=column.polars_type)
        else:
            value = pl.lit(None, dtype=column.polars_type)
        typed = typed.with_columns(value.alias(column.name))
    return typed.select(FILE, ROW, *table.schema)


def _stripped(raw: pl.Series) -> pl.Series:
    if raw.dtype != pl.String:
        return raw
    bare = raw.str.strip_chars()
    return bare.set(bare == "", None) if (bare == "").any() else bare


def as_words(raw: pl.Series) -> pl.Series:
    """Return values as texts that a report can show; missing where there is no text for them, as for bytes."""
    try:
        return raw.cast(pl.List(pl.String)).list.join(";") if raw.dtype == pl.List else raw.cast(pl.String)
    except pl.exceptions.PolarsError:
        return _nothing(raw, pl.String())


def _parsed(raw: pl.Series, kind: Kind, form: Format) -> pl.Series:
    if kind is Kind.TEXT:
        return _as_text(raw)
    if kind is Kind.WHOLE:
        return _as_whole(raw, form)
    if kind is Kind.NUMBER:
        return _as_number(raw, form)
    if kind is Kind.FLAG:
        return _as_flag(raw)
    if kind is Kind.DAY:
        return _as_day(raw, form)
    return _as_quantiles(raw)


def _nothing(raw: pl.Series, dtype: pl.DataType) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, len(raw))


def _as_text(raw: pl.Series) -> pl.Series:
    if raw.dtype.is_float():  # a spreadsheet has no whole numbers: 85123.0 is the identifier 85123
        whole = raw.cast(pl.Int64, strict=False)
        return pl.select(pl.when(whole == raw).then(whole.cast(pl.String)).otherwise(raw.cast(pl.String))).to_series()
    if raw.dtype == pl.Binary:
        return pl.Series([_decoded(value) for value in raw], dtype=pl.String)
    wordless = raw.dtype.is_nested() or raw.dtype == pl.Duration
    return _nothing(raw, pl.String()) if wordless else raw.cast(pl.String, strict=False)


def _decoded(value: bytes | None) -> str | None:
    """Return bytes as the text that they are, as Parquet files of some writers hold texts; nothing if they are none."""
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _as_number(raw: pl.Series, form: Format) -> pl.Series:
    if raw.dtype == pl.String:
        if form.thousands:
            mark = re.escape(form.thousands)
            grouped = rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({re.escape(form.decimal)}\d*)?$"
            misplaced = raw.str.contains(mark) & ~raw.str.contains(grouped)
            raw = raw.set(misplaced.fill_null(False), None).str.replace_all(form.thousands, "", literal=True)
        if form.decimal != ".":
            raw = raw.str.replace(".", "_", literal=True).str.replace(form.decimal, ".", literal=True)
        return raw.cast(pl.Float64, strict=False)
    return raw.cast(pl.Float64, strict=False) if raw.dtype.is_numeric() else _nothing(raw, pl.Float64())


def _as_whole(raw: pl.Series, form: Format) -> pl.Series:
    if raw.dtype.is_integer():
        return raw.cast(pl.Int64, strict=False)
    exact = raw.cast(pl.Int64, strict=False) if raw.dtype == pl.String else _nothing(raw, pl.Int64())
    number = _as_number(raw, form)
    number = number.set((number.abs() > EXACT_FLOAT) | (number != number.floor()), None)
    return exact.fill_null(number.cast(pl.Int64, strict=False))


def _as_flag(raw: pl.Series) -> pl.Series:
    if raw.dtype == pl.Boolean:
        return raw
    if raw.dtype.is_nested():
        return _nothing(raw, pl.Boolean())
    words = {"true": True, "yes": True, "1": True, "1.0": True, "false": False, "no": False, "0": False, "0.0": False}
    text = raw.cast(pl.String, strict=False).str.to_lowercase()
    return text.replace_strict(words, default=None, return_dtype=pl.Boolean)


def _as_day(raw: pl.Series, form: Format) -> pl.Series:
    if isinstance(raw.dtype, pl.Datetime):
        value = raw.dt.date()
        return value if form.drop_time else value.set(value.cast(raw.dtype) != raw, None)
    if raw.dtype == pl.String:
        if form.drop_time:
            return raw.str.to_datetime(form.date_format, strict=False).dt.date()
        if form.date_format == ISO_DATE:
            raw = raw.str.strip_suffix(MIDNIGHT)
        return raw.str.to_date(form.date_format, strict=False)
    return raw if raw.dtype == pl.Date else _nothing(raw, pl.Date())


def _as_quantiles(raw: pl.Series) -> pl.Series:
    dtype = pl.List(pl.Float64())
    if isinstance(raw.dtype, pl.List | pl.Array):
        return raw.cast(dtype, strict=False)
    if raw.dtype != pl.String:
        return _nothing(raw, dtype)
    parts = raw.str.strip_chars("[]").str.replace_all(" ", "").str.split(";").cast(dtype, strict=False)
    unread = parts.list.eval(pl.element().is_null()).list.any()
    return parts.set(unread, None)


def _cure(column: Column, form: Format) -> str:
    if column.kind is Kind.DAY:
        if form.date_format != ISO_DATE:
            return f"The mapping expects dates written as '{form.date_format}'."
        return "Write dates as 2026-01-31 without a time, or give 'format' or 'drop_time' in a mapping."
    if column.kind in (Kind.NUMBER, Kind.WHOLE):
        example = "1234" if column.kind is Kind.WHOLE else "1234.5"
        return f"Write {example}: no thousands separators, a point before decimals; or give 'decimal' in a mapping."
    if column.kind is Kind.FLAG:
        return "Write true or false."
    if column.kind is Kind.QUANTILES:
        return "Write the numbers in one cell with ';' between them."
    return "Write a plain text."
