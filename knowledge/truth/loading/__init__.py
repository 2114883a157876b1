"""Loading files into the truth: a file a table, or any file with a mapping.

`check` says everything that is wrong and writes nothing; `load` publishes one version with all rows, or none, or, with
quarantine, exactly the good ones.
"""

from itertools import count
from pathlib import Path
from uuid import uuid4

import polars as pl

from ...errors import RowsRefused, SourceUnreadable
from ..checks import check as check_rows
from ..conform import as_words
from ..problems import ROW, Problems, own_columns
from ..store import Also, Progress, TruthStore, silent
from ..tables import TABLES
from .built_in import BUILT_IN, add_made_rows
from .gathering import Gathered, gather, raw_rows
from .mapping import read_mapping
from .report import FileRead, LoadResult, Report

__all__ = ["FileRead", "LoadResult", "Progress", "Report", "check", "load"]

PROBLEMS_FILE = "problems.csv"
MADE = ("row", "reasons")
"""The columns that a file of rows left out has beside those of its source."""


def check(
    folder: Path, *, mapping: str | Path | None = None, store: TruthStore | None = None, progress: Progress = silent
) -> Report:
    """Return every problem that loading a folder would meet; writes nothing.

    Parameters
    ----------
    mapping
        A mapping file, or the name of one that comes with Tandem (`online_retail`); without one each file must bear
        the name of a table.
    store
        The truth that the rows would join; without one, the folder must hold everything that its rows refer to.

    Raises
    ------
    SourceUnreadable
        If there is no such folder, or the mapping is wrong.
    """
    gathered = _gathered(folder, mapping, progress)
    if store is None:
        gathered.problems.extend(check_rows(gathered.rows, lambda name: TABLES[name].empty().lazy()))
    else:
        store.check_conformed(gathered.rows, gathered.problems)
    return gathered.report()


def load(
    store: TruthStore,
    folder: Path,
    *,
    mapping: str | Path | None = None,
    quarantine: bool = False,
    author: str,
    report_to: Path | None = None,
    idempotency_key: str | None = None,
    also: Also | None = None,
    progress: Progress = silent,
) -> LoadResult:
    """Publish the rows of a folder as one version of the truth.

    Parameters
    ----------
    mapping
        A mapping file, or the name of one that comes with Tandem (`online_retail`); without one each file must bear
        the name of a table.
    quarantine
        Load the good rows if others are bad, or refer to bad ones. A file that cannot be read at all, or lacks a
        column, still stops the load.
    report_to
        A folder for `problems.csv` and, with quarantine, for the rows left out with their reasons; made if needed.
    idempotency_key
        Names the request; without one each call is a request of its own.
    also
        Called inside the transaction that makes the version; see `TruthStore.publish`.

    Raises
    ------
    RowsRefused
        If anything is wrong; nothing was loaded. Carries the report.
    SourceUnreadable
        If there is no such folder, or the mapping is wrong.
    """
    gathered = _gathered(folder, mapping, progress)
    return _publish(
        store,
        gathered,
        cause=f"load of {folder.resolve().name}",
        quarantine=quarantine,
        author=author,
        report_to=report_to,
        idempotency_key=idempotency_key,
        also=also,
        progress=progress,
    )


def _publish(
    store: TruthStore,
    gathered: Gathered,
    *,
    cause: str,
    quarantine: bool,
    author: str,
    report_to: Path | None,
    idempotency_key: str | None,
    also: Also | None,
    progress: Progress,
) -> LoadResult:
    """Publish rows that were gathered from files; see `load`."""
    try:
        publication, problems = store.publish_conformed(
            gathered.rows,
            gathered.problems,
            removals={},
            cause=cause,
            author=author,
            idempotency_key=idempotency_key or f"load-{uuid4()}",
            also=also,
            quarantine=quarantine,
            progress=progress,
        )
    except RowsRefused as refused:
        refused.report = gathered.report()
        _write_problems(refused.report, report_to)
        raise
    report = Report(tuple(gathered.files), problems)
    _write_problems(report, report_to)
    left_out = {name: problems.bad_rows(name) for name in gathered.rows}
    return LoadResult(
        version=publication.version,
        created=publication.created,
        changed=dict(publication.changed),
        quarantined={name: rows.height for name, rows in left_out.items() if rows.height},
        quarantine_files=_write_quarantined(gathered, problems, report_to) if quarantine and report_to else (),
        report=report,
    )


def _gathered(folder: Path, mapping: str | Path | None, progress: Progress) -> Gathered:
    built_in = BUILT_IN.get(str(mapping))
    if mapping is not None and built_in is None and not Path(mapping).is_file():
        raise SourceUnreadable(
            f"There is no mapping '{mapping}'.",
            f"Name a YAML file, or one of the mappings that come with Tandem: {', '.join(BUILT_IN)}.",
        )
    path = built_in.path if built_in else mapping
    gathered = gather(folder, None if path is None else read_mapping(Path(path)), progress)
    if built_in and gathered.problems.count() == 0:
        add_made_rows(built_in, gathered)
    return gathered


def _write_problems(report: Report, folder: Path | None) -> None:
    if folder is not None and report.problem_count + report.warning_count:
        _make(folder)
        report.write_csv(folder / PROBLEMS_FILE)


def _write_quarantined(gathered: Gathered, problems: Problems, folder: Path) -> tuple[Path, ...]:
    written: list[Path] = []
    found = problems.frame().filter((pl.col("severity") == "problem") & pl.col("row").is_not_null())
    reason = pl.format("{}: {} {}", "column", "reason", "cure")
    jobs = {(job.table, job.path): job for job in gathered.jobs}
    names = [(table, path.stem) for table, path in jobs]
    for job in jobs.values():
        reasons = (
            found.filter((pl.col("file") == job.path.name) & (pl.col("table") == job.table))
            .group_by(pl.col("row").cast(pl.UInt32).alias(ROW))
            .agg(reason.str.join(" ").alias("reasons"))
        )
        if reasons.height:
            _make(folder)
            alone = names.count((job.table, job.path.stem)) == 1
            path = folder / f"quarantined-{job.table}-{job.path.stem if alone else job.path.name}.csv"
            _with_reasons(raw_rows(job, reasons), reasons).write_csv(path)
            written.append(path)
    return tuple(written)


def _with_reasons(raw: pl.DataFrame, reasons: pl.DataFrame) -> pl.DataFrame:
    """Return rows as they were read, as texts, with their number before and the reasons behind them."""
    own = own_columns(raw)
    number, why = (next(name for n in count() if (name := word + "_" * n) not in own) for word in MADE)
    told = raw.select(ROW).join(reasons, on=ROW, maintain_order="left")
    return pl.DataFrame(
        [
            told[ROW].alias(number),
            *(as_words(raw[name]) if raw[name].dtype != pl.String else raw[name] for name in own),
            told["reasons"].alias(why),
        ]
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceUnreadable(
            f"The folder '{folder}' for the report cannot be made: {error}", "Name one that can be written."
        ) from error
