"""A turn in which a small model only chooses the calls to begin with; what follows, and every word, is not its own."""

from collections.abc import Sequence

from ...errors import ModelStopped
from ...evidence import CallRecord
from ..embedded import talk
from ..protocol import Agent, PlannedCall, Reading, Reply, Request, Turn, Wording
from .model_turn import ModelTurn
from .narrow_choosing import NarrowChoosing
from .requesting import chosen_calls, requests_of


class CallTurn(ModelTurn):
    """A `TurnReasoner`: a model chooses calls, the embedded reasoner does the rest.

    The model is asked about what was read as calls, and about what was not understood; every other reply stands. A
    call is made where both agree on the tool: of a clear question the tools as they were read, of an unclear one the
    likeliest. The model then has the choice of the arguments; where they differ, the turn is handed over.
    """

    def read(self, turn: Turn) -> Reading:
        """Return how the message is understood; see `ModelTurn.read`."""
        self._reading = self.embedded.read(turn)
        if self._reading.reply is not None and not _is_unsure(self._reading.reply):
            self.ending = "guarded"
            return self._reading
        chooser = self.choosing(turn, self._reading, self.asking)
        assert isinstance(chooser, NarrowChoosing)
        try:
            return self._chosen(turn, chooser)
        except ModelStopped as stopped:
            self._hand_over(stopped)
            return self._reading

    def _chosen(self, turn: Turn, chooser: NarrowChoosing) -> Reading:
        calls = self._within_budget(chooser.first().calls)
        if not calls:
            raise ModelStopped("no_calls", "it called no tool for a question about the data")
        if not self._reading.requests and calls[0].tool != chooser.likeliest:
            raise ModelStopped("at_odds", "it reads the question otherwise than the embedded reasoner would")
        left = list(self._reading.requests)
        kept: list[Request] = []
        own: list[PlannedCall] = []
        for call in calls:
            is_draft = turn.registry.get(call.tool).effect == "draft"
            fits = (r for r in left if r.first.tool == call.tool or (is_draft and _is_wish(r)))
            read = next(fits, None)
            if read is None:
                own.append(call)
            else:
                left.remove(read)
                kept.append(read if _is_wish(read) else read.model_copy(update={"first": call}))
        self._is_used = not self._reading.requests or bool(kept)
        if not self._reading.requests:
            return Reading(requests=requests_of(turn, own[:1], self._reading, chooser.slots))
        if not kept:
            raise ModelStopped("at_odds", "it reads a clear question otherwise than the embedded reasoner does")
        return Reading(requests=(*kept, *left))  # a small model that is asked for two things likes to name one

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the calls that follow without a model."""
        if not self._is_models(turn, agent, request):
            return self.embedded.plan(turn, agent, request, done)
        return () if done else chosen_calls(request)

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> Wording:
        """Return the findings in the embedded words."""
        return self.fallback.word(turn, agent, request, done, refused)


def _is_wish(request: Request) -> bool:
    """Whether actions are wished; they are worked on as they were read, whichever call that begins with."""
    return "actions" in request.first.arguments


def _is_unsure(reply: Reply) -> bool:
    return reply.text == talk.unsure(()).text
