"""The trained head: which kind of question it is, with what probability.

A multinomial logistic regression over meaning, spelling and concepts. It is taught at first start from the grammar,
always with the same result, and kept in the home folder under a digest of forms, code and libraries.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from knowledge.policies.embedding import Embedder

from .features import features, sparse_features
from .utterances import utterances

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Forms = Mapping[str, Sequence[str]]

A_FORM, A_KIND = 2, 600
"""How many utterances are drawn of a form, and kept of a kind at most."""

_STRENGTH = 3.0
_SOURCES = ("head.py", "features.py", "concepts.py", "masking.py", "utterances.py")


@dataclass(frozen=True)
class Head:
    """A trained head.

    Parameters
    ----------
    kinds
        The kinds of question, in the order of the weights.
    weights
        Shape `(kinds, features)`.
    offsets
        Shape `(kinds,)`.
    """

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def probabilities(self, meaning: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the probability of each kind, shape `(texts, kinds)`, for masked texts and their embeddings."""
        return self.of_features(features(meaning, texts))

    def of_features(self, seen: "NDArray[np.float32] | csr_matrix[Any]") -> NDArray[np.float32]:
        """Return the probability of each kind, shape `(texts, kinds)`, for features `(texts, features)`."""
        scores = seen @ self.weights.T + self.offsets
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)


def load_or_train(folder: Path | None, embedder: Embedder, forms: Forms) -> Head:
    """Return the head, from the folder if it was taught before with the same forms and code, else taught now.

    Parameters
    ----------
    folder
        Where heads are kept; `None` keeps none.
    forms
        The forms of every kind of question, see `grammar.forms_of`.
    """
    if folder is None:
        return train(embedder, forms)
    file = folder / f"head-{head_digest(embedder, forms)[:16]}.npz"
    if not file.exists():
        head = train(embedder, forms)
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            np.savez(part, kinds=np.array(head.kinds), weights=head.weights, offsets=head.offsets)
        Path(part.name).replace(file)  # whole or not at all, whoever else is writing
        return head
    with np.load(file, allow_pickle=False) as kept:
        return Head(tuple(kept["kinds"].tolist()), kept["weights"], kept["offsets"])


def head_digest(embedder: Embedder, forms: Forms) -> str:
    """Return a digest of everything that the head depends on."""
    total = hashlib.sha256(
        repr((sorted((kind, *lines) for kind, lines in forms.items()), A_FORM, A_KIND, embedder.name)).encode()
    )
    total.update(f"{version('scikit-learn')} {version('numpy')}".encode())
    for name in _SOURCES:
        total.update((Path(__file__).parent / name).read_bytes())
    return total.hexdigest()


def train(embedder: Embedder, forms: Forms) -> Head:
    """Teach a head from forms; a few seconds, mostly for embedding the utterances."""
    texts, kinds = utterances(forms, A_FORM, A_KIND)
    return fitted(sparse_features(embedder.embed(texts), texts), kinds)


def fitted(seen: "csr_matrix[Any]", kinds: Sequence[str]) -> Head:
    """Return the head that fits features `(utterances, features)` and their kinds."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=400, tol=1e-3)
    model.fit(seen, kinds)
    learned = cast(Any, model)
    return Head(
        tuple(str(kind) for kind in learned.classes_),
        learned.coef_.astype(np.float32),
        learned.intercept_.astype(np.float32),
    )
