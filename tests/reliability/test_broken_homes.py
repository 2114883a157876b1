"""A disk, a database or a truth folder that fails is told in a sentence with what to do: exit code 1, no trace."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fixtures_home import copy_home
from tests.reliability.program import Program

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("broken_homes")]

IN_TMPFS = """
set -e
mount -t tmpfs -o size=64m tmpfs "$2"
cp -r "$1"/. "$2"
case "$3" in
  read-only) mount -o remount,ro "$2" ;;
  full) cat /dev/zero > "$2/filler" 2>/dev/null || true ;;
  nearly-full) cat /dev/zero > "$2/filler" 2>/dev/null || true; truncate -s -400K "$2/filler" ;;
esac
shift 3
exec "$@"
"""
"""Copies a home to a small disk of its own, breaks that disk and goes on there; nobody else sees the disk."""

CHANNELS = """channel_id,name,priority,target_fill_rate,shortage_mode,patience_days,shortage_cost_rate
NEW,New,9,0.9,lost,0,0.1
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one row that could be loaded."""
    folder = tmp_path_factory.mktemp("rows")
    (folder / "channels.csv").write_text(CHANNELS)
    return folder


def assert_refused(program: Program, words: str, *arguments: str, within: tuple[str, ...] = ()) -> None:
    """The command ends with code 1 and a message of these words that ends with what to do."""
    told = program.run(*arguments, within=within)
    assert told.returncode == 1, told.stderr
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert "\u256d" not in told.stderr, "a stack trace in a box"
    assert told.stderr.rstrip().endswith(".")


def commands(rows: Path) -> tuple[tuple[str, ...], ...]:
    """One command of each way to the home: in-process interface, load, server."""
    return (("data", "status"), ("data", "load", str(rows)), ("serve", "--port", "0"))


def test_a_damaged_database_is_named(sample_home: Path, tmp_path: Path, rows: Path) -> None:
    home = copy_home(sample_home, tmp_path)
    with (home / "tandem.db").open("r+b") as file:
        file.write(b"no database any more" * 10)
    for arguments in commands(rows):
        assert_refused(Program(home), "The database is damaged", *arguments)


def test_a_database_damaged_inside_is_named(sample_home: Path, tmp_path: Path) -> None:
    """Its head is whole, so that it opens, and the pages behind it are not."""
    home = copy_home(sample_home, tmp_path)
    with (home / "tandem.db").open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(8192)
        file.write(b"\xff" * (size - 8192))
    assert_refused(Program(home), "The database is damaged", "serve", "--port", "0")


def test_a_truth_folder_that_vanished_is_named(sample_home: Path, tmp_path: Path, rows: Path) -> None:
    home = copy_home(sample_home, tmp_path)
    shutil.rmtree(home / "truth")
    for arguments in commands(rows):
        assert_refused(Program(home), str(home / "truth"), *arguments)
    assert not list(home.glob("truth/*")), "nothing begins a new truth in the place of the old one"


def test_files_of_the_truth_that_vanished_are_named(sample_home: Path, tmp_path: Path, rows: Path) -> None:
    home = copy_home(sample_home, tmp_path)
    for path in (home / "truth").glob("*/*.parquet"):
        path.unlink()
    assert_refused(Program(home), "gone", "data", "load", str(rows))


def test_a_file_in_the_place_of_the_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    assert_refused(Program(tmp_path / "home"), str(tmp_path / "home"), "data", "status")


@pytest.fixture(scope="module")
def broken_disk(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, tuple[str, ...]]:
    """A program over a disk that is made and broken for each command, and what to begin the command with."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here: unshare -rm is not allowed")
    home = tmp_path_factory.mktemp("disk")
    return Program(home), ("unshare", "-rm", "sh", "-c", IN_TMPFS, "sh", str(sample_home), str(home))


@pytest.mark.parametrize(
    ("state", "words"), [("read-only", "The disk is read-only"), ("full", "full"), ("nearly-full", "full")]
)
def test_a_disk_that_takes_nothing_more_is_named(
    broken_disk: tuple[Program, tuple[str, ...]], rows: Path, tmp_path: Path, state: str, words: str
) -> None:
    program, within = broken_disk
    tried: tuple[str, ...] = ("data", "load", str(rows))
    if state == "nearly-full":
        many = "".join(f"P-{number:07d},{'somebody with a long name' * 20}{number}\n" for number in range(40_000))
        (tmp_path / "people.csv").write_text("person_id,name\n" + many)
        tried = ("data", "load", str(tmp_path))
    assert_refused(program, words, *tried, within=(*within, state))
    if state == "full":
        assert_refused(program, words, "serve", "--port", "0", within=(*within, state))
