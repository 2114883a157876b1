"""The few examples that a model without tool calls is shown: those most like the question."""

import json
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.policies.embedding import Embedder

FILE = Path(__file__).parent / "examples.json"
SHOWN = 4


class Examples:
    """Questions of an invented company with the reply that each deserves.

    Parameters
    ----------
    embedder
        Says how alike two sentences are.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @cached_property
    def all(self) -> list[dict[str, Any]]:
        """Every example: a question, and the calls of its reply."""
        return json.loads(FILE.read_text(encoding="utf-8"))

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        return self._embedder.embed([example["question"] for example in self.all])

    def likest(self, question: str, tools: Collection[str], most: int = SHOWN) -> list[dict[str, Any]]:
        """Return the examples most like a question, of those whose tools are offered, the likest last."""
        alike = self._vectors @ self._embedder.embed([question])[0]
        order = [int(place) for place in np.argsort(-alike, kind="stable")]
        fit = [self.all[place] for place in order if all(call["tool"] in tools for call in self.all[place]["calls"])]
        return fit[:most][::-1]

    def nearest(self, question: str, tools: Collection[str]) -> str:
        """Return those examples as the text that a model is shown."""
        return "\n".join(
            f"Question: {example['question']}\nReply: {json.dumps({'calls': example['calls'], 'text': ''})}"
            for example in self.likest(question, tools)
        )
