"""The words for each tool's findings: the short answer first, then what matters, then what to do."""

from collections.abc import Callable, Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from . import (
    accuracy,
    anything,
    brief,
    budget,
    calculation,
    compared,
    exceptions,
    explanation,
    forecast,
    late,
    mitigations,
    orders,
    passed_on,
    past_demand,
    policies,
    problems,
    projection,
    proposals,
    replenishment,
    scenario,
    stock,
)
from .told import paragraphs

Words = Callable[[Turn, Agent, Request, Sequence[CallRecord]], Wording]

BY_KIND: dict[str, Words] = {
    "brief": brief.words,
    "late_orders": late.words,
    "orders": late.orders_words,
    "mitigations": mitigations.words,
    "compared": compared.words,
    "why": explanation.why_words,
    "propose": proposals.draft_words,
    "override": proposals.draft_words,
}
"""Kinds of question that put several results together, or one in a way of their own."""

BY_TOOL: dict[str, Words] = {
    "list_exceptions": exceptions.words,
    "project_inventory": projection.words,
    "forecast_demand": forecast.words,
    "measure_forecast_accuracy": accuracy.words,
    "reconcile_with_budget": budget.words,
    "list_orders": orders.words,
    "plan_replenishment": replenishment.words,
    "show_past_demand": past_demand.words,
    "show_stock": stock.words,
    "explain_quantity": explanation.words,
    "simulate_scenario": scenario.words,
    "rank_mitigations": mitigations.words,
    "search_policies": policies.words,
    "list_proposals": proposals.list_words,
    "draft_proposal": proposals.draft_words,
    "calculate": calculation.words,
}
"""The words for each tool's findings: the short answer first, then what matters, then what to do."""


HANDED_OVER = ("forecast_demand", "search_policies")
"""The tools with which S&OP looks at what S&OE found."""


def worded(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Return the findings of a request in words; a call that gave no result is told with its reason and cure."""
    if not done:
        return Wording(template="")
    if not done[0].ok:
        return problems.words(request, done[0])
    if agent == "sop" and request.first.tool == "list_exceptions" and done[0].tool in HANDED_OVER:
        return passed_on.words(turn, agent, request, done)
    words = BY_KIND.get(request.kind) if done[0].tool == request.first.tool or request.kind == "override" else None
    wording = (words or BY_TOOL.get(done[0].tool, anything.words))(turn, agent, request, done)
    answer, _, details = wording.template.partition("\n\n")
    heard = " ".join(f"*{sentence}*" for sentence in request.heard)
    return wording.model_copy(update={"template": paragraphs(answer, heard, details)})
