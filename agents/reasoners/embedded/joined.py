"""Two things that one sentence asks for: "show the stock of A-104 and the open orders coming for it".

No list of words tells where such a sentence falls apart: it is tried at each joint, and it does where both sides, each
with the subject of the other, are surely of different kinds.
"""

import re
from collections.abc import Callable, Sequence

from .clauses import shared
from .slots import Slots
from .sureness import Scored

_JOINT = re.compile(
    r"[,;]?\s+(?:and|plus|besides|as well as|along with|&)\b(?:[\s,]+(?:also|besides|then|separately|secondly|please))*[\s,]+",
    re.I,
)
_BOTH = re.compile(r",?\s*\b(?:both|the two)(?: of (?:them|those))?(?: please)?\W*$", re.I)
"""What only says that two things are wanted."""

_GOES_ON = re.compile(
    r"^(?:why|how come|so|because|that|which|who|what (?:for|to do)|it|then|what (?:can|should|could|shall|would)|"
    r"count|flag|includ\w+|mind|ignore|mark|keep|note|split|break|sort|rank|add|leave|say|make|do ?n[o']t|not|all|only|just|"
    r"by|with(?:out)?|for|at|in|on|to|from|of|if|up|until|till|over|under|above|below)\b",
    re.I,
)
"""What is no thing of its own behind "and": the reason or the consequence of what stands before, or how it is meant."""

_OPEN = re.compile(r"\b(?:by|with|for|at|in|on|to|from|of|the|an?|both|between|is|are)$", re.I)
"""How a part ends that is not whole."""


_SURE = 0.6
_MOST_JOINTS = 4
_ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"exceptions", "late_orders", "brief", "mitigations"}),
    frozenset({"orders", "late_orders", "open_orders", "customer_orders"}),
    frozenset({"past_demand", "past_sales", "movers"}),
    frozenset({"stock", "expiring"}),
)
"""Kinds of which one is a side of the other."""

_SHOWN = frozenset(
    {
        "exceptions", "late_orders", "orders", "projection", "stock", "replenishment", "explain", "forecast", "past_demand",
        "accuracy", "budget", "proposals", "policy", "what_if_late", "what_if_demand", "what_if_safety",
    }
)  # fmt: skip


def joined(
    said: str, slots: Callable[[str], Slots], ranked: Callable[[Sequence[Slots]], list[list[Scored]]]
) -> list[str]:
    """Return the two things that a sentence asks for; nothing where it asks for one."""
    said = _BOTH.sub("", said)
    whole = slots(said)
    spans = [(m.start, m.end) for m in whole.found.mentions] + [(p.start, p.end) for p in whole.found.periods]
    joints = [m for m in _JOINT.finditer(said) if not any(a < m.end() and m.start() < b for a, b in spans)]
    best: tuple[float, list[str]] = (_SURE, [])
    of_whole = ranked([whole])[0][0].kind if joints else ""
    for joint in joints[:_MOST_JOINTS]:
        parts = [said[: joint.start()].strip(), said[joint.end() :].strip()]
        if not all(parts) or _GOES_ON.match(parts[1]) or _OPEN.search(parts[0]):
            continue
        left, right = slots(parts[0]), slots(parts[1])
        left_whole = slots(" ".join((parts[0], shared(right, left))).strip())
        right_whole = slots(" ".join((parts[1].rstrip("?.! "), shared(left, right))).strip())
        first, second = ranked([left_whole, right_whole])
        score = min(first[0].score, second[0].score)
        kinds = {first[0].kind, second[0].kind}
        if score > best[0] and of_whole in kinds and _are_two(kinds):
            best = score, parts
    return best[1]


def _are_two(kinds: set[str]) -> bool:
    return len(kinds) == 2 and kinds <= _SHOWN and not any(kinds <= alike for alike in _ALIKE)
