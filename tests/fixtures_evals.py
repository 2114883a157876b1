"""What is asked in the evaluation, of whom, and what it must reach; answers made up to be scored."""

from datetime import UTC, datetime
from typing import Any

from agents.answers import Answer, ToolCall
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import ReplyKind
from api.benchmarks.asking import Asker, Company
from api.benchmarks.bars import Bar, shares_of
from api.benchmarks.questions import OPEN, Bank, bank_path, read_bank
from api.benchmarks.runs import BankRun, run_bank
from api.benchmarks.scoring import Heard

REACHED = Bar(tool=0.84, tool_and_arguments=0.81, confidently_wrong=0.06, out_of_scope_refused=0.85)
"""What each sample of the open bank reaches; to be replaced by `BARS[OPEN]` when that is reached."""

WITHHELD_AT_MOST = 4
"""Lines of a sample whose answer loses a sentence for want of a receipt; to become none."""

NEW_GAPS_AT_MOST = 4
"""Turns of conversations that may go wrong besides the known gaps, while reading is being rebuilt; to become none."""


def open_bank() -> Bank:
    """The open bank."""
    return read_bank(bank_path(OPEN))


def run_sample(first: int, company: Company, reasoner: EmbeddedReasoner) -> BankRun:
    """Ask every fourth question of the open bank, from the first (0) or the second (1) on; `make evaluate` asks all."""
    bank = open_bank()
    with company.anew() as started:
        return run_bank(bank, Asker(started, reasoner, reasoner), bank.lines[first::4])


def problems_of(run: BankRun) -> list[str]:
    """What is wrong with a run: shares that were not reached, lines that broke, too many that lost a sentence."""
    found = shares_of(run.lines).missed(REACHED)
    found += [f"{line.question}: {'; '.join(line.called)}" for line in run.lines if line.score.response == "crashed"]
    lost = [f"a sentence is withheld: {line.question}" for line in run.lines if line.score.withheld]
    return [*found, *(lost if len(lost) > WITHHELD_AT_MOST else [])]


Call = tuple[str, dict[str, Any]]


def heard(
    *calls: Call, asked_back: bool = False, kind: ReplyKind | None = None, failed: str = "", **more: Any
) -> Heard:
    """What came of a question: the calls c1, c2, … and the reply."""
    made = tuple(
        ToolCall(id=f"c{n}", agent="soe", tool=tool, arguments=arguments, result_digest="", elapsed_ms=1.0)
        for n, (tool, arguments) in enumerate(calls, start=1)
    )
    answer = Answer(
        answer_id="A-1",
        thread_id="T-1",
        question="?",
        asked_by="sam",
        asked_at=datetime(2026, 3, 2, tzinfo=UTC),
        truth_version="t-000001",
        operating_model="hybrid",
        reasoner="embedded",
        seed=1,
        code_version="0",
        agents=("soe",),
        text="text",
        tool_calls=made,
        asked_back=asked_back,
        **more,
    )
    return Heard(answer, kind, frozenset(failed.split()))
