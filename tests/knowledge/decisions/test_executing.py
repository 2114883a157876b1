"""The moves after an approval: each is made once, by the outbox row that may make it."""

import pytest

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal, Status
from knowledge.errors import NotDecidable
from tests.fixtures_ledger import ANA, decide, draft

KEY = "execute-P-000001-2"


@pytest.fixture
def approved(ledger: Ledger) -> Proposal:
    """A proposal that may be executed."""
    return decide(ledger, ledger.open(draft(), ANA))


def test_an_execution_goes_on_under_its_own_key_only(ledger: Ledger, approved: Proposal) -> None:
    """After a crash the same outbox row goes on; another one must not start a second execution."""
    begun = ledger.mark_executing(approved.proposal_id, KEY)
    assert begun.status is Status.EXECUTING
    assert ledger.mark_executing(approved.proposal_id, KEY) == begun
    with pytest.raises(NotDecidable):
        ledger.mark_executing(approved.proposal_id, "another row")
    with pytest.raises(NotDecidable):
        ledger.mark_executed(approved.proposal_id, "Done.", key="another row")
    with pytest.raises(NotDecidable):
        ledger.mark_failed(approved.proposal_id, "No.", key="another row")


def test_an_execution_ends_once(ledger: Ledger, approved: Proposal) -> None:
    """What took effect cannot fail afterwards, and is noted once however often it is told."""
    ledger.mark_executing(approved.proposal_id, KEY)
    done = ledger.mark_executed(approved.proposal_id, "Order PO-1 now arrives on 2026-03-06.", key=KEY)
    assert (done.status, done.outcome) == (Status.EXECUTED, "Order PO-1 now arrives on 2026-03-06.")
    assert ledger.mark_executed(approved.proposal_id, "Again.", key=KEY) == done
    with pytest.raises(NotDecidable):
        ledger.mark_failed(approved.proposal_id, "No.", key=KEY)
    kinds = [entry.kind for entry in ledger.entries(subject=approved.proposal_id)]
    assert kinds == ["proposal.opened", "proposal.decided", "proposal.executing", "proposal.executed"]


def test_a_failure_is_on_record_with_its_reason(ledger: Ledger, approved: Proposal) -> None:
    """Somebody has to learn why nothing happened."""
    ledger.mark_executing(approved.proposal_id, KEY)
    failed = ledger.mark_failed(approved.proposal_id, "The order is closed.", key=KEY)
    assert (failed.status, failed.outcome) == (Status.FAILED, "The order is closed.")
    assert ledger.entries()[-1].payload["reason"] == "The order is closed."


def test_nothing_is_executed_that_is_not_approved(ledger: Ledger) -> None:
    """The dispatcher cannot get past the decision."""
    opened = ledger.open(draft(), ANA)
    with pytest.raises(NotDecidable):
        ledger.mark_executing(opened.proposal_id, KEY)
    with pytest.raises(NotDecidable):
        ledger.mark_executed(opened.proposal_id, "Done.", key=KEY)
    with pytest.raises(NotDecidable):
        ledger.mark_void(opened.proposal_id, "Moved.")


def test_what_is_being_executed_is_not_made_void(ledger: Ledger, approved: Proposal) -> None:
    """The effect may be there already."""
    ledger.mark_executing(approved.proposal_id, KEY)
    with pytest.raises(NotDecidable):
        ledger.mark_void(approved.proposal_id, "Moved.")


def test_what_is_void_is_not_executed(ledger: Ledger, approved: Proposal) -> None:
    """An execution row may still be in the outbox when the data move."""
    assert ledger.mark_void(approved.proposal_id, "Moved.").status is Status.VOID
    with pytest.raises(NotDecidable):
        ledger.mark_executing(approved.proposal_id, KEY)


def test_an_effect_is_noted_once_for_a_key(ledger: Ledger) -> None:
    """The first outcome stands, whoever reports later."""
    assert ledger.effect(KEY) is None
    assert ledger.record_effect(KEY, "csv", "Written.") == "Written."
    assert ledger.record_effect(KEY, "csv", "Written again.") == "Written."
    assert ledger.effect(KEY) == "Written."
