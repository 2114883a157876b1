"""How well questions are understood, how quickly a warm server answers them, and how quickly a server is ready.

A look-up takes one tool; a twin question simulates. What a server computes in the background after its start is waited
for by asking every question once.

A server of its own is started on loopback with the sample company in a temporary home; its second start is the one
that is timed, because the first one also trains the embedded reasoner and compiles. What is understood is measured on
a question bank in this process.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from ..home import SERVER, operator_key
from . import BenchFigure, Measured
from .bars import Shares, shares_of
from .questions import Bank, bank_path, read_bank

LOOKUPS = (
    "Show all exceptions of the next two weeks",
    "Which orders are late?",
    "Which items will run out at Hamburg?",
    "What is the forecast of A-104?",
    "Show the projected stock of A-104 at Wroclaw",
    "What should we order for Hamburg?",
    "Which proposals are waiting?",
    "What does the policy say about expediting?",
)
TWIN = (
    "What will hurt us in the next two weeks, and what should we do?",
    "What if PO-11265 comes 10 days late?",
    "What if demand for A-104 rises by 20 % in the next four weeks?",
)
REPEATS = 12
START_SECONDS = 120.0
POLL_SECONDS = 0.02
COMMAND = (sys.executable, "-c", "from api.cli import main; main()")


def bench_answer(bank: str | None = None) -> Measured:
    """Measure what is understood of a question bank, and the times.

    Parameters
    ----------
    bank
        `sealed`, `bank` or a file; by default the sealed one where it exists.

    Raises
    ------
    BankUnreadable
    """
    asked = read_bank(bank_path(bank))
    figures = [*server_figures(), *understanding_figures(asked)]
    about = {"reasoner": "embedded", "question_bank": asked.name, "questions": len(asked.lines)}
    return Measured(figures, {**about, "bank_digest": asked.digest})


def understanding_figures(bank: Bank) -> list[BenchFigure]:
    """Measure learning and understanding, and ask every question of a bank of the sample company."""
    from .asking import Asker
    from .evaluate import prepared
    from .model_overhead import overhead_figure
    from .runs import run_bank
    from .understanding import learning_figures, understanding_figure

    learning = learning_figures()
    with prepared() as (company, reasoner):
        understanding = understanding_figure(company, reasoner, bank.lines)
        overhead = overhead_figure(company, reasoner)
        shares = shares_of(run_bank(bank, Asker(company, reasoner, reasoner)).lines)
    return [understanding, overhead, *learning, *share_figures(shares)]


def share_figures(shares: Shares) -> list[BenchFigure]:
    """Return the shares of a run as figures."""
    values = {
        "tool": shares.tool,
        "tool_and_arguments": shares.tool_and_arguments,
        "confidently_wrong": shares.confidently_wrong,
        "out_of_scope_refused": shares.out_of_scope_refused,
    }
    return [BenchFigure(name=f"answer.{name}_share", value=value, unit="share") for name, value in values.items()]


def server_figures() -> list[BenchFigure]:
    """Measure look-ups and twin questions over HTTP, and the time from start to `/readyz`."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {**os.environ, "TANDEM_HOME": str(home)}
        subprocess.run([*COMMAND, "data", "sample"], env=environment, check=True, capture_output=True)
        with _server(home, environment) as (url, _):
            _ask_all(url, home, LOOKUPS, 1)
        with _server(home, environment) as (url, ready):
            _ask_all(url, home, (*LOOKUPS, *TWIN), 1)
            lookups = _ask_all(url, home, LOOKUPS, REPEATS)
            twins = _ask_all(url, home, TWIN, REPEATS)
    return [
        BenchFigure(name="answer.lookup.p50_ms", value=statistics.median(lookups), unit="ms", repeats=len(lookups)),
        BenchFigure(name="answer.lookup.p95_ms", value=_percentile(lookups, 95), unit="ms", repeats=len(lookups)),
        BenchFigure(name="answer.twin.p95_ms", value=_percentile(twins, 95), unit="ms", repeats=len(twins)),
        BenchFigure(name="answer.ready_s", value=ready, unit="s"),
    ]


@contextmanager
def _server(home: Path, environment: Mapping[str, str]) -> Generator[tuple[str, float]]:
    """Run a server; gives its address and the seconds until it was ready."""
    (home / SERVER).unlink(missing_ok=True)
    started = time.perf_counter()
    with (home / "serve.log").open("ab") as log:
        process = subprocess.Popen([*COMMAND, "serve", "--port", "0"], env=dict(environment), stderr=log)
    try:
        while time.perf_counter() - started < START_SECONDS and process.poll() is None:
            if (home / SERVER).exists():
                url: str = json.loads((home / SERVER).read_text())["url"]
                if _ready(url):
                    break
            time.sleep(POLL_SECONDS)
        else:
            raise RuntimeError(f"the server did not start: {(home / 'serve.log').read_text()[-2000:]}")
        yield url, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=30)


def _ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=5.0).is_success
    except httpx2.TransportError:
        return False


def _ask_all(url: str, home: Path, questions: Sequence[str], repeats: int) -> list[float]:
    """Ask every question, each in a thread of its own; gives milliseconds by request."""
    elapsed: list[float] = []
    headers = {"Authorization": f"Bearer {operator_key(home)}"}
    with httpx2.Client(base_url=f"{url}/api/v1", headers=headers, timeout=120.0) as client:
        for _ in range(repeats):
            for question in questions:
                thread = client.post("/threads").raise_for_status().json()["thread_id"]
                started = time.perf_counter()
                client.post(f"/threads/{thread}/messages", json={"text": question}).raise_for_status()
                elapsed.append((time.perf_counter() - started) * 1000)
    return elapsed


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
