"""Who may decide, on what, and that a decision is made once."""

from dataclasses import replace

import pytest

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import RouteStep, Status
from knowledge.errors import IdempotencyConflict, NotAllowed, NotDecidable, StaleProposal
from knowledge.principal import Principal, Role, Seat
from tests.fixtures_ledger import ADMIN, ANA, DIRECTOR, LOGISTICS, MARIA, MAX, VERA, decide, draft


def test_an_approval_is_one_decision_one_audit_row_and_one_execution(ledger: Ledger) -> None:
    """Everything that follows from an approval is written with it."""
    opened = ledger.open(draft(), ANA)
    approved = decide(ledger, opened, comment="Go.")
    assert (approved.status, approved.version, approved.step) == (Status.APPROVED, 2, 1)
    (decision,) = approved.decisions
    assert (decision.proposal_version, decision.person_id, decision.position_id) == (1, "maria", "logistics_manager")
    assert [entry.kind for entry in ledger.entries()] == ["proposal.opened", "proposal.decided"]
    assert [event.kind for event in ledger.outbox()] == ["start_approval", "execute", "resume_approval"]
    assert ledger.verify().intact


@pytest.mark.parametrize(("verdict", "status"), [("reject", Status.REJECTED), ("return", Status.RETURNED)])
def test_what_is_not_approved_is_not_executed(ledger: Ledger, verdict: str, status: Status) -> None:
    """A rejection that leaves an execution behind would do what was refused."""
    decided = decide(ledger, ledger.open(draft(), ANA), verdict=verdict)
    assert decided.status is status
    assert "execute" not in [event.kind for event in ledger.outbox()]


def test_the_proposer_withdraws_by_deciding_so(ledger: Ledger) -> None:
    """The decisions route takes all four verdicts; withdrawing is the proposer's alone."""
    opened = ledger.open(draft(), ANA)
    with pytest.raises(NotAllowed):
        decide(ledger, opened, MARIA, verdict="withdraw")
    assert decide(ledger, opened, ANA, verdict="withdraw").status is Status.WITHDRAWN


SELF = Seat("logistics_manager", Role.MANAGER, approval_limit=25_000)


@pytest.mark.parametrize(
    ("proposer", "decider"),
    [
        pytest.param(Principal("eve", "Eve", (SELF,)), Principal("eve", "Eve", (SELF,)), id="the same person"),
        pytest.param(
            Principal("eve", "Eve", (SELF,)),
            Principal("eve", "Eve", (replace(SELF, delegated=True),)),
            id="standing in for the approver",
        ),
        pytest.param(
            Principal("eve", "Eve", (SELF,)), Principal("bob", "Bob", (SELF,), "eve"), id="speaking as the approver"
        ),
        pytest.param(
            Principal("bob", "Bob", (SELF,), "eve"), Principal("eve", "Eve", (SELF,)), id="proposed as somebody else"
        ),
    ],
)
@pytest.mark.parametrize("verdict", ["approve", "reject", "return"])
def test_who_proposes_does_not_decide(
    sqlite_ledger: Ledger, proposer: Principal, decider: Principal, verdict: str
) -> None:
    """Segregation of duties, whichever way the two are the same person."""
    opened = sqlite_ledger.open(draft(), proposer)
    with pytest.raises(NotAllowed, match="proposed by"):
        decide(sqlite_ledger, opened, decider, verdict=verdict)


