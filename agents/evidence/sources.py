"""What a text may rest on, and what it becomes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot

from ..answers import Answer, Citation, Figure
from .records import CallRecord


@dataclass(frozen=True)
class Sources:
    """What a text may rest on.

    Parameters
    ----------
    calls
        The calls of this turn by id.
    schema
        Gives the JSON schema of a tool's result.
    question
        What the person wrote; its numbers may be repeated as the person's own.
    thread
        The earlier answers of the thread: their questions and figures may enter a calculation.
    """

    calls: Mapping[str, CallRecord]
    schema: Callable[[str], dict[str, Any]]
    snapshot: Snapshot
    question: str
    thread: tuple[Answer, ...] = ()

    @property
    def said(self) -> str:
        """Everything that the person has written in the thread."""
        return "\n".join((self.question, *(answer.question for answer in self.thread)))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text whose numbers all have receipts."""

    text: str
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]


def leaves(node: JsonValue, path: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Give every value of a document that is no list or object, with its JSON pointer; of a list also the list."""
    if isinstance(node, dict):
        for name, below in node.items():
            yield from leaves(below, f"{path}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        yield path, node
        for place, below in enumerate(node):
            yield from leaves(below, f"{path}/{place}")
    else:
        yield path, node
