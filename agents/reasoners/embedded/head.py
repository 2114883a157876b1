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

from .features import features, meanings
from .utterances import utterances

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Forms = Mapping[str, Sequence[str]]

A_FORM, A_KIND = 1, 600
"""How many utterances are drawn of a form, and kept of a kind at most."""

_STRENGTH = 6.0
_NEIGHBOURS, _NEARNESS, _NEIGHBOURS_SAY = 6, 8.0, 0.25
"""How many taught utterances are asked, how fast their say fades with distance, and how much they have together."""

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
    taught
        The meanings of the utterances that it was taught, shape `(utterances, 384)`.
    taught_kinds
        The number of each one's kind, shape `(utterances,)`.
    """

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    taught: NDArray[np.float32]
    taught_kinds: NDArray[np.int16]

    def probabilities(self, meaning: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the probability of each kind, shape `(texts, kinds)`, for masked texts and their embeddings."""
        return self.of_features(features(meaning, texts))

    def of_features(self, seen: "csr_matrix[Any]") -> NDArray[np.float32]:
        """Return the probability of each kind, shape `(texts, kinds)`, for features `(texts, features)`.

        Two views speak: the regression, and the kinds of the taught utterances that come nearest in meaning. Where they
        differ neither is sure, which tells what is unlike anything taught.
        """
        scores = seen @ self.weights.T + self.offsets
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        regressed = scores / scores.sum(axis=1, keepdims=True)
        return (1 - _NEIGHBOURS_SAY) * regressed + _NEIGHBOURS_SAY * self._of_neighbours(meanings(seen))

    def _of_neighbours(self, meaning: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the shares of the kinds among the nearest taught utterances, the nearer the heavier."""
        likeness = meaning @ self.taught.T
        count = min(_NEIGHBOURS, likeness.shape[1])
        nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        shares = np.zeros((len(meaning), len(self.kinds)), dtype=np.float32)
        for share, places, row in zip(shares, nearest, likeness, strict=True):
            np.add.at(share, self.taught_kinds[places], np.exp(_NEARNESS * row[places]))
        return shares / shares.sum(axis=1, keepdims=True)


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
            np.savez(
                part,
                kinds=np.array(head.kinds),
                weights=head.weights,
                offsets=head.offsets,
                taught=head.taught,
                taught_kinds=head.taught_kinds,
            )
        Path(part.name).replace(file)  # whole or not at all, whoever else is writing
        return head
    with np.load(file, allow_pickle=False) as kept:
        arrays = (kept[name] for name in ("weights", "offsets", "taught", "taught_kinds"))
        return Head(tuple(kept["kinds"].tolist()), *arrays)


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
    return fitted(features(embedder.embed(texts), texts), kinds)


def fitted(seen: "csr_matrix[Any]", kinds: Sequence[str]) -> Head:
    """Return the head that fits features `(utterances, features)` and their kinds."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=400, tol=1e-3)
    model.fit(seen, kinds)
    learned = cast(Any, model)
    names = tuple(str(kind) for kind in learned.classes_)
    numbers = {name: number for number, name in enumerate(names)}
    return Head(
        names,
        learned.coef_.astype(np.float32),
        learned.intercept_.astype(np.float32),
        meanings(seen),
        np.array([numbers[kind] for kind in kinds], dtype=np.int16),
    )
