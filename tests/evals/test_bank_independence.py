"""The banks that are measured by are no repetition of what taught the head, else their shares would say nothing."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from rapidfuzz import fuzz, process

from agents.reasoners.embedded.grammar import forms_of
from agents.reasoners.embedded.head import A_FORM, A_KIND
from agents.reasoners.embedded.linking import lexicon_of
from agents.reasoners.embedded.masking import mask
from agents.reasoners.embedded.slots import slots_of
from agents.reasoners.embedded.utterances import utterances
from knowledge.truth.sample import generate
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools

TAUGHT = "practice.jsonl"
"""Its questions teach the head, once they have been asked unseen."""

BANKS = sorted(bank for bank in Path(__file__).parent.glob("*.jsonl") if bank.name != TAUGHT)
TOO_CLOSE = 96.0
"""Similarity of masked texts, 100 for the same one, from which a question counts as a repetition."""

SHORTEST = 6
"""Questions of fewer words are what anybody would say."""

MOST_SHARE = 0.02
"""Two people who write about one trade meet now and then; more than this would be no accident."""

SHORT_KINDS = frozenset({"greeting", "help"})


def questions(bank: Path) -> list[str]:
    """Return the questions of a bank, apart from kinds whose sentences are few and short for everybody."""
    lines = [json.loads(line) for line in bank.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [cast(dict[str, Any], line)["question"] for line in lines if line.get("kind") not in SHORT_KINDS]


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.name)
def test_a_bank_does_not_repeat_what_was_taught(bank: Path) -> None:
    """Names, days and amounts are hidden on both sides, as the head sees them."""
    snapshot = Snapshot.of_tables("t-000001", generate().tables)
    lexicon, today = lexicon_of(snapshot), snapshot.planning_date
    taught, _ = utterances(forms_of(all_tools()), A_FORM, A_KIND)
    masked: dict[str, str] = {}
    for question in questions(bank):
        slots = slots_of(question, lexicon, today)
        masked[question] = mask(slots.said, slots.found)
    repeated = [
        f"{question} ~ {match[0]}"
        for question, text in masked.items()
        if len(text.split()) >= SHORTEST
        and (match := process.extractOne(text, taught, scorer=fuzz.ratio, score_cutoff=TOO_CLOSE)) is not None
    ]
    assert len(repeated) <= MOST_SHARE * len(masked), repeated
