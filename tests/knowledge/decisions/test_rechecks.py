"""What new data and the passing of time do to proposals."""

from datetime import date
from typing import Any

import pytest

from knowledge.database import writing
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Status
from knowledge.errors import NotAllowed, NotDecidable, RecheckPending, StaleProposal
from knowledge.truth.manifest import TruthVersion, add_version, name_of
from tests.fixtures_ledger import ANA, DIRECTOR, HEAD, LAST_DAY, LOGISTICS, MARIA, MAX, MOVED, READS, decide, draft


def publish(ledger: Ledger, number: int, today: date | None = date(2026, 3, 2), fail: bool = False) -> None:
    """Add a version of the truth, as its store does."""
    version = TruthVersion(
        number=number,
        version=name_of(number),
        parent=name_of(number - 1) if number > 1 else None,
        planning_date=today,
        tables={},
        cause="load",
        author="loader",
        idempotency_key=f"load-{number}",
        created_at=ledger.clock(),
    )
    with writing(ledger.engine) as connection:
        add_version(connection, version)
        ledger.on_published(connection, version)
        if fail:
            raise RuntimeError("killed before the commit")


def test_unchanged_rows_at_a_newer_version_do_not_stop_a_decision(ledger: Ledger) -> None:
    """A proposal is bound to the rows it read, not to the whole truth."""
    opened = ledger.open(draft(), ANA)
    approved = decide(ledger, opened, head_version="t-000005", rows_digest_now=lambda: READS)
    assert (approved.status, approved.checked_at_version) == (Status.APPROVED, "t-000005")


def test_changed_rows_stop_a_decision_and_have_it_checked_again(ledger: Ledger) -> None:
    """Approving on data that moved would execute something with another effect; the check is ordered once."""
    opened = ledger.open(draft(), ANA)
    for key in ("first", "second"):
        with pytest.raises(RecheckPending):
            decide(ledger, opened, head_version="t-000005", rows_digest_now=MOVED, idempotency_key=key)
    assert ledger.proposal(opened.proposal_id) == opened
    rechecks = [event.payload for event in ledger.outbox() if event.kind == "recheck"]
    assert rechecks == [{"proposal_id": opened.proposal_id, "truth_version": "t-000005"}]


def test_the_digest_of_the_rows_is_only_computed_when_it_is_needed(ledger: Ledger) -> None:
    """Reading the rows costs time; at the version they were read from it tells nothing."""

    def never() -> str:
        raise AssertionError("the rows were read")

    assert decide(ledger, ledger.open(draft(), ANA), rows_digest_now=never).status is Status.APPROVED


def test_a_version_published_while_deciding_stops_the_decision(ledger: Ledger) -> None:
    """The caller's newest version may be old by the time its decision is written."""
    publish(ledger, 1)
    opened = ledger.open(draft(), ANA)
    publish(ledger, 2)
    with pytest.raises(RecheckPending):
        decide(ledger, opened, head_version=HEAD)
    assert decide(ledger, opened, head_version="t-000002").status is Status.APPROVED


def test_an_unauthorised_person_learns_nothing_from_a_recheck(ledger: Ledger) -> None:
    """Who may not decide is told so, whatever the data did."""
    opened = ledger.open(draft(), ANA)
    with pytest.raises(NotAllowed):
        decide(ledger, opened, MAX, head_version="t-000005", rows_digest_now=MOVED)


def test_a_changed_effect_is_a_new_version(ledger: Ledger) -> None:
    """An approval of the old effect must be refused, and given to the new one it must be accepted."""
    opened = ledger.open(draft(route=(LOGISTICS, DIRECTOR)), ANA)
    first = decide(ledger, opened)
    again = ledger.record_recheck(first.proposal_id, first.version, "t-000005", MOVED, {"cost": 1_400.0})
    assert (again.version, again.step, again.checked_at_version) == (3, 0, "t-000005")
    assert again.draft.effect == {"cost": 1_400.0}
    assert again.digest != first.digest
    at_five: dict[str, Any] = {"head_version": "t-000005", "rows_digest_now": MOVED}
    with pytest.raises(StaleProposal):
        decide(ledger, first, MAX, **at_five)
    assert decide(ledger, decide(ledger, again, **at_five), MAX, **at_five).status is Status.APPROVED


