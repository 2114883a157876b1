"""Known-item retrieval: planners' questions find the section that answers them.

`questions_planners.csv` was written before any of it was tried; the list of everyday words was written with
`questions_everyday_words.csv` in sight, whose questions avoid the policies' words on purpose.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from knowledge.policies import Embedder, PolicyStore
from knowledge.policies.lexical import LexicalIndex
from knowledge.policies.passages import pieces_of
from knowledge.policies.terms import in_terms_of_the_field

Bank = list[tuple[str, set[str]]]


def bank(name: str) -> Bank:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [(row["question"], set(row["sections"].split(";"))) for row in csv.DictReader(file)]


def recall(rankings: list[list[str]], wanted: Bank, at: int) -> float:
    hits = [bool(set(ranking[:at]) & sections) for ranking, (_, sections) in zip(rankings, wanted, strict=True)]
    return sum(hits) / len(hits)


def rankings(store: PolicyStore, embedder: Embedder, questions: Bank, on: date) -> dict[str, list[list[str]]]:
    """Cited sections by words alone, by meaning alone (computed here without Chroma) and as the store fuses them."""
    pieces = [piece for policy in store.policies(on) for piece in pieces_of(policy)]
    place = {piece.key: f"{piece.policy_id} §{piece.section}" for piece in pieces}
    asked = [in_terms_of_the_field(question) for question, _ in questions]
    lexical, everything = LexicalIndex(pieces), {piece.policy_id for piece in pieces}
    similarity = embedder.embed(asked) @ embedder.embed([piece.searched_text for piece in pieces]).T
    return {
        "bm25": [[place[key] for key in lexical.ranking(one, everything)] for one in asked],
        "vector": [[place[pieces[at].key] for at in (-row).argsort()] for row in similarity],
        "fused": [[passage.citation for passage in store.search(question, on)] for question, _ in questions],
    }


@pytest.mark.parametrize(("name", "floor"), [("questions_planners.csv", 0.9), ("questions_everyday_words.csv", 0.8)])
def test_questions_find_their_section(
    sample_store: PolicyStore,
    embedder: Embedder,
    on: date,
    name: str,
    floor: float,
) -> None:
    questions = bank(name)
    assert len(questions) >= 40
    found = rankings(sample_store, embedder, questions, on)
    at_three = {way: recall(ranked, questions, 3) for way, ranked in found.items()}
    print({way: (recall(ranked, questions, 1), at_three[way]) for way, ranked in found.items()})
    assert at_three["fused"] >= floor
    assert at_three["fused"] >= max(at_three["bm25"], at_three["vector"])


def test_every_cited_section_exists(sample_store: PolicyStore) -> None:
    for name in ("questions_planners.csv", "questions_everyday_words.csv"):
        for _, sections in bank(name):
            for citation in sections:
                policy_id, number = citation.split(" §")
                assert sample_store.policy(policy_id).section(int(number)).text
