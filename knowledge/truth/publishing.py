"""One publisher at a time, on one machine or on several.

SQLite is used from one machine, where a file lock will do: the system gives it back when its holder dies. PostgreSQL
holds an advisory lock for as long as the connection lives, and the manifest row is inserted over that same connection:
a publisher that lost its lock has lost the means to publish as well.
"""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from ..database import writing
from ..errors import PublishConflict

ADVISORY_LOCK = 0x74727574  # "trut"
LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_SECONDS = 900

Transaction = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction that writes."""


@contextmanager
def only_publisher(engine: Engine, lock_path: Path) -> Generator[Transaction]:
    """Wait until nobody else publishes; gives what opens the transaction to publish in.

    Raises
    ------
    PublishConflict
        If somebody else has been publishing for more than `PATIENCE_SECONDS`.
    """
    if engine.dialect.name == "postgresql":
        with _advisory_lock(engine) as transaction:
            yield transaction
        return
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_path, timeout=PATIENCE_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise _too_long() from error
    try:
        yield lambda: writing(engine)
    finally:
        lock.release()


@contextmanager
def _advisory_lock(engine: Engine) -> Generator[Transaction]:
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{PATIENCE_SECONDS}s'"))
        try:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            raise _too_long() from error
        connection.commit()
        try:
            yield lambda: _begun(connection)
        finally:
            connection.invalidate()  # closes it, and with it the lock of its session


@contextmanager
def _begun(connection: Connection) -> Generator[Connection]:
    with connection.begin():
        yield connection


def _too_long() -> PublishConflict:
    return PublishConflict(
        f"Somebody else has been publishing for more than {PATIENCE_SECONDS // 60} minutes; nothing was written.",
        "Wait for the other load to end, then try again.",
    )
