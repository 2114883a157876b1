"""A part of a bank that holds each kind of question in proportion, the same one every time."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from api.benchmarks.questions import QuestionLine


def stratified(lines: Sequence[QuestionLine], size: int) -> list[QuestionLine]:
    """Return `size` lines, each kind by its share; every line where `size` is 0 or more than there are.

    They come in an order of which every beginning is such a sample: within a kind by a digest of their words, so that
    it depends on nothing else, and the kinds spread evenly. A smaller sample is the beginning of a larger one.
    """
    by_kind: dict[str, list[QuestionLine]] = defaultdict(list)
    for line in sorted(lines, key=_digest):
        by_kind[line.kind].append(line)
    places = [
        ((number + 0.5) / len(own), _digest(line), line) for own in by_kind.values() for number, line in enumerate(own)
    ]
    spread = [line for _, _, line in sorted(places, key=lambda place: place[:2])]
    return spread[:size] if size else spread


def _digest(line: QuestionLine) -> bytes:
    return hashlib.sha256("\n".join((*line.thread, line.question)).encode()).digest()
