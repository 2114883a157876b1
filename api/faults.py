"""What the disk and the database say when they fail, in words that say what to do."""

import errno
import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from knowledge.errors import TandemError

from .errors import ConfigurationRefused, StorageFailed

BACKUP = "Restore the home folder from a backup; if there is none, set TANDEM_HOME to a new folder and load again."
FREE = "Free space on that disk, then try again; what was half written is set right by the next attempt."
WRITABLE = "Make it writable for this user, or set TANDEM_HOME to a folder that is."

_OF_DATABASES = (
    ("is not a database", "The database is damaged", BACKUP),
    ("malformed", "The database is damaged", BACKUP),
    ("is full", "The disk of the database is full", FREE),
    ("disk i/o error", "The disk of the database is full, or fails", FREE),
    ("readonly", "The database cannot be written", WRITABLE),
    ("unable to open", "The database cannot be opened", WRITABLE),
    ("is locked", "Another program keeps the database locked", "End that program, then try again."),
)
_OF_SYSTEMS = {
    errno.ENOSPC: ("The disk is full", FREE),
    errno.EDQUOT: ("The disk quota is used up", FREE),
    errno.EROFS: ("The disk is read-only", WRITABLE),
    errno.EACCES: ("Access is denied", WRITABLE),
    errno.EPERM: ("Access is denied", WRITABLE),
    errno.EEXIST: ("A file stands where a folder is needed", "Remove it, or set TANDEM_HOME to another folder."),
    errno.ENOTDIR: ("A file stands where a folder is needed", "Remove it, or set TANDEM_HOME to another folder."),
    errno.EIO: ("The disk fails", "Look at the system's log, and restore from a backup."),
}

Faulty = (OSError, SQLAlchemyError, sqlite3.Error)
"""The errors that `fault_of` may know."""


def fault_of(error: BaseException) -> TandemError | None:
    """Return what an error of the disk or the database means for the reader; nothing if it is a defect of Tandem."""
    if isinstance(error, ArgumentError):
        return ConfigurationRefused(
            "TANDEM_DATABASE_URL cannot be used: it names no database that is known here.",
            "Write it like postgresql+psycopg://user@host/name, or unset it.",
        )
    if isinstance(error, DBAPIError):
        return _of_database(error.orig or error)
    if isinstance(error, sqlite3.Error):
        return _of_database(error)
    if isinstance(error, FileNotFoundError) and error.errno is None:  # as Polars raises it
        return StorageFailed(f"A file of the truth is gone: {' '.join(str(error).split())}.", BACKUP)
    if isinstance(error, OSError) and error.errno in _OF_SYSTEMS:
        meaning, remedy = _OF_SYSTEMS[error.errno]
        return StorageFailed(f"{meaning}{f': {error.filename}' if error.filename else ''}.", remedy)
    return None


def _of_database(error: BaseException) -> TandemError | None:
    said = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    for words, meaning, remedy in _OF_DATABASES:
        if words in said.lower():
            return StorageFailed(f"{meaning} ({said}).", remedy)
    if type(error).__name__ == "OperationalError":
        return StorageFailed(f"The database does not answer ({said}).", "Start it, or correct TANDEM_DATABASE_URL.")
    return None
