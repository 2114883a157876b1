"""The numbers of the sample company as people wrote them down: one CSV table a subject in `data/`."""

from functools import cache
from pathlib import Path

import polars as pl

from ..tables import TABLES

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> pl.DataFrame:
    """Return the table `data/{name}.csv`, with dates parsed."""
    return pl.read_csv(DATA / f"{name}.csv", try_parse_dates=True, infer_schema_length=None)


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with exactly the columns of a table of the truth, in order and typed.

    Columns that the frame does not have are empty; columns that the table does not have are left out. The rows are
    in the order of the key.
    """
    wanted = TABLES[table].schema
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in wanted.items()
    ).sort(TABLES[table].key)
