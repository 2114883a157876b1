"""What the dispatcher does with approved proposals and with new data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import JsonValue

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal, Status
from tests.fixtures_ledger import ANA, HEAD, MOVED, READS, HandClock, decide, draft, sqlite_engine
from tools.actions.dispatch import Dispatcher
from tools.actions.outbox_handlers import execute_with, recheck_with
from tools.errors import ActionRefused, ConnectorFailed


@dataclass
class CountingConnector:
    """Counts what it carries out; fails or refuses when told to, before or after the effect."""

    name: str = "counting"
    effects: list[str] = field(default_factory=list)
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)

    def apply(self, proposal: Proposal, key: str) -> str:
        """Carry out once for a key."""
        if self.before:
            raise self.before.pop()
        if key not in self.effects:
            self.effects.append(key)
        if self.after:
            raise self.after.pop()
        return f"Did {proposal.draft.title}."


@dataclass
class Company:
    """A ledger, the connector, and the data as they are now."""

    ledger: Ledger
    clock: HandClock
    connector: CountingConnector = field(default_factory=CountingConnector)
    head: str = HEAD
    rows: str = READS
    effect: dict[str, JsonValue] | ActionRefused = field(default_factory=lambda: {"cost": 1_400.0})
    computed: list[str] = field(default_factory=list)

    def rows_now(self, proposal: Proposal) -> tuple[str, str]:
        """Give the newest version and the digest of the rows."""
        del proposal
        return self.head, self.rows

    def effect_now(self, proposal: Proposal, version: str) -> dict[str, JsonValue]:
        """Give the effect, or refuse."""
        self.computed.append(f"{proposal.proposal_id} at {version}")
        if isinstance(self.effect, ActionRefused):
            raise self.effect
        return self.effect

    def dispatch(self) -> None:
        """Work off the outbox, moving the clock."""
        handlers = {
            "execute": execute_with(self.ledger, self.connector, self.rows_now),
            "recheck": recheck_with(self.ledger, self.rows_now, self.effect_now),
        }
        worker = Dispatcher(self.ledger, handlers, self.clock, "one", attempts=3)
        while worker.run_once():
            self.clock.advance(600)

    def order_recheck(self) -> None:
        """Tell of a new version."""
        from knowledge.decisions.outbox import post

        with self.ledger.changing() as connection:
            payload: dict[str, JsonValue] = {"truth_version": self.head}
            post(connection, self.clock(), kind="recheck", subject="truth", payload=payload)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """A company with an empty ledger."""
    clock = HandClock()
    with sqlite_engine(tmp_path) as engine:
        yield Company(Ledger(engine, clock), clock)


def approved(company: Company) -> Proposal:
    """Return a proposal that waits to be executed."""
    return decide(company.ledger, company.ledger.open(draft(), ANA))


def test_an_approved_proposal_is_executed_once(company: Company) -> None:
    """The plain case."""
    proposal = approved(company)
    company.dispatch()
    company.dispatch()
    done = company.ledger.proposal(proposal.proposal_id)
    assert (done.status, done.outcome) == (Status.EXECUTED, "Did Expedite PO-1.")
    assert company.connector.effects == ["execute-P-000001-2"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connector_that_fails_is_asked_again_under_the_same_key(company: Company, when: str) -> None:
    """A lost answer must not become a second effect, nor a lost one."""
    proposal = approved(company)
    getattr(company.connector, when).append(ConnectorFailed("No answer.", ""))
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).status is Status.EXECUTED
    assert len(company.connector.effects) == 1


def test_a_refusal_fails_the_proposal_with_its_reason(company: Company) -> None:
    """The proposer has to learn that nothing happened, and why."""
    proposal = approved(company)
    company.connector.before.append(ActionRefused("Order PO-1 is closed.", "Propose another order."))
    company.dispatch()
    failed = company.ledger.proposal(proposal.proposal_id)
    assert failed.status is Status.FAILED
    assert failed.outcome.startswith("Order PO-1 is closed.")
    assert company.ledger.incidents() == []
    assert company.connector.effects == []


def test_a_connector_that_never_answers_leaves_an_incident(company: Company) -> None:
    """Whether the effect is there is not known, so the proposal stays as it is and a person looks."""
    proposal = approved(company)
    company.connector.before.extend(ConnectorFailed("No answer.", "") for _ in range(9))
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).status is Status.EXECUTING
    (incident,) = company.ledger.incidents()
    assert incident.subject == proposal.proposal_id
    company.connector.before.clear()
    company.ledger.requeue(incident.number, ANA)
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).status is Status.EXECUTED


def test_an_approval_whose_rows_have_moved_is_void_and_not_executed(company: Company) -> None:
    """The effect that was approved is not the one it would have now."""
    proposal = approved(company)
    company.head, company.rows = "t-000002", MOVED
    company.dispatch()
    void = company.ledger.proposal(proposal.proposal_id)
    assert void.status is Status.VOID
    assert "t-000002" in void.outcome
    assert company.connector.effects == []
    assert company.ledger.incidents() == []


def test_what_was_changed_behind_the_ledger_is_void_and_not_executed(company: Company) -> None:
    """An approval is bound to its content: whoever edits the row in the database gets nothing executed."""
    from sqlalchemy import update

    from knowledge.decisions.schema import ProposalRow

    proposal = approved(company)
    forged = draft(actions=({"kind": "expedite_order", "order_id": "PO-666", "arrive_on": "2026-03-06"},))
    with company.ledger.changing() as connection:
        connection.execute(update(ProposalRow).values(draft=forged.model_dump_json()))
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).status is Status.VOID
    assert company.connector.effects == []


def test_an_interrupted_execution_goes_on_though_its_own_effect_moved_the_rows(company: Company) -> None:
    """After a crash behind the effect, the rows differ because of the effect itself."""
    proposal = approved(company)
    company.ledger.mark_executing(proposal.proposal_id, "execute-P-000001-2")
    company.connector.effects.append("execute-P-000001-2")
    company.head, company.rows = "t-000002", MOVED
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).status is Status.EXECUTED
    assert len(company.connector.effects) == 1


def test_an_effect_on_record_is_not_asked_for_again(company: Company) -> None:
    """A crash between the effect's record and the status needs no connector."""
    proposal = approved(company)
    company.ledger.mark_executing(proposal.proposal_id, "execute-P-000001-2")
    company.ledger.record_effect("execute-P-000001-2", "counting", "Did it.")
    company.connector.before.extend(ConnectorFailed("Asked again.", "") for _ in range(9))
    company.dispatch()
    assert company.ledger.proposal(proposal.proposal_id).outcome == "Did it."


