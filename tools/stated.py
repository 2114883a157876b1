"""Assumptions that the company has put on record about a table of the truth, such as that its rows are simulated."""

import polars as pl

from knowledge.truth.snapshot import Snapshot


def stated_about(snapshot: Snapshot, table: str) -> tuple[str, ...]:
    """Return the texts of the assumptions in force whose `affects` is that table; results repeat them as warnings."""
    today = snapshot.planning_date
    rows = snapshot.table("assumptions").filter(
        pl.col("affects") == table,
        pl.col("valid_from").is_null() | (pl.col("valid_from") <= today),
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= today),
    )
    return tuple(rows.sort("assumption_id")["text"].to_list())
