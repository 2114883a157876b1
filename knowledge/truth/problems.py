"""Problems of rows, in words: what is wrong, where, and what cures it.

Checks work on whole columns, so problems are kept as frames too, a column an attribute of `Problem`. A hundred
thousand of them stay readable as groups, and every single one can be written beside as CSV.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

ROW = "_row"
"""Column of a frame under check: the row as a person counts it in the source, the header included."""

FILE = "_file"
"""Column of a frame under check: the name of the source file, empty for rows that come from no file."""

Severity = Literal["problem", "warning"]


def own_columns(rows: pl.DataFrame) -> list[str]:
    """Return the columns of a frame under check that its source has."""
    return [name for name in rows.columns if name not in (FILE, ROW)]


PROBLEM_SCHEMA: dict[str, pl.DataType] = {
    "severity": pl.String(),
    "file": pl.String(),
    "row": pl.Int64(),
    "table": pl.String(),
    "column": pl.String(),
    "kind": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
    "cure": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one value.

    Attributes
    ----------
    severity
        A `warning` does not keep a row out; a `problem` does.
    file, row
        Where; the row counts the header and is absent where a whole file or column is meant.
    table, column, value
        What; the column is empty where several are meant.
    kind
        The sort of problem, a short word that stays the same: `missing`, `limit`, `reference`, ...
    reason, cure
        What is wrong and what to do, in words.
    """

    severity: Severity
    file: str
    row: int | None
    table: str
    column: str
    kind: str
    value: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of the same kind in the same column of the same file, counted; `example` is the first of them."""

    count: int
    example: Problem

    def __str__(self) -> str:
        one = self.example
        place = f"{one.file or 'rows'}, row {one.row}" if one.row is not None else one.file or "rows"
        column = f", column {one.column}" if one.column else ""
        value = f" '{one.value}'" if one.value else ""
        more = f" ({self.count:,} such rows)" if self.count > 1 else ""
        return f"{one.table or '-'}: {place}{column}{value}: {one.reason} {one.cure}{more}"


@dataclass
class Problems:
    """Problems collected so far."""

    _frames: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])

    def add(self, problem: Problem) -> None:
        """Add one problem."""
        values = {name: [getattr(problem, name)] for name in PROBLEM_SCHEMA}
        self._frames.append(pl.DataFrame(values, schema=PROBLEM_SCHEMA))

    def add_rows(
        self,
        bad: pl.DataFrame,
        *,
        table: str,
        column: str,
        kind: str,
        reason: str | pl.Expr,
        cure: str | pl.Expr,
        value: str | pl.Expr | None = None,
        severity: Severity = "problem",
    ) -> None:
        """Add a problem for each row of `bad`, which carries `ROW` and `FILE`.

        `reason`, `cure` and `value` are texts or expressions over `bad`; `value` is the column's own value by default.
        """
        if bad.is_empty():
            return
        shown = pl.col(column) if value is None else _text(value)
        self._frames.append(
            bad.select(
                pl.lit(severity).alias("severity"),
                pl.col(FILE).cast(pl.String).alias("file"),
                pl.col(ROW).cast(pl.Int64).alias("row"),
                pl.lit(table).alias("table"),
                pl.lit(column).alias("column"),
                pl.lit(kind).alias("kind"),
                shown.cast(pl.String, strict=False).fill_null("").alias("value"),
                _text(reason).alias("reason"),
                _text(cure).alias("cure"),
            )
        )

    def extend(self, others: "Problems") -> None:
        """Add all problems of another collection."""
        self._frames.extend(others._frames)

    def frame(self) -> pl.DataFrame:
        """Return all problems, a row each, in the order of table, file and row."""
        if not self._frames:
            return pl.DataFrame(schema=PROBLEM_SCHEMA)
        self._frames = [pl.concat(self._frames)]
        return self._frames[0].sort("table", "file", "row", "column", nulls_last=False, maintain_order=True)

    def count(self, severity: Severity = "problem") -> int:
        """Return how many there are of a severity."""
        return sum(frame.filter(pl.col("severity") == severity).height for frame in self._frames)

    def bad_rows(self, table: str) -> pl.DataFrame:
        """Return `FILE` and `ROW` of the rows of a table that have a problem, each once."""
        chosen = [
            frame.filter((pl.col("table") == table) & (pl.col("severity") == "problem") & pl.col("row").is_not_null())
            for frame in self._frames
        ]
        rows = pl.concat([pl.DataFrame(schema=PROBLEM_SCHEMA), *chosen])
        return rows.select(pl.col("file").alias(FILE), pl.col("row").alias(ROW)).unique()

    def whole(self) -> Iterable[Problem]:
        """Yield the problems that no single row can be blamed for: files, columns, mappings."""
        for frame in self._frames:
            for row in frame.filter((pl.col("severity") == "problem") & pl.col("row").is_null()).iter_rows(named=True):
                yield Problem(**row)

    def groups(self) -> list[ProblemGroup]:
        """Return the problems grouped by severity, table, file, column and kind; problems first, then by count."""
        keys = ["severity", "table", "file", "column", "kind"]
        grouped = (
            self.frame()
            .group_by(keys, maintain_order=True)
            .agg(pl.len().alias("count"), pl.all().first())
            .sort(pl.col("severity") == "warning", pl.col("count"), descending=[False, True], maintain_order=True)
        )
        return [
            ProblemGroup(row["count"], Problem(**{name: row[name] for name in PROBLEM_SCHEMA}))
            for row in grouped.iter_rows(named=True)
        ]

    def write_csv(self, path: Path) -> None:
        """Write every problem as one line of a CSV file."""
        self.frame().write_csv(path)


def _text(value: str | pl.Expr) -> pl.Expr:
    return pl.lit(value) if isinstance(value, str) else value
