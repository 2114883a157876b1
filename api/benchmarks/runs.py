"""Running a bank, and its results as a small JSON file: bank, code, reasoner, and how each line fared."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, JsonValue

from agents.answers import ToolCall
from agents.version import code_version

from .asking import Asker
from .questions import FOLDER, Bank, QuestionLine
from .scoring import Heard, Score, score

RESULTS = FOLDER / "results"
EMBEDDED = "embedded"


class LineResult(BaseModel):
    """How a line fared.

    Attributes
    ----------
    handed_over
        Whether a model was asked and the embedded reasoner finished what it could not.
    expected, called
        What should have come, and what was called or, where nothing was, said; empty where all is as expected.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    thread: tuple[str, ...] = ()
    kind: str
    difficulty: str
    outcome: str
    score: Score
    handed_over: bool = False
    expected: str = ""
    called: tuple[str, ...] = ()


class BankRun(BaseModel):
    """A whole run over a bank."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bank: str
    bank_digest: str
    code_version: str
    reasoner: str
    lines: tuple[LineResult, ...]


def run_bank(
    bank: Bank,
    asker: Asker,
    lines: Iterable[QuestionLine] | None = None,
    tell: Callable[[LineResult], None] | None = None,
) -> BankRun:
    """Ask every line of a bank, or some of its lines.

    Parameters
    ----------
    tell
        Is told each result as it comes.
    """
    results: list[LineResult] = []
    for line in bank.lines if lines is None else lines:
        heard = asker.ask(line.question, line.thread)
        results.append(result_of(line, heard, asker.company.names))
        if tell is not None:
            tell(results[-1])
    return BankRun(
        bank=bank.name,
        bank_digest=bank.digest,
        code_version=code_version(),
        reasoner=asker.name,
        lines=tuple(results),
    )


def result_of(line: QuestionLine, heard: Heard, names: dict[str, str]) -> LineResult:
    """Return how a line fared."""
    scored = score(line, heard, names)
    return LineResult(
        question=line.question,
        thread=line.thread,
        kind=line.kind,
        difficulty=line.difficulty,
        outcome=line.outcome,
        score=scored,
        handed_over=heard.handed_over,
        expected="" if scored.as_expected else _expected(line),
        called=() if scored.as_expected else told(heard),
    )


def _expected(line: QuestionLine) -> str:
    if line.outcome != "answer":
        return line.outcome
    arguments = {**line.arguments, **dict.fromkeys(line.absent, "nothing")}
    shown = ", ".join(f"{key}={_value(value)}" for key, value in arguments.items())
    return f"{' and '.join(line.tools)}({shown})"


def told(heard: Heard) -> tuple[str, ...]:
    """Return the calls in words, `tool(argument=value, …)` without what is null; where none was made, what was said."""
    if heard.answer is None:
        return (heard.error,)
    if not heard.calls:
        return (f"said: {heard.answer.text.splitlines()[0][:160]}",)
    return tuple(dict.fromkeys(_call(call, call.id in heard.failed) for call in heard.calls))


def _call(call: ToolCall, failed: bool) -> str:
    shown = ", ".join(f"{key}={_value(value)}" for key, value in call.arguments.items() if value is not None)
    return f"{call.tool}({shown})" + (" — refused by the tool" if failed else "")


def _value(value: JsonValue) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_value(each)}" for key, each in value.items() if each is not None) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def store(run: BankRun, folder: Path = RESULTS) -> Path:
    """Write a run as `BANK-REASONER.json`, a line of the bank a line of the file, without what is the default."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run.bank}-{_file_name(run.reasoner)}.json"
    head = run.model_dump_json(exclude={"lines"}, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {line.model_dump_json(exclude_defaults=True)}" for line in run.lines)
    path.write_text(f'{head},\n "lines": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    return path


def _file_name(reasoner: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "._" else "-" for sign in reasoner)


def load(path: Path) -> BankRun:
    """Read a stored run."""
    return BankRun.model_validate_json(path.read_text(encoding="utf-8"))


def stored_runs(bank: str, folder: Path = RESULTS) -> list[BankRun]:
    """Return the stored runs over a bank, the embedded reasoner's first."""
    runs = [load(path) for path in sorted(folder.glob(f"{bank}-*.json"))]
    return sorted(runs, key=lambda run: run.reasoner != EMBEDDED)
