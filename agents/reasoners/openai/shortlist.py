"""The few tools that a small model chooses from: those that the question most likely needs."""

from collections.abc import Sequence

from ..embedded import EmbeddedReasoner
from ..embedded.slots import Slots
from ..protocol import Reading, Reasoner, Turn
from .offers import AnyTool

MOST_TOOLS = 4

LIKELY = 0.05
"""Below this score a tool is not offered, unless the message was read as a call of it."""


def shortlist(
    embedded: Reasoner, turn: Turn, slots: Slots, reading: Reading, tools: Sequence[AnyTool]
) -> list[AnyTool]:
    """Return the tools to offer, the likeliest first: those of the calls that were read without a model, then by score.

    Parameters
    ----------
    embedded
        The embedded reasoner scores tools; with any other one that cannot, all of `tools` are offered.
    tools
        Those that may be offered at all.
    """
    if not isinstance(embedded, EmbeddedReasoner):
        return list(tools)
    by_name = {tool.name: tool for tool in tools}
    read = [request.first.tool for request in reading.requests]
    scored = [name for name, score in embedded.understanding(turn).tools(slots) if score >= LIKELY]
    names = dict.fromkeys([*read, *scored[: max(MOST_TOOLS - len(read), 0)]])
    return [by_name[name] for name in names if name in by_name]
