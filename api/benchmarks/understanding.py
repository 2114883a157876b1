"""How quickly questions are understood, without tools, and how long the embedded reasoner takes to learn."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import Turn
from knowledge.policies.embedding import Embedder
from tools.catalogue import all_tools

from . import BenchFigure
from .asking import PLANNER, Company
from .questions import QuestionLine

REPEATS = 3


def learning_figures() -> list[BenchFigure]:
    """Measure teaching the head in an empty folder, and loading what was kept; the embedding is loaded before."""
    embedder = Embedder()
    embedder.embed(["ready"])
    taught: list[float] = []
    loaded: list[float] = []
    for _ in range(REPEATS):
        with TemporaryDirectory() as folder:
            taught.append(_prepared(Path(folder), embedder))
            loaded.append(_prepared(Path(folder), embedder))
    return [
        BenchFigure(name="answer.head_train_s", value=statistics.median(taught), unit="s", repeats=REPEATS),
        BenchFigure(name="answer.head_load_s", value=statistics.median(loaded), unit="s", repeats=REPEATS),
    ]


def _prepared(folder: Path, embedder: Embedder) -> float:
    started = time.perf_counter()
    EmbeddedReasoner(folder, embedder).prepare()
    return time.perf_counter() - started


def understanding_figure(company: Company, reasoner: EmbeddedReasoner, lines: Sequence[QuestionLine]) -> BenchFigure:
    """Measure reading each question that has no thread, once, after one that is not counted."""
    turn = Turn("", "A-0", company.context(PLANNER), all_tools(), (), "hybrid")
    reasoner.prepare(company.snapshot)
    elapsed: list[float] = []
    for line in [line for line in lines if not line.thread]:
        started = time.perf_counter()
        reasoner.read(replace(turn, question=line.question))
        elapsed.append((time.perf_counter() - started) * 1000)
    return BenchFigure(
        name="answer.understanding_p50_ms", value=statistics.median(elapsed[1:]), unit="ms", repeats=len(elapsed) - 1
    )
