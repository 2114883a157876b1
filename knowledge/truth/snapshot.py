"""One version of the truth in memory: immutable, and able to say what it gave out.

A snapshot is all that a tool computes from. Its tables are Polars frames (column-wise, never changed in place), its
demand comes as read-only arrays, and every row range it hands out has a digest, so that a proposal can be bound to
exactly the rows it read.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from threading import RLock
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import TruthEmpty, UnknownTable
from .tables import TABLES

Value = str | int | float | date | None
Bucket = Literal["day", "week"]


@dataclass(frozen=True, slots=True)
class RowRange:
    """Rows of one table whose columns equal given values, or one of several; no condition means every row.

    Build it with `RowRange.of`, which puts it into canonical form.
    """

    table: str
    where: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    @classmethod
    def of(cls, table: str, **where: Value | Iterable[Value]) -> "RowRange":
        """Rows of `table` where each named column has the given value, or one of the given values."""
        conditions: list[tuple[str, tuple[Value, ...]]] = []
        for column, given in sorted(where.items()):
            if given is None or isinstance(given, str | int | float | date):
                values: tuple[Value, ...] = (given,)
            else:
                values = tuple(sorted(set(given), key=lambda value: (str(type(value)), str(value))))
            conditions.append((column, values))
        return cls(table, tuple(conditions))


@dataclass(frozen=True, slots=True)
class Company:
    """The row of the table `company`."""

    company_id: str
    name: str
    planning_date: date
    currency: str
    timezone: str
    week_start: int
    fiscal_year_start: int
    holding_cost_rate: float
    operating_model: str


@dataclass(frozen=True, slots=True)
class DemandArrays:
    """Past demand as a dense array.

    Attributes
    ----------
    item_ids, location_ids, channel_ids
        What each series is, shape `(series,)`; `channel_ids` is empty where channels are added up.
    starts
        First day of each period, `datetime64[D]`, shape `(periods,)`, without gaps.
    quantity
        Base units, shape `(series, periods)`, 0 where no row exists, NaN before a series' first row.
    """

    bucket: Bucket
    item_ids: NDArray[np.object_]
    location_ids: NDArray[np.object_]
    channel_ids: NDArray[np.object_]
    starts: NDArray[np.datetime64]
    quantity: NDArray[np.float64]


class Snapshot:
    """One version of the truth.

    Parameters
    ----------
    version
        Its name, `t-000042`.
    read_table
        Gives a table of this version; called at most once for each table.
    in_key_order
        Whether it gives the rows in the order of the table's key already.

    Attributes
    ----------
    base, changed
        For a what-if: the snapshot it was derived from, and the tables in which the two differ.
    """

    def __init__(self, version: str, read_table: Callable[[str], pl.DataFrame], *, in_key_order: bool = False) -> None:
        self.version = version
        self.base: Snapshot | None = None
        self.changed: frozenset[str] = frozenset()
        self._read_table = read_table
        self._in_key_order = in_key_order
        self._tables: dict[str, pl.DataFrame] = {}
        self._demand: dict[tuple[Bucket, bool], DemandArrays] = {}
        self._lock = RLock()

    @classmethod
    def of_tables(cls, version: str, tables: Mapping[str, pl.DataFrame]) -> "Snapshot":
        """Build a snapshot from frames; tables that are not given are empty."""
        given = dict(tables)
        return cls(version, lambda name: given[name] if name in given else TABLES[name].empty())

    def table(self, name: str) -> pl.DataFrame:
        """Return every row of a table in the order of its key.

        Raises
        ------
        UnknownTable
            If there is no such table.
        """
        if name not in TABLES:
            raise UnknownTable(f"There is no table '{name}'.", f"The tables are: {', '.join(sorted(TABLES))}.")
        if self.base is not None and name not in self.changed:
            return self.base.table(name)
        with self._lock:
            if name not in self._tables:
                rows = self._read_table(name)
                self._tables[name] = rows if self._in_key_order else rows.sort(TABLES[name].key)
            return self._tables[name]

    def with_rows(self, upserts: Mapping[str, pl.DataFrame]) -> "Snapshot":
        """Return what this version would be with some rows put in place of, or beside, those of equal key.

        Nothing is stored: this is how a what-if or the effect of an action is computed. The version keeps its name with
        a `+` behind it.
        """

        def read(name: str) -> pl.DataFrame:
            new = upserts[name].select(list(TABLES[name].schema)).cast(pl.Schema(TABLES[name].schema))
            kept = self.table(name).join(new, on=TABLES[name].key, how="anti")
            return pl.concat([kept, new])

        derived = Snapshot(f"{self.version}+", read)
        derived.base, derived.changed = self, frozenset(upserts)
        return derived

    def origin(self, tables: Iterable[str]) -> "Snapshot":
        """Return the snapshot farthest back that this what-if shares some tables with; itself if it changed one."""
        wanted, snapshot = frozenset(tables), self
        while snapshot.base is not None and not snapshot.changed & wanted:
            snapshot = snapshot.base
        return snapshot

    def rows(self, rows: RowRange) -> pl.DataFrame:
        """Return the rows of a range in the order of the table's key."""
        frame = self.table(rows.table)
        for column, values in rows.where:
            dtype = frame.schema[column]
            frame = frame.filter(pl.col(column).is_in(pl.Series(values, dtype=dtype).implode(), nulls_equal=True))
        return frame

    def digest(self, ranges: Iterable[RowRange]) -> str:
        """Return a SHA-256 over the content of some row ranges, the same for the same rows in any version."""
        total = hashlib.sha256()
        for rows in sorted(set(ranges), key=repr):
            frame = self.rows(rows)
            total.update(repr(rows).encode())
            total.update(frame.write_ndjson().encode())
        return total.hexdigest()

    @cached_property
    def company(self) -> Company:
        """The company's row.

        Raises
        ------
        TruthEmpty
            If no company has been loaded.
        """
        rows = self.table("company").to_dicts()
        if not rows:
            raise TruthEmpty(
                "No company has been loaded yet.",
                "Load one with 'tandem data load DIR', or make the sample company with 'tandem data sample'.",
            )
        return Company(**rows[0])

    @property
    def planning_date(self) -> date:
        """The company's today; never the wall clock."""
        return self.company.planning_date

    def demand(self, bucket: Bucket, *, by_channel: bool = False) -> DemandArrays:
        """Return past demand before the planning date as arrays, computed once for each combination.

        Weeks start on the company's first weekday; the week that the planning date lies in is left out unless it is
        complete, because a part of a week is no observation.
        """
        if self.base is not None and not self.changed & {"demand_history", "company"}:
            return self.base.demand(bucket, by_channel=by_channel)
        with self._lock:
            if (bucket, by_channel) not in self._demand:
                self._demand[bucket, by_channel] = self._demand_arrays(bucket, by_channel)
            return self._demand[bucket, by_channel]

    def _demand_arrays(self, bucket: Bucket, by_channel: bool) -> DemandArrays:
        keys = ["item_id", "location_id", *(["channel_id"] if by_channel else [])]
        days = 1 if bucket == "day" else 7
        offset = 0 if bucket == "day" else self.company.week_start - 1
        monday = date(1970, 1, 5) + timedelta(days=offset)
        end = self.planning_date
        if bucket == "week":
            end -= timedelta(days=(end - monday).days % 7)
        number = ((pl.col("date") - monday).dt.total_days() // days).alias("period")
        past = (
            self.table("demand_history")
            .lazy()
            .filter((pl.col("date") < end) & (pl.col("recorded_on") <= self.planning_date))
            .group_by([*keys, number])
            .agg(pl.col("quantity").sum())
            .collect()
        )
        series = past.group_by(keys).agg(pl.col("period").min().alias("first")).sort(keys).with_row_index("series")
        if past.is_empty():
            first, periods = 0, 0
        else:
            first = int(past["period"].to_numpy().min())
            periods = (end - monday).days // days - first
        quantity = np.zeros((series.height, periods))
        cells = past.join(series, on=keys)
        quantity[cells["series"].to_numpy(), cells["period"].to_numpy() - first] = cells["quantity"].to_numpy()
        before = np.arange(periods)[None, :] < (series["first"].to_numpy() - first)[:, None]
        quantity[before] = np.nan
        quantity.flags.writeable = False
        starts = np.datetime64(monday, "D") + days * (first + np.arange(periods))
        starts.flags.writeable = False
        channels = series["channel_id"].to_numpy() if by_channel else np.array([], dtype=object)
        return DemandArrays(
            bucket, series["item_id"].to_numpy(), series["location_id"].to_numpy(), channels, starts, quantity
        )