@pytest.mark.parametrize(("rows", "cost"), [(MOVED, 900.0), (READS, 1_400.0)])
def test_either_other_rows_or_another_effect_is_a_new_version(sqlite_ledger: Ledger, rows: str, cost: float) -> None:
    """An approval is bound to both, so a change of one alone must not slip under an old approval."""
    opened = sqlite_ledger.open(draft(), ANA)
    effect = {**opened.draft.effect, "cost": cost}
    again = sqlite_ledger.record_recheck(opened.proposal_id, 1, "t-000005", rows, effect)
    assert (again.version, again.draft.reads_digest) == (2, rows)
    assert again.digest != opened.digest


def test_an_unchanged_effect_keeps_the_version(ledger: Ledger) -> None:
    """People who have the page open need not read again what did not change."""
    opened = ledger.open(draft(), ANA)
    same = ledger.record_recheck(opened.proposal_id, 1, "t-000005", READS, dict(opened.draft.effect))
    assert (same.version, same.digest, same.checked_at_version) == (1, opened.digest, "t-000005")
    assert ledger.proposal(opened.proposal_id) == same


def test_an_approved_proposal_whose_effect_changed_is_void(ledger: Ledger) -> None:
    """What was approved is not what would be executed now."""
    approved = decide(ledger, ledger.open(draft(), ANA))
    void = ledger.record_recheck(approved.proposal_id, approved.version, "t-000005", MOVED, {"cost": 1_400.0})
    assert void.status is Status.VOID
    assert "t-000005" in void.outcome
    assert void.digest == approved.digest


def test_a_recheck_of_an_older_version_or_of_a_closed_proposal_is_refused(ledger: Ledger) -> None:
    """A slow recomputation must not overwrite an edit, nor touch what is decided."""
    opened = ledger.open(draft(), ANA)
    edited = ledger.revise(opened.proposal_id, draft("PO-2"), version=1, principal=ANA)
    with pytest.raises(StaleProposal):
        ledger.record_recheck(opened.proposal_id, 1, "t-000005", MOVED, {})
    rejected = decide(ledger, edited, verdict="reject")
    with pytest.raises(NotDecidable):
        ledger.record_recheck(opened.proposal_id, rejected.version, "t-000005", MOVED, {})


def test_what_can_no_longer_be_done_goes_back_to_its_proposer(ledger: Ledger) -> None:
    """An order that was received meanwhile cannot be expedited; nobody should decide on it."""
    opened = ledger.open(draft(), ANA)
    back = ledger.send_back(opened.proposal_id, version=1, reason="The order was received.")
    assert (back.status, back.outcome) == (Status.RETURNED, "The order was received.")
    assert ledger.entries()[-1].actor == "tandem"


def test_proposals_expire_after_their_last_day(ledger: Ledger) -> None:
    """The last day itself still counts; the day after, nothing can be decided."""
    opened = ledger.open(draft(), ANA)
    assert ledger.expire_due(LAST_DAY) == []
    (expired,) = ledger.expire_due(date(2026, 3, 10))
    assert (expired.proposal_id, expired.status) == (opened.proposal_id, Status.EXPIRED)
    assert ledger.expire_due(date(2026, 3, 10)) == []
    with pytest.raises(NotDecidable):
        decide(ledger, expired)


def test_a_proposal_past_its_last_day_is_not_decided_though_nothing_expired_it_yet(ledger: Ledger) -> None:
    """The planning date of the newest version rules, not the diligence of a clean-up."""
    opened = ledger.open(draft(), ANA)
    version = TruthVersion(1, HEAD, None, date(2026, 3, 10), {}, "load", "loader", "load-1", ledger.clock())
    with writing(ledger.engine) as connection:
        add_version(connection, version)
    with pytest.raises(NotDecidable, match="2026-03-09"):
        decide(ledger, opened)


