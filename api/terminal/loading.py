"""Progress and outcome of a load."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar() -> Generator[Callable[[str, int, int], None]]:
    """Show a bar a stage on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        stages: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=total)
            bars.update(stages[stage], completed=done, total=total)

        yield tell


def print_report(console: Console, report: Mapping[str, Any]) -> None:
    """Print what was read, what is wrong in groups, and what became of it."""
    console.print(report["text"], markup=False, highlight=False)
    if report["report"]:
        console.print(f"Every problem is listed in {report['report']}.", markup=False, highlight=False)
    if report["version"] is None:
        if report["problem_count"]:
            console.print("Nothing was loaded.", highlight=False)
        return
    for table, rows in report["quarantined"].items():
        console.print(f"Left out of {table}: {rows:,} rows.", highlight=False)
    for path in report["quarantine_files"]:
        console.print(f"  with their reasons in {path}", markup=False, highlight=False)
    changed = sum(report["changed"].values())
    if report["created"]:
        console.print(f"Loaded {changed:,} rows as {report['version']} in {report['seconds']} s.", highlight=False)
    else:
        console.print(f"Everything was there already, in {report['version']}.", highlight=False)
