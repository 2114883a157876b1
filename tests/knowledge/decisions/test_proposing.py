"""Opening, listing, editing and withdrawing proposals."""

import math
from typing import Any

import pytest

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import RouteStep, Status
from knowledge.errors import (
    DraftRefused,
    NotAllowed,
    NotDecidable,
    StaleProposal,
    UnknownProposal,
)
from tests.fixtures_ledger import ANA, LOGISTICS, MARIA, MAX, VERA, decide, draft


def test_a_proposal_comes_back_as_it_was_opened(ledger: Ledger) -> None:
    """What an approver reads is what was drafted, number for number."""
    opened = ledger.open(draft(), ANA)
    assert opened == ledger.proposal("P-000001")
    assert opened.draft == draft()
    assert (opened.status, opened.version, opened.step, opened.proposer) == (Status.PENDING, 1, 0, "ana")


def test_the_same_actions_are_not_proposed_twice(ledger: Ledger) -> None:
    """Each turn that recommends the same thing would otherwise leave another proposal in the inbox."""
    first = ledger.open(draft(), ANA)
    again = ledger.open(draft(reason="Asked again."), MAX)
    assert again == first
    assert len(ledger.outbox()) == 1
    decide(ledger, first, verdict="reject")
    assert ledger.open(draft(), ANA).proposal_id == "P-000002"


@pytest.mark.parametrize(
    "changes",
    [
        {"actions": ()},
        {"route": ()},
        {"route": (RouteStep(position_ids=(), reason="nobody"),)},
        {"value": -1.0},
        {"value": math.nan},
        {"effect": {"cost": math.inf}},
    ],
)
def test_an_impossible_draft_is_refused(sqlite_ledger: Ledger, changes: dict[str, Any]) -> None:
    """A proposal without actions, without approvers or with impossible money must not be decided on."""
    with pytest.raises(DraftRefused):
        sqlite_ledger.open(draft(**changes), ANA)
    assert sqlite_ledger.proposals() == []
    assert sqlite_ledger.entries() == []


def test_who_only_looks_cannot_propose(sqlite_ledger: Ledger) -> None:
    """A viewer must not fill other people's inboxes."""
    with pytest.raises(NotAllowed):
        sqlite_ledger.open(draft(), VERA)


@pytest.mark.parametrize("name", ["P-000009", "P-", "P-x", "P-٣", "Q-000001", "", "P-99999999999"])
def test_an_unknown_proposal_is_said_to_be_unknown(ledger: Ledger, name: str) -> None:
    """A wrong name is an error for the reader, not a database error."""
    with pytest.raises(UnknownProposal):
        ledger.proposal(name)


def test_lists_page_from_the_newest_and_filter(ledger: Ledger) -> None:
    """A page continues where the last one ended and leaves nothing out."""
    opened = [ledger.open(draft(f"PO-{number}"), ANA if number % 2 else MAX) for number in range(7)]
    decide(ledger, opened[3])
    names = [proposal.proposal_id for proposal in opened][::-1]
    first = ledger.proposals(limit=3)
    rest = ledger.proposals(limit=9, before=first[-1].proposal_id)
    assert [proposal.proposal_id for proposal in first + rest] == names
    assert [proposal.proposal_id for proposal in ledger.proposals(Status.APPROVED)] == [opened[3].proposal_id]
    assert {proposal.proposer for proposal in ledger.proposals(proposer="max")} == {"max"}


def test_a_page_is_found_by_an_index(sqlite_ledger: Ledger) -> None:
    """A list that reads or sorts every row takes longer with every proposal there ever was."""
    from sqlalchemy import event

    asked: list[tuple[str, Any]] = []

    @event.listens_for(sqlite_ledger.engine, "before_cursor_execute")
    def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    sqlite_ledger.open(draft(), ANA)
    asked.clear()
    assert len(sqlite_ledger.proposals(Status.PENDING, limit=50, before="P-005000")) == 1
    with sqlite_ledger.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all() for sql, given in list(asked)]
    steps = [str(step[-1]) for plan in plans for step in plan]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")]
    assert "SEARCH proposals USING INDEX proposals_by_status (status=? AND number<?)" in steps, "sorted by the index"


def test_an_edit_is_a_new_version_that_starts_again(ledger: Ledger) -> None:
    """An approval given to the old content must not carry over to the new one."""
    two_steps = (LOGISTICS, RouteStep(position_ids=("director",), reason="size"))
    opened = ledger.open(draft(route=two_steps), ANA)
    approved = decide(ledger, opened)
    assert approved.step == 1
    edited = ledger.revise(opened.proposal_id, draft("PO-2", route=two_steps), version=approved.version, principal=ANA)
    assert (edited.step, edited.version, edited.status) == (0, 3, Status.PENDING)
    assert edited.digest != opened.digest
    with pytest.raises(StaleProposal):
        decide(ledger, approved, MAX)


def test_a_returned_proposal_is_edited_and_waits_again(ledger: Ledger) -> None:
    """A return with a comment is not the end: the proposer answers it."""
    returned = decide(ledger, ledger.open(draft(), ANA), verdict="return", comment="By sea.")
    edited = ledger.revise(returned.proposal_id, draft("PO-3"), version=returned.version, principal=ANA)
    assert edited.status is Status.PENDING
    assert decide(ledger, edited).status is Status.APPROVED


def test_only_the_proposer_edits_and_withdraws(ledger: Ledger) -> None:
    """Somebody else's edit would make the proposer answer for what they did not write."""
    opened = ledger.open(draft(), ANA)
    with pytest.raises(NotAllowed):
        ledger.revise(opened.proposal_id, draft("PO-2"), version=1, principal=MARIA)
    with pytest.raises(NotAllowed):
        ledger.withdraw(opened.proposal_id, version=1, principal=MARIA)
    withdrawn = ledger.withdraw(opened.proposal_id, version=1, principal=ANA, comment="Solved otherwise.")
    assert withdrawn.status is Status.WITHDRAWN
    assert withdrawn.decisions[0].verdict == "withdraw"


def test_an_edit_of_what_was_not_read_is_refused(ledger: Ledger) -> None:
    """Two tabs of the same person must not overwrite each other."""
    opened = ledger.open(draft(), ANA)
    ledger.revise(opened.proposal_id, draft("PO-2"), version=1, principal=ANA)
    with pytest.raises(StaleProposal):
        ledger.revise(opened.proposal_id, draft("PO-3"), version=1, principal=ANA)
    with pytest.raises(StaleProposal):
        ledger.withdraw(opened.proposal_id, version=1, principal=ANA)


def test_an_edit_cannot_repeat_another_pending_proposal(ledger: Ledger) -> None:
    """Two pending proposals of the same actions would be approved and executed twice."""
    ledger.open(draft("PO-1"), ANA)
    second = ledger.open(draft("PO-2"), ANA)
    with pytest.raises(NotDecidable):
        ledger.revise(second.proposal_id, draft("PO-1"), version=1, principal=ANA)


def test_what_is_decided_can_be_neither_edited_nor_withdrawn(ledger: Ledger) -> None:
    """A change after approval would execute what nobody approved."""
    approved = decide(ledger, ledger.open(draft(), ANA))
    with pytest.raises(NotDecidable):
        ledger.revise(approved.proposal_id, draft("PO-2"), version=approved.version, principal=ANA)
    with pytest.raises(NotDecidable):
        ledger.withdraw(approved.proposal_id, version=approved.version, principal=ANA)
