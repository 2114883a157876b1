"""The embedded reasoner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from knowledge.policies.embedding import Embedder
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.registry import Registry

from ...evidence import CallRecord
from ..protocol import Agent, PlannedCall, Reading, Request, Turn, Wording
from .frames import Frame, frames_of
from .grammar import forms_of
from .head import Head, head_digest, load_or_train
from .linking import lexicon_of
from .plays import next_calls
from .reading import Understanding
from .strange import vocabulary_of
from .words import worded


@dataclass(frozen=True, slots=True)
class Taught:
    """What a registry of tools teaches: the head, the frames of its kinds, and the words that people use of it."""

    head: Head
    frames: Mapping[str, Frame]
    vocabulary: frozenset[str]


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
        self._heads: dict[str, Head] = {}
        self._taught: WeakKeyDictionary[Registry, Taught] = WeakKeyDictionary()

    def prepare(self, snapshot: Snapshot | None = None, registry: Registry | None = None) -> Head:
        """Return the head, loaded or taught at the first start, so that the first question does not wait for it.

        Parameters
        ----------
        snapshot
            Whose names are collected as well.
        registry
            The tools whose utterances it is taught; every tool there is unless another registry is given.
        """
        forms = forms_of(registry or all_tools())
        if snapshot is not None:
            lexicon_of(snapshot)
        digest = head_digest(self._embedder, forms)
        with self._lock:
            if digest not in self._heads:
                self._heads[digest] = load_or_train(self._folder, self._embedder, forms)
                self._embedder.embed(["ready"])  # loads the embedding, which a kept head did not need
            return self._heads[digest]

    def read(self, turn: Turn) -> Reading:
        """Return how the message of the turn is understood; see `Reasoner.read`."""
        return self.understanding(turn).read(turn)

    def understanding(self, turn: Turn) -> Understanding:
        """Return what reads the messages of a turn."""
        registry = turn.registry
        with self._lock:
            taught = self._taught.get(registry)
        if taught is None:
            taught = Taught(self.prepare(registry=registry), frames_of(registry), vocabulary_of(forms_of(registry)))
            with self._lock:
                self._taught[registry] = taught
        lexicon = lexicon_of(turn.context.snapshot)
        return Understanding(taught.head, self._embedder, lexicon, taught.frames, taught.vocabulary)

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
