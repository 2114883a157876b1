"""What is asked in the evaluation, of whom, and what it must reach; answers made up to be scored."""

from datetime import UTC, datetime
from typing import Any

from agents.answers import Answer, ToolCall
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import ReplyKind
from api.benchmarks.asking import Asker, Company
from api.benchmarks.questions import OPEN, Bank, bank_path, read_bank
from api.benchmarks.runs import EMBEDDED, BankRun, run_bank, stored_runs
from api.benchmarks.scoring import Heard

FLIPPED_AT_MOST = 2
"""Lines of a sample that may fare worse than is stored: another processor rounds a score at a threshold otherwise."""


def open_bank() -> Bank:
    """The open bank."""
    return read_bank(bank_path(OPEN))


def run_sample(first: int, company: Company, reasoner: EmbeddedReasoner) -> BankRun:
    """Ask every fourth question of the open bank, from the first (0) or the second (1) on; `make evaluate` asks all."""
    bank = open_bank()
    with company.anew() as started:
        return run_bank(bank, Asker(started, reasoner, reasoner), bank.lines[first::4])


def problems_of(run: BankRun) -> list[str]:
    """Return the lines that broke, and those that fare worse than in the stored run unless they are very few."""
    (stored,) = (kept for kept in stored_runs(OPEN) if kept.reasoner == EMBEDDED)
    before = {(line.thread, line.question): line.score for line in stored.lines}
    broken: list[str] = []
    worse: list[str] = []
    for line in run.lines:
        told, now, then = f"{line.question}: {'; '.join(line.called)}", line.score, before[line.thread, line.question]
        if now.response == "crashed":
            broken.append(told)
        elif (then.as_expected and not now.as_expected) or now.faults - then.faults:
            worse.append(told)
    return [*broken, *(worse if len(worse) > FLIPPED_AT_MOST else [])]


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
