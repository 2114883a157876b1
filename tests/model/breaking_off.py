"""A conversation during which the endpoint breaks off in the midst of an answer and does not come back."""

from threading import Event

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.openai import Endpoint, OpenAIReasoner
from agents.reasoners.openai.playing import calls, played, says
from api.benchmarks.asking import Company
from api.benchmarks.conversations import PlannedConversation, SaidTurn, hold
from api.benchmarks.scoring import Heard
from knowledge.policies.embedding import Embedder

_SOUPS = ("forecast_demand", {"family": "Soups", "weeks": 8})
_ITEM = ("forecast_demand", {"item_id": "A-104", "weeks": 8})
_STOCK = ("show_stock", {"item_id": "A-104"})
_WORDS = "{{c1:/name}} sells {{c1:/total/mean|units}} in that time. Most of it comes from the season."
_PIECES = 9
"""So many pieces of the second answer are sent: its first sentence and a little of the second."""

CONVERSATION = PlannedConversation(
    name="an endpoint that breaks off in the midst of the second answer",
    person="sam",
    turns=(
        SaidTurn(say="Forecast Soups for the next 8 weeks", outcome="answer", tools=(_SOUPS[0],)),
        SaidTurn(say="Forecast A-104 for the next 8 weeks", outcome="answer", tools=(_ITEM[0],)),
        SaidTurn(say="How much A-104 do we have?", outcome="answer", tools=(_STOCK[0],)),
    ),
)


def held(company: Company, embedded: EmbeddedReasoner, embedder: Embedder) -> list[Heard]:
    """Hold the conversation; the model is played, its server stops during the second answer."""

    def stop(piece: int) -> None:
        if piece == _PIECES - 1:
            model.stop()

    cut = says(_WORDS, step=10, cut_after=_PIECES, before_piece=stop)
    with played([calls(_SOUPS), says(_WORDS), calls(_ITEM), cut]) as model:
        reasoner = OpenAIReasoner(embedded, embedder, Endpoint(model.url, "played"), wait=_at_once)
        try:
            return hold(CONVERSATION, company, reasoner, embedded)
        finally:
            reasoner.close()


def _at_once(_seconds: float, _cancelled: Event) -> None:
    """Wait for nothing before a retry."""
