"""The sample company and the embedded reasoner, made once."""

from collections.abc import Iterator

import pytest

from agents.reasoners.embedded import EmbeddedReasoner
from api.benchmarks.asking import Company, sample_company
from tests.fixtures_heads import learnt_reasoner


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The sample company with an empty ledger."""
    with sample_company(tmp_path_factory.mktemp("company")) as made:
        yield made


@pytest.fixture(scope="session")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedReasoner:
    """The embedded reasoner with its trained head."""
    return learnt_reasoner(tmp_path_factory)
