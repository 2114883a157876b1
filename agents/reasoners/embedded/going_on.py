"""Messages that ask for the answer before once more: why, another line, the two together, the same for what is to come."""

import re
from collections.abc import Sequence

from tools.registry import Registry

from ...answers import Answer
from ..protocol import PlannedCall, Reply, Request
from .comparing import two_compared
from .follow_ups import (
    again,
    is_why,
    leading_call,
    option_taken,
    policy_again,
    proposal_asked,
    reason_asked,
    rule_asked,
)
from .frames.amounts import limit
from .listed import RANKING, options_again, ranking_again, remedy_of_listed
from .overlaying import KIND_OF_TOOL, overlaid
from .slots import Slots

_OF_DEMAND = frozenset({"show_past_demand", "forecast_demand"})
_DEMAND = re.compile(
    r"\b(?:expect\w*|forecast\w*|sell|sold|sales|demand\w*|use[ds]?|need(?:ed)?|will (?:it|that|they) be|was it|were they|ship(?:ped)?)\b",
    re.I,
)
_ABOUT_RULE = re.compile(r"^(?:and |or |but )?(?:what|how)? ?about\b", re.I)
_MOST_WORDS = 12


def said_of_before(thread: Sequence[Answer], slots: Slots, registry: Registry) -> Request | Reply | None:
    """Return what a message asks of the answer before; `None` where it asks for something else."""
    if is_why(slots.said):
        return reason_asked(thread, slots)
    if option_taken(thread, slots):
        return proposal_asked(thread, slots.said, slots.id("order"))
    found = two_compared(thread, slots, registry) or remedy_of_listed(thread, slots) or ranking_again(thread, slots)
    found = found or rule_asked(thread, slots) or options_again(thread, slots) or _cost(thread, slots)
    return found or _another_rule(thread, slots) or _another_time(thread, slots, registry) or _few(thread, slots)


def _another_rule(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the policies on something else: "and about pushing orders out?", where nothing of the company is named."""
    return policy_again(thread, slots) if _ABOUT_RULE.match(slots.said) and not slots.named else None


def _another_time(thread: Sequence[Answer], slots: Slots, registry: Registry) -> Request | Reply | None:
    """Return what was or will be sold in another time, of what was spoken of: "and what do we expect in May?"."""
    call = leading_call(thread)
    is_time = bool(slots.named) and slots.named <= {"period", "day", "duration"}
    if call is None or call.tool not in _OF_DEMAND or not is_time or len(slots.said.split()) > _MOST_WORDS:
        return None
    return overlaid(call, slots, registry) if _DEMAND.search(slots.said) and not _OTHER.search(slots.said) else None


_OTHER = re.compile(
    r"\b(?:stock\w*|orders?|accura\w+|budget\w*|company|everything|overall|total|short\w*|exceptions?|if|revenue|turnover|suppl\w+|risk\w*|late)\b",
    re.I,
)


def _cost(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the plan before once more, or what was drafted, where a message asks what it costs, or by when to decide."""
    call = leading_call(thread)
    if call is None or slots.named or not _COSTS.match(slots.said):
        return None
    if call.tool == "draft_proposal":
        drafted = PlannedCall(tool="list_proposals", arguments={"mine": True})
        return Request(kind="proposals", first=drafted, details={"said": slots.said})
    is_summed = call.tool in RANKING and _IN_TOTAL.search(slots.said)
    if call.tool != "plan_replenishment" and not is_summed:
        return None
    return Request(kind=KIND_OF_TOOL[call.tool], first=again(call), details={"said": slots.said})


_COSTS = re.compile(
    r"^(?:and |so |ok,? )?(?:what (?:does|would|will|do|is) (?:it|that|this|they|all that|all this|the lot)(?: all)? (?:cost|come to|worth)|"
    r"how much (?:is|does|would|will|do) (?:it|that|this|they|all that)(?: all)?(?: cost| come to)?|what['’]?s the (?:cost|total|price tag)|"
    r"(?:by )?when (?:does|must|should|has) (?:it|that|this) (?:have to be |be |to be )?(?:decided|approved|signed))\b"
    r"(?: in total| altogether| all together| then)?[\s?.!]*$",
    re.I,
)


_IN_TOTAL = re.compile(r"\b(?:in total|altogether|all together|the total|all that)\b", re.I)
"""What asks for the sum of a list, which its answer names."""


def _few(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the last list again, where its tool knows no limit: "just the top two"."""
    call = leading_call(thread)
    if call is None or call.tool not in RANKING or limit(slots) is None or slots.named - {"number"}:
        return None
    is_short = len(slots.said.split()) <= _MOST_WORDS // 2
    if not is_short or "limit" in call.arguments:
        return None
    return Request(
        kind=KIND_OF_TOOL[call.tool],
        first=again(call),
        details={"said": slots.said},
    )
