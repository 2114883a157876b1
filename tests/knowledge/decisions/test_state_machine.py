"""The ledger against a model of it: no sequence of calls leads where the arrows do not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import text

from knowledge.database import migrate, open_database, reading
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal
from knowledge.errors import DecisionError
from knowledge.principal import Principal
from tests.fixtures_ledger import (
    ANA,
    DIRECTOR,
    LOGISTICS,
    MARIA,
    MAX,
    MOVED,
    READS,
    HandClock,
    decide,
    draft,
    sqlite_url,
)

# Written out from the architecture, not imported: the arrows, and statuses without one.
ARROWS = {
    "pending": {"pending", "approved", "rejected", "returned", "expired", "withdrawn"},
    "returned": {"returned", "pending"},
    "approved": {"executing", "void"},
    "executing": {"executed", "failed"},
}
PEOPLE = st.sampled_from([ANA, MARIA, MAX])
ORDERS = st.sampled_from(["PO-1", "PO-2", "PO-3"])
ROUTES = st.sampled_from([(LOGISTICS,), (LOGISTICS, DIRECTOR)])


class LedgerMachine(RuleBasedStateMachine):
    """Calls the ledger in any order, and follows each proposal."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.engine = open_database(sqlite_url(Path(self.folder.name)))
        migrate(self.engine)
        self.ledger = Ledger(self.engine, HandClock())
        self.seen: dict[str, Proposal] = {}
        self.keys = 0

    def teardown(self) -> None:
        """Close the database."""
        assert self.ledger.verify().intact
        self.engine.dispose()
        self.folder.cleanup()

    def attempt(self, call: Callable[[], object]) -> None:
        """Call; a refusal must leave everything as it was."""
        entries = len(self.ledger.entries(limit=10_000))
        try:
            call()
        except DecisionError:
            assert len(self.ledger.entries(limit=10_000)) == entries
            assert {name: self.ledger.proposal(name) for name in self.seen} == self.seen
        else:
            self.follow()

    def follow(self) -> None:
        """Check that every change since the last look was a move."""
        for proposal in self.ledger.proposals(limit=1_000):
            old = self.seen.get(proposal.proposal_id)
            self.seen[proposal.proposal_id] = proposal
            if old is None:
                assert (proposal.status, proposal.version) == ("pending", 1)
            elif proposal != old:
                assert proposal.status.value in ARROWS[old.status.value]
                content = {"checked_at_version"} if proposal.version == old.version else None
                if content:
                    assert proposal.model_copy(update={"checked_at_version": old.checked_at_version}) == old
                else:
                    assert proposal.version == old.version + 1

    def some(self, data: st.DataObject) -> Proposal:
        """Pick a proposal."""
        return self.seen[data.draw(st.sampled_from(sorted(self.seen)))]

    @rule(order=ORDERS, route=ROUTES, by=PEOPLE, value=st.sampled_from([900.0, 90_000.0]))
    def open(self, order: str, route: tuple[object, ...], by: Principal, value: float) -> None:
        """Open a proposal."""
        self.attempt(lambda: self.ledger.open(draft(order, route=route, value=value), by))

    @precondition(lambda self: self.seen)
    @rule(
        data=st.data(),
        by=PEOPLE,
        verdict=st.sampled_from(["approve", "approve", "approve", "reject", "return", "withdraw"]),
        moved=st.booleans(),
        behind=st.sampled_from([0, 0, 0, 1]),
    )
    def decide(self, data: st.DataObject, by: Principal, verdict: str, moved: bool, behind: int) -> None:
        """Decide one, perhaps in an older version, perhaps after its rows moved; a recheck may be ordered."""
        proposal = self.some(data)
        self.keys += 1
        changes = {"verdict": verdict, "idempotency_key": str(self.keys), "version": proposal.version - behind}
        digest = proposal.draft.reads_digest
        rows = (MOVED if digest == READS else READS) if moved else digest
        head = "t-000009" if moved else proposal.checked_at_version
        self.attempt(lambda: decide(self.ledger, proposal, by, **changes, rows_digest_now=rows, head_version=head))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), by=PEOPLE, order=ORDERS, route=ROUTES)
    def revise(self, data: st.DataObject, by: Principal, order: str, route: tuple[object, ...]) -> None:
        """Edit one."""
        proposal = self.some(data)
        fresh = draft(order, route=route)
        self.attempt(lambda: self.ledger.revise(proposal.proposal_id, fresh, version=proposal.version, principal=by))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), rows=st.sampled_from([READS, MOVED]), cost=st.sampled_from([900.0, 1_400.0]))
    def recheck(self, data: st.DataObject, rows: str, cost: float) -> None:
        """Record a recomputed effect."""
        proposal = self.some(data)
        effect = {**proposal.draft.effect, "cost": cost}
        name, version = proposal.proposal_id, proposal.version
        self.attempt(lambda: self.ledger.record_recheck(name, version, "t-000007", rows, effect))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), move=st.sampled_from(["executing", "executed", "failed", "void", "sent back"]))
    def execute(self, data: st.DataObject, move: str) -> None:
        """Make a move of the dispatcher."""
        proposal = self.some(data)
        name, key = proposal.proposal_id, f"execute-{proposal.proposal_id}"
        calls: dict[str, Callable[[], object]] = {
            "executing": lambda: self.ledger.mark_executing(name, key),
            "executed": lambda: self.ledger.mark_executed(name, "Done.", key=key),
            "failed": lambda: self.ledger.mark_failed(name, "No.", key=key),
            "void": lambda: self.ledger.mark_void(name, "Moved."),
            "sent back": lambda: self.ledger.send_back(name, version=proposal.version, reason="Gone."),
        }
        self.attempt(calls[move])

    @rule(today=st.sampled_from([date(2026, 3, 9), date(2026, 3, 10)]))
    def expire(self, today: date) -> None:
        """Let the last day pass."""
        self.attempt(lambda: self.ledger.expire_due(today))

    @invariant()
    def nothing_is_decided_or_executed_twice(self) -> None:
        """One execution row for each approval, one decision for each version, one pending proposal for each action."""
        with reading(self.engine) as connection:
            for twice in (
                "SELECT 1 FROM decisions GROUP BY proposal, proposal_version HAVING count(*) > 1",
                "SELECT 1 FROM outbox WHERE kind = 'execute' GROUP BY subject HAVING count(*) > 1",
                "SELECT 1 FROM proposals WHERE status = 'pending' GROUP BY actions_digest HAVING count(*) > 1",
                "SELECT 1 FROM decisions d JOIN proposals p ON p.number = d.proposal"
                " WHERE d.verdict <> 'withdraw' AND d.person_id = p.proposer",
            ):
                assert connection.execute(text(twice)).first() is None, twice
        for proposal in self.seen.values():
            executed = proposal.status.value in ("approved", "executing", "executed", "failed", "void")
            if executed:
                approvals = [decision for decision in proposal.decisions if decision.verdict == "approve"]
                steps = approvals[-len(proposal.draft.route) :]
                assert len({decision.person_id for decision in steps}) == len(proposal.draft.route)
                assert proposal.draft.value <= 25_000 or "max" in {decision.person_id for decision in steps}


LedgerMachine.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True)
TestLedgerMachine = LedgerMachine.TestCase
