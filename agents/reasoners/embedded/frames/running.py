"""How closely a scenario is simulated, and over what time."""

import re
from collections.abc import Callable
from math import ceil

from ..quantities import NUMBER, number_of
from ..slots import Slots
from .amounts import before
from .frame import Arguments, Ask

FEWEST, MOST = 30, 2000
"""Random futures that a scenario is simulated in."""

MOST_WEEKS = 26
_OVER = re.compile(r"\b(?:over|for|across)\s+$", re.I)
_FUTURES = re.compile(
    rf"\b({NUMBER})\s+(?:random\s+|simulated\s+|simulation\s+|monte[- ]carlo\s+)*"
    r"(?:replications?|runs|simulations|iterations|futures|draws|trials|samples|repetitions)\b",
    re.I,
)


def closely(fill: Callable[[Slots], Arguments | Ask]) -> Callable[[Slots], Arguments | Ask]:
    """Return what fills a scenario with the number of random futures that a question names, besides."""

    def filled(slots: Slots) -> Arguments | Ask:
        arguments, said = fill(slots), _FUTURES.search(slots.said)
        if isinstance(arguments, Ask) or said is None:
            return arguments
        count = round(number_of(said[1]))
        if not FEWEST <= count <= MOST:
            return Ask(f"A scenario is simulated in {FEWEST} to {MOST} random futures. How many shall it be?")
        return {**arguments, "replications": count}

    return filled


def run_over(slots: Slots) -> int | None:
    """Return over how many weeks demand changes, where nothing else says when: "12 % more over 8 weeks"."""
    length = slots.quantity("duration")
    if length is None or slots.found.periods or not _OVER.search(before(slots, length)):
        return None
    return min(max(ceil(length.value / 7), 1), MOST_WEEKS)
