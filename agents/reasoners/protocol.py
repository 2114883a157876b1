"""What a reasoner is asked and what it gives back: data, so that a model behind an endpoint can give the same.

A reasoner never computes and never writes a number: it names tool calls as data and writes sentences with references.
Whatever it says is checked by the coordinator, the registry and the evidence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from pydantic import Field, JsonValue

from tools.context import ToolContext
from tools.registry import Registry
from tools.results import Part

from ..answers import Answer, Choice
from ..evidence.records import CallRecord
from ..usage import Usage

Agent = Literal["sop", "soe"]
OperatingModel = Literal["separate", "merged", "hybrid"]


@dataclass(frozen=True)
class Turn:
    """One message of a person and all that may be used to answer it.

    Parameters
    ----------
    thread
        The earlier answers of the thread, the oldest first.
    """

    question: str
    answer_id: str
    context: ToolContext
    registry: Registry
    thread: tuple[Answer, ...]
    operating_model: OperatingModel


class PlannedCall(Part):
    """A tool call to be made."""

    tool: str
    arguments: dict[str, JsonValue]


class Request(Part):
    """One thing that is asked.

    Attributes
    ----------
    kind
        What sort of question it is, in the reasoner's own terms.
    first
        The call to begin with; later ones come from `Reasoner.plan`.
    first_day, last_day
        The stretch it speaks of, in days after the planning date; `None` where it names none.
    heard
        How names and dates were read where they were not spelled out, a sentence each.
    survey
        Whether findings outside the agent's mandate are passed on: `no`, by a `line`, or for the other agent to
        `work` on.
    details
        What else the reasoner wants to remember for `plan` and `word`.
    """

    kind: str
    first: PlannedCall
    first_day: int | None = None
    last_day: int | None = None
    heard: tuple[str, ...] = ()
    survey: Literal["no", "line", "work"] = "no"
    details: dict[str, JsonValue] = Field(default_factory=dict)


ReplyKind = Literal["greeting", "help", "out_of_scope", "unsafe", "other"]


class Reply(Part):
    """Words that need no computation: a greeting, help, a question back, a refusal.

    Attributes
    ----------
    kind
        `out_of_scope` and `unsafe` are refusals: Tandem does not do that at all, or must not; `other` is a question
        back or what it does not know.
    """

    text: str
    kind: ReplyKind = "other"
    asked_back: bool = False
    choices: tuple[Choice, ...] = ()


class Reading(Part):
    """How a message was understood: requests to work on, or a reply at once."""

    requests: tuple[Request, ...] = ()
    reply: Reply | None = None


class Reasoner(Protocol):
    """Understands a message, names the next tool calls, words the findings."""

    @property
    def name(self) -> str:
        """What the answer names as its reasoner."""
        ...

    def read(self, turn: Turn) -> Reading:
        """Return how the message of the turn is understood.

        Raises
        ------
        QuestionRefused
            If it cannot be read at all.
        """
        ...

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the next calls for a request, given the finished ones; none when there is enough to answer."""
        ...

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> "Wording":
        """Return the findings as Markdown with references in place of numbers.

        Parameters
        ----------
        refused
            Why the evidence refused the wording before this one; empty at the first attempt.
        """
        ...


class TurnReasoner(Reasoner, Protocol):
    """A reasoner at work on one turn, which may fail in the midst of it."""

    @property
    def fallback(self) -> Reasoner:
        """Words what this reasoner began and cannot finish."""
        ...

    @property
    def usage(self) -> Usage | None:
        """What the turn has taken."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the answer must say about how it was made, a sentence each."""
        ...


@runtime_checkable
class PerTurn(Protocol):
    """A reasoner that keeps something for each turn: what it took, and how it ended."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def prepare(self) -> None:
        """Do what the first turn would wait for."""
        ...

    def close(self) -> None:
        """Let go of what is held between turns."""
        ...

    def begin(self, turn: Turn, release: Callable[[str], None]) -> TurnReasoner:
        """Return the reasoner for one turn.

        Parameters
        ----------
        release
            May be given pieces of the answer's text as soon as they are certain: rendered, checked, in order, and only
            where the whole answer begins with them.
        """
        ...


class Wording(Part):
    """Markdown with references, and ways to go on."""

    template: str
    choices: tuple[Choice, ...] = ()
    asked_back: bool = False
