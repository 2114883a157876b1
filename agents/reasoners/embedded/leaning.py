"""Whether a message only goes on about the last question, and which of its words say what changes.

The head knows how people go on: "and Lyon?", "kindly repeat the same for Soups", "that is too late, make it the 12th".
What it takes for such a message is laid over the last call; what stands by itself is read by itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import cast

from pydantic import JsonValue

from tools.registry import Registry

from ...answers import Answer, ToolCall
from ..protocol import PlannedCall, Reading, Reply
from .asking import unclear_name, unclear_time
from .clauses import is_statement
from .evidence import SUPPOSES
from .follow_ups import MOST_WORDS, laid_over, leading_call
from .frames import Ask, Frame
from .grammar import GOING_ON
from .overlaying import SHIFT, WIDER
from .slots import Slots
from .sureness import SURE, Scored

_AT_LEAST = 0.1
"""Score below which a message does not lean on the last question, though it is of the same kind."""

_CLEAR = 0.5
_ALIKE: Mapping[str, frozenset[str]] = {
    "draft_proposal": frozenset({"propose"}),
    "list_exceptions": frozenset({"orders"}),
    "list_orders": frozenset({"late_orders"}),
}
"""Kinds of question that speak for going on about a call, besides those that its tool answers."""

_PIECE = re.compile(r"(?<=[?!.;])\s+(?=\S)|\s*[,;:–—]\s+|\s+-+\s+")
_NOT = re.compile(
    r"(?:^|[,\s]+)(?:(?:and|so|but)\s+)?\b(?:not(?! only\b| just\b)|rather than|instead of|in place of|"
    r"(?:i|we) (?:don[’']?t|do not|didn[’']?t|did not) (?:want|need|mean|care (?:about|for)))\s+(?P<out>[^,;.?!]+)",
    re.I,
)
_FOR = re.compile(
    r"\b(?:swap|replace|exchange|substitute|change|switch|from)\b\s*(?:(?:it|that|this|the \w+)\s+)?(?:from\s+)?$", re.I
)
_BY = re.compile(r"^\s*(?:for|by|with|to|into)\s+$", re.I)
_BACK = re.compile(
    r"^(?:(?:and|now|so|ok|okay|well|coming|going|go|come|get|getting|returning|let'?s|let us|to|just|me|again|please|if we|if i)[\s,]+)*"
    r"(?:back|return(?:ing)?) to\b[^,:;.?!]*(?:,[^,:;.?!]*\b(?:asked|first|before|earlier)\b[^,:;.?!]*)?[,:;.–—-]+\s*",
    re.I,
)
"""What comes back to something that was spoken of earlier."""
_BESIDE = re.compile(
    r"\b(?:at the same time|on top(?: of (?:that|it))?|both|together|in addition|besides|additionally|as well as that)\b",
    re.I,
)
_DAYS = {
    word: number
    for number, word in enumerate(
        "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth".split(),
        start=4,
    )
}
_IN_WORDS = re.compile(rf"\bthe (?P<day>{'|'.join(_DAYS)})\b", re.I)
_LONGEST_OUT = 6

Ranked = Callable[[Sequence[Slots]], list[list[Scored]]]


def leans(ranking: Sequence[Scored], call: ToolCall, frames: Mapping[str, Frame]) -> bool:
    """Whether a message goes on about a call; kinds that lead to the same tool speak for it, the others against."""
    own = next((entry.score for entry in ranking if entry.kind == GOING_ON), 0.0)
    alike = _ALIKE.get(call.tool, frozenset[str]())
    same = {kind for kind, frame in frames.items() if frame.tool == call.tool} | alike
    others = max((entry.score for entry in ranking if entry.kind != GOING_ON and entry.kind not in same), default=0.0)
    return own >= _AT_LEAST and own + sum(entry.score for entry in ranking if entry.kind in same) > others


def gone_on(
    thread: Sequence[Answer],
    slots: Slots,
    registry: Registry,
    frames: Mapping[str, Frame],
    slots_of: Callable[[str], Slots],
    ranked: Ranked,
) -> Reading | Reply | None:
    """Return the last calls again with what a message changes; `None` where it stands by itself.

    Remarks around what changes are left out, with what they name: "Make it the 12th, the haulier is off on Tuesday."

    Parameters
    ----------
    slots_of
        Returns what a text names.
    ranked
        Returns the kinds of messages, among them `GOING_ON`.
    """
    call = leading_call(thread)
    if call is None or (call.tool == "draft_proposal" and SUPPOSES.search(slots.said)):
        return None
    slots = slots_of(_IN_WORDS.sub(_in_figures, slots.said)) if call.tool == "draft_proposal" else slots
    left = without_replaced(slots)
    said = left if len(left.split()) > 1 or slots_of(left).named else slots.said
    pieces = [piece for piece in _PIECE.split(said) if piece.strip(" .?!,")]
    whole, *asked = [slots_of(text) for text in (said, *pieces)]
    ranking, *rankings = ranked([whole, *asked])
    both = _with_events(call, whole, _standing(ranking).kind, frames)
    if both is not None:
        return both
    leaning = [leans(one, call, frames) for one in rankings]
    is_known = bool(SHIFT.search(said) or WIDER.search(said)) and len(said.split()) <= MOST_WORDS
    if not (is_known or leans(ranking, call, frames) or _lacks(ranking, whole, call, frames)):
        best = _standing(ranking)
        if best.score >= SURE and best.kind in frames and not isinstance(frames[best.kind].fill(whole), Ask):
            return None
        told = [
            is_leaning or is_statement(text) or (_says_nothing(_standing(one)) and not text.endswith("?"))
            for text, one, is_leaning in zip(pieces, rankings, leaning, strict=True)
        ]
        is_led = any(is_one and one.named for is_one, one in zip(leaning, asked, strict=True))
        if not (all(told) and is_led):
            return None
    kept = [text for text, one, is_one in zip(pieces, asked, leaning, strict=True) if is_one or not one.named]
    for text in (", ".join(kept), said) if 0 < len(kept) < len(pieces) else (said,):
        one = slots_of(text)
        found = laid_over(thread, one, registry, slots_of)
        if found is not None:
            return unclear_name(one) or unclear_time(one) or found
    return None


def _in_figures(match: re.Match[str]) -> str:
    return f"the {_DAYS[match['day'].lower()]}th"


def _standing(ranking: Sequence[Scored]) -> Scored:
    """Return the likeliest kind of a message that stands by itself."""
    return next(one for one in ranking if one.kind != GOING_ON)


def _says_nothing(best: Scored) -> bool:
    """Whether a piece of a message asks for nothing that is clear."""
    return best.kind in ("greeting", "out_of_scope") or best.score < _CLEAR


def _lacks(ranking: Sequence[Scored], slots: Slots, call: ToolCall, frames: Mapping[str, Frame]) -> bool:
    """Whether a message is of the kind of a call, and says too little to be answered by itself."""
    kind = ranking[0].kind
    return kind in frames and frames[kind].tool == call.tool and isinstance(frames[kind].fill(slots), Ask)


def _with_events(call: ToolCall, slots: Slots, kind: str, frames: Mapping[str, Frame]) -> Reading | None:
    """Return a scenario with what a message supposes besides: "and if at the same time demand rises by 10 %?"."""
    if call.tool != "simulate_scenario" or kind not in frames or not _BESIDE.search(slots.said):
        return None
    filled = frames[kind].request(slots)
    if isinstance(filled, Ask) or filled.first.tool != call.tool:
        return None
    events = [
        *cast(list[JsonValue], call.arguments["events"]),
        *cast(list[JsonValue], filled.first.arguments["events"]),
    ]
    first = PlannedCall(tool=call.tool, arguments={**call.arguments, **filled.first.arguments, "events": events})
    return Reading(requests=(filled.model_copy(update={"first": first}),))


def taken_up_again(thread: Sequence[Answer], slots: Slots) -> tuple[Sequence[Answer], str] | None:
    """Return the conversation up to what a message comes back to, and the rest of the message.

    `None` where it comes back to nothing: "back to the biscuits: extend that to 26 weeks".
    """
    back = _BACK.match(slots.said)
    if back is None:
        return None
    named = [one for one in slots.found.mentions if one.start < back.end()]
    ids = {candidate.id for one in named for candidate in (one.entity, *one.candidates)}
    rest = slots.said[back.end() :].strip()
    for number in range(len(thread) - 1, -1, -1):
        call = leading_call(thread[number : number + 1])
        if rest and call is not None and ids & {str(value) for value in call.arguments.values()}:
            return thread[: number + 1], rest
    return None


def without_replaced(slots: Slots) -> str:
    """Return a message without what it says is not meant: "make it the 12th rather than the 10th".

    Where one name is exchanged for another, the first is left out.
    """
    said = slots.said
    mentions = slots.found.mentions
    for first, second in pairwise(mentions):
        is_exchange = _FOR.search(said[: first.start]) and _BY.match(said[first.end : second.start])
        if is_exchange and first.entity.kind == second.entity.kind:
            said = f"{said[: first.start]}{said[second.start :]}"
            break
    for match in reversed(list(_NOT.finditer(said))):
        if len(match["out"].split()) <= _LONGEST_OUT:
            said = f"{said[: match.start()]}{said[match.end() :]}"
    return said.strip(" ,;")
