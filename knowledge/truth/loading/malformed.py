"""Why a file cannot be read, in words that lead to the place."""

import csv
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from polars.exceptions import PolarsError

LONGEST_FIELD = 2**31 - 1
QUOTING = "Put values that hold the delimiter or a line break into double quotes, and double the quotes in them."


def reason_of(path: Path, codec: str, delimiter: str, error: PolarsError) -> tuple[str, str]:
    """Return what is wrong with a file that Polars cannot read, and the cure.

    Parameters
    ----------
    codec
        The encoding of a CSV; empty for files that are none.
    """
    found = _first_fault(path, codec, delimiter) if codec else ""
    if found:
        return found, QUOTING
    said = str(error).strip().splitlines()[0].rstrip(".:")
    cure = f"Check that it is whole. {QUOTING}" if codec else "Check that it is whole, or write it again."
    return f"The file '{path.name}' cannot be read: {said}.", cure


def _first_fault(path: Path, codec: str, delimiter: str) -> str:
    """Return what is wrong with the first record that is no CSV or has more values than the header; else nothing."""
    row = 1
    with path.open(encoding=codec, newline="") as file, _long_fields():
        records = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            width = len(next(records))
            for row, record in enumerate(records, start=2):
                if len(record) > width:
                    return f"Row {row} of '{path.name}' has more values than the header has columns."
        except csv.Error:
            return f"In row {row + 1} of '{path.name}' a double quote is not closed, or stands inside a value."
    return ""


@contextmanager
def _long_fields() -> Generator[None]:
    """Let values be longer than the module's own limit."""
    before = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)
