"""A store over the sample company's policies, and a way of writing small policy documents."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.policies import Embedder, Policy, PolicyStore, read_policy, sample_documents

ON = date(2026, 3, 2)

DOCUMENT = """---
id: {id}
title: {title}
owner: Logistics manager
currency: EUR
effective_from: {start}
effective_to: null
applies_to:
  actions: ["*"]
  families: ["*"]
  locations: ["*"]
limits: {limits}
---
# {title}

## 1. Purpose
{text}
"""

Writer = Callable[..., str]


@pytest.fixture(scope="session")
def on() -> date:
    """A planning date on which every policy of the sample company holds."""
    return ON


@pytest.fixture(scope="session")
def sample_policies() -> tuple[Policy, ...]:
    """The sample company's policies, straight from their documents."""
    return tuple(read_policy(path) for path in sample_documents())


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """One loaded model for all tests."""
    return Embedder()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> PolicyStore:
    """A store that holds the sample company's policies; tests must not change it."""
    store = PolicyStore(tmp_path_factory.mktemp("sample-home"), embedder=embedder)
    for path in sample_documents():
        store.add(path)
    return store


@pytest.fixture
def store(tmp_path: Path, embedder: Embedder) -> PolicyStore:
    """An empty store of the test's own."""
    return PolicyStore(tmp_path, embedder=embedder)


@pytest.fixture
def document() -> Writer:
    """Writes a policy document of one section."""

    def write(
        policy_id: str = "POL-01",
        text: str = "Everything is done with care.",
        limits: str = "[]",
        title: str = "A policy",
        start: str = "2025-01-01",
    ) -> str:
        return DOCUMENT.format(id=policy_id, title=title, start=start, limits=limits, text=text)

    return write
