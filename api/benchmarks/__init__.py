"""The measurements of `tandem bench`: each gives figures, with medians and where possible a peer in the same run."""

import platform
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel


class BenchFigure(BaseModel):
    """One measured figure: the median of `repeats`, and the same of a peer where there is one."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    repeats: int = 1


class BenchReport(BaseModel):
    """What `tandem bench NAME --json` prints."""

    bench: str
    machine: dict[str, Any]
    figures: list[BenchFigure]


def _answer() -> list[BenchFigure]:
    from .answering import bench_answer

    return bench_answer()


def _load() -> list[BenchFigure]:
    from .load import bench_load

    return bench_load()


BENCHES: Mapping[Literal["answer", "load"] | str, Callable[[], list[BenchFigure]]] = {"answer": _answer, "load": _load}


def run_bench(name: str) -> BenchReport:
    """Run one benchmark."""
    return BenchReport(bench=name, machine=machine(), figures=BENCHES[name]())


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    import os

    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }
