"""`tandem data load`, killed at any moment or run twice at once: the old version or the whole new one, no mixture."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import polars as pl
import pytest

from tests.reliability.program import KILLED, PATIENCE_SECONDS, Program, assert_on_record, wait_until

DYING = Path(__file__).parent / "dying_program.py"
LOADING_SECONDS = 4.0
SEEDS = (2,)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed_loads")]


@pytest.fixture(scope="module")
def loaded(first_month: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the first month."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    assert Program(home).done("data", "load", str(first_month))["version"] == "t-000001"
    return home


def contents(program: Program) -> tuple[int, float, bool]:
    """Versions, demand in all, and whether the items bear their corrected names; all of the newest version."""
    with program.opened() as parts:
        assert_on_record(parts)
        snapshot = parts.truth.snapshot()
        names = snapshot.table("items")["name"].str.starts_with("corrected")
        assert names.all() or not names.any()
        head = parts.truth.head()
        assert head is not None
        return head.number, float(snapshot.table("demand_history")["quantity"].sum()), bool(names.all())


def assert_recovers(program: Program, source: Path, before: tuple[int, float, bool]) -> None:
    """After a kill it holds the old or the new version; the next load brings the new one, or nothing if it is there."""
    corrected = pl.read_csv(source / "demand_history.csv")
    after = (before[0] + 1, float(corrected["quantity"].sum()), True)
    left = contents(program)
    assert left in (before, after)
    again = program.done("data", "load", str(source))
    assert (again["version"], again["created"]) == ("t-000002", left == before)
    assert contents(program) == after


def died_at(program: Program, point: str, nth: int, source: Path) -> None:
    """Load a folder and be killed on reaching a point of `dying_program`."""
    command = [sys.executable, str(DYING), point, str(nth), "data", "load", str(source)]
    died = subprocess.run(command, env=program.environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    assert died.returncode == KILLED, died.stderr


@pytest.mark.parametrize(("point", "nth"), [("before-merge", 2), ("committed", 1), ("after-merge", 2)])
def test_a_load_killed_while_it_publishes_leaves_the_old_version(
    loaded: Path, corrected_month: Path, tmp_path: Path, point: str, nth: int
) -> None:
    """Killed between two tables, within the first, and after both with only the manifest to be written."""
    program = Program(Path(shutil.copytree(loaded, tmp_path / "home")))
    before = contents(program)
    died_at(program, point, nth, corrected_month)
    assert contents(program) == before
    assert_recovers(program, corrected_month, before)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_load_killed_at_any_moment_leaves_one_whole_version(
    loaded: Path, corrected_month: Path, tmp_path: Path, seed: int
) -> None:
    program = Program(Path(shutil.copytree(loaded, tmp_path / "home")))
    before = contents(program)
    process = program.start("data", "load", str(corrected_month))
    time.sleep(Random(seed).uniform(0.0, LOADING_SECONDS))
    process.kill()
    process.communicate()
    assert_recovers(program, corrected_month, before)


def test_a_first_load_killed_while_it_publishes_leaves_an_empty_home(first_month: Path, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    died_at(program, "after-merge", 3, first_month)
    with program.opened() as parts:
        assert parts.truth.head() is None
    assert program.done("data", "load", str(first_month))["created"]
    assert contents(program)[0] == 1


def test_of_two_loads_at_once_one_waits_for_the_other(first_month: Path, corrected_month: Path, tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    first = program.start("data", "load", str(first_month))
    wait_until(lambda: (program.home / "tandem.db").exists())
    second = program.start("data", "load", str(corrected_month))
    for process in (first, second):
        errors = process.communicate()[1]
        assert process.returncode == 0, errors
    assert contents(program)[0] == 2
    assert contents(program)[2], "the second came after the first"
    assert not program.done("data", "load", str(corrected_month))["created"], "loading again changes nothing"
    assert contents(program)[0] == 2
