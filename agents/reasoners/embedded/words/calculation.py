"""Words for a calculation."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say the result and how it came about."""
    told = Told(done[0])
    return Wording(template=f"It is {told.ref('value')}: {told.ref('formula', 'text')}.")
