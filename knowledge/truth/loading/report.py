"""What was read from a folder, what is wrong with it, and what became of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..manifest import TruthVersion
from ..problems import ProblemGroup, Problems

GROUPS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class FileRead:
    """Rows that one file gave to one table; the table is empty for a file that gave none."""

    file: str
    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a folder holds and every problem of it.

    Attributes
    ----------
    files
        What was read, in the order of the files' names.
    problems
        Everything found; warnings among them.
    """

    files: tuple[FileRead, ...]
    problems: Problems

    @property
    def ok(self) -> bool:
        """Whether everything can be loaded; warnings do not matter."""
        return self.problem_count == 0

    @property
    def rows(self) -> int:
        """Rows read."""
        return sum(file.rows for file in self.files)

    @property
    def problem_count(self) -> int:
        """How many problems there are."""
        return self.problems.count("problem")

    @property
    def warning_count(self) -> int:
        """How many warnings there are."""
        return self.problems.count("warning")

    @property
    def groups(self) -> list[ProblemGroup]:
        """The problems and warnings in groups, problems first, then by how many they are."""
        return self.problems.groups()

    def text(self) -> str:
        """Return the report as a person reads it: a line a file, then a line a group of problems."""
        lines = [f"{file.file} → {file.table or 'nothing'}: {file.rows:,} rows" for file in self.files]
        groups = self.groups
        lines += [f"{group.example.severity}: {group}" for group in groups[:GROUPS_SHOWN]]
        if len(groups) > GROUPS_SHOWN:
            lines.append(f"... and {len(groups) - GROUPS_SHOWN} more kinds of problem; the CSV file holds every one.")
        lines.append(f"{self.rows:,} rows, {self.problem_count:,} problems, {self.warning_count:,} warnings")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values, the problems in groups."""
        return {
            "ok": self.ok,
            "rows": self.rows,
            "problem_count": self.problem_count,
            "warning_count": self.warning_count,
            "files": [{"file": one.file, "table": one.table, "rows": one.rows} for one in self.files],
            "groups": [
                {"count": group.count, **{name: getattr(group.example, name) for name in group.example.__slots__}}
                for group in self.groups
            ],
        }

    def write_csv(self, path: Path) -> None:
        """Write every problem as a line of a CSV file."""
        self.problems.write_csv(path)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What became of a load.

    Attributes
    ----------
    version
        The version of the truth that holds the rows now.
    created
        Whether the load made it; not so when everything was there already.
    changed
        Rows inserted or updated, by table.
    quarantined
        Rows left out, by table; none unless quarantine was wanted.
    quarantine_files
        Where those rows lie, as they were read, with the reasons.
    report
        What was read and found.
    """

    version: TruthVersion
    created: bool
    changed: dict[str, int]
    quarantined: dict[str, int]
    quarantine_files: tuple[Path, ...]
    report: Report
