"""Threads, answers, exception states, and requests that come twice."""

from datetime import date

import pytest
from pydantic import JsonValue

from knowledge.decisions.ledger import Ledger
from knowledge.errors import IdempotencyConflict, NotAllowed, UnknownAnswer
from tests.fixtures_ledger import ANA, MARIA, VERA, HandClock


def answer(name: str, text: str = "Order 240.") -> dict[str, JsonValue]:
    """Return a small answer document."""
    return {
        "answer_id": name,
        "thread_id": "T1",
        "truth_version": "t-000001",
        "text": text,
        "figures": [{"text": "240", "value": 240.0, "unit": "case"}],
        "elapsed_ms": 12.25,
    }


def test_an_answer_comes_back_as_it_was_given(ledger: Ledger) -> None:
    """A replay compares against every figure of it."""
    ledger.open_thread("T1", "ana", "Why 240?")
    ledger.save_message("T1", "person", "Why 240?")
    ledger.save_answer(answer("A1"))
    assert ledger.answer("A1") == answer("A1")
    thread = ledger.thread("T1")
    assert [(said.author, said.text, said.answer_id) for said in thread.messages] == [
        ("person", "Why 240?", None),
        ("tandem", "Order 240.", "A1"),
    ]


def test_saving_an_answer_again_adds_nothing(ledger: Ledger) -> None:
    """A retry after a lost response must not repeat the message, and never replace an answer."""
    ledger.open_thread("T1", "ana")
    ledger.save_answer(answer("A1"))
    ledger.save_answer(answer("A1"))
    assert len(ledger.thread("T1").messages) == 1
    with pytest.raises(IdempotencyConflict):
        ledger.save_answer(answer("A1", "Order 250."))
    assert ledger.answer("A1")["text"] == "Order 240."


def test_a_thread_belongs_to_its_person(ledger: Ledger) -> None:
    """Guessing an id must not open somebody else's conversation."""
    opened = ledger.open_thread("T1", "ana")
    assert ledger.open_thread("T1", "ana") == opened
    with pytest.raises(UnknownAnswer):
        ledger.open_thread("T1", "maria")


def test_threads_are_listed_last_used_first(ledger: Ledger, hand_clock: HandClock) -> None:
    """People go on where they were."""
    for name in ("T1", "T2"):
        ledger.open_thread(name, "ana")
        hand_clock.advance(1)
    ledger.open_thread("T3", "maria")
    ledger.save_message("T1", "person", "And in week 14?")
    assert [thread.thread_id for thread in ledger.threads("ana")] == ["T1", "T2"]


def test_what_is_not_there_is_said_not_to_be(ledger: Ledger) -> None:
    """A wrong id is an error for the reader."""
    for read in (ledger.answer, ledger.thread):
        with pytest.raises(UnknownAnswer):
            read("nothing")
    with pytest.raises(UnknownAnswer):
        ledger.save_message("nothing", "person", "Hello?")
    with pytest.raises(UnknownAnswer):
        ledger.save_answer(answer("A1"))


def test_the_last_thing_done_about_an_exception_counts(ledger: Ledger, hand_clock: HandClock) -> None:
    """An alert that was snoozed and then settled is settled; both stay on record."""
    ledger.acknowledge("E-1", ANA, "Seen.")
    ledger.snooze("E-2", date(2026, 3, 9), ANA, "The boat is late.")
    hand_clock.advance(60)
    ledger.resolve("E-2", MARIA, "It came.")
    states = ledger.exception_states()
    assert (states["E-1"].state, states["E-1"].person_id) == ("acknowledged", "ana")
    assert (states["E-2"].state, states["E-2"].until, states["E-2"].comment) == ("resolved", None, "It came.")
    assert states["E-2"].changed_at == hand_clock()
    assert [entry.kind for entry in ledger.entries(subject="E-2")] == ["exception.snoozed", "exception.resolved"]
    with pytest.raises(NotAllowed):
        ledger.resolve("E-1", VERA)


def test_a_request_is_answered_once(ledger: Ledger) -> None:
    """A repeated request gets the first response; the same key with another request is a mistake."""
    assert ledger.recall("k", "rows:ana", "d1") is None
    assert ledger.remember("k", "rows:ana", "d1", {"version": "t-000002"}) == {"version": "t-000002"}
    assert ledger.remember("k", "rows:ana", "d1", {"version": "t-000003"}) == {"version": "t-000002"}
    assert ledger.recall("k", "rows:ana", "d1") == {"version": "t-000002"}
    assert ledger.recall("k", "rows:maria", "d1") is None
    odd = "\x00" + "ü" * 5_000
    assert ledger.remember(odd, "rows:ana", "d1", {}) == ledger.recall(odd, "rows:ana", "d1") == {}
    with pytest.raises(IdempotencyConflict):
        ledger.recall("k", "rows:ana", "d2")
    with pytest.raises(IdempotencyConflict):
        ledger.remember("k", "rows:ana", "d2", {})
