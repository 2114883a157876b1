"""A process that publishes and, if told so, is killed in the midst of it.

    python publisher_process.py URL FOLDER PREFIX COUNT [POINT NTH]

Publishes COUNT versions, each of a row in two tables that must stay equal, and prints each version made. POINT names
where it kills itself with SIGKILL on reaching it for the NTH time:

- `before-merge`, `after-merge`: around the merge of one table (two merges a version),
- `in-commit`: after the manifest row was inserted, before its transaction ends,
- `after-commit`: when the version exists and nobody has been told,
- `timer`: after NTH milliseconds, wherever that is.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection

from knowledge.database import open_database
from knowledge.truth.delta import DeltaTables
from knowledge.truth.manifest import TruthVersion
from knowledge.truth.store import TruthStore


def kill_at(point: str, nth: int) -> Callable[[str], None]:
    """Return what kills this process when the point is reached for the nth time."""
    seen = 0

    def reach(reached: str) -> None:
        nonlocal seen
        seen += reached == point
        if reached == point and seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


def main() -> None:
    """Publish as the arguments say."""
    url, folder, prefix, count, *killing = sys.argv[1:]
    point, nth = (killing[0], int(killing[1])) if killing else ("", 0)
    reach = kill_at(point, nth)
    merge: Callable[..., int] = DeltaTables.merge

    def watched_merge(*arguments: Any) -> int:
        reach("before-merge")
        made = merge(*arguments)
        reach("after-merge")
        return made

    setattr(DeltaTables, "merge", watched_merge)  # noqa: B010 - an assignment that pyright allows
    if point == "timer":
        timer = threading.Timer(nth / 1000, os.kill, (os.getpid(), signal.SIGKILL))
        timer.daemon = True
        timer.start()

    def also(connection: Connection, version: TruthVersion) -> None:
        reach("in-commit")

    store = TruthStore(open_database(url), folder, Path(folder + ".lock"), lambda: datetime(2024, 6, 3, tzinfo=UTC))
    for number in range(int(count)):
        key = f"{prefix}-{number}"
        people = pl.DataFrame({"person_id": [key], "name": "Somebody"})
        rates = pl.DataFrame({"currency": [key], "date": datetime(2024, 1, 1).date(), "rate": 1.0})
        made = store.publish(
            {"people": people, "exchange_rates": rates}, cause="test", author=prefix, idempotency_key=key, also=also
        )
        reach("after-commit")
        print(made.version.version, made.created, flush=True)


main()
