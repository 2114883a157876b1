"""Word the findings of calls that a model chose, without it."""

from collections.abc import Sequence

from ...answers import Choice
from ...evidence import CallRecord
from ..embedded.follow_ups import KIND_OF_TOOL
from ..protocol import Agent, PlannedCall, Reading, Reasoner, Request, Turn, Wording

CHOSEN = "chosen"
"""The detail of a request that says which calls a model began it with."""

MOST_CHOICES = 5


class Finishing:
    """The embedded reasoner, taking over requests that it has not read itself.

    Parameters
    ----------
    embedded
        Words the findings of each tool.
    """

    def __init__(self, embedded: Reasoner) -> None:
        self._embedded = embedded

    @property
    def name(self) -> str:
        """What the answer names as its reasoner."""
        return self._embedded.name

    def read(self, turn: Turn) -> Reading:
        """Return how the message is understood without a model."""
        return self._embedded.read(turn)

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the calls that follow; of a request of the model's there are no more."""
        return () if CHOSEN in request.details else self._embedded.plan(turn, agent, request, done)

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> Wording:
        """Return the findings in the embedded words, those of each question behind the calls in turn."""
        if CHOSEN not in request.details or not done:
            return self._embedded.word(turn, agent, request, done, refused)
        found = [record for record in done if record.ok] or [done[-1]]
        parts = [self._embedded.word(turn, agent, _asked(request, group), group) for group in _groups(found)]
        choices = dict.fromkeys(choice for part in parts for choice in part.choices)
        lines = [*(f"*{sentence}*" for sentence in request.heard), *(part.template.strip() for part in parts)]
        return Wording(
            template="\n\n".join(line for line in lines if line),
            choices=tuple[Choice, ...](choices)[:MOST_CHOICES],
            asked_back=len(parts) == 1 and parts[0].asked_back,
        )


def _groups(found: Sequence[CallRecord]) -> list[list[CallRecord]]:
    """Calls that the embedded words tell together: a list with the remedies for it, a draft with its policies."""
    tools = {record.tool for record in found}
    together: tuple[str, ...] = ()
    if {"list_exceptions", "rank_mitigations"} <= tools:
        together = ("list_exceptions", "rank_mitigations", "draft_proposal", "search_policies")
    elif "draft_proposal" in tools:
        together = ("draft_proposal", "search_policies")
    first: list[CallRecord] = []
    for tool in together:
        of_tool = [record for record in found if record.tool == tool]
        first += of_tool[:1] if tool in ("list_exceptions", "search_policies") else of_tool
    rest = [[record] for record in found if record not in first]
    return [first, *rest] if first else rest


def _asked(request: Request, group: Sequence[CallRecord]) -> Request:
    """The request as if it had asked for these calls only."""
    tools = {record.tool for record in group}
    first = PlannedCall(tool=group[0].tool, arguments=group[0].arguments)
    if {"list_exceptions", "rank_mitigations"} <= tools:
        kind = "brief"
    else:
        kind = "propose" if group[0].tool == "draft_proposal" else KIND_OF_TOOL.get(group[0].tool, request.kind)
    return request.model_copy(update={"kind": kind, "first": first, "heard": ()})
