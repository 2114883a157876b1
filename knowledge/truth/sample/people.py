"""Who works at the company, in which seat, and what they take for granted."""

import polars as pl

from .book import conform, read


def tables() -> dict[str, pl.DataFrame]:
    """Return the tables of people, positions, delegations and assumptions."""
    return {name: conform(name, read(name)) for name in ("people", "positions", "delegations", "assumptions")}
