"""What rows to be published would change in a table."""

from dataclasses import dataclass

import polars as pl

from .schema.columns import Table


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to insert or update, and the keys of rows to delete."""

    rows: pl.DataFrame
    removed: pl.DataFrame

    @property
    def count(self) -> int:
        """Rows inserted, updated or deleted."""
        return self.rows.height + self.removed.height


def find_change(table: Table, stored: pl.LazyFrame, rows: pl.DataFrame | None, keys: pl.DataFrame | None) -> Change:
    """Return the rows that differ from the stored ones, and the keys that exist and are to be deleted.

    `rows` may carry more columns than the table; `keys` has the columns of its key. Either may be absent.
    """
    columns = list(table.schema)
    changed = table.empty()
    if rows is not None:
        changed = rows.lazy().select(columns).join(stored, on=columns, how="anti", nulls_equal=True).collect()
    removed = table.empty().select(table.key)
    if keys is not None:
        removed = keys.lazy().unique().join(stored, on=table.key, how="semi").collect()
    return Change(changed, removed)