def test_one_user_may_play_two_people_of_the_sample_company(sqlite_ledger: Ledger) -> None:
    """The demonstration runs under one operating-system user, which stands on record with both persons."""
    opened = sqlite_ledger.open(draft(), replace(ANA, on_behalf_of="root"))
    approved = decide(sqlite_ledger, opened, replace(MARIA, on_behalf_of="root"))
    assert approved.decisions[0].on_behalf_of == "root"
    assert {entry.on_behalf_of for entry in sqlite_ledger.entries()} == {"root"}


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(MAX, id="a higher position that is not on the route"),
        pytest.param(ADMIN, id="an administrator"),
        pytest.param(VERA, id="a viewer who holds the position"),
        pytest.param(
            Principal("otto", "Otto", (Seat("logistics_manager", Role.AUDITOR, approval_limit=9e9),)), id="an auditor"
        ),
        pytest.param(Principal("nobody", "Nobody", ()), id="somebody without a position"),
    ],
)
@pytest.mark.parametrize("verdict", ["approve", "reject", "return"])
def test_it_takes_a_position_of_the_current_step(sqlite_ledger: Ledger, who: Principal, verdict: str) -> None:
    """Neither rank nor a role replaces the position that the route names."""
    opened = sqlite_ledger.open(draft(), ANA)
    with pytest.raises(NotAllowed, match="does not hold"):
        decide(sqlite_ledger, opened, who, verdict=verdict)
    assert sqlite_ledger.proposal(opened.proposal_id) == opened


def test_a_delegate_decides_in_the_holders_place(ledger: Ledger) -> None:
    """Absence must not stop the business, and the record says that it was a delegate."""
    lea = Principal("lea", "Lea", (Seat("logistics_manager", Role.MANAGER, approval_limit=25_000, delegated=True),))
    approved = decide(ledger, ledger.open(draft(), ANA), lea)
    assert approved.status is Status.APPROVED
    assert ledger.entries()[-1].payload["delegated"] is True


@pytest.mark.parametrize(("limit", "value", "allowed"), [(900, 900, True), (899.99, 900, False), (None, 1, False)])
def test_a_limit_must_cover_the_value(sqlite_ledger: Ledger, limit: float | None, value: float, allowed: bool) -> None:
    """Nobody commits more money than their position may; a position without a limit may commit none."""
    opened = sqlite_ledger.open(draft(value=value), ANA)
    boss = Principal("maria", "Maria", (Seat("logistics_manager", Role.MANAGER, approval_limit=limit),))
    if allowed:
        assert decide(sqlite_ledger, opened, boss).status is Status.APPROVED
        return
    with pytest.raises(NotAllowed, match="approval limit"):
        decide(sqlite_ledger, opened, boss)
    assert sqlite_ledger.proposal(opened.proposal_id) == opened
    assert decide(sqlite_ledger, opened, boss, verdict="return").status is Status.RETURNED


def test_the_seat_with_the_highest_limit_counts(sqlite_ledger: Ledger) -> None:
    """Who holds a small position and stands in for a large one may use the large one."""
    small = Seat("logistics_manager", Role.MANAGER, approval_limit=10)
    large = Seat("director", Role.EXECUTIVE, approval_limit=5_000, delegated=True)
    either = RouteStep(position_ids=("logistics_manager", "director"), reason="either")
    opened = sqlite_ledger.open(draft(route=(either,)), ANA)
    approved = decide(sqlite_ledger, opened, Principal("lea", "Lea", (small, large)))
    assert approved.decisions[0].position_id == "director"


def test_steps_are_approved_in_order_by_different_people(ledger: Ledger) -> None:
    """A countersignature and an approval are two people's; the last one has it executed."""
    opened = ledger.open(draft(route=(LOGISTICS, DIRECTOR), value=90_000.0), ANA)
    with pytest.raises(NotAllowed):
        decide(ledger, opened, MAX)
    first = decide(ledger, opened, MARIA)
    assert (first.status, first.step, first.version) == (Status.PENDING, 1, 2)
    assert "execute" not in [event.kind for event in ledger.outbox()]
    both = replace(MARIA, seats=(*MARIA.seats, replace(MAX.seats[0], delegated=True)))
    with pytest.raises(NotAllowed, match="earlier step"):
        decide(ledger, first, both)
    done = decide(ledger, first, MAX)
    assert (done.status, done.step) == (Status.APPROVED, 2)
    assert [decision.person_id for decision in done.decisions] == ["maria", "max"]


