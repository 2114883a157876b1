"""The state of a turn in the graph: JSON only, so that it can be stored, streamed and looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from .events import Emit
from .reasoners.protocol import Reasoner, Turn

Json = dict[str, Any]


def by_key(before: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    """Add new entries in order; one whose `key` is known takes the place of the old one.

    A subgraph that ends gives back its whole state, so adding blindly would double it.
    """
    merged = {entry["key"]: entry for entry in before}
    merged.update({entry["key"]: entry for entry in new})
    return list(merged.values())


class State(TypedDict):
    """What the nodes read and write.

    Attributes
    ----------
    requests
        `Request` documents, in the order in which they were asked.
    waiting
        Assignments that are still to be done: `{"agent", "request"}`, and the calls to `begin` with where something
        was passed on; the first one is in work.
    records
        `{"key", "record"}` with `CallRecord` documents.
    planned
        `PlannedCall` documents that the agent in work makes next.
    sections
        Findings in words: `{"key", "agent", "request", "template", "choices", "asked_back", "warnings"}`.
    handovers
        What an agent passed on: `{"key", "kind", "to", "request", "why", "begin", "exception_id"}`.
    """

    requests: list[Json]
    reply: Json | None
    waiting: list[Json]
    records: Annotated[list[Json], by_key]
    planned: list[Json]
    sections: Annotated[list[Json], by_key]
    handovers: Annotated[list[Json], by_key]


def blank() -> State:
    """Return the state at the beginning of a turn."""
    return State(requests=[], reply=None, waiting=[], records=[], planned=[], sections=[], handovers=[])


@dataclass(frozen=True)
class Desk:
    """What the nodes work with and must not be stored.

    Parameters
    ----------
    fallback
        Words the findings where the reasoner's own words were refused twice.
    choices_by_code
        Whether the ways to go on that the reasoner offers are made by code, whoever chose the words.
    """

    turn: Turn
    reasoner: Reasoner
    fallback: Reasoner
    emit: Emit
    choices_by_code: bool = False
