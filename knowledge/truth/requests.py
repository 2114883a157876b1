"""What a request to publish brings, made fit for checking."""

from collections.abc import Mapping

import polars as pl

from ..errors import RowsRefused, UnknownTable
from .conform import check_header, conform
from .problems import FILE, ROW, Problem, Problems
from .tables import TABLES

Rows = Mapping[str, pl.DataFrame]


def conform_all(upserts: Rows) -> tuple[dict[str, pl.DataFrame], Problems]:
    """Return rows by table in the tables' types, numbered from 1, and what cannot be understood of them."""
    problems = Problems()
    incoming: dict[str, pl.DataFrame] = {}
    for name, rows in upserts.items():
        _know(name)
        problems.extend(check_header(TABLES[name], rows.columns, ""))
        numbered = rows.with_columns(pl.lit("").alias(FILE), pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias(ROW))
        incoming[name], unread = conform(TABLES[name], numbered)
        problems.extend(unread)
    return incoming, problems


def keys_of(removals: Rows) -> dict[str, pl.DataFrame]:
    """Return the key columns, in their types, of rows to be removed; `RowsRefused` if one is missing."""
    keys: dict[str, pl.DataFrame] = {}
    for name, rows in removals.items():
        _know(name)
        table = TABLES[name]
        missing = [column for column in table.key if column not in rows.columns]
        if missing:
            raise RowsRefused(
                f"Rows to remove from '{name}' lack the key column '{missing[0]}'.",
                f"Give the whole key: {', '.join(table.key)}.",
            )
        keys[name] = rows.select(pl.col(column).cast(table.column(column).polars_type) for column in table.key)
    return keys


def check_removed(name: str, keys: pl.DataFrame, incoming: Rows) -> Problems:
    """Return a problem if rows of a table are to be both published and removed."""
    problems = Problems()
    if name in incoming:
        both = incoming[name].join(keys, on=TABLES[name].key, how="semi").height
        if both:
            reason = f"{both} rows are to be both published and removed."
            problems.add(Problem("problem", "", None, name, "", "duplicate key", "", reason, "Decide for one."))
    return problems


def _know(name: str) -> None:
    if name not in TABLES:
        raise UnknownTable(f"There is no table '{name}'.", f"The tables are: {', '.join(sorted(TABLES))}.")
