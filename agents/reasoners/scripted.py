"""A reasoner that says what it is told: for tests, and the shortest example of the protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..evidence import CallRecord
from .protocol import Agent, PlannedCall, Reading, Reply, Request, Turn, Wording


@dataclass
class ScriptedReasoner:
    """Reads every message as the same requests and words every finding with the same templates.

    Parameters
    ----------
    words
        One template for each time it is asked; the last one is repeated.
    plans
        The calls an agent begins with; the request's own where it is not named.

    Attributes
    ----------
    refusals
        For each time it was asked for words, why its words before were refused.
    """

    requests: Sequence[Request]
    words: Sequence[str]
    plans: Mapping[str, Sequence[PlannedCall]] = field(default_factory=dict[str, Sequence[PlannedCall]])
    reply: Reply | None = None
    name: str = "scripted"
    refusals: list[str] = field(default_factory=list[str])

    def read(self, turn: Turn) -> Reading:
        """Return the scripted requests, or the scripted reply."""
        return Reading(requests=tuple(self.requests), reply=self.reply)

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the scripted calls once."""
        return () if done else self.plans.get(agent, [request.first])

    def word(
        self,
        turn: Turn,
        agent: Agent,
        request: Request,
        done: Sequence[CallRecord],
        refused: str = "",
    ) -> Wording:
        """Return the next scripted template."""
        self.refusals.append(refused)
        return Wording(template=self.words[min(len(self.refusals), len(self.words)) - 1])


def scripted_request(tool: str, **rest: Any) -> Request:
    """Return a request of kind `scripted` that begins with a call of a tool without arguments."""
    return Request(kind="scripted", first=PlannedCall(tool=tool, arguments={}), **rest)
