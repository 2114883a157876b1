"""Finds pieces by their meaning: a Chroma collection that mirrors the documents and can be rebuilt from them."""

import hashlib
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.types import Documents, Embeddable, EmbeddingFunction, Embeddings
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from ..errors import PolicyIndexUnavailable
from .embedding import Embedder
from .passages import Piece

_MIRRORED = "mirrored_pieces"


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

    Raises
    ------
    PolicyIndexUnavailable
        Chroma cannot be reached, or its files cannot be read; so do all methods.
    """

    def __init__(self, folder: Path, url: str | None, embedder: Embedder, collection: str) -> None:
        self._embedder = embedder
        self._name = f"{collection}-{embedder.name}"
        self._where = url or str(folder)
        with self._reaching():
            self._client = _connect(folder, url)
            self._collection = self._open()

    def mirror(self, pieces: Sequence[Piece]) -> None:
        """Make the index hold exactly these pieces; only new ones are embedded.

        The mark of a finished update is taken away first and written last, so an interrupted one is done again.

        Parameters
        ----------
        pieces
            Every piece of every document.
        """
        wanted = {piece.key: piece for piece in pieces}
        mark = hashlib.sha256("\n".join(sorted(wanted)).encode("utf-8")).hexdigest()
        with self._reaching():
            if (self._collection.metadata or {}).get(_MIRRORED) == mark and self._collection.count() == len(wanted):
                return
            self._collection.modify(metadata={_MIRRORED: ""})
            held = set(self._collection.get(include=[])["ids"])
            if gone := sorted(held - wanted.keys()):
                self._collection.delete(ids=gone)
            if new := [piece for key, piece in wanted.items() if key not in held]:
                self._collection.add(
                    ids=[piece.key for piece in new],
                    embeddings=list(self._embedder.embed([piece.searched_text for piece in new])),
                    metadatas=[{"policy_id": piece.policy_id} for piece in new],
                )
            self._collection.modify(metadata={_MIRRORED: mark})

    def clear(self) -> None:
        """Drop the collection and begin an empty one."""
        with self._reaching():
            with suppress(NotFoundError):  # there is nothing to drop yet
                self._client.delete_collection(self._name)
            self._collection = self._open()

    def ranking(self, query: str, policy_ids: Collection[str], count: int) -> list[str]:
        """Keys of the pieces of certain policies, the nearest in meaning first."""
        if not policy_ids:
            return []
        vector = self._embedder.embed([query])
        with self._reaching():
            found = self._collection.query(
                query_embeddings=list(vector),
                n_results=count,
                where={"policy_id": {"$in": sorted(policy_ids)}},
                include=[],
            )
        return list(found["ids"][0])

    def _open(self) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            self._name,
            embedding_function=cast(EmbeddingFunction[Embeddable], OwnEmbedding(self._embedder)),
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        )

    @contextmanager
    def _reaching(self) -> Generator[None]:
        try:
            yield
        except (ChromaError, httpx.HTTPError, ValueError) as error:
            raise PolicyIndexUnavailable(
                f"The search index of the policies at {self._where} does not work ({type(error).__name__}).",
                "Start the Chroma server; or delete the folder of the embedded one, which is built anew.",
            ) from error


def _connect(folder: Path, url: str | None) -> ClientAPI:
    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=settings)
