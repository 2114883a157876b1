"""The conversations of planners, held for real."""

from pathlib import Path

import pytest
import yaml

from agents.reasoners.embedded import EmbeddedReasoner
from api.benchmarks.asking import Company
from api.benchmarks.conversations import read_conversations, run_conversations

KNOWN_GAPS = Path(__file__).parent / "known_gaps.yaml"
"""Turns, by conversation, that are not yet as they must be; to be emptied."""


def test_there_are_thirty_conversations_of_known_people(company: Company) -> None:
    """A conversation that stands twice, or of somebody unknown, would test nothing."""
    planned = read_conversations()
    people = set(company.snapshot.table("people")["person_id"])
    assert len(planned) >= 30
    assert len({conversation.name for conversation in planned}) == len(planned)
    assert {conversation.person for conversation in planned} <= people
    assert sum(conversation.transcript for conversation in planned) == 10


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_conversations_go_as_planners_expect(company: Company, learnt: EmbeddedReasoner) -> None:
    """A follow-up on the wrong subject, or a proposal that nobody wished for, is worse than no answer."""
    known: dict[str, list[int]] = yaml.safe_load(KNOWN_GAPS.read_text(encoding="utf-8")) or {}
    run = run_conversations(read_conversations(), company, learnt, learnt)
    new = [
        f"{result.name}, turn {failure.turn}: {failure.problem}"
        for result in run.conversations
        for failure in result.failures
        if failure.turn not in known.get(result.name, [])
    ]
    assert new == []


def test_known_gaps_are_turns_of_the_conversations() -> None:
    """A gap of a turn that no longer exists would hide nothing and mislead."""
    known: dict[str, list[int]] = yaml.safe_load(KNOWN_GAPS.read_text(encoding="utf-8")) or {}
    turns = {conversation.name: len(conversation.turns) for conversation in read_conversations()}
    assert {name: numbers for name, numbers in known.items() if max(numbers) > turns.get(name, 0)} == {}
