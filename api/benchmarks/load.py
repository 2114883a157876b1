"""How quickly demand history is loaded, and in how much memory.

The rows are generated, written as CSV and loaded by a process of its own: read, checked, published. The peer reads the
same file with Polars into the same types and writes it as a Delta table, without checks, keys or versions.
"""

import importlib
import json
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from . import BenchFigure

ROWS = 5_000_000
ITEMS = 1_000
CHANNELS = ("RETAIL", "ONLINE", "FOOD", "EXPORT", "OUTLET")
REPEATS = 3
SEED = 7
PEER = "polars read_csv + write_delta, unchecked"


def bench_load(rows: int = ROWS, repeats: int = REPEATS) -> list[BenchFigure]:
    """Measure loading `rows` demand rows: rows a second end to end, and the peak memory of the process."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        write_source(source, rows)
        ours = [_run("load", source, Path(folder) / f"home-{number}") for number in range(repeats)]
        peers = [_run("peer", source, Path(folder) / f"peer-{number}") for number in range(repeats)]
    speed, peer_speed = (rows / statistics.median(one["seconds"] for one in runs) for runs in (ours, peers))
    peak, peer_peak = (statistics.median(one["peak_mb"] for one in runs) for runs in (ours, peers))
    return [
        _figure("load.rows_per_s", speed, "rows/s", peer_speed, repeats),
        _figure("load.peak_mb", peak, "MB", peer_peak, repeats),
    ]


def write_source(folder: Path, rows: int) -> None:
    """Write a small company with `rows` rows of demand as CSV files, a file a table."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(SEED)
    items = np.array([f"SKU-{number:05d}" for number in range(ITEMS)])
    number = np.arange(rows)
    day, within = np.divmod(number, ITEMS * len(CHANNELS))
    demand = pl.DataFrame(
        {
            "date": np.datetime64("2022-01-01") + day,
            "item_id": items[within // len(CHANNELS)],
            "location_id": "DC-1",
            "channel_id": np.array(CHANNELS)[within % len(CHANNELS)],
            "quantity": random.poisson(20, rows).astype(float),
            "unit_price": np.round(random.uniform(1, 9, rows), 2),
        }
    )
    demand.write_csv(folder / "demand_history.csv")
    pl.DataFrame(
        {
            "item_id": items,
            "name": items,
            "family": "Any",
            "unit": "piece",
            "unit_precision": 0,
            "unit_cost": 1.0,
            "lifecycle": "active",
        }
    ).write_csv(folder / "items.csv")
    place = {"location_id": ["DC-1"], "name": ["Warehouse"], "kind": ["dc"], "region": ["North"]}
    pl.DataFrame(place).write_csv(folder / "locations.csv")
    pl.DataFrame(
        {
            "channel_id": CHANNELS,
            "name": CHANNELS,
            "priority": 1,
            "target_fill_rate": 0.95,
            "shortage_mode": "lost",
            "shortage_cost_rate": 0.0,
        }
    ).write_csv(folder / "channels.csv")


def _figure(name: str, value: float, unit: str, peer_value: float, repeats: int) -> BenchFigure:
    return BenchFigure(
        name=name,
        value=value,
        unit=unit,
        peer=PEER,
        peer_value=peer_value,
        ratio=value / peer_value,
        repeats=repeats,
    )


def _run(kind: str, source: Path, target: Path) -> dict[str, float]:
    """Measure in a process of its own, because its peak memory is what counts."""
    command = [sys.executable, "-m", "api.benchmarks.load", kind, str(source), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _load(source: Path, home: Path) -> float:
    from knowledge.database import migrate, open_database
    from knowledge.truth.loading import load
    from knowledge.truth.store import TruthStore

    home.mkdir()
    engine = open_database(f"sqlite:///{home / 'tandem.db'}")
    migrate(engine)
    store = TruthStore(engine, str(home / "truth"), home / "truth.lock", lambda: datetime.now(UTC))
    started = time.perf_counter()
    load(store, source, author="bench")
    return time.perf_counter() - started


def _write_unchecked(source: Path, target: Path) -> float:
    importlib.import_module("deltalake")  # outside the measured time, as for the load
    started = time.perf_counter()
    pl.read_csv(source / "demand_history.csv", try_parse_dates=True).write_delta(target)
    return time.perf_counter() - started


def _measure(kind: str, source: str, target: str) -> None:
    seconds = {"load": _load, "peer": _write_unchecked}[kind](Path(source), Path(target))
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """Return the peak memory of this process; what Linux reports as its resource use begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(float(line.split()[1]) for line in status.open() if line.startswith("VmHWM")) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    _measure(*sys.argv[1:])
