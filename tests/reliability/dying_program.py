"""The program, killed by itself as it reaches a point of publishing.

    python dying_program.py POINT NTH ARGUMENT...

Runs `tandem ARGUMENT...` and ends by SIGKILL when it reaches POINT for the NTH time, whatever the machine's speed:

- `before-merge`: a table is about to be written,
- `committed`: a table's commit is written, and not yet flushed to the disk,
- `after-merge`: a table is written; the manifest does not name it yet.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from api.cli import main as tandem
from knowledge.truth.delta import DeltaTables

METHODS = {"before-merge": "merge", "committed": "_flush", "after-merge": "merge"}


def dying_at(point: str, nth: int) -> Callable[..., Any]:
    """Return a method that does what it replaces, but kills the process before or after its nth time."""
    method: Callable[..., Any] = getattr(DeltaTables, METHODS[point])
    reached = 0

    def die() -> None:
        nonlocal reached
        reached += 1
        if reached == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*arguments: Any) -> Any:
        if point != "after-merge":
            die()
        made = method(*arguments)
        if point == "after-merge":
            die()
        return made

    return watched


if __name__ == "__main__":
    point, nth, *arguments = sys.argv[1:]
    setattr(DeltaTables, METHODS[point], dying_at(point, int(nth)))
    sys.argv = ["tandem", *arguments]
    tandem()
