"""What a row refers to must exist, among the stored rows or the incoming ones."""

from collections.abc import Callable, Collection, Mapping

import polars as pl
from rapidfuzz import fuzz, process

from ..problems import FILE, ROW, Problems
from ..schema.columns import EVERY, Column
from ..tables import TABLES

GUESSES = 200
"""For how many different unknown identifiers the most similar known one is looked for, in each column."""

SIMILAR = 60
"""Percentage of agreement from which on a known identifier is offered."""

CURRENCIES = "company.currency"
"""Stands for the currencies that are known: the company's own and those of `exchange_rates`."""

Known = Callable[[str], pl.Series]


def check_references(incoming: Mapping[str, pl.DataFrame], stored: Callable[[str], pl.LazyFrame]) -> Problems:
    """Return a problem for every value that refers to a row that does not exist."""
    problems = Problems()
    cache: dict[str, pl.Series] = {}

    def known(target: str) -> pl.Series:
        if target not in cache:
            sources = (target, "exchange_rates.currency") if target == CURRENCIES else (target,)
            cache[target] = pl.concat([_values(source, incoming, stored) for source in sources]).unique().drop_nulls()
        return cache[target]

    for name, rows in incoming.items():
        for column in TABLES[name].columns:
            target = column.references or (CURRENCIES if _names_currency(name, column) else "")
            if target and not rows.is_empty():
                _check_column(name, column, target, rows, known(target), problems)
        if name in ("receipts",):
            _check_lines(rows, incoming, stored, problems)
    return problems


def broken_by_removal(name: str, removed: pl.DataFrame, result: Callable[[str], pl.LazyFrame]) -> Problems:
    """Return a problem for each removed value of table `name` that rows of the result still refer to."""
    problems = Problems()
    for table in TABLES.values():
        for column in table.columns:
            target_table, _, target = column.references.partition(".")
            if target_table != name:
                continue
            left = result(name).select(pl.col(target).alias(column.name))
            gone = (
                removed.lazy()
                .select(pl.col(target).alias(column.name), FILE, ROW)
                .join(left, on=column.name, how="anti")
            )
            users = result(table.name).group_by(column.name).agg(pl.len().alias("_users"))
            bad = gone.join(users, on=column.name).rename({column.name: target}).collect()
            reason = pl.format("{} rows of '{}' refer to it.", "_users", pl.lit(f"{table.name}.{column.name}"))
            cure = f"Remove those rows of '{table.name}' as well, or keep this one."
            problems.add_rows(bad, table=name, column=target, kind="reference", reason=reason, cure=cure)
    return problems


def _names_currency(table: str, column: Column) -> bool:
    return column.name == "currency" and table not in ("company", "exchange_rates")


def _values(target: str, incoming: Mapping[str, pl.DataFrame], stored: Callable[[str], pl.LazyFrame]) -> pl.Series:
    table, _, column = target.partition(".")
    values = stored(table).select(pl.col(column).unique()).collect().to_series()
    return pl.concat([values, incoming[table][column].unique()]) if table in incoming else values


def _check_column(
    table: str, column: Column, target: str, rows: pl.DataFrame, known: pl.Series, problems: Problems
) -> None:
    given = rows[column.name].unique().drop_nulls()
    unknown = given.filter(~given.is_in(known.implode()))
    if column.allows_every:
        unknown = unknown.filter(unknown != EVERY)
    if unknown.is_empty():
        return
    where = target.partition(".")[0] if target != CURRENCIES else "exchange_rates"
    cures = _cures(unknown.sort(), known.to_list(), where)
    bad = rows.select(FILE, ROW, column.name).filter(pl.col(column.name).is_in(unknown.implode()))
    reason = f"There is no such row in '{where}'."
    cure = pl.col(column.name).replace_strict(cures, return_dtype=pl.String)
    problems.add_rows(bad, table=table, column=column.name, kind="reference", reason=reason, cure=cure)


def _cures(unknown: pl.Series, known: Collection[str], where: str) -> dict[str, str]:
    add = f"Add it to '{where}', or correct it."
    cures = dict.fromkeys(unknown.to_list(), add)
    spelt = {word.lower(): word for word in known}
    choices = list(spelt)
    for word in unknown.head(GUESSES).to_list():
        guess = process.extractOne(word.lower(), choices, scorer=fuzz.ratio, score_cutoff=SIMILAR)
        if guess:
            cures[word] = f"Did you mean '{spelt[guess[0]]}'? Else add it to '{where}'."
    return cures


def _check_lines(
    rows: pl.DataFrame,
    incoming: Mapping[str, pl.DataFrame],
    stored: Callable[[str], pl.LazyFrame],
    problems: Problems,
) -> None:
    """Receipts belong to a line of an order, not only to the order."""
    lines = stored("supply_orders").select("order_id", "line")
    if "supply_orders" in incoming:
        lines = pl.concat([lines, incoming["supply_orders"].lazy().select("order_id", "line")])
    orders = lines.select("order_id")
    bad = (
        rows.lazy()
        .join(orders, on="order_id", how="semi")
        .join(lines, on=["order_id", "line"], how="anti")
        .filter(pl.col("line").is_not_null())
        .collect()
    )
    reason = pl.format("The supply order '{}' has no such line.", "order_id")
    cure = "Correct the line, or add it to 'supply_orders'."
    problems.add_rows(bad, table="receipts", column="line", kind="reference", reason=reason, cure=cure)
