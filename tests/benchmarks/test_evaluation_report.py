"""The evaluation page and the stored runs behind it."""

from pathlib import Path

from api.benchmarks.answering import share_figures
from api.benchmarks.bars import shares_of
from api.benchmarks.questions import QuestionLine
from api.benchmarks.report import page
from api.benchmarks.runs import BankRun, LineResult, load, result_of, store
from api.benchmarks.scoring import Heard
from tests.fixtures_evals import heard


def fared(question: str, tool: str, came: Heard) -> LineResult:
    """How a question for a tool fared."""
    line = QuestionLine(question=question, kind="forecast", difficulty="hard", outcome="answer", tools=(tool,))
    return result_of(line, came, {})


def run_of(reasoner: str, *lines: LineResult) -> BankRun:
    """A run over the open bank."""
    return BankRun(bank="bank", bank_digest="d", code_version="c", reasoner=reasoner, lines=lines)


RIGHT = fared("Right?", "forecast_demand", heard(("forecast_demand", {"item_id": "A-104", "weeks": None})))
WRONG = fared("Wrong | *so*?", "forecast_demand", heard(("project_inventory", {"days": 91.0, "item_id": "A-104"})))


def test_a_stored_run_is_read_as_it_was(tmp_path: Path) -> None:
    """What is left out as a default must come back, or shares would change by being stored."""
    run = run_of("embedded", RIGHT, WRONG)
    assert load(store(run, tmp_path)) == run


def test_every_miss_is_told_with_what_was_called(tmp_path: Path) -> None:
    """A miss that is not listed cannot be judged; what was right is not listed."""
    store(run_of("embedded", RIGHT, WRONG), tmp_path)
    text = page(tmp_path)
    assert (
        "- forecast, hard: “Wrong \\| \\*so\\*?”. Expected `forecast_demand()`; computed, confidently wrong: "
        "`project_inventory(days=91, item_id=A-104)`"
    ) in text
    assert "“Right?”" not in text
    assert "| right tool | 50.0% | ≥ 95% | 2 |" in text
    assert "| forecast | 2 | 1 | 1 of 2 | 1 of 2 | 1 | 0 | 0 |" in text


def test_the_shares_that_others_rely_on_are_given() -> None:
    """`tandem bench answer --json` is read by name."""
    figures = {figure.name: figure.value for figure in share_figures(shares_of([RIGHT, WRONG]))}
    assert figures == {
        "answer.tool_share": 0.5,
        "answer.tool_and_arguments_share": 0.5,
        "answer.confidently_wrong_share": 0.5,
        "answer.out_of_scope_refused_share": 0.0,
    }
