"""The versions of the truth: reading any of them, and publishing the next one.

A publication either makes a whole version or leaves everything as it was. Delta tables are merged first; the version
exists when its manifest row is committed, and whoever is killed before that leaves nothing that anybody reads.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

import polars as pl
from sqlalchemy import Connection, Engine

from ..database import reading
from ..errors import RowsRefused, TruthEmpty
from . import manifest
from .changes import Change, find_change
from .checks import check, sift
from .checks.references import broken_by_removal
from .delta import DeltaTables
from .manifest import TruthVersion
from .problems import FILE, ROW, Problems
from .publishing import only_publisher
from .requests import Rows, check_removed, conform_all, keys_of
from .snapshot import Snapshot
from .tables import TABLES

SNAPSHOTS = 4
"""How many snapshots are kept in memory; tables that did not change between them are held once."""

Progress = Callable[[str, int, int], None]
"""Told of a stage, the rows done and the rows in all."""

Also = Callable[[Connection, TruthVersion], None]
"""Writes what belongs to a version, inside the transaction that makes it."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody of the progress."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a request to publish.

    Attributes
    ----------
    version
        The version that holds the rows: the new one, or the one that held them already.
    created
        Whether a version was made; not so when the request came again or changed nothing.
    changed
        Rows inserted, updated or deleted, by table.
    """

    version: TruthVersion
    created: bool
    changed: Mapping[str, int]


class TruthStore:
    """The versioned tables of one company.

    Parameters
    ----------
    engine
        The database of the manifest.
    uri
        The folder, or object-store prefix, of the Delta tables.
    lock_path
        The file that publishers lock where the database is SQLite.
    clock
        Gives the time that versions are stamped with.
    """

    def __init__(self, engine: Engine, uri: str, lock_path: Path, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._delta = DeltaTables(uri)
        self._lock_path = lock_path
        self._clock = clock
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self._frames: WeakValueDictionary[tuple[str, int], pl.DataFrame] = WeakValueDictionary()
        self._lock = Lock()

    def head(self) -> TruthVersion | None:
        """Return the newest version, or nothing before the first."""
        with reading(self._engine) as connection:
            return manifest.find_head(connection)

    def version(self, name: str) -> TruthVersion:
        """Return the version of a name; `UnknownVersion` if there is none."""
        with reading(self._engine) as connection:
            return manifest.find_version(connection, name)

    def made_under(self, idempotency_key: str) -> TruthVersion | None:
        """Return the version that a request of this key made, or nothing if none did."""
        with reading(self._engine) as connection:
            return manifest.find_by_key(connection, idempotency_key)

    def versions(self, limit: int, before: str | None = None) -> list[TruthVersion]:
        """Return up to `limit` versions, newest first; only those older than `before` if it is given."""
        with reading(self._engine) as connection:
            return manifest.list_versions(connection, limit=limit, before=before)

    def snapshot(self, version: str | None = None, *, fresh: bool = False) -> Snapshot:
        """Return a version in memory, the newest by default; its tables are read when they are first asked for.

        Parameters
        ----------
        fresh
            Give one of its own, for which nothing has been computed yet: what is kept for a snapshot is not found.

        Raises
        ------
        TruthEmpty
            If nothing has been published yet.
        UnknownVersion
            If there is no version of that name.
        """
        found = self.head() if version is None else self.version(version)
        if found is None:
            raise _empty()
        if fresh:
            return self._open(found)
        with self._lock:
            if found.version not in self._snapshots:
                self._snapshots[found.version] = self._open(found)
            self._snapshots.move_to_end(found.version)
            while len(self._snapshots) > SNAPSHOTS:
                self._snapshots.popitem(last=False)
            return self._snapshots[found.version]

    def publish(
        self,
        upserts: Rows,
        *,
        removals: Rows | None = None,
        cause: str,
        author: str,
        idempotency_key: str,
        also: Also | None = None,
    ) -> Publication:
        """Merge rows by key, and delete others, as one new version.

        Parameters
        ----------
        upserts
            Rows by table. They replace those of equal key; columns that a table may lack can be left out.
        removals
            Frames with the key columns of the rows to delete, by table; keys that do not exist are ignored.
        cause, author
            Why and by whom, for the record.
        idempotency_key
            Names the request: the same key again returns the version that it made, and does nothing else.
        also
            Called inside the transaction that makes the version, and rolled back with it. When the rows change
            nothing, it is called with the version that holds them already.

        Raises
        ------
        RowsRefused
            If any row has a problem; nothing was written.
        PublishConflict
            If another publisher moved the truth meanwhile; nothing was written.
        TruthEmpty
            If there are no rows and nothing has been published yet.
        """
        incoming, problems = conform_all(upserts)
        publication, _ = self.publish_conformed(
            incoming,
            problems,
            removals=removals or {},
            cause=cause,
            author=author,
            idempotency_key=idempotency_key,
            also=also,
        )
        return publication

    def publish_conformed(
        self,
        incoming: Rows,
        problems: Problems,
        *,
        removals: Rows,
        cause: str,
        author: str,
        idempotency_key: str,
        also: Also | None = None,
        quarantine: bool = False,
        progress: Progress = silent,
    ) -> tuple[Publication, Problems]:
        """Publish rows that went through `conform`, of which `problems` are known so far; returns all problems.

        With `quarantine`, the rows that have problems, or refer to such rows, are left out instead of refused.
        See `publish` for the other parameters and the errors.
        """
        with only_publisher(self._engine, self._lock_path) as transaction:
            with reading(self._engine) as connection:
                known = manifest.find_by_key(connection, idempotency_key)
                head = manifest.find_head(connection)
            if known is not None:
                return Publication(known, False, {}), problems
            keys = keys_of(removals)
            total = sum(rows.height for rows in incoming.values())
            progress("check", 0, total)
            incoming = self._accepted(head, incoming, keys, problems, quarantine)
            progress("check", total, total)
            changes = self._changes(head, incoming, keys)
            if not changes:
                if head is None:
                    raise _empty()
                if also is not None:
                    with transaction() as connection:
                        also(connection, head)
                return Publication(head, False, {}), problems
            tables = dict(head.tables) if head else {}
            total, done = sum(change.count for change in changes.values()), 0
            for name, change in changes.items():
                progress("publish", done, total)
                tables[name] = self._delta.merge(name, tables.get(name), change.rows, change.removed)
                done += change.count
            progress("publish", total, total)
            number = head.number + 1 if head else 1
            version = TruthVersion(
                number=number,
                version=manifest.name_of(number),
                parent=head.version if head else None,
                planning_date=_planning_date(head, incoming),
                tables=tables,
                cause=cause,
                author=author,
                idempotency_key=idempotency_key,
                created_at=self._clock(),
            )
            with transaction() as connection:
                manifest.add_version(connection, version)
                if also is not None:
                    also(connection, version)
            return Publication(version, True, {name: change.count for name, change in changes.items()}), problems

    def check_conformed(self, incoming: Rows, problems: Problems) -> Problems:
        """Return the problems that publishing rows would meet now, added to those known so far; writes nothing."""
        head = self.head()
        problems.extend(check(incoming, lambda name: self._stored(head, name)))
        return problems

    def _accepted(
        self, head: TruthVersion | None, incoming: Rows, removals: Rows, problems: Problems, quarantine: bool
    ) -> Rows:
        """Return the rows to publish: all of them if none has a problem, else the good ones if that is wanted."""

        def staying(name: str) -> pl.LazyFrame:
            stored = self._stored(head, name)
            if name not in removals:
                return stored
            return stored.join(removals[name].lazy(), on=TABLES[name].key, how="anti")

        def result(name: str) -> pl.LazyFrame:
            if name not in incoming:
                return staying(name)
            rows = incoming[name].lazy()
            kept = staying(name).join(rows, on=TABLES[name].key, how="anti")
            return pl.concat([kept, rows.select(list(TABLES[name].schema))])

        problems.extend(check(incoming, staying))
        for name, keys in removals.items():
            problems.extend(check_removed(name, keys, incoming))
            numbered = keys.with_row_index(ROW, 1).with_columns(pl.lit("").alias(FILE))
            problems.extend(broken_by_removal(name, numbered, result))
        if problems.count() == 0:
            return incoming
        if quarantine and not any(problems.whole()):
            return sift(incoming, staying, problems)
        raise refusal(problems)

    def _changes(self, head: TruthVersion | None, incoming: Rows, removals: Rows) -> dict[str, Change]:
        changes: dict[str, Change] = {}
        for name in TABLES:
            if name in incoming or name in removals:
                rows, keys = incoming.get(name), removals.get(name)
                change = find_change(TABLES[name], self._stored(head, name), rows, keys)
                if change.count:
                    changes[name] = change
        return changes

    def _stored(self, head: TruthVersion | None, name: str) -> pl.LazyFrame:
        return self._delta.scan(name, head.tables.get(name) if head else None)

    def _open(self, version: TruthVersion) -> Snapshot:
        def read(name: str) -> pl.DataFrame:
            pinned = version.tables.get(name)
            if pinned is None:
                return TABLES[name].empty()
            frame = self._frames.get((name, pinned))
            if frame is None:
                frame = self._delta.read(name, pinned)
                self._frames[name, pinned] = frame
            return frame

        return Snapshot(version.version, read, in_key_order=True)


def refusal(problems: Problems) -> RowsRefused:
    """Return the error that refuses rows for their problems."""
    groups = [group for group in problems.groups() if group.example.severity == "problem"]
    count = problems.count()
    what = "1 problem" if count == 1 else f"{count:,} problems"
    return RowsRefused(
        f"The rows have {what}; nothing was written. First: {groups[0]}",
        "Correct the rows and try again; 'tandem data load --quarantine' loads the good rows alone.",
        groups,
    )


def _planning_date(head: TruthVersion | None, incoming: Rows) -> date | None:
    if "company" in incoming and incoming["company"].height:
        return incoming["company"]["planning_date"].item()
    return head.planning_date if head else None


def _empty() -> TruthEmpty:
    return TruthEmpty(
        "Nothing has been loaded yet.",
        "Load data with 'tandem data load DIR', or make the sample company with 'tandem data sample'.",
    )
