"""The results that are stored and the page that tells them."""

from pathlib import Path

from api.benchmarks.bars import BARS, shares_of
from api.benchmarks.conversations import ConversationRun, conversations_file, read_conversations
from api.benchmarks.questions import OPEN, SEALED, bank_path, read_bank
from api.benchmarks.report import PAGE, page
from api.benchmarks.runs import EMBEDDED, stored_runs


def test_the_page_is_what_the_stored_results_give() -> None:
    """A page written by hand could claim anything; `make evaluate` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_stored_runs_are_of_the_banks_as_they_are() -> None:
    """Figures of other questions than those of the bank would be read as figures of the bank.

    A few lines of the open bank may be corrected before it is run again; the sealed one is never touched.
    """
    for name, least in ((OPEN, 0.95), (SEALED, 1.0)):
        if not bank_path(name).exists():
            assert stored_runs(name) == []
            continue
        lines = read_bank(bank_path(name)).lines
        for run in stored_runs(name):
            asked = {(line.thread, line.question) for line in run.lines}
            known = sum((line.thread, line.question) in asked for line in lines)
            assert known >= least * max(len(lines), len(asked)), f"run `make evaluate` again: {name}, {run.reasoner}"


def test_the_stored_runs_reach_their_bars() -> None:
    """What is published must hold what the project promises of understanding without a model."""
    for name, bar in BARS.items():
        for run in stored_runs(name):
            if run.reasoner == EMBEDDED:
                assert shares_of(run.lines).missed(bar) == []


def test_the_stored_conversations_are_those_that_are_planned() -> None:
    """A result of conversations that were changed since would say nothing about them."""
    run = ConversationRun.model_validate_json(conversations_file(EMBEDDED).read_text(encoding="utf-8"))
    assert [(result.name, result.turns) for result in run.conversations] == [
        (conversation.name, len(conversation.turns)) for conversation in read_conversations()
    ]


def test_what_was_not_run_is_said_to_be_so(tmp_path: Path) -> None:
    """An empty section would be read as nothing to report."""
    empty = page(tmp_path)
    for title in ("The open bank, without a model", "The sealed bank, without a model", "With a real small model"):
        section = empty.split(f"## {title}\n")[1].split("\n## ")[0]
        assert "Not run." in section
