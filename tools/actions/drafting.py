"""The tool that drafts a proposal for people to decide on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field, JsonValue

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal, RouteStep, Status

from ..context import ToolContext
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Days, Money, Part, ToolResult
from .effect import Effect
from .policy_check import PolicyVerdict, PolicyVerdicts, verdicts_in_words
from .propose import ensure_visible, prepare
from .types import MOST_ACTIONS, Action, canonical, in_turn, read_actions

PAGE = 200


class DraftProposalArguments(Arguments):
    """Actions to propose, and why."""

    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=MOST_ACTIONS)]
    reason: Annotated[str, Field(min_length=1, max_length=4000, description="Why it should be done, for who decides.")]
    title: Annotated[str | None, Field(max_length=200, description="One line for the inbox.")] = None


class Approval(Part):
    """One step of the approval route."""

    position_ids: tuple[str, ...]
    reason: str


class DraftedProposal(ToolResult):
    """The proposal that people now decide on; `existing` if the same actions were waiting already."""

    proposal_id: str
    status: str
    existing: bool
    title: str
    actions: tuple[str, ...]
    value: Money
    effect: Effect
    policy_verdicts: tuple[PolicyVerdict, ...]
    policies_in_words: tuple[str, ...]
    standing_approvals: tuple[str, ...]
    route: tuple[Approval, ...]
    route_in_words: str
    expires_on: date
    days_to_decide: Days


def draft_proposal(context: ToolContext, arguments: DraftProposalArguments) -> DraftedProposal:
    """Open a proposal, or return the one with the same actions that is waiting already.

    Raises
    ------
    UnknownSubject, ActionRefused, ApprovalRouteUnknown
        See `propose.prepare`.
    """
    for action in arguments.actions:
        ensure_visible(context.snapshot, action, context.principal.scopes)
    waiting = waiting_with(context.ledger, arguments.actions)
    if waiting is not None:
        return _told(context, waiting, existing=True)
    prepared = prepare(
        context, arguments.actions, arguments.reason, arguments.title, context.answer_id, context.call_id
    )
    return _told(context, context.ledger.open(prepared.draft, context.principal), existing=False)


def waiting_with(ledger: Ledger, actions: Sequence[Action]) -> Proposal | None:
    """Return the proposal with the same actions that waits for a decision, or nothing if none does."""
    wanted = tuple(canonical(action) for action in actions)
    return next((proposal for proposal in _pending(ledger) if proposal.draft.actions == wanted), None)


def rivals_of(ledger: Ledger, proposal: Proposal) -> list[Proposal]:
    """Return the other proposals that wait and would move the same order line, or order or set the same item there."""
    mine = {_subject(action) for action in proposal.draft.actions}
    return [
        other
        for other in _pending(ledger)
        if other.proposal_id != proposal.proposal_id and mine & {_subject(action) for action in other.draft.actions}
    ]


def _pending(ledger: Ledger) -> Iterator[Proposal]:
    before: str | None = None
    while page := ledger.proposals(Status.PENDING, limit=PAGE, before=before):
        yield from page
        before = page[-1].proposal_id


def _subject(action: Mapping[str, JsonValue]) -> tuple[JsonValue, ...]:
    """What an action is done to: a line of an order, or an item at a place by the kind of the action."""
    if "order_id" in action:
        return ("order", action["order_id"], action["line"])
    return (action["kind"], action["item_id"], action["location_id"])


def effect_in(proposal: Proposal) -> Effect:
    """Return the simulated effect that a proposal keeps."""
    return Effect.model_validate({**proposal.draft.effect, "truth_version": proposal.draft.truth_version})


def verdicts_in(proposal: Proposal) -> PolicyVerdicts:
    """Return the policies' verdicts that a proposal keeps."""
    return PolicyVerdicts.model_validate(proposal.draft.policy_check)


def route_in_words(route: Sequence[RouteStep]) -> str:
    """Say who must approve, in order."""
    return ", then ".join(step.reason for step in route)


def _told(context: ToolContext, proposal: Proposal, *, existing: bool) -> DraftedProposal:
    draft, effect, verdicts = proposal.draft, effect_in(proposal), verdicts_in(proposal)
    warnings = list(effect.warnings)
    if existing:
        warnings.append(f"The same actions wait already as {proposal.proposal_id}; nothing new was opened.")
    for other in rivals_of(context.ledger, proposal):
        warnings.append(
            f"{other.proposal_id} waits too and is about the same: {other.draft.title}. Approve one of them, not both."
        )
    if effect.net_benefit.high < 0:
        warnings.append("The actions cost more than they save.")
    return DraftedProposal(
        proposal_id=proposal.proposal_id,
        status=proposal.status.value,
        existing=existing,
        title=draft.title,
        actions=_in_words(context, proposal, existing=existing),
        value=draft.value,
        effect=effect,
        policy_verdicts=verdicts.verdicts,
        policies_in_words=verdicts_in_words(verdicts.verdicts),
        standing_approvals=verdicts.standing_approvals,
        route=tuple(Approval(position_ids=step.position_ids, reason=step.reason) for step in draft.route),
        route_in_words=route_in_words(draft.route),
        expires_on=draft.expires_on,
        days_to_decide=(draft.expires_on - context.snapshot.planning_date).days,
        assumptions=effect.assumptions,
        warnings=tuple(warnings),
    )


def _in_words(context: ToolContext, proposal: Proposal, *, existing: bool) -> tuple[str, ...]:
    if existing:
        return (proposal.draft.title,)
    actions = read_actions(proposal.draft.actions)
    return tuple(action.summary(before) for action, before in in_turn(context.snapshot, actions))


TOOL = Tool(
    name="draft_proposal",
    summary="Draft a proposal of typed actions for people to decide on: simulated, checked against policies, routed.",
    arguments=DraftProposalArguments,
    result=DraftedProposal,
    run=draft_proposal,
    mandate="both",
    effect="draft",
    utterances=forms_beside(__file__, "expedite", "push_out", "create_order", "stock_policy", "override"),
)
