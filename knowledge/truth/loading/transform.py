"""Applies one rule of a mapping to raw rows."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import polars as pl

from ...errors import SourceUnreadable
from ..conform import closest, conform
from ..problems import FILE, ROW, Problem, Problems, own_columns
from ..tables import TABLES
from .mapping import Among, ColumnRule, Filter, Reversals, Scalar, SourceRule

Lookup = Callable[[Among], pl.Series]
"""Gives the values of a column of another file."""


def columns_needed(rule: SourceRule) -> set[str]:
    """Return the columns that a rule needs its file to have."""
    needed = {column.source for column in rule.columns.values() if column.source}
    needed |= {column.factor_by.column for column in rule.columns.values() if column.factor_by}
    needed |= {condition.column for condition in rule.filter}
    if rule.reversals:
        needed |= {*rule.reversals.match, rule.reversals.quantity, rule.reversals.time}
    return needed


def check_columns(rule: SourceRule, raw: pl.DataFrame, file: str) -> Problems:
    """Return a problem for each column that the rule needs and the file lacks."""
    problems = Problems()
    for name in sorted(columns_needed(rule) - set(raw.columns)):
        present = own_columns(raw)
        cure = closest(name, present) or f"Its columns are: {', '.join(present)}."
        reason = f"The mapping needs the column '{name}', and the file has none."
        problems.add(Problem("problem", file, None, rule.table, name, "missing column", "", reason, cure))
    return problems


def transform(rule: SourceRule, raw: pl.DataFrame, lookup: Lookup) -> tuple[pl.DataFrame, Problems]:
    """Return rows in the types of the rule's table; rows with problems stay out of groups.

    Order: duplicates and reversals are dropped, rows filtered, values translated and read, factors applied, groups
    made. The number of a grouped row is that of its first source row.
    """
    if rule.drop_duplicates:
        raw = raw.unique(subset=own_columns(raw), keep="first", maintain_order=True)
    if rule.reversals:
        raw = _without_reversed(rule.reversals, raw)
    for condition in rule.filter:
        raw = raw.filter(_condition(condition, raw, lookup))
    problems = Problems()
    named = raw.select(FILE, ROW)
    for name, column in rule.columns.items():
        named = named.with_columns(_value(rule, name, column, raw, problems).alias(name))
    formats = {name: column.as_format() for name, column in rule.columns.items()}
    typed, unread = conform(TABLES[rule.table], named, formats)
    problems.extend(unread)
    for name, column in rule.columns.items():
        factor = _factor(rule, name, column, raw, problems)
        if factor is not None:
            typed = typed.with_columns(pl.col(name) * factor)
    if rule.group is None:
        return typed, problems
    bad = problems.bad_rows(rule.table).cast({ROW: typed.schema[ROW]})
    grouped, unread = _grouped(rule, typed.join(bad, on=[FILE, ROW], how="anti", maintain_order="left"))
    problems.extend(unread)
    return grouped, problems


def _grouped(rule: SourceRule, typed: pl.DataFrame) -> tuple[pl.DataFrame, Problems]:
    assert rule.group is not None
    aggregates = [getattr(pl.col(name), how)() for name, how in rule.group.aggregate.items()]
    grouped = typed.group_by(rule.group.by, maintain_order=True).agg(pl.col(FILE, ROW).first(), *aggregates)
    return conform(TABLES[rule.table], grouped)


def _without_reversed(rule: Reversals, raw: pl.DataFrame) -> pl.DataFrame:
    size = raw[rule.quantity].cast(pl.Float64, strict=False)
    time = _times(raw[rule.time])
    if not isinstance(time.dtype, pl.Datetime):
        raise SourceUnreadable(
            f"The column '{rule.time}' holds no times, and 'reversals' needs them.", "Name a column with date and time."
        )
    matched = {f"match {number}": pl.col(name) for number, name in enumerate(rule.match)}
    lines = raw.select(ROW, **matched).with_columns(time.alias("_time"), size.abs().alias("_size"))
    by = [*matched, "_size"]
    whole = pl.all_horizontal(pl.col([*by, "_time"]).is_not_null())
    sold = lines.filter(size > 0).filter(whole).sort("_time").rename({ROW: "_sold"})
    taken_back = lines.filter(size < 0).filter(whole).sort("_time")
    tolerance = timedelta(hours=rule.within_hours)
    pairs = taken_back.join_asof(
        sold, on="_time", by=by, strategy="backward", tolerance=tolerance, check_sortedness=False
    )
    pairs = pairs.filter(pl.col("_sold").is_not_null()).unique("_sold", keep="first", maintain_order=True)
    gone = pl.concat([pairs[ROW], pairs["_sold"]])
    return raw.filter(~pl.col(ROW).is_in(gone.implode()))


def _times(given: pl.Series) -> pl.Series:
    if given.dtype != pl.String:
        return given
    try:
        return given.str.to_datetime(strict=False)
    except pl.exceptions.ComputeError:  # no way to write times fits the first values
        return given


def _among(text: pl.Expr, values: Sequence[Scalar]) -> pl.Expr:
    """Whether a text is one of some values; files write true and false in capitals or not."""
    flags = [str(value).lower() for value in values if isinstance(value, bool)]
    found = text.is_in([str(value) for value in values if not isinstance(value, bool)])
    return found | text.str.to_lowercase().is_in(flags) if flags else found


def _condition(rule: Filter, raw: pl.DataFrame, lookup: Lookup) -> pl.Expr:
    text = pl.col(rule.column).cast(pl.String).str.strip_chars()
    if rule.upper:
        text = text.str.to_uppercase()
    number = pl.col(rule.column).cast(pl.Float64, strict=False)
    conditions: list[pl.Expr] = []
    if rule.equals is not None:
        conditions.append(_among(text, [rule.equals]))
    if rule.one_of is not None:
        conditions.append(_among(text, rule.one_of))
    if rule.not_one_of is not None:
        conditions.append(~_among(text, rule.not_one_of).fill_null(False))
    if rule.above is not None:
        conditions.append(number > rule.above)
    if rule.at_least is not None:
        conditions.append(number >= rule.at_least)
    if rule.below is not None:
        conditions.append(number < rule.below)
    if rule.at_most is not None:
        conditions.append(number <= rule.at_most)
    if rule.starts_with is not None:
        conditions.append(text.str.starts_with(rule.starts_with))
    if rule.not_starts_with is not None:
        conditions.append(~text.str.starts_with(rule.not_starts_with).fill_null(False))
    if rule.present is not None:
        conditions.append((text.fill_null("") != "") == rule.present)
    if rule.among is not None:
        conditions.append(text.is_in(lookup(rule.among).cast(pl.String).implode()))
    _refuse_texts(rule, raw)
    return pl.all_horizontal(conditions)


def _refuse_texts(rule: Filter, raw: pl.DataFrame) -> None:
    """A filter by size must not lose rows because their value is no number."""
    if any(limit is not None for limit in (rule.above, rule.at_least, rule.below, rule.at_most)):
        given = raw[rule.column]
        lost = raw.filter(given.is_not_null() & given.cast(pl.Float64, strict=False).is_null())
        if lost.height:
            place = f"row {lost[ROW][0]} holds '{lost[rule.column][0]}'"
            raise SourceUnreadable(
                f"The filter on '{rule.column}' compares numbers, but {place}.",
                "Leave such rows out by another filter before this one, or correct them.",
            )


def _value(rule: SourceRule, name: str, column: ColumnRule, raw: pl.DataFrame, problems: Problems) -> pl.Series:
    if column.source is None:
        return pl.Series([column.constant]).new_from_index(0, raw.height)
    value = raw[column.source]
    if column.upper:
        value = value.cast(pl.String).str.to_uppercase()
    if column.translate is None:
        return value
    words = value.cast(pl.String).str.strip_chars()
    known = {word: str(meaning) for word, meaning in column.translate.items()}
    default = None if column.otherwise is None else str(column.otherwise)
    translated = words.replace_strict(known, default=default, return_dtype=pl.String)
    if column.otherwise is None:
        lost = raw.select(FILE, ROW).with_columns(words.alias(name)).filter(words.is_not_null() & translated.is_null())
        reason, cure = "The mapping does not translate this.", "Add it to 'translate', or give 'otherwise'."
        problems.add_rows(lost, table=rule.table, column=name, kind="translation", reason=reason, cure=cure)
    return translated


def _factor(
    rule: SourceRule, name: str, column: ColumnRule, raw: pl.DataFrame, problems: Problems
) -> float | pl.Series | None:
    if column.factor_by is None:
        return column.factor
    words = raw[column.factor_by.column].cast(pl.String).str.strip_chars()
    factors = words.replace_strict(column.factor_by.factors, default=None, return_dtype=pl.Float64)
    lost = raw.select(FILE, ROW).with_columns(words.alias(name)).filter(factors.is_null())
    reason = f"There is no factor for this value of '{column.factor_by.column}'."
    problems.add_rows(lost, table=rule.table, column=name, kind="unit", reason=reason, cure="Add it to 'factor_by'.")
    return factors * (column.factor or 1.0)
