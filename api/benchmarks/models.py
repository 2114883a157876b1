"""A bank asked of a real model, each question of the embedded reasoner as well; the section of the page that tells it.

`make test-model` runs it. A question is **not asked** of the model where a guard rail replies or nothing is left open,
**answered** where the model chose the calls, and **handed over** where it could not and the embedded reasoner did.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agents.usage import Ending
from agents.version import code_version

from .asking import Asker
from .questions import Bank, QuestionLine
from .runs import RESULTS, LineResult, result_of
from .scoring import Score

Part = Literal["not asked", "answered", "handed over"]
PARTS: tuple[Part, ...] = ("not asked", "answered", "handed over")


class ModelLine(LineResult):
    """How a line fared with a model.

    Attributes
    ----------
    embedded
        How the embedded reasoner fared with it, in the same run.
    ending
        How the turn ended; see `agents.usage.Ending`.
    seconds
        For the whole answer, on the machine of the run.
    tokens
        Of prompts and replies.
    """

    embedded: Score
    ending: Ending | None = None
    seconds: float = 0.0
    tokens: int = 0

    @property
    def part(self) -> Part:
        """Who chose the calls."""
        if self.ending in ("answered", "budget_calls"):
            return "answered"
        return "not asked" if self.ending in (None, "guarded") else "handed over"


class ModelRun(BaseModel):
    """A run over a bank or a sample of it.

    Attributes
    ----------
    bank_lines
        Of the whole bank; `lines` has fewer where a sample was asked.
    threads
        Of the processor, given to the model.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bank: str
    bank_digest: str
    bank_lines: int
    code_version: str
    model: str
    mode: str
    threads: int
    lines: tuple[ModelLine, ...]

    def of(self, part: Part) -> list[ModelLine]:
        """Return the lines of a part."""
        return [line for line in self.lines if line.part == part]

    def problems(self) -> list[str]:
        """Return in words what `make test-model` must not find: fewer right tools than without a model, or a crash."""
        answers = _answers(self.of("answered"))
        model, embedded = (sum(line.right_tool for line in side) for side in _sides(answers))
        found = [f"the model chose the right tool {model} times, the embedded reasoner {embedded} times"]
        found = found if model < embedded else []
        found += [f"it broke: {line.question}" for line in self.lines if line.score.response == "crashed"]
        found += [f"drafted unasked: {line.question}" for line in self.lines if line.score.drafted_unasked]
        return found if self.of("answered") else [*found, "the model answered nothing"]


def run_models(
    bank: Bank,
    lines: Iterable[QuestionLine],
    asker: Asker,
    embedded: Asker,
    *,
    mode: str,
    threads: int,
    tell: Callable[[ModelRun], None],
) -> ModelRun:
    """Ask lines of a bank of a model and of the embedded reasoner.

    Parameters
    ----------
    tell
        Is told what there is so far, after each line.
    """
    run = ModelRun(
        bank=bank.name,
        bank_digest=bank.digest,
        bank_lines=len(bank.lines),
        code_version=code_version(),
        model=asker.name,
        mode=mode,
        threads=threads,
        lines=(),
    )
    for line in lines:
        alone = result_of(line, embedded.ask(line.question, line.thread), embedded.company.names)
        for number in range(len(line.thread)):
            asker.ask(line.thread[number], line.thread[:number])
        started = perf_counter()
        heard = asker.ask(line.question, line.thread)
        seconds = perf_counter() - started
        usage = heard.answer.usage if heard.answer else None
        result = ModelLine(
            **dict(result_of(line, heard, asker.company.names)),
            embedded=alone.score,
            ending=usage.ending if usage else None,
            seconds=round(seconds, 2),
            tokens=usage.prompt_tokens + usage.completion_tokens if usage else 0,
        )
        run = run.model_copy(update={"lines": (*run.lines, result)})
        tell(run)
    return run