def test_the_limit_may_be_that_of_an_earlier_step(ledger: Ledger) -> None:
    """A controller who signs last need not have the authority that the director gave before."""
    opened = ledger.open(draft(route=(DIRECTOR, LOGISTICS), value=90_000.0), ANA)
    first = decide(ledger, opened, MAX)
    assert decide(ledger, first, MARIA).status is Status.APPROVED


def test_authority_given_to_the_old_content_is_gone_after_an_edit(ledger: Ledger) -> None:
    """Otherwise a director's approval of one order would carry the next one."""
    opened = ledger.open(draft(route=(DIRECTOR, LOGISTICS), value=90_000.0), ANA)
    first = decide(ledger, opened, MAX)
    changed = draft("PO-2", route=(LOGISTICS,), value=90_000.0)
    edited = ledger.revise(first.proposal_id, changed, version=first.version, principal=ANA)
    with pytest.raises(NotAllowed, match="approval limit"):
        decide(ledger, edited, MARIA)


def test_an_approver_approves_the_edited_content_again(ledger: Ledger) -> None:
    """Who approved a step before an edit is free to approve it afterwards."""
    two = (LOGISTICS, DIRECTOR)
    first = decide(ledger, ledger.open(draft(route=two), ANA), MARIA)
    returned = decide(ledger, first, MAX, verdict="return")
    edited = ledger.revise(returned.proposal_id, draft(route=two), version=returned.version, principal=ANA)
    assert decide(ledger, decide(ledger, edited, MARIA), MAX).status is Status.APPROVED


def test_a_decision_on_an_older_version_is_refused(ledger: Ledger) -> None:
    """An approval is bound to what was read: its version and its digest."""
    opened = ledger.open(draft(), ANA)
    edited = ledger.revise(opened.proposal_id, draft("PO-2"), version=1, principal=ANA)
    with pytest.raises(StaleProposal):
        decide(ledger, opened)
    with pytest.raises(StaleProposal):
        decide(ledger, edited, digest=opened.digest)


def test_a_decision_on_an_earlier_step_is_refused_though_the_content_is_the_same(ledger: Ledger) -> None:
    """A page that was open before the countersignature does not show it; its version says so, its digest does not."""
    opened = ledger.open(draft(route=(LOGISTICS, DIRECTOR)), ANA)
    assert decide(ledger, opened, MARIA).digest == opened.digest
    with pytest.raises(StaleProposal):
        decide(ledger, opened, MAX)


@pytest.mark.parametrize("verdict", ["approve", "reject", "return", "withdraw"])
def test_what_is_decided_is_not_decided_again(ledger: Ledger, verdict: str) -> None:
    """A late click on a decided proposal changes nothing, even in its present version."""
    approved = decide(ledger, ledger.open(draft(), ANA))
    with pytest.raises(NotDecidable):
        decide(ledger, approved, ANA if verdict == "withdraw" else MARIA, verdict=verdict, idempotency_key="late")


def test_a_double_click_is_answered_alike(ledger: Ledger) -> None:
    """The same request under the same key decides once and gives the same result, also when things moved on."""
    opened = ledger.open(draft(), ANA)
    first = decide(ledger, opened, idempotency_key="click")
    ledger.mark_executing(opened.proposal_id, "execute-P-000001-2")
    assert decide(ledger, opened, idempotency_key="click") == first
    assert len(ledger.proposal(opened.proposal_id).decisions) == 1
    with pytest.raises(IdempotencyConflict):
        decide(ledger, opened, idempotency_key="click", verdict="reject")


def test_a_refused_decision_leaves_its_key_free(ledger: Ledger) -> None:
    """A retry after a refusal is a new attempt, not a repetition of the refusal."""
    opened = ledger.open(draft(value=90_000.0, route=(DIRECTOR,)), ANA)
    with pytest.raises(NotAllowed):
        decide(ledger, opened, MARIA, idempotency_key="k")
    assert decide(ledger, opened, MAX, idempotency_key="k").status is Status.APPROVED
