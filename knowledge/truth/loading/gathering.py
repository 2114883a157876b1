"""From the files of a folder to typed rows of tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from ...errors import SourceUnreadable
from ..conform import check_header, closest, conform
from ..problems import FILE, ROW, Problem, Problems, own_columns
from ..store import Progress
from ..tables import TABLES
from .mapping import Among, Mapping, SourceRule
from .report import FileRead, Report
from .sources import PLAIN_READING, SUFFIXES, Reading, read_batches
from .transform import check_columns, transform

IGNORED = ("*.md", "*.txt", "*.yaml", "*.yml", ".*")
"""Files that may lie beside data and hold none."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be read into one table, by a rule or column by column."""

    path: Path
    table: str
    rule: SourceRule | None = None

    @property
    def reading(self) -> Reading:
        """How the file is read."""
        return self.rule.reading if self.rule else PLAIN_READING


@dataclass
class Gathered:
    """Rows by table, in the tables' types with `FILE` and `ROW`, and what was found on the way."""

    rows: dict[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])
    jobs: list[Job] = field(default_factory=list[Job])
    files: list[FileRead] = field(default_factory=list[FileRead])
    problems: Problems = field(default_factory=Problems)

    def report(self) -> Report:
        """Return what was read and found so far."""
        return Report(tuple(self.files), self.problems)


def gather(folder: Path, mapping: Mapping | None, progress: Progress) -> Gathered:
    """Read every file of a folder.

    Files that a rule of the mapping names are read by it; others are tables by their name (`items.csv`). With a mapping
    a file that neither names nor ignores is a problem, and so is one without a mapping that is no table.

    Raises
    ------
    SourceUnreadable
        If there is no such folder. What is wrong with single files is among the problems.
    """
    if not folder.is_dir():
        raise SourceUnreadable(f"There is no folder '{folder}'.", "Name the folder that holds the files to load.")
    gathered = Gathered()
    gathered.jobs = _jobs(folder, mapping, gathered)
    done, parts = 0, dict[str, list[pl.DataFrame]]()
    for job in gathered.jobs:
        before = done
        try:
            for rows in _read(folder, job, gathered.problems):
                parts.setdefault(job.table, []).append(rows)
                done += rows.height
                progress("read", done, 0)
        except SourceUnreadable as error:
            _blame(gathered, job.path.name, error.detail, error.remedy, job.table)
        except PolarsError as error:
            said = str(error).splitlines()[0].rstrip(".")
            reason = f"The mapping cannot be applied to what the file holds: {said}."
            _blame(gathered, job.path.name, reason, "Check which columns it filters, translates and groups.", job.table)
        gathered.files.append(FileRead(job.path.name, job.table, done - before))
    for table in list(parts):
        gathered.rows[table] = pl.concat(parts.pop(table))
    progress("read", done, done)
    if not gathered.jobs and gathered.problems.count() == 0:
        _blame(gathered, folder.name, "The folder holds no data.", f"Put files such as items{SUFFIXES[0]} into it.")
    return gathered


def _jobs(folder: Path, mapping: Mapping | None, gathered: Gathered) -> list[Job]:
    jobs: list[Job] = []
    rules = mapping.sources if mapping else []
    used: set[int] = set()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        matching = [number for number, rule in enumerate(rules) if fnmatchcase(path.name, rule.file)]
        used.update(matching)
        if matching and path.suffix.lower() not in SUFFIXES:
            _blame(gathered, path.name, f"Files of the kind '{path.suffix}' cannot be read.", _formats())
        elif matching:
            jobs += [Job(path, rules[number].table, rules[number]) for number in matching]
        elif any(fnmatchcase(path.name, pattern) for pattern in (mapping.ignore if mapping else ())):
            continue
        elif path.stem in TABLES and path.suffix.lower() in SUFFIXES:
            jobs.append(Job(path, path.stem))
        elif not any(fnmatchcase(path.name, pattern) for pattern in IGNORED):
            guess = closest(path.stem, TABLES)
            reason = "The file is no table, and no mapping names it."
            cure = f"{guess} Else name it in a mapping, under 'sources' or 'ignore'.".strip()
            _blame(gathered, path.name, reason, cure)
    for number, rule in enumerate(rules):
        if number not in used:
            _blame(gathered, rule.file, "The mapping names this file, and the folder has none.", "Add it.", rule.table)
    return jobs


def _read(folder: Path, job: Job, problems: Problems) -> Iterator[pl.DataFrame]:
    if job.rule is None:
        yield from _read_plain(job, problems)
    else:
        yield from _read_mapped(folder, job, job.rule, problems)


def _read_plain(job: Job, problems: Problems) -> Iterator[pl.DataFrame]:
    table = TABLES[job.table]
    for number, raw in enumerate(read_batches(job.path, job.reading)):
        if number == 0:
            problems.extend(check_header(table, own_columns(raw), job.path.name))
        rows, unread = conform(table, raw)
        problems.extend(unread)
        yield rows


def _read_mapped(folder: Path, job: Job, rule: SourceRule, problems: Problems) -> Iterator[pl.DataFrame]:
    def lookup(among: Among) -> pl.Series:
        if not (folder / among.file).is_file():
            raise SourceUnreadable(f"A filter needs the file '{among.file}', and the folder has none.", "Add it.")
        found = pl.concat(list(read_batches(folder / among.file, PLAIN_READING)))
        if among.column not in found.columns:
            raise SourceUnreadable(
                f"The file '{among.file}' has no column '{among.column}'.", closest(among.column, found.columns)
            )
        return found[among.column].cast(pl.String).str.strip_chars().unique()

    batches = read_batches(job.path, job.reading)
    if rule.needs_whole_file:
        batches = iter((pl.concat(list(batches)),))
    for number, raw in enumerate(batches):
        if number == 0:
            lacking = check_columns(rule, raw, job.path.name)
            lacking.extend(check_header(TABLES[rule.table], [*rule.columns], job.path.name))
            problems.extend(lacking)
            if lacking.count():
                return
        rows, found = transform(rule, raw, lookup)
        problems.extend(found)
        yield rows


def _blame(gathered: Gathered, file: str, reason: str, cure: str, table: str = "") -> None:
    gathered.problems.add(Problem("problem", file, None, table, "", "file", "", reason, cure))


def _formats() -> str:
    return f"Use one of {', '.join(SUFFIXES)}."


def raw_rows(job: Job, numbers: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a job's file as they were read, those whose `ROW` is among the numbers."""
    wanted = numbers[ROW].cast(pl.UInt32).implode()
    return pl.concat(
        batch.filter(pl.col(ROW).is_in(wanted)).drop(FILE) for batch in read_batches(job.path, job.reading)
    )
