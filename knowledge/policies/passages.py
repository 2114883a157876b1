"""The pieces of a policy that can be found and quoted, and the fusion of several rankings of them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .policy import Policy, Section, cite

MAX_WORDS = 160
"""A piece stays below the 256 tokens that the embedding reads, heading included."""

_RANK_OFFSET = 20
_OWN_LINE = re.compile(r"\s*(?:[-*+|>`~]|[0-9]+[.)]\s| {4})")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A quoted piece of a policy. The quote is data from a document; it never gives orders to anyone.

    Parameters
    ----------
    quote
        The words as they stand in the document; lines that a paragraph was wrapped into are joined.
    score
        The fused score; comparable within one search only.
    """

    policy_id: str
    title: str
    section: int
    heading: str
    quote: str
    score: float

    @property
    def citation(self) -> str:
        """Such as `POL-07 §3`."""
        return cite(self.policy_id, self.section)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a section, short enough to be embedded whole."""

    policy_id: str
    title: str
    section: int
    heading: str
    part: int
    quote: str

    @property
    def searched_text(self) -> str:
        """What the indexes read: the quote under its title and heading."""
        return f"{self.title}. {self.heading}. {self.quote}"

    @property
    def key(self) -> str:
        """The name of the piece in an index; it changes with the text."""
        digest = hashlib.sha256(self.searched_text.encode("utf-8")).hexdigest()
        return f"{self.policy_id}#{self.section}.{self.part}-{digest[:16]}"


def pieces_of(policy: Policy) -> list[Piece]:
    """Cut a policy into pieces, section by section; a long section is cut between paragraphs or sentences."""
    return [
        Piece(policy.id, policy.title, section.number, section.heading, part, quote)
        for section in policy.sections
        for part, quote in enumerate(_cut(section))
    ]


def _cut(section: Section) -> list[str]:
    paragraphs = [_unwrap(paragraph) for paragraph in re.split(r"\n\s*\n", section.text)]
    if len(section.text.split()) <= MAX_WORDS:
        return ["\n\n".join(paragraphs)]
    units: list[str] = []
    for paragraph in paragraphs:
        fits = len(paragraph.split()) <= MAX_WORDS
        for sentence in [paragraph] if fits else _SENTENCE_END.split(paragraph):
            words = sentence.split()
            long = len(words) > MAX_WORDS
            units += [" ".join(words[at : at + MAX_WORDS]) for at in range(0, len(words), MAX_WORDS)] if long else []
            units += [] if long else [sentence]
    quotes: list[str] = []
    for unit in units:
        joined = f"{quotes[-1]}\n\n{unit}" if quotes else unit
        if quotes and len(joined.split()) <= MAX_WORDS:
            quotes[-1] = joined
        else:
            quotes.append(unit)
    return quotes


def _unwrap(paragraph: str) -> str:
    """Join the lines of running text; lists, tables and code keep their lines."""
    lines = paragraph.splitlines()
    if any(_OWN_LINE.match(line) for line in lines):
        return paragraph
    return " ".join(line.strip() for line in lines)


def fuse(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Reciprocal rank fusion: the score of a key is the sum of 1 / (20 + rank) over the rankings that hold it.

    Source: Cormack, Clarke and Buettcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods", SIGIR, equation 1; their 60 was tuned on long rankings, 20 suits a hundred pieces better.

    >>> fuse([["a", "b"], ["b"]])["b"] == 1 / 22 + 1 / 21
    True
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (_RANK_OFFSET + rank)
    return scores
