"""Runs of a model beside the embedded reasoner: which part of them is the model's, and what they must not show."""

from pathlib import Path

import pytest

from agents.usage import Ending
from api.benchmarks.models import ModelLine, ModelRun, load, store
from api.benchmarks.report import page
from api.benchmarks.scoring import Score

RIGHT = Score(response="computed", as_expected=True, right_tool=True, right_arguments=True)
WRONG = Score(response="computed", as_expected=False, confidently_wrong=True)


def line(question: str, ending: Ending | None, own: Score, embedded: Score) -> ModelLine:
    """A question about a forecast."""
    return ModelLine(
        question=question,
        kind="forecast",
        difficulty="plain",
        outcome="answer",
        score=own,
        embedded=embedded,
        ending=ending,
        seconds=2.0,
    )


def run_of(*lines: ModelLine) -> ModelRun:
    """A run over a sample of the open bank."""
    return ModelRun(
        bank="bank",
        bank_digest="d",
        bank_lines=600,
        code_version="c",
        model="small",
        mode="calls",
        threads=2,
        lines=lines,
    )


def test_a_stored_run_is_read_as_it_was(tmp_path: Path) -> None:
    """Shares would change by being stored."""
    run = run_of(line("One?", "answered", RIGHT, WRONG), line("Two?", "guarded", RIGHT, RIGHT))
    store(run, tmp_path)
    assert load("bank", tmp_path) == run
    assert load("sealed", tmp_path) is None


def test_the_page_tells_who_chose_the_calls_and_where_the_two_differ(tmp_path: Path) -> None:
    """What the embedded reasoner finished, or was never asked of the model, says nothing about the model."""
    lines = (
        line("Better?", "answered", RIGHT, WRONG),
        line("Same?", "malformed", RIGHT, RIGHT),
        line("Kept from it?", "guarded", RIGHT, RIGHT),
    )
    store(run_of(*lines), tmp_path)
    section = page(tmp_path).split("## With a real small model")[1]
    assert "a sample of 3, by kind, of the 600 of the bank d" in section
    assert "stands: 1. Asked: 2, 2 s at the median; answered with its choice of calls 1, handed over 1 (50%)" in section
    assert "| forecast | 3 | 1 | 1 | 3 of 3 | 2 | 3 of 3 | 2 | 0 | 1 |" in section
    assert "| **answered by the model** | 1 | 1 | 0 | 1 of 1 | 0 | 1 of 1 | 0 | 0 | 1 |" in section
    assert "“Better?”. right, embedded confidently wrong: as expected" in section
    assert "- forecast: “Same?”, `malformed`" in section
    assert "“Kept from it?”" not in section


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ((line("One?", "answered", WRONG, RIGHT),), "the model chose the right tool 0 times"),
        ((line("One?", "malformed", RIGHT, RIGHT),), "the model answered nothing"),
        ((line("One?", "answered", RIGHT.model_copy(update={"response": "crashed"}), RIGHT),), "it broke: One?"),
        ((line("One?", "answered", RIGHT.model_copy(update={"drafted_unasked": True}), RIGHT),), "drafted unasked"),
    ],
)
def test_what_must_not_be_is_found(lines: tuple[ModelLine, ...], problem: str) -> None:
    """A run that shows it would otherwise be stored as if it were good."""
    assert any(problem in found for found in run_of(*lines).problems())


def test_a_model_as_good_as_the_embedded_reasoner_passes() -> None:
    """What was handed over counts on neither side."""
    lines = (line("One?", "answered", RIGHT, RIGHT), line("Two?", "no_calls", WRONG, RIGHT))
    assert run_of(*lines).problems() == []