def store(run: ModelRun, folder: Path = RESULTS) -> Path:
    """Write a run as `model-BANK.json`, a line of the bank a line of the file, without what is the default."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"model-{run.bank}.json"
    head = run.model_dump_json(exclude={"lines"}, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {line.model_dump_json(exclude_defaults=True)}" for line in run.lines)
    path.write_text(f'{head},\n "lines": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    return path


def load(bank: str, folder: Path = RESULTS) -> ModelRun | None:
    """Return the stored run over a bank; `None` where there is none."""
    path = folder / f"model-{bank}.json"
    return ModelRun.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def section(run: ModelRun) -> list[str]:
    """Return the paragraphs that tell a run, without its heading."""
    asked = [line for line in run.lines if line.part != "not asked"]
    handed, answered = run.of("handed over"), run.of("answered")
    sample = "every question" if len(run.lines) == run.bank_lines else f"a sample of {len(run.lines)}, by kind,"
    seconds = f"{median(line.seconds for line in asked):.0f} s at the median" if asked else "no question asked"
    share = f"{len(handed) / len(asked):.0%}" if asked else "–"
    return [
        f"{run.model}, {run.threads} threads, mode `{run.mode}`; {sample} of the {run.bank_lines} of the bank "
        f"{run.bank_digest}, code {run.code_version}.",
        f"Not asked of the model, because a reply without it stands: {len(run.of('not asked'))}. Asked: {len(asked)}, "
        f"{seconds}; answered with its choice of calls {len(answered)}, handed over {len(handed)} ({share}).",
        _table([line.kind for line in run.lines], run.lines),
        "Where the two differ:",
        "\n".join(map(_difference, _differing(run.lines))) or "Nowhere.",
        *(
            ["Handed over:", "\n".join(f"- {line.kind}: {_quoted(line)}, `{line.ending}`" for line in handed)]
            * bool(handed)
        ),
    ]


def _table(groups: Sequence[str], lines: Sequence[ModelLine]) -> str:
    heads = ("kind", "questions", "answered by the model", "handed over", "right tool", "embedded", "and arguments")
    heads = (*heads, "embedded", "confidently wrong", "embedded")
    table = [f"| {' | '.join(heads)} |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    for group in (*dict.fromkeys(groups), None):
        part = [line for line in lines if group is None or line.kind == group]
        table.append(f"| {group or '**all**'} | {' | '.join(map(str, _counts(part)))} |")
    by_model = [line for line in lines if line.part == "answered"]
    table.append(f"| **answered by the model** | {' | '.join(map(str, _counts(by_model)))} |")
    return "\n".join(table)


def _counts(part: Sequence[ModelLine]) -> list[object]:
    answers = _answers(part)
    model, embedded = _sides(answers)
    return [
        len(part),
        sum(line.part == "answered" for line in part),
        sum(line.part == "handed over" for line in part),
        f"{sum(score.right_tool for score in model)} of {len(answers)}",
        sum(score.right_tool for score in embedded),
        f"{sum(score.right_arguments for score in model)} of {len(answers)}",
        sum(score.right_arguments for score in embedded),
        sum(line.score.confidently_wrong for line in part),
        sum(line.embedded.confidently_wrong for line in part),
    ]


def _answers(lines: Sequence[ModelLine]) -> list[ModelLine]:
    return [line for line in lines if line.outcome == "answer"]


def _sides(lines: Sequence[ModelLine]) -> tuple[list[Score], list[Score]]:
    return [line.score for line in lines], [line.embedded for line in lines]


def _differing(lines: Sequence[ModelLine]) -> list[ModelLine]:
    return [line for line in lines if _verdict(line.score) != _verdict(line.embedded)]


def _verdict(score: Score) -> tuple[bool, bool, bool]:
    return score.right_tool, score.as_expected, score.confidently_wrong


def _difference(line: ModelLine) -> str:
    called = "; ".join(f"`{each.replace('`', '')}`" for each in line.called) or "as expected"
    return f"- {line.kind}: {_quoted(line)}. {_told(line.score)}, embedded {_told(line.embedded)}: {called}"


def _told(score: Score) -> str:
    if score.as_expected:
        return "right"
    return "right tool" if score.right_tool else "confidently wrong" if score.confidently_wrong else "not right"


def _quoted(line: ModelLine) -> str:
    words = " ".join(line.question.split())[:LONGEST]
    return "“" + "".join(f"\\{sign}" if sign in "\\`*_<>[]|#" else sign for sign in words) + "”"


LONGEST = 200
"""Characters of a question."""
