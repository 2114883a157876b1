"""No two rows of a table may have the same key."""

import polars as pl

from ..problems import FILE, ROW, Problems
from ..schema.columns import Table


def check_keys(table: Table, rows: pl.DataFrame) -> Problems:
    """Return a problem for every row that repeats a key.

    The first row of a key is a problem too when the others say something else, because then nobody can know which of
    them is right.
    """
    problems = Problems()
    repeated = _rows_with_repeated_keys(table, rows)
    if repeated.is_empty():
        return problems
    key = list(table.key)
    others = [name for name in table.schema if name not in key]
    same = pl.struct(others).n_unique().over(key) == 1 if others else pl.lit(True)
    marked = repeated.with_columns(
        same.alias("_same"),
        pl.col(ROW).first().over(key).alias("_first"),
        pl.int_range(pl.len()).over(key).alias("_nth"),
        pl.len().over(key).alias("_count"),
    )
    bad = marked.filter(~pl.col("_same") | (pl.col("_nth") > 0))
    problems.add_rows(
        bad,
        table=table.name,
        column=" + ".join(key),
        kind="duplicate key",
        value=pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator=" + "),
        reason=pl.when(pl.col("_same"))
        .then(pl.format("The row is the same as row {}.", "_first"))
        .otherwise(pl.format("{} rows have this key and differ; the first is row {}.", "_count", "_first")),
        cure=pl.when(pl.col("_same"))
        .then(pl.lit("Remove it."))
        .otherwise(pl.lit("Keep the right one, or add them up with 'group' in a mapping.")),
    )
    return problems


def _rows_with_repeated_keys(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that share a complete key with another; cheap where there are none, which is the rule."""
    key = list(table.key)
    complete = pl.all_horizontal(pl.col(key).is_not_null())
    hashes = rows.select(key).hash_rows()
    if hashes.n_unique() == len(hashes):
        return rows.clear()
    suspects = rows.filter(hashes.is_duplicated()).filter(complete)
    return suspects.filter(pl.len().over(key) > 1).sort(FILE, ROW)
