"""Conversations with a played model over the sample company."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event as ThreadEvent
from typing import Any

import pytest

from agents.answers import Answer
from agents.events import Event
from agents.evidence.numbers import numbers_in
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.openai import Breaker, Endpoint, Limits, OpenAIReasoner
from agents.reasoners.openai.playing import PlayedModel, Script, played
from agents.turn import Conversation
from knowledge.policies.embedding import Embedder
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.registry import Registry


@dataclass
class Clock:
    """A clock that goes on when it is told."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Talk:
    """A conversation with a played model.

    Attributes
    ----------
    waits
        The seconds that it would have waited before retries.
    """

    model: PlayedModel
    reasoner: OpenAIReasoner
    conversation: Conversation
    context: ToolContext
    clock: Clock
    waits: list[float]
    events: list[Event] = field(default_factory=list[Event])
    watch: Callable[[Event], None] = lambda event: None

    def ask(self, question: str, thread: Sequence[Answer] = (), **rest: Any) -> Answer:
        """Ask, and make sure that what every answer must keep is kept."""
        self.events.clear()
        context = rest.pop("context", self.context)

        def emit(event: Event) -> None:
            self.events.append(event)
            self.watch(event)

        answer = self.conversation.answer(question, context=context, thread_id="T-1", thread=thread, emit=emit, **rest)
        assert answer.text
        assert unreceipted(answer) == []
        assert self.told == answer.text
        return answer

    @property
    def told(self) -> str:
        """The text that watchers saw."""
        return "".join(str(event.data["text"]) for event in self.events if event.kind == "text")


def unreceipted(answer: Answer) -> list[str]:
    """Return the numbers of an answer's text that lie in none of its figures."""
    places = {place for figure in answer.figures for place in range(figure.start, figure.end)}
    return [t.text for t in numbers_in(answer.text) if not set(range(t.start, t.end)) <= places]


Hold = Callable[..., Talk]


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """Chooses examples."""
    return Embedder()


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Every tool."""
    return all_tools()


@pytest.fixture
def hold(
    embedded: EmbeddedReasoner, embedder: Embedder, registry: Registry, sample_context: ToolContext
) -> Iterator[Hold]:
    """Begin a conversation with a model that plays a script; nothing waits in earnest."""
    with ExitStack() as stack:

        def begin(script: Script, **settings: Any) -> Talk:
            model = stack.enter_context(played(script))
            clock, waits = Clock(), list[float]()

            def wait(seconds: float, _cancelled: ThreadEvent) -> None:
                waits.append(seconds)
                clock.now += seconds

            settings.setdefault("limits", Limits())
            settings.setdefault("breaker", Breaker(clock=clock))
            endpoint = Endpoint(settings.pop("url", model.url), "played-1b", "sk-secret")
            reasoner = OpenAIReasoner(
                embedded, embedder, endpoint, clock=clock, wait=wait, draw=lambda: 0.5, **settings
            )
            stack.callback(reasoner.close)
            conversation = Conversation(registry, reasoner, embedded)
            return Talk(model, reasoner, conversation, sample_context, clock, waits)

        yield begin