def test_new_data_are_checked_for_everything_that_waits(company: Company) -> None:
    """Each waiting proposal gets its new effect; what read unchanged rows is only noted, without computing."""
    first, second = (company.ledger.open(draft(order), ANA) for order in ("PO-1", "PO-2"))
    company.ledger.open(draft("PO-3", reads_digest=MOVED), ANA)
    done = decide(company.ledger, company.ledger.open(draft("PO-4"), ANA), verdict="reject")
    company.head, company.rows = "t-000002", MOVED
    company.order_recheck()
    company.dispatch()
    assert company.computed == [f"{second.proposal_id} at t-000002", f"{first.proposal_id} at t-000002"]
    versions = [company.ledger.proposal(f"P-{n:06d}").version for n in (1, 2, 3, 4)]
    assert versions == [2, 2, 1, done.version]
    assert company.ledger.proposal("P-000001").draft.effect == {"cost": 1_400.0}
    assert {p.checked_at_version for p in company.ledger.proposals(Status.PENDING)} == {"t-000002"}
    company.order_recheck()
    company.dispatch()
    assert len(company.computed) == 2


def test_a_decision_stopped_by_new_data_can_be_made_after_the_check(company: Company) -> None:
    """The whole way: 409 first, then the new version is decided on."""
    from knowledge.errors import RecheckPending

    opened = company.ledger.open(draft(), ANA)
    company.head, company.rows = "t-000002", MOVED
    with pytest.raises(RecheckPending):
        decide(company.ledger, opened, head_version="t-000002", rows_digest_now=MOVED)
    company.dispatch()
    fresh = company.ledger.proposal(opened.proposal_id)
    assert fresh.digest != opened.digest
    assert decide(company.ledger, fresh, head_version="t-000002", rows_digest_now=MOVED).status is Status.APPROVED


@pytest.mark.parametrize("approve", [False, True])
def test_what_new_data_make_impossible_is_given_back(company: Company, approve: bool) -> None:
    """Nobody should decide on, or execute, what can no longer be done."""
    proposal = approved(company) if approve else company.ledger.open(draft(), ANA)
    if approve:  # the execution waits behind a connector that does not answer
        with company.ledger.changing() as connection:
            from sqlalchemy import update

            from knowledge.decisions.schema import OutboxRow

            connection.execute(update(OutboxRow).where(OutboxRow.kind == "execute").values(status="dead"))
    company.head, company.rows = "t-000002", MOVED
    company.effect = ActionRefused("Order PO-1 was received.", "")
    company.order_recheck()
    company.dispatch()
    given_back = company.ledger.proposal(proposal.proposal_id)
    assert given_back.status is (Status.VOID if approve else Status.RETURNED)
    assert given_back.outcome == "Order PO-1 was received."
