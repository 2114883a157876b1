"""The trained head of the embedded reasoner, taught once for all workers of a run."""

from pathlib import Path

import pytest
from filelock import FileLock

from agents.reasoners.embedded import EmbeddedReasoner


def heads_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the head that the tools' forms teach."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if root.name.startswith("popen-") else root
    folder = shared / "heads"
    with FileLock(shared / "heads.lock"):
        if not folder.exists():
            EmbeddedReasoner(folder).prepare()
    return folder


def learnt_reasoner(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedReasoner:
    """Return the embedded reasoner, ready to read."""
    reasoner = EmbeddedReasoner(heads_of(tmp_path_factory))
    reasoner.prepare()
    return reasoner
