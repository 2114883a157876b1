"""The reasoner over a language model behind an OpenAI-compatible endpoint."""

import random
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Literal

from knowledge.policies.embedding import Embedder

from ..embedded.linking import lexicon_of
from ..embedded.picking import chosen
from ..embedded.readable import readable
from ..embedded.slots import Slots, slots_of
from ..protocol import Reading, Reasoner, Turn
from .asking import Asking, Skills, pause
from .breaker import Breaker
from .call_turn import CallTurn
from .choosing import Choosing
from .drafting import wishes_of
from .examples import Examples
from .limits import Limits, Meter, Prices
from .messages import Messages
from .model_turn import ModelTurn
from .narrow_choosing import NarrowChoosing
from .offers import offered
from .quoting import quoting
from .shortlist import shortlist
from .wire import Endpoint, Wire


class OpenAIReasoner:
    """Lets a model choose calls and words, within limits, checked like everybody else's.

    Whatever the model or its endpoint does, a turn ends with an answer: the embedded reasoner reads first, and
    finishes what the model cannot.

    Parameters
    ----------
    embedded
        The reasoner without a model.
    embedder
        Chooses the examples that a model without tool calls is shown.
    mode
        `native` tool calls, `json` replies by a schema, or `auto`: native first, the other where the model cannot;
        `calls` for small models, which only choose calls among a few, by a schema of what the question names.
    wait
        Waits so many seconds before a retry, or until the event is set.
    draw
        Gives random numbers from 0 to 1 for the jitter of the pauses.
    """

    def __init__(
        self,
        embedded: Reasoner,
        embedder: Embedder,
        endpoint: Endpoint,
        *,
        mode: Literal["auto", "native", "json", "calls"] = "auto",
        limits: Limits | None = None,
        prices: Prices | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = monotonic,
        wait: Callable[[float, Event], None] = pause,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._embedded = embedded
        self._examples = Examples(embedder)
        self._endpoint = endpoint
        self._limits, self._prices = limits or Limits(), prices
        self._clock, self._wait, self._draw = clock, wait, draw
        self._only_calls = mode == "calls"
        self.skills = Skills(mode=None if mode == "auto" else "json" if mode == "calls" else mode)
        self.breaker = breaker or Breaker(clock=clock)
        self._wire = Wire(endpoint)

    @property
    def name(self) -> str:
        """The model."""
        return self._endpoint.model

    def prepare(self) -> None:
        """Load the library, so that the first question does not wait for it."""
        self._wire.prepare()

    def begin(self, turn: Turn, release: Callable[[str], None]) -> ModelTurn:
        """Return the model at work on a turn; see `PerTurn.begin`."""
        cancelled = turn.context.cancelled
        asking = Asking(
            wire=self._wire,
            model=self._endpoint.model,
            skills=self.skills,
            breaker=self.breaker,
            meter=Meter(self._limits, self._prices, self._clock),
            check=turn.context.check,
            wait=lambda seconds: self._wait(seconds, cancelled),
            draw=self._draw,
        )
        if self._only_calls:
            return CallTurn(turn, self._endpoint.model, self._embedded, asking, release, self._narrow)
        return ModelTurn(turn, self._endpoint.model, self._embedded, asking, release, self._choosing)

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def _choosing(self, turn: Turn, reading: Reading, asking: Asking) -> Choosing:
        slots = _slots(turn, _said(turn, reading))
        wishes = wishes_of(slots.said, reading)
        tools = offered(turn.registry, drafting=wishes.any)
        messages = Messages(turn, slots, reading, tools, quoting(), self._examples)
        return Choosing(turn, asking, messages, slots, wishes, expects_calls=bool(reading.requests))

    def _narrow(self, turn: Turn, reading: Reading, asking: Asking) -> NarrowChoosing:
        usual = self._choosing(turn, reading, asking)
        drafting = bool(usual.wishes.actions)
        every = list(turn.registry)
        tools = offered(turn.registry, drafting=drafting)
        short = shortlist(self._embedded, turn, usual.slots, reading, tools)
        return NarrowChoosing(**vars(usual), reading=reading, all_tools=every, short=short)


def _said(turn: Turn, reading: Reading) -> str:
    """Return the message as the embedded reasoner reads it: in English, a choice by its words, with what it goes on
    about."""
    whole = readable(turn.question)
    read = dict.fromkeys(str(request.details.get("said", "")) for request in reading.requests)
    return " ".join(text for text in read if text) or chosen(turn.thread, _slots(turn, whole)) or whole


def _slots(turn: Turn, said: str) -> Slots:
    snapshot = turn.context.snapshot
    return slots_of(said, lexicon_of(snapshot), snapshot.planning_date, turn.context.principal.scopes)
