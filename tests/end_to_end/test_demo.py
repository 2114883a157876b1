"""The first thing that a newcomer runs must work on the first try, and again."""

import re
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from api.cli import app
from tests.fixtures_home import copy_home

pytestmark = pytest.mark.slow


def test_the_demo_shows_the_whole_job(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_HOME", str(copy_home(sample_home, tmp_path)))
    monkeypatch.delenv("TANDEM_API_KEY", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    told = CliRunner().invoke(app, ["demo"])
    structlog.reset_defaults()
    assert told.exit_code == 0, told.output
    headings = re.findall(r"^(\d)\. \D.*─$", told.stdout, re.MULTILINE)
    assert headings == list("1234567")
    for words in ("is approved and executed", "t-000002", "intact", "computed again is the same"):
        assert words in told.stdout, words
    assert "New in supply_orders" in told.stdout or "\u2192" in told.stdout
    assert "BROKEN" not in told.stdout
