"""Files as batches of raw rows, each row with its number as a person counts it.

CSV is read as texts only, so that no value is guessed before it is checked. In CSV and XLSX the header is row 1; in
Parquet, which has none, the first record is. Rows without any value are left out and still counted.
"""

import codecs
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError, NoDataError, PolarsError

from ...errors import SourceUnreadable
from ..problems import FILE, ROW

BATCH_ROWS = 250_000
BLOCK_BYTES = 1 << 22
SUFFIXES = (".csv", ".parquet", ".xlsx")
BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: the encoding and delimiter of a CSV, the sheet of a workbook (the first if empty)."""

    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""


PLAIN_READING = Reading()


def read_batches(path: Path, reading: Reading = PLAIN_READING) -> Generator[pl.DataFrame]:
    """Yield the rows of a file in batches, with the columns `FILE` and `ROW` beside its own.

    Yields at least one batch, so that the columns of an empty file are known.

    Raises
    ------
    SourceUnreadable
        If the file is empty, damaged or not written in the way that `reading` says.
    """
    try:
        first, batches = _raw_batches(path, reading)
        for batch in batches:
            numbered = batch.with_columns(
                pl.lit(path.name).alias(FILE), pl.int_range(first, first + pl.len(), dtype=pl.UInt32).alias(ROW)
            )
            first += batch.height
            yield numbered.filter(pl.any_horizontal(pl.col(batch.columns).is_not_null()))
    except NoDataError as error:
        raise SourceUnreadable(
            f"The file '{path.name}' is empty.", "Give it a header and rows, or remove it."
        ) from error
    except PolarsError as error:
        raise _unreadable(path, reading, error) from error


def _raw_batches(path: Path, reading: Reading) -> tuple[int, Iterator[pl.DataFrame]]:
    """Return the number of the first row of data, and the batches."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return 1, _or_header(pl.scan_parquet(path))
    if suffix == ".xlsx":
        first, rows = _read_sheet(path, reading)
        return first, iter((rows,))
    codec = _codec(reading)
    if codec == "utf-8":
        _refuse_other_encodings(path)
        return 2, _or_header(_scan_csv(path, reading))
    try:
        text = path.read_bytes().decode(codec)
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            f"The file '{path.name}' is not written in {reading.encoding}: {error.reason} at byte {error.start}.",
            "Give the right 'encoding' in the mapping.",
        ) from error
    return 2, _or_header(_scan_csv(text.removeprefix("\ufeff").encode(), reading))


def _scan_csv(source: Path | bytes, reading: Reading) -> pl.LazyFrame:
    rows = pl.scan_csv(source, infer_schema=False, separator=reading.delimiter)
    names = rows.collect_schema().names()
    if len(names) == 1 and (other := next((mark for mark in ";\t|," if mark in names[0]), "")):
        shown = "a tab" if other == "\t" else f"'{other}'"
        raise SourceUnreadable(
            f"The header has one column, '{names[0]}', and seems to be separated by {shown}.",
            f"Separate columns by '{reading.delimiter}', or give 'delimiter' in a mapping.",
        )
    return rows


def _or_header(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the batches of a scan, or one without rows where it has none."""
    any_rows = False
    for batch in rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
        any_rows = True
        yield batch
    if not any_rows:
        yield pl.DataFrame(schema=rows.collect_schema())


def _read_sheet(path: Path, reading: Reading) -> tuple[int, pl.DataFrame]:
    """Return the number of the row below the header, which empty rows may precede, and the rows."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        sheets = book.sheet_names
        if reading.sheet and reading.sheet not in sheets:
            raise SourceUnreadable(
                f"The workbook '{path.name}' has no sheet '{reading.sheet}'.", f"Its sheets are: {', '.join(sheets)}."
            )
        name = reading.sheet or 0
        rows = book.load_sheet(name, header_row=0, schema_sample_rows=None, skip_whitespace_tail_rows=True).to_polars()
        every = book.load_sheet(name, header_row=None, skip_rows=0, skip_whitespace_tail_rows=True)
        return every.height - rows.height + 1, rows
    except fastexcel.FastExcelError as error:
        raise SourceUnreadable(
            f"The workbook '{path.name}' cannot be read: {error}", "Save it again as .xlsx, with the header in row 1."
        ) from error


def _codec(reading: Reading) -> str:
    try:
        codec = codecs.lookup(reading.encoding).name
    except LookupError as error:
        raise SourceUnreadable(
            f"'{reading.encoding}' is not an encoding.", "Use a name such as 'utf-8', 'latin-1' or 'cp1252'."
        ) from error
    return "utf-8" if codec == "utf-8-sig" else codec


def _refuse_other_encodings(path: Path) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            for mark, name in BYTE_ORDER_MARKS.items():
                if line == 1 and block.startswith(mark):
                    raise _encoded(path, f"is written in {name}", name)
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise _encoded(path, f"is not UTF-8 (line {line}), it may be Latin-1", "latin-1") from error
            line += block.count(b"\n")


def _encoded(path: Path, what: str, name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"The file '{path.name}' {what}.", f"Save it as UTF-8, or give 'encoding: {name}' in a mapping."
    )


def _unreadable(path: Path, reading: Reading, error: PolarsError) -> SourceUnreadable:
    if path.suffix == ".csv" and isinstance(error, ComputeError) and (line := _too_long_line(path, reading)):
        return SourceUnreadable(
            f"Row {line} of '{path.name}' has more values than the header has columns.",
            "Put values that hold the delimiter into double quotes, or remove what is too much.",
        )
    return SourceUnreadable(
        f"The file '{path.name}' cannot be read: {error}", "Check that it is whole, or write it again."
    )


def _too_long_line(path: Path, reading: Reading) -> int:
    """Return the number of the first record with more values than the header, 0 if there is none."""
    import csv

    with path.open(encoding=_codec(reading), newline="") as file:
        records = csv.reader(file, delimiter=reading.delimiter)
        width = len(next(records))
        return next((number for number, record in enumerate(records, start=2) if len(record) > width), 0)
