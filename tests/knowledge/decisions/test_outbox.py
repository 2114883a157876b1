"""The outbox: leased to one, done at least once, given up visibly."""

from datetime import timedelta

import pytest

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import OutboxEvent, post
from knowledge.errors import NotAllowed
from tests.fixtures_ledger import ANA, VERA, HandClock

KINDS = ("execute", "recheck")


def add(ledger: Ledger, subject: str, kind: str = "execute", key: str | None = None) -> str:
    """Post a row."""
    with ledger.changing() as connection:
        return post(connection, ledger.clock(), kind=kind, subject=subject, payload={"subject": subject}, key=key)


def take(ledger: Ledger, owner: str = "one") -> OutboxEvent:
    """Lease a row that must be there."""
    event = ledger.lease(owner, seconds=60, kinds=KINDS)
    assert event is not None
    return event


def test_a_row_is_leased_to_one_dispatcher(ledger: Ledger) -> None:
    """Two dispatchers that work on the same row would do it twice."""
    add(ledger, "P-1")
    event = take(ledger, "one")
    assert (event.attempts, event.lease_owner, event.payload) == (1, "one", {"subject": "P-1"})
    assert ledger.lease("two", seconds=60, kinds=KINDS) is None
    assert ledger.complete(event)
    assert ledger.lease("two", seconds=60, kinds=KINDS) is None
    assert [row.status for row in ledger.outbox()] == ["done"]


def test_a_row_of_a_dead_dispatcher_is_taken_over(ledger: Ledger, hand_clock: HandClock) -> None:
    """What a crashed process had taken must not be lost, nor be closed by it if it wakes up again."""
    add(ledger, "P-1")
    old = take(ledger, "one")
    hand_clock.advance(59)
    assert ledger.lease("two", seconds=60, kinds=KINDS) is None
    hand_clock.advance(1)
    new = take(ledger, "two")
    assert (new.key, new.attempts) == (old.key, 2)
    assert not ledger.complete(old)
    assert not ledger.retry_later(old, "late", hand_clock())
    assert not ledger.give_up(old, "late")
    assert ledger.incidents() == []
    assert ledger.complete(new)


def test_an_old_lease_is_not_the_new_one_though_the_owner_has_the_same_name(
    ledger: Ledger, hand_clock: HandClock
) -> None:
    """A restarted worker may carry the name of the one before, whose last handler may still be running."""
    add(ledger, "P-1")
    old = take(ledger, "one")
    hand_clock.advance(60)
    new = take(ledger, "one")
    assert not ledger.complete(old)
    assert ledger.complete(new)


def test_rows_of_one_subject_are_done_one_after_the_other(ledger: Ledger) -> None:
    """Resuming a graph twice at a time, or executing while checking again, would cross each other."""
    add(ledger, "P-1", "execute")
    add(ledger, "P-1", "recheck")
    add(ledger, "P-2")
    first = take(ledger, "one")
    assert take(ledger, "two").subject == "P-2"
    assert ledger.lease("three", seconds=60, kinds=KINDS) is None
    ledger.complete(first)
    assert (take(ledger, "three").kind, first.kind) == ("recheck", "execute")


def test_only_rows_of_the_wanted_kinds_are_leased(ledger: Ledger) -> None:
    """A worker without the graphs leaves them to one that has them."""
    add(ledger, "P-1", "start_approval")
    assert ledger.lease("one", seconds=60, kinds=KINDS) is None


def test_a_row_put_back_waits_its_time(ledger: Ledger, hand_clock: HandClock) -> None:
    """A system that does not answer is not asked in a loop."""
    add(ledger, "P-1")
    assert ledger.retry_later(take(ledger), "no answer", hand_clock() + timedelta(seconds=30))
    hand_clock.advance(29)
    assert ledger.lease("one", seconds=60, kinds=KINDS) is None
    hand_clock.advance(1)
    event = take(ledger)
    assert (event.attempts, event.last_error) == (2, "no answer")


def test_what_is_given_up_is_an_incident_until_somebody_tries_it_again(ledger: Ledger) -> None:
    """A row that fails for ever must be seen by a person."""
    add(ledger, "P-1")
    assert ledger.give_up(take(ledger), "no answer")
    (incident,) = ledger.incidents()
    assert (incident.subject, incident.status, incident.last_error) == ("P-1", "dead", "no answer")
    assert ledger.lease("one", seconds=60, kinds=KINDS) is None
    with pytest.raises(NotAllowed):
        ledger.requeue(incident.number, VERA)
    assert ledger.requeue(incident.number, ANA)
    assert not ledger.requeue(incident.number, ANA)
    assert take(ledger).key == incident.key
    assert [entry.kind for entry in ledger.entries()] == ["outbox.execute.given_up", "outbox.execute.requeued"]


def test_a_restarted_dispatcher_frees_what_it_had_taken(ledger: Ledger) -> None:
    """After a restart nobody should wait for the leases of the dead process."""
    add(ledger, "P-1")
    add(ledger, "P-2")
    take(ledger, "serve")
    take(ledger, "worker")
    assert ledger.release_leases("serve") == 1
    assert take(ledger, "serve").subject == "P-1"


def test_a_key_is_posted_once(ledger: Ledger) -> None:
    """The same cause orders the same work once."""
    assert add(ledger, "P-1", key="execute-P-1-2") == add(ledger, "P-1", key="execute-P-1-2")
    assert len(ledger.outbox()) == 1
