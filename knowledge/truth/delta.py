"""The Delta tables of the truth: reading a pinned version, and merging rows on top of one.

A table's newest version may be one that no manifest row names, left by a publisher that was killed. So nothing here
ever reads "the newest": readers name the version, and a writer puts the named version on top again before it merges.
"""

import errno
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ..errors import TruthUnreadable
from .tables import TABLES

if TYPE_CHECKING:
    from deltalake import DeltaTable

REMOVED = "_removed"
MANY_FILES = 32
"""Above this number of files a table is rewritten into fewer; each small merge adds one, and reading opens them all."""

SAID_LENGTH = 200
NO_SPACE = re.compile(r"no space left|os error 28|code: 28\b", re.IGNORECASE)
RESTORE = "restore the folder of the truth and the database from the same backup."
FOR_EVER = "interval 36500 days"

CONFIGURATION = {
    "delta.logRetentionDuration": FOR_EVER,
    "delta.deletedFileRetentionDuration": FOR_EVER,
    "delta.enableExpiredLogCleanup": "false",
}
"""Keeps every version: neither writing checkpoints nor a vacuum with the table's retention removes what it needs."""


class DeltaTables:
    """The Delta tables below one folder or object-store prefix.

    Parameters
    ----------
    uri
        A folder's path, or a URI such as `s3://bucket/prefix`.
    """

    def __init__(self, uri: str) -> None:
        self._uri = uri.removeprefix("file://").rstrip("/")
        self._folder = Path(self._uri) if "://" not in self._uri else None

    def scan(self, name: str, version: int | None) -> pl.LazyFrame:
        """Return the rows of a table at a version, in no order; none where the version is absent."""
        if version is None:
            return TABLES[name].empty().lazy()
        schema = TABLES[name].schema
        with self._reaching(name):
            stored = pl.scan_delta(self._open(name, version))
            present = stored.collect_schema().names()
        return stored.select(
            pl.col(column) if column in present else pl.lit(None, dtype=dtype).alias(column)
            for column, dtype in schema.items()
        )

    def read(self, name: str, version: int | None) -> pl.DataFrame:
        """Return the rows of a table at a version in the order of its key."""
        with self._reaching(name):
            return self.scan(name, version).sort(TABLES[name].key).collect()

    def merge(self, name: str, base: int | None, rows: pl.DataFrame, removed: pl.DataFrame) -> int:
        """Merge rows by key into version `base` of a table, delete others, and return the version made.

        Parameters
        ----------
        base
            The version to build upon; absent for a table that has none.
        rows, removed
            Rows in the table's columns, and the keys of the rows to delete. No key may be in both.
        """
        with self._reaching(name):
            table = self._restored(name, base)
            before = set(table.file_uris())
            if base is None:
                self._append(table, name, rows)
            else:
                self._merge(table, name, rows, removed)
            if len(table.file_uris()) > MANY_FILES:
                table.optimize.compact()
            self._flush(name, table, before)
            return table.version()

    @contextmanager
    def _reaching(self, name: str) -> Generator[None]:
        """Say in words what Delta or Polars meet: no folder, no file, no space."""
        from deltalake.exceptions import DeltaError

        try:
            yield
        except (DeltaError, pl.exceptions.PolarsError, OSError) as error:
            said = " ".join(str(error).split())
            if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or NO_SPACE.search(said):
                raise TruthUnreadable(
                    f"The disk of '{self._uri}' is full; nothing was published.", "Free space on it, then try again."
                ) from error
            raise TruthUnreadable(
                f"The table '{name}' in '{self._uri}' is gone, damaged or not accessible: {said[:SAID_LENGTH]}",
                f"Give access to it, or {RESTORE}",
            ) from error

    def _path(self, name: str) -> str:
        return f"{self._uri}/{name}"

    def _open(self, name: str, version: int | None = None) -> "DeltaTable":
        from deltalake import DeltaTable

        return DeltaTable(self._path(name), version=version)

    def _restored(self, name: str, base: int | None) -> "DeltaTable":
        """Open a table with version `base` on top; what a killed publisher left there becomes history."""
        from deltalake import DeltaTable

        path = self._path(name)
        if not DeltaTable.is_deltatable(path):
            if base is not None:
                raise TruthUnreadable(
                    f"The table '{name}' is gone from '{self._uri}', but the manifest needs version {base} of it.",
                    RESTORE.capitalize(),
                )
            if self._folder is not None:
                (self._folder / name).mkdir(parents=True, exist_ok=True)
            empty = TABLES[name].empty().to_arrow()
            return DeltaTable.create(path, schema=empty.schema, name=name, configuration=CONFIGURATION)
        table = DeltaTable(path)
        wanted = 0 if base is None else base
        if table.version() < wanted:
            raise TruthUnreadable(
                f"The table '{name}' is at version {table.version()}, older than version {wanted} of the manifest.",
                RESTORE.capitalize(),
            )
        if table.version() > wanted:
            table.restore(wanted)
            table = DeltaTable(path)
        return table

    def _append(self, table: "DeltaTable", name: str, rows: pl.DataFrame) -> None:
        from deltalake import CommitProperties, write_deltalake

        write_deltalake(
            table,
            rows.select(list(TABLES[name].schema)).sort(TABLES[name].key),
            mode="append",
            schema_mode="merge",
            commit_properties=CommitProperties(max_commit_retries=0),
        )
        table.update_incremental()

    def _merge(self, table: "DeltaTable", name: str, rows: pl.DataFrame, removed: pl.DataFrame) -> None:
        from deltalake import CommitProperties

        key, columns = TABLES[name].key, list(TABLES[name].schema)
        source = pl.concat(
            [
                rows.select(columns).with_columns(pl.lit(False).alias(REMOVED)),
                removed.select(key).with_columns(pl.lit(True).alias(REMOVED)),
            ],
            how="diagonal",
        )
        values = {column: f"source.{column}" for column in columns}
        (
            table.merge(
                source.sort(key),
                predicate=" AND ".join(f"target.{column} = source.{column}" for column in key),
                source_alias="source",
                target_alias="target",
                merge_schema=True,
                commit_properties=CommitProperties(max_commit_retries=0),
            )
            .when_matched_delete(predicate=f"source.{REMOVED}")
            .when_matched_update(updates=values, predicate=f"NOT source.{REMOVED}")
            .when_not_matched_insert(updates=values, predicate=f"NOT source.{REMOVED}")
            .execute()
        )

    def _flush(self, name: str, table: "DeltaTable", before: set[str]) -> None:
        """Force what was written to the disk, so that no manifest row outlives its files when the machine goes down."""
        if self._folder is None:
            return
        folder = self._folder / name
        log = folder / "_delta_log"
        written = [folder / Path(uri).name for uri in set(table.file_uris()) - before]
        written += [
            log / "_last_checkpoint",
            *log.glob(f"{table.version():020}*"),
            *log.glob(f"{table.version() - 1:020}*"),
        ]
        for path in (*(path for path in written if path.exists()), folder, log, self._folder):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
