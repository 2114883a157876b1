"""Finds pieces by their meaning: a Chroma collection that mirrors the documents and can be rebuilt from them."""

from collections.abc import Collection as AnyOf
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.types import Documents, Embeddable, EmbeddingFunction, Embeddings
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from ..errors import PolicyError
from .embedding import Embedder
from .passages import Piece

_DIGEST = "documents_digest"


class OwnEmbedding(EmbeddingFunction[Documents]):
    """Gives Chroma Tandem's own embedder, so that it never downloads one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, input: Documents) -> Embeddings:
        return [np.asarray(vector, dtype=np.float32) for vector in self._embedder.embed(input)]

    @staticmethod
    def name() -> str:
        """The name that Chroma stores beside the collection."""
        return "tandem-minilm"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> "OwnEmbedding":
        """Build the function from what Chroma stored; there is nothing to configure."""
        del config
        return OwnEmbedding(Embedder())

    def get_config(self) -> dict[str, Any]:
        """What Chroma stores beside the collection."""
        return {"model": self._embedder.name}


class VectorIndex:
    """The pieces' vectors in Chroma. It holds names and vectors only; every quote comes from the documents.

    Parameters
    ----------
    folder
        Where the embedded Chroma keeps its files; unused with a server.
    url
        A Chroma server, or `None` for the embedded one.
    embedder
        Turns pieces and queries into vectors.
    collection
        The name of the collection; homes that share a server need different ones.
    """

    def __init__(self, folder: Path, url: str | None, embedder: Embedder, collection: str) -> None:
        self._embedder = embedder
        self._name = collection
        self._client = _connect(folder, url)
        self._collection = self._open()

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            self._name,
            embedding_function=cast(EmbeddingFunction[Embeddable], OwnEmbedding(self._embedder)),
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        )

    def mirror(self, pieces: Sequence[Piece], digest: str) -> None:
        """Make the index hold exactly these pieces; only new ones are embedded.

        The digest of the documents is taken away first and written last, so an interrupted update is done again.

        Parameters
        ----------
        pieces
            Every piece of every document.
        digest
            The digest of the documents that the pieces come from.
        """
        if (self._collection.metadata or {}).get(_DIGEST) == digest and self._collection.count() == len(pieces):
            return
        self._collection.modify(metadata={_DIGEST: ""})
        wanted = {piece.key: piece for piece in pieces}
        held = set(self._collection.get(include=[])["ids"])
        if gone := sorted(held - wanted.keys()):
            self._collection.delete(ids=gone)
        if new := [piece for key, piece in wanted.items() if key not in held]:
            self._collection.add(
                ids=[piece.key for piece in new],
                embeddings=list(self._embedder.embed([piece.searched_text for piece in new])),
                metadatas=[{"policy_id": piece.policy_id} for piece in new],
            )
        self._collection.modify(metadata={_DIGEST: digest})

    def clear(self) -> None:
        """Drop the collection and begin an empty one."""
        with suppress(NotFoundError):
            self._client.delete_collection(self._name)
        self._collection = self._open()

    def ranking(self, query: str, policy_ids: AnyOf[str], count: int) -> list[str]:
        """Keys of the pieces of certain policies, the nearest in meaning first."""
        if not policy_ids:
            return []
        found = self._collection.query(
            query_embeddings=list(self._embedder.embed([query])),
            n_results=count,
            where={"policy_id": {"$in": sorted(policy_ids)}},
            include=[],
        )
        return list(found["ids"][0])


def _connect(folder: Path, url: str | None) -> ClientAPI:
    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PolicyError(f"{url!r} is not the address of a Chroma server.", "Give one such as http://chroma:8000.")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    try:
        return chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings)
    except ValueError as error:
        raise PolicyError(f"The Chroma server at {url} does not answer.", "Start it, or unset its address.") from error
