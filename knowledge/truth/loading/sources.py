"""Files as batches of raw rows, each row with its number as a person counts it.

CSV is read as texts only, so that no value is guessed before it is checked. In CSV and XLSX the header is row 1; in
Parquet, which has none, the first record is. Rows without any value are left out and still counted.
"""

import codecs
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.exceptions import NoDataError, PolarsError

from ...errors import SourceUnreadable
from ..problems import FILE, ROW
from .malformed import reason_of

if TYPE_CHECKING:
    from fastexcel import ExcelReader

BATCH_ROWS = 250_000
BLOCK_BYTES = 1 << 22
SUFFIXES = (".csv", ".parquet", ".xlsx")
REPEATED = re.compile(r"_duplicated_\d+$")
"""What Polars puts behind a name that stands in a header again."""

CELL_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
"""The errors of cells, as the reader of workbooks calls them and as a spreadsheet shows them."""

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
            _refuse_own_names(path, batch.columns)
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
        codec = _codec(reading) if path.suffix.lower() == ".csv" else ""
        raise SourceUnreadable(*reason_of(path, codec, reading.delimiter, error)) from error


def _refuse_own_names(path: Path, names: Sequence[str]) -> None:
    for name in (FILE, ROW):
        if name in names:
            raise SourceUnreadable(
                f"The file '{path.name}' has a column '{name}', which is a name that the loader itself uses.",
                "Give the column another name.",
            )


def _refuse_repeated(path: Path, names: Sequence[str]) -> None:
    for position, name in enumerate(names):
        if name in names[:position]:
            raise SourceUnreadable(
                f"In the header of '{path.name}' the name '{name}' stands there twice.", "Rename or remove one column."
            )


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
        return 2, _or_header(_scan_csv(path, path, reading))
    try:
        text = path.read_bytes().decode(codec)
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            f"The file '{path.name}' is not written in {reading.encoding}: {error.reason} at byte {error.start}.",
            "Give the right 'encoding' in the mapping.",
        ) from error
    return 2, _or_header(_scan_csv(path, text.removeprefix("\ufeff").encode(), reading))


def _scan_csv(path: Path, source: Path | bytes, reading: Reading) -> pl.LazyFrame:
    rows = pl.scan_csv(source, infer_schema=False, separator=reading.delimiter)
    names = rows.collect_schema().names()
    if any("\r" in name for name in names):
        raise SourceUnreadable(
            f"The lines of '{path.name}' end with a carriage return alone.",
            "Save it with line feeds.",
        )
    _refuse_repeated(path, [REPEATED.sub("", name) if REPEATED.sub("", name) in names else name for name in names])
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
        rows = _rows_with_errors(book, name)
        every = book.load_sheet(name, header_row=None, skip_rows=0, skip_whitespace_tail_rows=True)
        above = every.height - rows.height
        if above:
            header = book.load_sheet(name, header_row=None, skip_rows=above - 1, n_rows=1, dtypes="string").to_polars()
            _refuse_repeated(path, [str(value) for value in header.row(0) if value is not None])
        return above + 1, rows
    except fastexcel.FastExcelError as error:
        raise SourceUnreadable(
            f"The workbook '{path.name}' cannot be read: {error}", "Save it again as .xlsx, with the header in row 1."
        ) from error


def _rows_with_errors(book: "ExcelReader", name: str | int) -> pl.DataFrame:
    """Return the rows of a sheet, with the errors of its cells, which would be missing values else, as texts."""
    options: dict[str, Any] = {"header_row": 0, "schema_sample_rows": None, "skip_whitespace_tail_rows": True}
    _, found = book.load_sheet(name, **options).to_arrow_with_errors()
    if found is None:
        return book.load_sheet(name, **options).to_polars()
    spoiled: dict[int, dict[int, str]] = {}
    for error in found.errors:
        row, column = error.offset_position
        kind = next((shown for word, shown in CELL_ERRORS.items() if f"Error({word})" in error.detail), error.detail)
        spoiled.setdefault(column, {})[row] = kind
    rows = book.load_sheet(name, **options, dtypes=dict.fromkeys(spoiled, "string")).to_polars()
    for column, cells in spoiled.items():
        values = rows.to_series(column).scatter(list(cells), list(cells.values()))
        rows = rows.with_columns(values)
    return rows


def _codec(reading: Reading) -> str:
    try:
        codec = codecs.lookup(reading.encoding).name
        b" ".decode(codec, "ignore")
    except (LookupError, ValueError) as error:
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
