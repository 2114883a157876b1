"""What Tandem itself adds to a turn with a language model: reading, vetting, checking; without the tools and the model.

The model is a server on loopback that replies at once, with the calls and words of a script: one call, then its
findings in two sentences. Of each turn the time of its tools is taken off; the server's own time remains in it.
"""

import statistics
from collections.abc import Sequence

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.openai import Endpoint, OpenAIReasoner
from agents.reasoners.openai.playing import Body, Play, calls, has_results, played, says
from agents.turn import Conversation
from knowledge.policies.embedding import Embedder
from tools.catalogue import all_tools

from . import BenchFigure
from .asking import PLANNER, Company

REPEATS = 12

TURNS: Sequence[tuple[str, str, dict[str, object], str]] = (
    (
        "Forecast A-104 for the next 8 weeks",
        "forecast_demand",
        {"item_id": "A-104", "weeks": 8},
        "{{c1:/name}} sells {{c1:/total/mean|units}}. Likely are {{c1:/total/low_80}} to {{c1:/total/high_80}}.",
    ),
    (
        "Show all exceptions of the next two weeks",
        "list_exceptions",
        {"within_days": 14},
        "There are {{c1:/exceptions|count}} in the list. The first is {{c1:/exceptions/0/item_id}}.",
    ),
    (
        "What does the policy say about expediting?",
        "search_policies",
        {"query": "expediting"},
        "The rule is {{c1:/passages/0|cite}}. It reads {{c1:/passages/0|quote}}.",
    ),
)
"""Questions, the call that answers each, and the words."""


def overhead_figure(company: Company, embedded: EmbeddedReasoner, repeats: int = REPEATS) -> BenchFigure:
    """Measure the median of what Tandem adds to a turn, in milliseconds."""
    answers = [answer for turn in TURNS for answer in _asked(company, embedded, turn, repeats)]
    own = [answer.elapsed_ms - sum(call.elapsed_ms for call in answer.tool_calls) for answer in answers]
    return BenchFigure(name="answer.model_overhead_ms", value=statistics.median(own), unit="ms", repeats=len(own))


def _asked(
    company: Company, embedded: EmbeddedReasoner, turn: tuple[str, str, dict[str, object], str], repeats: int
) -> list[Answer]:
    """Ask a question again and again, once before to warm up."""
    question, tool, arguments, words = turn

    def script(body: Body) -> Play:
        return says(words) if has_results(body) else calls((tool, arguments))

    with played(script) as model:
        reasoner = OpenAIReasoner(embedded, Embedder(), Endpoint(model.url, "instant"))
        try:
            conversation = Conversation(all_tools(), reasoner, embedded)
            conversation.prepare(company.snapshot)
            context = company.context(PLANNER)
            answers = [conversation.answer(question, context=context, thread_id="bench") for _ in range(repeats + 1)]
        finally:
            reasoner.close()
    for answer in answers:
        if answer.usage is None or answer.usage.ending != "answered":
            raise RuntimeError(f"the model did not answer '{question}': {answer.usage}")
    return answers[1:]
