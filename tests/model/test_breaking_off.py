"""The conversation that shows what happens when the endpoint breaks off."""

from pathlib import Path

import pytest

from api.benchmarks.asking import sample_company
from api.benchmarks.conversations import judge
from knowledge.policies.embedding import Embedder
from tests.fixtures_heads import learnt_reasoner

from .breaking_off import CONVERSATION, held


def test_every_turn_is_answered_and_says_by_whom(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """What the model had told stays, the embedded reasoner ends it, and goes on alone."""
    with sample_company(tmp_path) as company:
        heard = held(company, learnt_reasoner(tmp_path_factory), Embedder())
        assert judge(CONVERSATION, heard, company.names).failures == ()
    whole, cut, alone = [came.answer for came in heard if came.answer is not None]
    assert [answer.usage and answer.usage.ending for answer in (whole, cut, alone)] == [
        "answered",
        "endpoint_failed",
        "endpoint_failed",
    ]
    assert cut.text.startswith("Oat Drink Barista 1 l sells")
    assert any("finished" in warning for warning in cut.warnings)
    assert "A-104" in alone.text
