"""The measurements of `tandem bench`: each gives figures, with medians and where possible a peer in the same run."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, Field


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
    """What `tandem bench NAME --json` prints.

    Attributes
    ----------
    conditions
        What else the figures were measured on: with `answer` the question bank.
    """

    bench: str
    machine: dict[str, Any]
    figures: list[BenchFigure]
    conditions: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """Figures, and what they were measured on besides the machine."""

    figures: list[BenchFigure]
    conditions: Mapping[str, Any] = field(default_factory=dict[str, Any])


def _answer(bank: str | None) -> Measured:
    from .answering import bench_answer

    return bench_answer(bank)


def _load(_bank: str | None) -> Measured:
    from .load import bench_load

    return Measured(bench_load())


BENCHES: Mapping[Literal["answer", "load"] | str, Callable[[str | None], Measured]] = {"answer": _answer, "load": _load}


def run_bench(name: str, bank: str | None = None) -> BenchReport:
    """Run one benchmark.

    Parameters
    ----------
    bank
        The question bank of `answer`: `sealed`, `bank` or a file; by default the sealed one where it exists.
    """
    measured = BENCHES[name](bank)
    return BenchReport(bench=name, machine=machine(), figures=measured.figures, conditions=dict(measured.conditions))


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    import os

    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }
