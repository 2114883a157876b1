"""Who may decide a proposal.

A decision is made from a position of the current step of the route, held or stood in for; a role alone is not enough.
Who proposed never decides, whichever way the two are the same person, and nobody approves two steps. The last approval
stands only if somebody who approved this content has a limit that covers what it commits.
"""

from ..errors import NotAllowed
from ..principal import Principal, Role, Seat
from .proposals import Proposal

NEVER_DECIDE = frozenset({Role.VIEWER, Role.AUDITOR})
MAY_ACT = frozenset(Role) - NEVER_DECIDE


def deciding_seat(proposal: Proposal, principal: Principal) -> Seat:
    """Return the seat from which a person may decide the current step; of several the one with the highest limit.

    Raises
    ------
    NotAllowed
    """
    if is_proposer(proposal, principal):
        raise NotAllowed(
            f"{proposal.proposal_id} was proposed by {proposal.proposer}; who proposes does not decide.",
            "Withdraw or edit it, or ask another holder of the position or a delegate to decide.",
        )
    step = proposal.draft.route[proposal.step]
    seats = [
        seat for seat in principal.seats if seat.position_id in step.position_ids and seat.role not in NEVER_DECIDE
    ]
    if not seats:
        raise NotAllowed(
            f"{principal.name} does not hold or stand in for a position that decides {proposal.proposal_id} now.",
            f"It waits for {' or '.join(step.position_ids)}: {step.reason}",
        )
    return max(seats, key=lambda seat: (seat.approval_limit or 0.0, not seat.delegated))


def ensure_other_eyes(proposal: Proposal, principal: Principal) -> None:
    """Check that who approves a step has not approved an earlier one of the same content; `NotAllowed` otherwise."""
    approvals = [decision for decision in proposal.decisions if decision.verdict == "approve"]
    if any(decision.person_id == principal.person_id for decision in approvals[len(approvals) - proposal.step :]):
        raise NotAllowed(
            f"{principal.name} approved an earlier step of {proposal.proposal_id}; each step takes another person.",
            "Ask another holder of the position or a delegate to decide.",
        )


def ensure_authority(proposal: Proposal, seat: Seat, authority: float | None) -> None:
    """Check, at the last step, that an approver's limit covers the value; a position without a limit covers nothing.

    Parameters
    ----------
    authority
        Highest limit among the approvers of this content, company currency, this one included.

    Raises
    ------
    NotAllowed
    """
    if proposal.draft.value > (authority or 0.0):
        limit = "no approval limit" if seat.approval_limit is None else f"an approval limit of {seat.approval_limit:g}"
        raise NotAllowed(
            f"{proposal.proposal_id} commits {proposal.draft.value:g}; {seat.position_id} has {limit}.",
            "Ask a position with a sufficient limit, or return it so that it is sent there.",
        )


def is_proposer(proposal: Proposal, principal: Principal) -> bool:
    """Say whether a person, or whoever they speak for, is the proposer, or whoever the proposer spoke for.

    Two persons of the sample company may be played by one operating-system user; that is on record and allowed.
    """
    return principal.person_id in (proposal.proposer, proposal.on_behalf_of) or (
        principal.on_behalf_of == proposal.proposer
    )


def ensure_proposer(proposal: Proposal, principal: Principal) -> None:
    """Check that somebody who edits or withdraws a proposal is its proposer; `NotAllowed` otherwise."""
    if principal.person_id != proposal.proposer:
        raise NotAllowed(
            f"{proposal.proposal_id} was proposed by {proposal.proposer}; only they may edit or withdraw it.",
            "Return it with a comment, or propose your own.",
        )


def ensure_acting(principal: Principal) -> None:
    """Check that a person may change anything at all; `NotAllowed` for those who only look."""
    if not principal.roles & MAY_ACT:
        raise NotAllowed(f"{principal.name} may look but not change anything.", "Ask a planner to do it.")
