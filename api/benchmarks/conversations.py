"""Conversations of several turns, with what must come of each: `tests/evals/conversations.yaml`."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, model_validator

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import PerTurn, Reasoner
from agents.version import code_version

from .asking import Asker, Company
from .questions import FOLDER, Difficulty, Kind, Outcome, QuestionLine
from .runs import RESULTS, told
from .scoring import Heard, score

CONVERSATIONS = FOLDER / "conversations.yaml"
_KIND: Kind = "follow_up"
_DIFFICULTY: Difficulty = "loose"


class SaidTurn(BaseModel):
    """Something that is said, and what must come of it.

    Attributes
    ----------
    outcome
        As in a question bank; `answer|ask_back` accepts either; `None` where anything may come of it.
    tools
        May be left out with an answer that may come from any tool.
    drafts
        Whether proposals are drafted: none, perhaps some, or certainly some.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str = Field(min_length=1)
    outcome: str | None = None
    tools: tuple[str, ...] = ()
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    absent: tuple[str, ...] = ()
    drafts: Literal["none", "may", "some"] = "none"

    @model_validator(mode="after")
    def _known_outcomes(self) -> "SaidTurn":
        if set(self.outcomes) - set(get_args(Outcome)):
            raise ValueError(f"unknown outcome {self.outcome}")
        return self

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are accepted."""
        return tuple(self.outcome.split("|")) if self.outcome else ()


class PlannedConversation(BaseModel):
    """A conversation of a person of the sample company; `transcript` puts it among those that are written out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    person: str
    transcript: bool = False
    turns: tuple[SaidTurn, ...] = Field(min_length=3, max_length=8)


class Failure(BaseModel):
    """What went otherwise in a turn, counted from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: int
    said: str
    problem: str


class ConversationResult(BaseModel):
    """How a conversation went."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    turns: int
    failures: tuple[Failure, ...] = ()


class ConversationRun(BaseModel):
    """How all conversations went."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code_version: str
    reasoner: str
    conversations: tuple[ConversationResult, ...]


Tell = Callable[[PlannedConversation, Sequence[Heard], ConversationResult], None]
"""Is told of each conversation as it ends."""


def read_conversations(path: Path = CONVERSATIONS) -> tuple[PlannedConversation, ...]:
    """Read the conversations; dates may be written as such."""
    import yaml

    document = _plain(yaml.safe_load(path.read_text(encoding="utf-8")))
    return TypeAdapter(tuple[PlannedConversation, ...]).validate_python(document)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def hold(
    conversation: PlannedConversation, company: Company, reasoner: Reasoner | PerTurn, fallback: EmbeddedReasoner
) -> list[Heard]:
    """Hold a conversation with an empty ledger; gives what came of each turn."""
    said = [turn.say for turn in conversation.turns]
    with company.anew() as started:
        asker = Asker(started, reasoner, fallback)
        return [asker.ask(text, said[:number], conversation.person) for number, text in enumerate(said)]


def judge(conversation: PlannedConversation, heard: Sequence[Heard], names: dict[str, str]) -> ConversationResult:
    """Return what went otherwise than it must."""
    failures = [
        Failure(turn=number, said=turn.say, problem=problem)
        for number, (turn, came) in enumerate(zip(conversation.turns, heard, strict=True), start=1)
        for problem in _problems(turn, came, names)
    ]
    return ConversationResult(name=conversation.name, turns=len(heard), failures=tuple(failures))


def _problems(turn: SaidTurn, heard: Heard, names: dict[str, str]) -> list[str]:
    found: list[str] = []
    if heard.response == "crashed":
        return [f"an error came out: {heard.error}"]
    if heard.withheld:
        found.append("a sentence was withheld")
    if heard.drafted and turn.drafts == "none":
        found.append("a proposal was drafted without a wish")
    if not heard.drafted and turn.drafts == "some":
        found.append("no proposal was drafted")
    if turn.outcome and not any(_fits(turn, outcome, heard, names) for outcome in turn.outcomes):
        found.append(f"expected {_expected(turn)}; {'; '.join(told(heard))}")
    return found


def _fits(turn: SaidTurn, outcome: str, heard: Heard, names: dict[str, str]) -> bool:
    if outcome == "answer" and not turn.tools:
        return heard.response == "computed"
    line = QuestionLine.model_validate(
        {
            "question": turn.say,
            "kind": _KIND,
            "difficulty": _DIFFICULTY,
            "outcome": outcome,
            "tools": turn.tools if outcome == "answer" else (),
            "arguments": turn.arguments,
            "absent": turn.absent,
        }
    )
    return score(line, heard, names).as_expected


def _expected(turn: SaidTurn) -> str:
    arguments = f" with {turn.arguments}" if turn.arguments else ""
    return f"{' and '.join(turn.tools) or turn.outcome}{arguments}"


def run_conversations(
    conversations: Sequence[PlannedConversation],
    company: Company,
    reasoner: Reasoner | PerTurn,
    fallback: EmbeddedReasoner,
    tell: Tell | None = None,
) -> ConversationRun:
    """Hold all conversations and judge them."""
    results: list[ConversationResult] = []
    for conversation in conversations:
        heard = hold(conversation, company, reasoner, fallback)
        results.append(judge(conversation, heard, company.names))
        if tell is not None:
            tell(conversation, heard, results[-1])
    return ConversationRun(code_version=code_version(), reasoner=reasoner.name, conversations=tuple(results))


def conversations_file(reasoner: str, folder: Path = RESULTS) -> Path:
    """Where the run of a reasoner is stored."""
    return folder / f"conversations-{reasoner}.json"
