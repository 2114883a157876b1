"""Mappings that come with Tandem, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl

from .. import real_input
from ..conform import conform
from ..problems import FILE, ROW
from ..real_input.online_retail import complete as complete_online_retail
from ..tables import TABLES
from .gathering import Gathered

Rows = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A mapping, and what makes its rows complete enough to plan with."""

    path: Path
    complete: Callable[[Rows], Mapping[str, pl.DataFrame]]


BUILT_IN: Mapping[str, BuiltIn] = MappingProxyType(
    {
        "online_retail": BuiltIn(
            Path(str(real_input.__file__)).parent / "online_retail.yaml",
            complete_online_retail,
        )
    }
)


def add_made_rows(built_in: BuiltIn, gathered: Gathered) -> None:
    """Put in the rows that are made rather than read; they bear the name of the mapping in place of a file."""
    for name, rows in built_in.complete(gathered.rows).items():
        if ROW not in rows.columns:
            made = pl.lit(built_in.path.name).alias(FILE), pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias(ROW)
            rows = rows.with_columns(*made)
        gathered.rows[name], unread = conform(TABLES[name], rows)
        gathered.problems.extend(unread)
