"""The embedded reasoner."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from knowledge.policies.embedding import Embedder
from knowledge.truth.snapshot import Snapshot

from ...evidence import CallRecord
from ..protocol import Agent, PlannedCall, Reading, Request, Turn, Wording
from .head import Head, load_or_train
from .linking import lexicon_of
from .plays import next_calls
from .reading import Understanding
from .words import worded


class EmbeddedReasoner:
    """Understands and words without any language model.

    Parameters
    ----------
    folder
        Where the trained head is kept between starts, in the home folder; `None` keeps none.
    embedder
        Shared with the policies, so that it is loaded once.
    """

    name = "embedded"

    def __init__(self, folder: Path | None = None, embedder: Embedder | None = None) -> None:
        self._folder = folder
        self._embedder = embedder or Embedder()
        self._lock = Lock()
        self._head: Head | None = None

    def prepare(self, snapshot: Snapshot | None = None) -> None:
        """Load the head, or teach it at the first start, so that the first question does not wait for it.

        Parameters
        ----------
        snapshot
            Whose names are collected as well.
        """
        if snapshot is not None:
            lexicon_of(snapshot)
        with self._lock:
            if self._head is None:
                self._head = load_or_train(self._folder, self._embedder)
                self._embedder.embed(["ready"])  # loads the embedding, which a kept head did not need

    def read(self, turn: Turn) -> Reading:
        """Return how the message of the turn is understood; see `Reasoner.read`."""
        return self.understanding(turn).read(turn)

    def understanding(self, turn: Turn) -> Understanding:
        """Return what reads the messages of a turn."""
        self.prepare()
        assert self._head is not None
        return Understanding(self._head, self._embedder, lexicon_of(turn.context.snapshot))

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the calls that follow; see `Reasoner.plan`."""
        return next_calls(turn, agent, request, done)

    def word(
        self,
        turn: Turn,
        agent: Agent,
        request: Request,
        done: Sequence[CallRecord],
        refused: str = "",
    ) -> Wording:
        """Return the findings in words; see `Reasoner.word`."""
        return worded(turn, agent, request, done)
