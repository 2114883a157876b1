"""The tool that lists proposals."""

from datetime import date
from typing import Annotated

from pydantic import Field

from knowledge.decisions.proposals import Proposal, Status
from knowledge.decisions.rules import NEVER_DECIDE, is_proposer
from knowledge.principal import Principal, Scope
from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..errors import UnknownSubject
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Count, Days, Money, Part, Quantity, Share, ToolResult
from ..subjects import find_item, find_location
from .drafting import effect_in
from .effect import Effect
from .propose import covers

PAGE = 200


class ListProposalsArguments(Arguments):
    """Which proposals; what is left out is not restricted."""

    status: Annotated[Status | None, Field(description="Only those of this status.")] = None
    mine: Annotated[bool, Field(description="Only those that I proposed.")] = False
    waiting_for_me: Annotated[bool, Field(description="Only those that I may decide now.")] = False
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class ProposalLine(Part):
    """A proposal at a glance; changes are against doing nothing."""

    proposal_id: str
    status: str
    title: str
    reason: str
    proposer: str
    value: Money
    net_benefit: Money
    fill_rate_change: Share
    units_short_change: Quantity
    first_day_of_harm: date | None
    waits_for: tuple[str, ...]
    expires_on: date
    days_to_decide: Days
    outcome: str


class Proposals(ToolResult):
    """Proposals, newest first.

    Attributes
    ----------
    more
        Whether there are older ones that would be listed too.
    """

    proposals: tuple[ProposalLine, ...]
    count: Count
    more: bool


def list_proposals(context: ToolContext, arguments: ListProposalsArguments) -> Proposals:
    """List the proposals about what the person may see, newest first."""
    person = context.principal
    status = Status.PENDING if arguments.waiting_for_me and arguments.status is None else arguments.status
    found: list[Proposal] = []
    before: str | None = None
    while len(found) <= arguments.limit:
        page = context.ledger.proposals(
            status, proposer=person.person_id if arguments.mine else None, limit=PAGE, before=before
        )
        if not page:
            break
        before = page[-1].proposal_id
        found += [
            proposal
            for proposal in page
            if (not arguments.waiting_for_me or waits_for(proposal, person))
            and is_visible(context.snapshot, proposal, person)
        ]
    shown = found[: arguments.limit]
    return Proposals(
        proposals=tuple(_line(context.snapshot, proposal) for proposal in shown),
        count=len(shown),
        more=len(found) > len(shown),
    )


def waits_for(proposal: Proposal, person: Principal) -> bool:
    """Say whether a person may decide a proposal now, as far as position and role go."""
    if proposal.status is not Status.PENDING or is_proposer(proposal, person):
        return False
    asked = proposal.draft.route[proposal.step].position_ids
    return any(seat.position_id in asked and seat.role not in NEVER_DECIDE for seat in person.seats)


def is_visible(snapshot: Snapshot, proposal: Proposal, person: Principal) -> bool:
    """Say whether a person may see a proposal: their own, one that waits for them, or one about what they may see.

    What is about something that has left the truth is for those who may see everything.
    """
    if is_proposer(proposal, person) or waits_for(proposal, person):
        return True
    points = effect_in(proposal).points
    try:
        subjects = [(find_item(snapshot, p.item_id), find_location(snapshot, p.location_id)) for p in points]
    except UnknownSubject:
        return any(scope == Scope() for scope in person.scopes)
    return any(all(covers(scope, item, location) for item, location in subjects) for scope in person.scopes)


def _line(snapshot: Snapshot, proposal: Proposal) -> ProposalLine:
    draft = proposal.draft
    effect: Effect = effect_in(proposal)
    waiting = proposal.status is Status.PENDING
    return ProposalLine(
        proposal_id=proposal.proposal_id,
        status=proposal.status.value,
        title=draft.title,
        reason=draft.reason,
        proposer=proposal.proposer,
        value=draft.value,
        net_benefit=effect.net_benefit.value,
        fill_rate_change=effect.fill_rate.difference,
        units_short_change=effect.units_short.difference,
        first_day_of_harm=effect.if_nothing_is_done.first_day_of_harm,
        waits_for=draft.route[proposal.step].position_ids if waiting else (),
        expires_on=draft.expires_on,
        days_to_decide=(draft.expires_on - snapshot.planning_date).days,
        outcome=proposal.outcome,
    )


TOOL = Tool(
    name="list_proposals",
    summary="List proposals with what they would save and who decides them: all, mine, or those waiting for me.",
    arguments=ListProposalsArguments,
    result=Proposals,
    run=list_proposals,
    mandate="both",
    utterances=forms_beside(__file__, "proposals"),
)
