"""The policies of one home: documents, limits and search."""

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UnknownPolicy
from .embedding import Embedder
from .facts import ActionKind
from .library import Library, Shelf
from .limit import EVERY
from .passages import Passage, Piece, fuse, pieces_of
from .policy import Policy
from .terms import in_terms_of_the_field

if TYPE_CHECKING:
    from .lexical import LexicalIndex
    from .vectors import VectorIndex

_CANDIDATES = 50


def sample_documents() -> tuple[Path, ...]:
    """The policy documents of the sample company."""
    return _shipped("corpus")


def online_retail_documents() -> tuple[Path, ...]:
    """The policy documents, simulated, of the organisation that is laid over the Online Retail data."""
    return _shipped("corpus_online_retail")


def _shipped(folder: str) -> tuple[Path, ...]:
    return tuple(sorted((Path(__file__).parent / folder).glob("*.md")))


class PolicyStore:
    """Keeps policy documents and finds passages in them.

    The documents are the source; the search indexes mirror them and are brought up to date before a search, so a
    crash between writing a document and indexing it heals by itself. Listing policies loads no index.

    Parameters
    ----------
    home
        The home folder: documents in `policies`, the embedded Chroma in `chroma`.
    chroma_url
        A Chroma server, or `None` for the embedded one.
    embedder
        Turns sentences into vectors; by default one of its own.
    collection
        The collection in Chroma; homes that share a server need different ones.
    """

    def __init__(
        self,
        home: Path,
        chroma_url: str | None = None,
        embedder: Embedder | None = None,
        collection: str = "tandem-policies",
    ) -> None:
        self._library = Library(home / "policies")
        self._folder = home / "chroma"
        self._url = chroma_url
        self._embedder = embedder or Embedder()
        self._name = collection
        self._lock = threading.Lock()
        self._vectors: VectorIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._pieces: dict[str, Piece] = {}
        self._indexed = ""

    def policies(self, on: date) -> tuple[Policy, ...]:
        """The policies that hold on a day, by identifier."""
        return tuple(policy for policy in self._library.shelf().policies.values() if policy.is_effective(on))

    def all_policies(self) -> tuple[Policy, ...]:
        """Every policy, also those of the past and the future, by identifier."""
        return tuple(self._library.shelf().policies.values())

    def policy(self, policy_id: str) -> Policy:
        """One policy, whether it holds today or not.

        Raises
        ------
        UnknownPolicy
            There is no such policy.
        """
        shelf = self._library.shelf()
        if policy_id not in shelf.policies:
            raise UnknownPolicy(f"There is no policy {policy_id!r}.", f"Known are: {', '.join(shelf.policies)}.")
        return shelf.policies[policy_id]

    def add(self, source: Path | str) -> Policy:
        """Take in a new document.

        Parameters
        ----------
        source
            A file, or the text itself.

        Raises
        ------
        PolicyMalformed
            The document cannot be read; nothing was stored.
        PolicyConflict
            There is a policy of this identifier already.
        """
        return self._library.add(source)

    def replace(self, source: Path | str) -> Policy:
        """Put a document in the place of the one with its identifier; the old one is kept in the archive.

        Raises
        ------
        PolicyMalformed
            The document cannot be read; nothing was stored.
        UnknownPolicy
            There is no policy of this identifier.
        """
        return self._library.replace(source)

    def withdraw(self, policy_id: str, on: date) -> Policy:
        """End a policy: `on` is the first day without it.

        Raises
        ------
        UnknownPolicy
            There is no such policy.
        PolicyConflict
            It is withdrawn from that day or an earlier one already.
        """
        return self._library.withdraw(policy_id, on)

    def prepare(self) -> None:
        """Load the indexes and bring them up to date, so that the first search does not wait for it."""
        self._fresh()

    def rebuild(self) -> None:
        """Build the search indexes anew from the documents."""
        with self._lock:
            self._open_vectors().clear()
            self._indexed = ""
        self._fresh()

    def search(
        self,
        query: str,
        on: date,
        limit: int = 5,
        *,
        action: ActionKind | None = None,
        family: str | None = None,
        location_id: str | None = None,
    ) -> list[Passage]:
        """Find the passages that answer a question best, each section once, the best first.

        Two rankings, by words (BM25) and by meaning (vectors), are fused.

        Parameters
        ----------
        query
            A question or words; a blank one finds nothing.
        on
            Only policies that hold on this day are searched.
        limit
            The largest number of passages.
        action, family, location_id
            Where given, only policies that apply to it are searched.
        """
        if not query.strip() or limit < 1:
            return []
        lexical, vectors, pieces = self._fresh()
        wanted = {
            policy.id
            for policy in self.policies(on)
            if _covers(policy.head.applies_to.actions, action)
            and _covers(policy.head.applies_to.families, family)
            and _covers(policy.head.applies_to.locations, location_id)
        }
        candidates = max(_CANDIDATES, 5 * limit)
        asked = in_terms_of_the_field(query)
        by_words = lexical.ranking(asked, wanted)[:candidates]
        by_meaning = vectors.ranking(asked, wanted, candidates)
        scores = fuse([by_words, by_meaning])
        found: dict[tuple[str, int], Passage] = {}
        for key in sorted(scores, key=lambda key: (-scores[key], key)):
            piece = pieces.get(key)
            if piece is None or piece.policy_id not in wanted:
                continue
            if (piece.policy_id, piece.section) not in found:
                found[piece.policy_id, piece.section] = _quote(piece, scores[key])
        return list(found.values())[:limit]

    def _fresh(self) -> "tuple[LexicalIndex, VectorIndex, dict[str, Piece]]":
        """The indexes of the documents as they are now."""
        from .lexical import LexicalIndex

        with self._lock:
            shelf: Shelf = self._library.shelf()
            vectors = self._open_vectors()
            if self._lexical is None or self._indexed != shelf.digest:
                pieces = [piece for policy in shelf.policies.values() for piece in pieces_of(policy)]
                vectors.mirror(pieces)
                self._lexical = LexicalIndex(pieces)
                self._pieces = {piece.key: piece for piece in pieces}
                self._indexed = shelf.digest
            return self._lexical, vectors, self._pieces

    def _open_vectors(self) -> "VectorIndex":
        from .vectors import VectorIndex

        if self._vectors is None:
            self._vectors = VectorIndex(self._folder, self._url, self._embedder, self._name)
        return self._vectors


def _covers(scope: tuple[str, ...], asked: str | None) -> bool:
    return asked is None or EVERY in scope or asked in scope


def _quote(piece: Piece, score: float) -> Passage:
    return Passage(piece.policy_id, piece.title, piece.section, piece.heading, piece.quote, score)
