"""Checking and loading folders, for the command line and the server alike."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import RowsRefused

from .home import reach, silent
from .settings import Settings

if TYPE_CHECKING:
    from .tandem import Parts

ONLINE_RETAIL = "online_retail"
"""The mapping that comes with an organisation and its policies, both simulated."""

Progress = Callable[[str, int, int], None]


def check_folder(
    settings: Settings, folder: Path, mapping: str | None, progress: Progress, tell: Callable[[str], None] = silent
) -> dict[str, Any]:
    """Say everything that is wrong with a folder, against what its home holds already; loads nothing."""
    from knowledge.truth.loading import check

    from .compose import open_parts

    with reach(settings.home, tell=tell):
        parts = open_parts(settings)
        try:
            report = check(folder, mapping=mapping, store=parts.truth, progress=progress)
            problems = _report_folder(settings)
            if report.problem_count:
                problems.mkdir(parents=True, exist_ok=True)
                report.write_csv(problems / "problems.csv")
        finally:
            parts.engine.dispose()
    written = str(problems / "problems.csv") if report.problem_count else None
    return {**report.to_json(), "version": None, "report": written, "text": report.text()}


def load_folder(
    settings: Settings, folder: Path, mapping: str | None, *, quarantine: bool, progress: Progress
) -> dict[str, Any]:
    """Load a folder into the home folder; whoever calls this holds it."""
    from .compose import open_parts

    parts = open_parts(settings)
    try:
        return load_into(parts, folder, mapping, quarantine=quarantine, author="operator", progress=progress)
    finally:
        parts.engine.dispose()


def load_into(
    parts: "Parts", folder: Path, mapping: str | None, *, quarantine: bool, author: str, progress: Progress
) -> dict[str, Any]:
    """Load a folder, and tell what was read, what is wrong and where the whole list of problems lies.

    What is refused is told like what is loaded, with no version; nothing was written then.
    """
    from knowledge.policies import online_retail_documents
    from knowledge.truth.loading import load

    from .tandem import take_in

    reports = _report_folder(parts.settings)
    started = time.perf_counter()
    try:
        result = load(
            parts.truth,
            folder,
            mapping=mapping,
            quarantine=quarantine,
            author=author,
            report_to=reports,
            also=parts.ledger.on_published,
            progress=progress,
        )
    except RowsRefused as refused:
        if refused.report is None:
            raise
        report = refused.report
        return {**report.to_json(), "version": None, "report": str(reports / "problems.csv"), "text": report.text()}
    seconds = time.perf_counter() - started
    if mapping == ONLINE_RETAIL:
        take_in(parts.policies, online_retail_documents())
    return {
        **result.report.to_json(),
        "version": result.version.version,
        "created": result.created,
        "changed": result.changed,
        "quarantined": result.quarantined,
        "quarantine_files": [str(path) for path in result.quarantine_files],
        "report": str(reports / "problems.csv") if result.report.problem_count + result.report.warning_count else None,
        "seconds": round(seconds, 2),
        "text": result.report.text(),
    }


def _report_folder(settings: Settings) -> Path:
    return settings.home / "loads" / datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
