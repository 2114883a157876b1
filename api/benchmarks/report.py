"""`docs/evaluation.md`: what the stored runs over the question banks and conversations gave, with every miss.

`make evaluate` runs them and writes the page; `python -m api.benchmarks.report` writes it from what is stored.
"""

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import models, scoring
from .bars import BARS, Bar, Shares, shares_of
from .conversations import ConversationRun, conversations_file
from .questions import OPEN, SEALED
from .runs import EMBEDDED, RESULTS, BankRun, LineResult, stored_runs

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"
NOTE = "<!-- Written by `make evaluate` from tests/evals/results; do not edit. -->"
_TITLES = {OPEN: "The open bank", SEALED: "The sealed bank"}
_ABOUT = {
    OPEN: "`tests/evals/bank.jsonl`, written independently of the grammar that teaches the embedded reasoner, and open "
    "to who builds Tandem.",
    SEALED: "`tests/evals/sealed.jsonl`, written after the code was final by somebody who had seen neither code nor "
    "the open bank; run once and reported as it is.",
}


def page(folder: Path = RESULTS) -> str:
    """Return the page for the runs that are stored in a folder."""
    parts = [NOTE, "# How well questions are understood", _INTRODUCTION, "## Terms", _terms(), _FORMAT]
    for bank, title in _TITLES.items():
        parts += [f"## {title}, without a model", _ABOUT[bank]]
        runs = [run for run in stored_runs(bank, folder) if run.reasoner == EMBEDDED]
        parts += _bank(runs[0], BARS[bank]) if runs else ["Not run."]
    parts += ["## Conversations, without a model", *_conversations(conversations_file(EMBEDDED, folder))]
    parts += ["## With a real small model", *_models(folder)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = (
    "Whole questions are asked of the sample company, with the real tools, by a planner who may see everything; what "
    "is scored is the answer document. Today is the company's planning date."
)

_FORMAT = """### Format of a bank
One JSON object a line: `question`, `kind`, `difficulty` (plain, loose, hard), `outcome` (answer, ask_back,
out_of_scope, unsafe, greeting, help), `tools` (each must be called; `a|b` accepts either), `arguments` (what some call
of the last tool must contain: objects as subsets, lists element by element, numbers within 0.1 %, `{"any_of": [...]}`
alternatives), `absent` (arguments that must be missing or null) and `thread` (earlier questions of the
conversation)."""


def _terms() -> str:
    """The definitions, from where they are computed."""
    document = inspect.getdoc(scoring) or ""
    return document.split("\n\n", 1)[1]


def _bank(run: BankRun, bar: Bar) -> list[str]:
    return [
        f"{len(run.lines)} questions; bank {run.bank_digest}, code {run.code_version}, reasoner {run.reasoner}.",
        _shares(shares_of(run.lines), bar),
        "### By kind",
        _table("kind", run.lines, [line.kind for line in run.lines]),
        "### By difficulty",
        _table("difficulty", run.lines, [line.difficulty for line in run.lines]),
        "### Every miss",
        *_misses(run.lines),
    ]


def _shares(shares: Shares, bar: Bar) -> str:
    rows = (
        ("right tool", shares.tool, f"≥ {bar.tool:.0%}", shares.answers),
        ("right tool and arguments", shares.tool_and_arguments, f"≥ {bar.tool_and_arguments:.0%}", shares.answers),
        ("confidently wrong", shares.confidently_wrong, f"≤ {bar.confidently_wrong:.0%}", shares.questions),
        ("out of scope refused", shares.out_of_scope_refused, f"≥ {bar.out_of_scope_refused:.0%}", shares.refusals),
    )
    lines = ["| | reached | bar | of questions |", "|---|--:|--:|--:|"]
    lines += [f"| {name} | {_percent(share, count)} | {least} | {count} |" for name, share, least, count in rows]
    return "\n".join(lines)


def _percent(share: float, count: int) -> str:
    return f"{share:.1%}" if count else "–"


def _table(label: str, lines: Sequence[LineResult], groups: Sequence[str]) -> str:
    """A row a group, in the order in which they first come, and one of all."""
    heads = ("questions", "as expected", "right tool", "and arguments", "confidently wrong", "asked back", "refused")
    table = [f"| {label} | {' | '.join(heads)} |", "|---" + "|--:" * len(heads) + "|"]
    for group in (*dict.fromkeys(groups), None):
        part = [line for line, own in zip(lines, groups, strict=True) if group is None or own == group]
        answers = [line.score for line in part if line.outcome == "answer"]
        counts = (
            len(part),
            sum(line.score.as_expected for line in part),
            _of(answers, [score.right_tool for score in answers]),
            _of(answers, [score.right_arguments for score in answers]),
            sum(line.score.confidently_wrong for line in part),
            sum(line.score.response == "asked_back" for line in part),
            sum(line.score.response == "refused" for line in part),
        )
        table.append(f"| {group or '**all**'} | {' | '.join(map(str, counts))} |")
    return "\n".join(table)


def _of(answers: Sequence[object], hits: Iterable[bool]) -> str:
    return f"{sum(hits)} of {len(answers)}" if answers else "–"


def _misses(lines: Sequence[LineResult]) -> list[str]:
    missed = [line for line in lines if not line.score.as_expected]
    return ["\n".join(map(_miss, missed))] if missed else ["None."]


def _miss(line: LineResult) -> str:
    score = line.score
    marks = [score.response.replace("_", " ")]
    marks += ["confidently wrong"] if score.confidently_wrong else []
    marks += ["right tool"] if score.right_tool else []
    marks += ["drafted unasked"] if score.drafted_unasked else []
    marks += ["sentence withheld"] if score.withheld else []
    after = f" after “{' / '.join(map(_text, line.thread))}”" if line.thread else ""
    called = "; ".join(f"`{each.replace('`', '')}`" for each in line.called)
    return (
        f"- {line.kind}, {line.difficulty}: “{_text(line.question)}”{after}. Expected `{line.expected}`; "
        f"{', '.join(marks)}: {called}"
    )


def _text(said: str) -> str:
    """What was said on one line, cut where it is very long, without what Markdown would read as markup."""
    line = " ".join(said.split())
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return "".join(f"\\{sign}" if sign in "\\`*_<>[]|#" else sign for sign in line)


_LONGEST = 300


def _conversations(file: Path) -> list[str]:
    about = (
        "`tests/evals/conversations.yaml`: of three to eight turns, as different planners hold them, with what must "
        "come of each turn. No sentence may be withheld, nothing may be drafted without a wish."
    )
    if not file.exists():
        return [about, "Not run."]
    run = ConversationRun.model_validate_json(file.read_text(encoding="utf-8"))
    failed = [result for result in run.conversations if result.failures]
    turns = sum(result.turns for result in run.conversations)
    wrong = sum(len({failure.turn for failure in result.failures}) for result in failed)
    summary = (
        f"{len(run.conversations) - len(failed)} of {len(run.conversations)} conversations and {turns - wrong} of "
        f"{turns} turns went as expected (code {run.code_version})."
    )
    lines = [
        f"- {result.name}, turn {failure.turn}: “{_text(failure.said)}”: {_text(failure.problem)}"
        for result in failed
        for failure in result.failures
    ]
    return [about, summary, *(["\n".join(lines)] if lines else [])]


def _models(folder: Path) -> list[str]:
    runs = [(title, run) for bank, title in _TITLES.items() if (run := models.load(bank, folder)) is not None]
    parts = [_WITH_A_MODEL]
    for title, run in runs:
        parts += [f"### {run.model}, {title[0].lower()}{title[1:]}", *models.section(run)]
    return parts if runs else [_WITH_A_MODEL, "Not run."]


_WITH_A_MODEL = """`make test-model` asks the same questions of a language model of half a billion parameters that runs
on this machine, and of the embedded reasoner beside it. The model works in the mode `calls`: it chooses calls among the
few that the question most likely needs, by JSON replies whose schema holds what the question names and nothing else; it
is told how the question was read without it. Words, numbers and what follows a first call are not its own, and what it
cannot do is handed over to the embedded reasoner. `make test-model SAMPLE=120` asks a sample, each kind by its share,
the same one every time. The packages that it needs (`model-requirements.txt`, half a gigabyte) are installed beside
the others, into `.model`, and the model's file is checked against a digest before anything is run."""


def write_page(folder: Path = RESULTS) -> None:
    """Write `docs/evaluation.md`."""
    PAGE.write_text(page(folder), encoding="utf-8")


if __name__ == "__main__":
    write_page()
