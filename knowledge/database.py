"""The SQL database: SQLite in the home folder, or PostgreSQL.

It holds the manifest of the truth and everything that is decided. Tables are declared on `Base` beside the code that
owns them; changes to them are Alembic migrations in `migrations/`.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import DeclarativeBase

SQLITE_BUSY_SECONDS = 30
MIGRATION_LOCK = 0x6D696772  # "migr"


class Base(DeclarativeBase):
    """What every mapped table derives from."""


def open_database(url: str) -> Engine:
    """Open the database of a URL such as `sqlite:////path/tandem.db` or `postgresql+psycopg://user@host/name`.

    Use `reading` and `writing` for its transactions. On SQLite the write-ahead log is flushed at each commit, so that
    a committed decision survives a crash of the machine.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_SECONDS})

    def configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the "begin" event below begins transactions, not the driver
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A transaction that only reads: never waits for a writer on SQLite."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """A transaction that writes; committed at the end of the block, rolled back by any error.

    On SQLite it takes the write lock at once, so that what is read in it is still true when it writes.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; does nothing when it is there already.

    Of several processes that begin at once on PostgreSQL, one does it and the others wait.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
