"""The only statements that change a proposal: along an arrow, and from what was read."""

import pytest
from sqlalchemy import update

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.moves import amend, move
from knowledge.decisions.proposals import Status
from knowledge.decisions.schema import ProposalRow
from knowledge.errors import NotDecidable, StaleProposal
from tests.fixtures_ledger import ANA, draft

# Written out from the architecture, not imported.
ARROWS = {
    ("pending", "approved"),
    ("pending", "rejected"),
    ("pending", "returned"),
    ("pending", "expired"),
    ("pending", "withdrawn"),
    ("returned", "pending"),
    ("approved", "executing"),
    ("approved", "void"),
    ("executing", "executed"),
    ("executing", "failed"),
}


def test_the_arrows_are_the_only_moves(sqlite_ledger: Ledger) -> None:
    """Every other pair of statuses is refused, whoever asks."""
    opened = sqlite_ledger.open(draft(), ANA)
    for before in Status:
        for after in Status:
            with sqlite_ledger.changing() as connection:
                connection.execute(update(ProposalRow).values(status=before, version=1))
                read = opened.model_copy(update={"status": before})
                if (before.value, after.value) in ARROWS:
                    assert move(connection, read, after, sqlite_ledger.clock()).status is after
                else:
                    with pytest.raises(NotDecidable):
                        move(connection, read, after, sqlite_ledger.clock())


def test_a_change_from_an_older_state_is_refused_by_the_statement_itself(ledger: Ledger) -> None:
    """The compare-and-set holds even where a caller forgot to compare."""
    opened = ledger.open(draft(), ANA)
    ledger.revise(opened.proposal_id, draft("PO-2"), version=1, principal=ANA)
    with pytest.raises(StaleProposal), ledger.changing() as connection:
        move(connection, opened, Status.APPROVED, ledger.clock())
    with pytest.raises(StaleProposal), ledger.changing() as connection:
        amend(connection, opened, ledger.clock(), step=1)
    assert ledger.proposal(opened.proposal_id).status is Status.PENDING
