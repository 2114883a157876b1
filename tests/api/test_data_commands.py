"""Files come in whole or not at all; whoever has a bad folder learns everything that is wrong with it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import structlog
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.truth.sample import generate

SMALL = ("demand_history", "stock_history")
"""Tables too long for a quick test; a company may well begin without them."""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Run a command over an empty home, without a server."""
    monkeypatch.delenv("TANDEM_API_KEY", raising=False)
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company as a folder of CSV files, without its long tables."""
    folder = tmp_path_factory.mktemp("files")
    for name, frame in generate().tables.items():
        if name not in SMALL and not frame.is_empty():
            lists = [column for column, kind in frame.schema.items() if isinstance(kind, pl.List)]
            flat = frame.with_columns(pl.col(column).cast(pl.List(pl.String)).list.join(";") for column in lists)
            flat.head(3000 if name == "sales_orders" else flat.height).write_csv(folder / f"{name}.csv")
    return folder


def spoil(files: Path, folder: Path) -> Path:
    """A copy of the files with two bad items."""
    folder.mkdir()
    for file in files.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    lines = (folder / "lanes.csv").read_text().splitlines()
    columns = lines[0].split(",")
    for number in (1, 2):
        cells = lines[number].split(",")
        cells[columns.index("transit_days")] = "-3"
        lines[number] = ",".join(cells)
    (folder / "lanes.csv").write_text("\n".join(lines) + "\n")
    return folder


def document(result: Result) -> Any:
    """The one JSON document on standard output."""
    return json.loads(result.stdout)


def test_a_good_folder_is_checked_loaded_and_loaded_again_without_effect(run: Run, files: Path) -> None:
    checked = run("data", "check", files, "--json")
    assert (checked.exit_code, document(checked)["ok"]) == (0, True), checked.output
    loaded = document(run("data", "load", files, "--json"))
    assert (loaded["version"], loaded["created"]) == ("t-000001", True)
    again = run("data", "load", files)
    assert again.exit_code == 0
    assert "there already" in again.stdout
    status = document(run("data", "status", "--json"))
    assert status["head"] == "t-000001"
    rows = len((files / "items.csv").read_text().splitlines()) - 1
    assert status["tables"]["items"] == rows


def test_a_bad_folder_loads_nothing_and_says_what_where_and_what_to_do(run: Run, files: Path, tmp_path: Path) -> None:
    bad = spoil(files, tmp_path / "bad")
    told = run("data", "load", bad)
    assert told.exit_code == 1, told.output
    for words in ("lanes.csv", "transit_days", "-3", "Nothing was loaded."):
        assert words in told.stdout
    assert "Traceback" not in told.output
    checked = document(run("data", "check", bad, "--json"))
    assert (checked["ok"], checked["problem_count"]) == (False, 2)
    listed = pl.read_csv(checked["report"])
    assert listed["row"].to_list() == [2, 3]
    assert document(run("data", "status", "--json"))["head"] is None
    kept = run("data", "load", bad, "--quarantine", "--json")
    assert (kept.exit_code, document(kept)["quarantined"]["lanes"]) == (0, 2), kept.output


def test_a_folder_without_known_files_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told = run("data", "load", tmp_path / "empty")
    assert told.exit_code == 1
    assert "Traceback" not in told.output
    assert told.output.strip()


HOLD = """
import sys
from pathlib import Path
from api.home import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("command", [("check", "FILES"), ("load", "FILES"), ("status",)])
def test_a_command_that_waits_for_another_says_so(
    run: Run, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        told: list[str] = []

        def say(text: str) -> None:
            told.append(text)
            other.kill()

        monkeypatch.setattr("api.commands.speaking.say", say)
        monkeypatch.setattr("api.commands.data.say", say)
        result = run("data", *(str(files) if word == "FILES" else word for word in command))
        other.kill()
    assert result.exit_code == 0, result.output
    assert str(home) in told[0]
    assert "waiting" in told[0].lower()


def test_what_is_told_of_a_refused_load_is_what_was_refused(run: Run, files: Path, tmp_path: Path) -> None:
    from api.loading import load_folder
    from api.settings import read_settings

    bad = spoil(files, tmp_path / "bad")

    def mend(stage: str, done: int, total: int) -> None:
        if stage == "check":  # whoever reads the folder a second time finds nothing wrong
            (bad / "lanes.csv").write_bytes((files / "lanes.csv").read_bytes())

    report = load_folder(read_settings(), bad, None, quarantine=False, progress=mend)
    assert (report["version"], report["problem_count"], report["ok"]) == (None, 2, False)
    assert "transit_days" in report["text"]


def test_a_failure_of_the_server_inside_a_command_is_told_once(run: Run, files: Path, tmp_path: Path) -> None:
    assert run("data", "load", files).exit_code == 0
    shutil.rmtree(tmp_path / "home" / "truth" / "company")
    told = run("data", "status")
    assert told.exit_code == 1
    assert "company" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1, told.stderr


def test_an_empty_home_says_how_to_begin(run: Run) -> None:
    assert "tandem data sample" in run("data", "status").stderr
    told = run("exceptions")
    assert told.exit_code == 1
    assert "tandem data" in told.stderr
    told = run("demo", "extra")
    assert told.exit_code == 2
