"""What every part of the ledger stands on: the database, the clock, and one writer at a time."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from ..database import writing
from ..errors import AuditBroken
from .schema import AuditHeadRow

Clock = Callable[[], datetime]


class Store:
    """A part of the ledger.

    Parameters
    ----------
    clock
        Gives the time of day for records, with a time zone.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    @contextmanager
    def viewing(self) -> Generator[Connection]:
        """A transaction that only reads, and sees one state of the ledger however many statements it takes."""
        level = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        with self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    @contextmanager
    def changing(self) -> Generator[Connection]:
        """A transaction that changes the ledger: what is read in it is still true when it is committed."""
        with writing(self.engine) as connection:
            lock(connection)
            yield connection


def lock(connection: Connection) -> None:
    """Make this transaction the only one that writes to the ledger.

    Locks the end of the audit chain on PostgreSQL; on SQLite a writing transaction is the only one already.

    Raises
    ------
    AuditBroken
        If the end of the audit chain is missing: nothing may be added to a chain that cannot be continued.
    """
    if connection.execute(select(AuditHeadRow.only).with_for_update()).first() is None:
        raise AuditBroken(
            "The end of the audit chain is missing, so nothing can be recorded.",
            "Run 'tandem audit verify' and restore the database from a backup.",
        )
