"""Question banks: what planners ask, and what must come of it; one JSON object a line.

The open bank is `tests/evals/bank.jsonl`. The sealed one, `tests/evals/sealed.jsonl`, is written by somebody who has
seen neither the code nor the open bank, after the code is final.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from ..errors import BankUnreadable

FOLDER = Path(__file__).parents[2] / "tests" / "evals"
OPEN, SEALED = "bank", "sealed"

Kind = Literal[
    "brief", "exceptions", "late_orders", "orders", "stock", "past_demand", "mitigations", "projection",
    "replenishment", "explain", "forecast", "accuracy", "budget", "what_if_late", "what_if_demand", "what_if_safety",
    "expedite", "push_out", "create_order", "stock_policy", "override", "proposals", "policy", "calculate",
    "two_things", "follow_up", "out_of_scope", "unsafe", "greeting", "help", "unclear",
]  # fmt: skip
Difficulty = Literal["plain", "loose", "hard"]
Outcome = Literal["answer", "ask_back", "out_of_scope", "unsafe", "greeting", "help"]


class QuestionLine(BaseModel):
    """A question and what must come of it.

    Attributes
    ----------
    outcome
        `answer`: computed and answered; `ask_back`: Tandem must ask, or say what it does not know or cannot do;
        `out_of_scope` and `unsafe` must be refused.
    tools
        Tools of which each must have been called; `a|b` accepts either.
    arguments
        What some call of the last of `tools` must contain; see `matching.contains`.
    absent
        Arguments that must be missing or null in that call.
    thread
        Earlier questions of the conversation, the oldest first.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    question: str = Field(min_length=1)
    kind: Kind
    difficulty: Difficulty
    outcome: Outcome
    tools: tuple[str, ...] = ()
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    absent: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _tools_where_computed(self) -> "QuestionLine":
        if (self.outcome == "answer") != bool(self.tools):
            raise ValueError("a line has tools exactly where the outcome is an answer")
        return self


@dataclass(frozen=True)
class Bank:
    """The lines of a bank; `digest` is that of the file, sixteen hexadecimal digits."""

    name: str
    digest: str
    lines: tuple[QuestionLine, ...]


def bank_path(name: str | None = None) -> Path:
    """Return the file of a bank by name, `bank` or `sealed`, or by path; by default the sealed one where it exists."""
    if name is None:
        return next((path for path in map(bank_path, (SEALED, OPEN)) if path.exists()), bank_path(OPEN))
    return FOLDER / f"{name}.jsonl" if name in (OPEN, SEALED) else Path(name)


def read_bank(path: Path) -> Bank:
    """Read a bank.

    Raises
    ------
    BankUnreadable
        If there is no such file, a line does not fit the format, or a question stands twice in it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BankUnreadable(f"The question bank {path} cannot be read: {error.strerror}.", _CURE) from error
    lines: list[QuestionLine] = []
    seen: dict[Any, int] = {}
    for number, text in enumerate(content.decode("utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = QuestionLine.model_validate_json(text)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(map(str, problem["loc"])) or "the line"
            raise BankUnreadable(f"{path.name}, line {number}: {where}: {problem['msg']}.", _CURE) from error
        key = (line.question.casefold(), line.thread)
        if key in seen:
            raise BankUnreadable(f"{path.name}, line {number}: the question of line {seen[key]} again.", _CURE)
        seen[key] = number
        lines.append(line)
    return Bank(path.stem, hashlib.sha256(content).hexdigest()[:16], tuple(lines))


_CURE = "A bank is a file of JSON lines as docs/evaluation.md describes; name another one with --bank."