def test_a_proposal_is_decided_on_its_last_day(ledger: Ledger) -> None:
    """ "Until the 9th" includes the 9th, for the decision as for the clean-up."""
    opened = ledger.open(draft(), ANA)
    publish(ledger, 1, today=LAST_DAY)
    assert decide(ledger, opened).status is Status.APPROVED


def test_a_published_version_is_on_record_and_orders_one_check(ledger: Ledger) -> None:
    """Ten thousand waiting proposals must not become ten thousand rows for each load."""
    for number in range(3):
        ledger.open(draft(f"PO-{number}"), ANA)
    publish(ledger, 1)
    assert ledger.entries()[-1].kind == "truth.published"
    assert [event.payload for event in ledger.outbox() if event.kind == "recheck"] == [{"truth_version": HEAD}]


def test_a_published_version_expires_what_is_over(ledger: Ledger) -> None:
    """The planning date moves with the data."""
    opened = ledger.open(draft(), ANA)
    publish(ledger, 1, today=date(2026, 3, 10))
    assert ledger.proposal(opened.proposal_id).status is Status.EXPIRED
    assert [event.kind for event in ledger.outbox()] == ["start_approval", "resume_approval"]


def test_nothing_is_recorded_for_a_version_that_was_not_committed(ledger: Ledger) -> None:
    """A publisher that dies before its commit leaves neither a version nor a trace in the chain."""
    ledger.open(draft(), ANA)
    with pytest.raises(RuntimeError, match="killed"):
        publish(ledger, 1, fail=True)
    assert [entry.kind for entry in ledger.entries()] == ["proposal.opened"]
    assert ledger.verify().intact
    publish(ledger, 1)
    assert ledger.verify().entries == 2


def test_a_version_is_recorded_once(ledger: Ledger) -> None:
    """A publication that changes nothing is told of the version that holds its rows already."""
    publish(ledger, 1)
    version = TruthVersion(1, HEAD, None, None, {}, "load", "loader", "load-1", ledger.clock())
    with writing(ledger.engine) as connection:
        ledger.on_published(connection, version)
    assert [entry.kind for entry in ledger.entries()] == ["truth.published"]


def test_every_version_that_a_proposal_or_an_answer_needs_is_named(ledger: Ledger) -> None:
    """Cleaning up old versions must spare these."""
    opened = ledger.open(draft(), ANA)
    ledger.record_recheck(opened.proposal_id, 1, "t-000005", READS, dict(opened.draft.effect))
    ledger.open_thread("T1", "ana")
    ledger.save_answer({"answer_id": "A1", "thread_id": "T1", "truth_version": "t-000003", "text": "So."})
    assert ledger.versions_in_use() == {HEAD, "t-000003", "t-000005"}


def test_the_effect_in_the_truth_and_the_status_are_one_transaction(ledger: Ledger) -> None:
    """The embedded system publishes and marks the proposal executed together, or does neither."""
    approved = decide(ledger, ledger.open(draft(), ANA))
    key = "execute-P-000001-2"
    ledger.mark_executing(approved.proposal_id, key)
    version = TruthVersion(1, HEAD, None, None, {}, "execute", "tandem", key, ledger.clock())

    def publish_and_execute(dying: bool) -> None:
        with writing(ledger.engine) as connection:
            add_version(connection, version)
            ledger.on_published(connection, version)
            ledger.executed_within(connection, approved.proposal_id, "Published.", key=key)
            if dying:
                raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError, match="killed"):
        publish_and_execute(dying=True)
    assert ledger.proposal(approved.proposal_id).status is Status.EXECUTING
    publish_and_execute(dying=False)
    done = ledger.proposal(approved.proposal_id)
    assert (done.status, done.outcome) == (Status.EXECUTED, "Published.")
    assert ledger.mark_executed(approved.proposal_id, "Again.", key=key) == done
    with pytest.raises(NotDecidable), writing(ledger.engine) as connection:
        ledger.executed_within(connection, approved.proposal_id, "Again.", key=key)
    assert MARIA.person_id in {entry.actor for entry in ledger.entries(subject="P-000001")}
