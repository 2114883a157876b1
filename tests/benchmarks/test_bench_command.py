"""`tandem bench` gives one JSON document."""

import json

import pytest
from typer.testing import CliRunner

from api import benchmarks
from api.benchmarks import BenchFigure, Measured
from api.cli import app


def test_the_figures_are_one_document_with_what_they_were_measured_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document printed as text of the program could be read by no one else."""

    def answer(bank: str | None) -> Measured:
        return Measured([BenchFigure(name="answer.tool_share", value=0.5, unit="share")], {"question_bank": bank})

    monkeypatch.setattr(benchmarks, "BENCHES", {"answer": answer})
    done = CliRunner().invoke(app, ["bench", "answer", "--bank", "sealed", "--json"])
    document = json.loads(done.stdout)
    assert (done.exit_code, document["bench"], document["conditions"]) == (0, "answer", {"question_bank": "sealed"})
    assert document["figures"][0] == {
        "name": "answer.tool_share",
        "value": 0.5,
        "unit": "share",
        "peer": None,
        "peer_value": None,
        "ratio": None,
        "repeats": 1,
    }
