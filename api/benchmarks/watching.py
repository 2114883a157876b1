"""Reasoners whose readings are watched: what sort of reply came is not told by the answer."""

from collections.abc import Callable, Sequence

from agents.evidence import CallRecord
from agents.reasoners.protocol import (
    Agent,
    PerTurn,
    PlannedCall,
    Reading,
    Reasoner,
    Request,
    Turn,
    TurnReasoner,
    Wording,
)
from agents.usage import Usage


def watched(reasoner: Reasoner | PerTurn, watch: "Watch") -> "Watched | WatchedPerTurn":
    """Return the reasoner so that `watch` holds how it read the last message."""
    return WatchedPerTurn(reasoner, watch) if isinstance(reasoner, PerTurn) else Watched(reasoner, watch)


class Watch:
    """Holds how the last message was read."""

    reading: Reading | None = None


class Watched:
    """A reasoner whose readings are watched."""

    def __init__(self, reasoner: Reasoner, watch: Watch) -> None:
        self._reasoner, self._watch = reasoner, watch

    @property
    def name(self) -> str:
        """See `Reasoner.name`."""
        return self._reasoner.name

    def read(self, turn: Turn) -> Reading:
        """See `Reasoner.read`."""
        self._watch.reading = self._reasoner.read(turn)
        return self._watch.reading

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """See `Reasoner.plan`."""
        return self._reasoner.plan(turn, agent, request, done)

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> Wording:
        """See `Reasoner.word`."""
        return self._reasoner.word(turn, agent, request, done, refused)


class WatchedTurn(Watched):
    """A reasoner at work on one turn, watched."""

    def __init__(self, reasoner: TurnReasoner, watch: Watch) -> None:
        super().__init__(reasoner, watch)
        self._at_work = reasoner

    @property
    def fallback(self) -> Reasoner:
        """See `TurnReasoner.fallback`."""
        return self._at_work.fallback

    @property
    def usage(self) -> Usage | None:
        """See `TurnReasoner.usage`."""
        return self._at_work.usage

    @property
    def warnings(self) -> tuple[str, ...]:
        """See `TurnReasoner.warnings`."""
        return self._at_work.warnings


class WatchedPerTurn:
    """A reasoner that begins anew for each turn, watched."""

    def __init__(self, reasoner: PerTurn, watch: Watch) -> None:
        self._reasoner, self._watch = reasoner, watch

    @property
    def name(self) -> str:
        """See `PerTurn.name`."""
        return self._reasoner.name

    def prepare(self) -> None:
        """See `PerTurn.prepare`."""
        self._reasoner.prepare()

    def close(self) -> None:
        """See `PerTurn.close`."""
        self._reasoner.close()

    def begin(self, turn: Turn, release: Callable[[str], None]) -> TurnReasoner:
        """See `PerTurn.begin`."""
        return WatchedTurn(self._reasoner.begin(turn, release), self._watch)
