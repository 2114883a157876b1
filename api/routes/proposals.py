"""Proposals: what waits, one in full, editing it, deciding it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field, JsonValue

from knowledge.decisions.proposals import Decision, Proposal, RouteStep, Status
from knowledge.principal import Principal

from ..auth import App, Signed
from ..errors import NotAcceptable, PreconditionMissing
from ..problems import ProblemDocument
from ..tandem import Tandem
from .bodies import Body

router = APIRouter(prefix="/proposals", tags=["proposals"])
MOST_DIGITS = 18

REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": ProblemDocument} for code in (401, 403, 404, 409, 412, 422, 428)
}


class ProposalView(BaseModel):
    """A proposal as it stands; its `version` is the ETag to decide or edit it with."""

    proposal_id: str
    version: int
    status: Status
    digest: str
    title: str
    reason: str
    actions: list[dict[str, JsonValue]]
    effect: dict[str, JsonValue]
    policy_check: dict[str, JsonValue]
    route: list[RouteStep]
    step: int
    waits_for: list[str]
    value: float
    currency: str
    expires_on: date
    truth_version: str
    checked_at_version: str
    seed: int
    proposer: str
    on_behalf_of: str
    created_at: datetime
    changed_at: datetime
    decisions: list[Decision]
    outcome: str
    answer_id: str | None


class ProposalList(BaseModel):
    """Proposals, newest first; `next` is the value of `before` for the next page."""

    proposals: list[ProposalView]
    next: str | None


class NewDecision(Body):
    """A verdict on the version that If-Match names."""

    verdict: Literal["approve", "reject", "return", "withdraw"]
    comment: str = Field(default="", max_length=4000, examples=["agreed with the carrier"])


class Edit(Body):
    """New content for a proposal; it is checked, simulated and routed again."""

    actions: list[dict[str, JsonValue]] = Field(
        min_length=1, examples=[[{"kind": "push_out_order", "order_id": "PO-11268", "due_on": "2026-04-20"}]]
    )
    reason: str = Field(min_length=1, max_length=4000, examples=["The stock lasts until the end of April."])


IfMatch = Annotated[str | None, Header(description='The version that was read, such as `"3"`.')]
Key = Annotated[str | None, Header(alias="Idempotency-Key", description="A new value for each new decision.")]


@router.get("")
def list_proposals(
    tandem: App,
    principal: Signed,
    status: Status | None = None,
    mine: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    before: str | None = None,
) -> ProposalList:
    """List proposals, newest first."""
    proposer = principal.person_id if mine else None
    found = tandem.ledger.proposals(status, proposer, limit, before)
    following = found[-1].proposal_id if len(found) == limit else None
    holders = tandem.holders()
    return ProposalList(proposals=[_view(each, tandem, holders) for each in found], next=following)


@router.get("/{proposal_id}", responses=REFUSALS)
def read_proposal(proposal_id: str, tandem: App, principal: Signed, response: Response) -> ProposalView:
    """Give one proposal with its effect, policy check, route and decisions."""
    del principal
    return _tagged(tandem.ledger.proposal(proposal_id), tandem, response)


@router.patch("/{proposal_id}", responses=REFUSALS)
def edit_proposal(
    proposal_id: str, body: Edit, tandem: App, principal: Signed, response: Response, if_match: IfMatch = None
) -> ProposalView:
    """Give a pending or returned proposal new content, as its proposer; it starts again at the first step."""
    from tools.actions.propose import draft, read_actions

    seen = tandem.ledger.proposal(proposal_id)
    context = tandem.context(principal, seed=seen.draft.seed)
    fresh = draft(context, read_actions(body.actions), body.reason, seen.draft.title, seen.draft.answer_id, None)
    revised = tandem.ledger.revise(proposal_id, fresh, version=_version(if_match), principal=principal)
    return _tagged(revised, tandem, response)


@router.post("/{proposal_id}/decisions", responses=REFUSALS)
def decide_proposal(
    proposal_id: str,
    body: NewDecision,
    tandem: App,
    principal: Signed,
    response: Response,
    if_match: IfMatch = None,
    idempotency_key: Key = None,
) -> ProposalView:
    """Approve, reject, return or withdraw a proposal in the version that was read.

    Without If-Match it answers 428, with that of an older version 412, and 409 while data that the proposal rests on
    have moved and its effect is being computed again. The same Idempotency-Key with the same request is answered alike
    and decides nothing twice.
    """
    version = _version(if_match)
    if not idempotency_key:
        raise PreconditionMissing("The header Idempotency-Key is missing.", "Send a new value for each decision.")
    decided = tandem.decide(
        proposal_id,
        version=version,
        verdict=body.verdict,
        comment=body.comment,
        principal=principal,
        idempotency_key=idempotency_key,
    )
    return _tagged(decided, tandem, response)


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise PreconditionMissing(
            "The header If-Match is missing.", "Read the proposal and send the ETag that came with it."
        )
    tag = if_match.removeprefix("W/").strip('"')
    if not tag.isdecimal() or len(tag) > MOST_DIGITS:
        raise NotAcceptable(f"If-Match {if_match} is no version of a proposal.", 'It looks like "3".')
    return int(tag)


def _tagged(proposal: Proposal, tandem: Tandem, response: Response) -> ProposalView:
    response.headers["ETag"] = f'"{proposal.version}"'
    return _view(proposal, tandem, tandem.holders())


def _view(proposal: Proposal, tandem: Tandem, holders: dict[str, list[Principal]]) -> ProposalView:
    draft = proposal.draft
    waiting = proposal.status is Status.PENDING
    positions = draft.route[proposal.step].position_ids if waiting else ()
    people = {person.name for position in positions for person in holders.get(position, [])}
    return ProposalView(
        proposal_id=proposal.proposal_id,
        version=proposal.version,
        status=proposal.status,
        digest=proposal.digest,
        title=draft.title,
        reason=draft.reason,
        actions=list(draft.actions),
        effect=draft.effect,
        policy_check=draft.policy_check,
        route=list(draft.route),
        step=proposal.step,
        waits_for=sorted(people),
        value=draft.value,
        currency=tandem.currency,
        expires_on=draft.expires_on,
        truth_version=draft.truth_version,
        checked_at_version=proposal.checked_at_version,
        seed=draft.seed,
        proposer=proposal.proposer,
        on_behalf_of=proposal.on_behalf_of,
        created_at=proposal.created_at,
        changed_at=proposal.changed_at,
        decisions=list(proposal.decisions),
        outcome=proposal.outcome,
        answer_id=draft.answer_id,
    )
