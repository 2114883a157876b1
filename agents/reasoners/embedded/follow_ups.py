"""Messages that only make sense after another: "and at DC North?", "why?", "do it", "the first one".

A follow-up is a part of a frame laid over the last call: what it names replaces what was named before (`overlaying`).
"""

import re
from collections.abc import Sequence
from typing import cast

from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.inventory.points import stocking_points
from tools.registry import Registry

from ...answers import Answer, Choice, ToolCall
from ..protocol import PlannedCall, Reading, Reply, Request
from .frames.looking import KIND_WORDS
from .overlaying import KIND_OF_TOOL, SHIFT, WIDER, overlaid
from .slots import Slots
from .talk import NOTHING_TO_PROPOSE, asked

FILLER = frozenset(
    """
    a about actually again ah also and another any around as at ask be but by can change could do else even exactly for
    from get give go how i if in instead into is it just keep let lets like look make maybe me mean meant more nah never
    no not now of oh ok okay on only or our out over please rather really redo repeat replace right run s same say see
    should show so sorry still switch take than thanks that the them then there these thing this those to too try until
    us use wait want was we well were what whats when which while with within would yes you your late later longer
    instead looking whole only too show me point
    """.split()  # noqa: SIM905
)
"""Words that say that a message goes on about something, and not about what."""

_LINKS = frozenset(
    {
        "the",
        "for",
        "at",
        "in",
        "and",
        "of",
        "to",
        "by",
        "please",
        "on",
        "from",
        "cases",
        "case",
        "units",
        "unit",
        "pieces",
    }
)
_ONLY = re.compile(r"^(?:and\s+|show\s+|me\s+|now\s+)*(?:only|just)\s+(?:the\s+)?[\w\s-]+[.?!]?$", re.I)
_SAME = re.compile(r"\b(?:same|likewise|ditto|similarly|repeat|again|too|as well)\b", re.I)
_SAME_WORDS = frozenset(
    {"calculation", "question", "analysis", "check", "thing", "again", "likewise", "ditto", "similarly"}
)
_OTHER = re.compile(
    r"^(?:no[,.]?\s+)?(?:i mean[t]?\s+)?(?:and\s+)?(?:at\s+)?the other (?:one|place|site|dc|warehouse)?\s*[?.!]*$", re.I
)
_WHY = re.compile(
    r"^(?:(?:but|and|ok|so) )?"
    r"(?:why|how come|how so|why is that|why so|explain(?: (?:it|that|this))?)\b[\s?!.]*$",
    re.I,
)
_ORDINALS = {
    **dict.fromkeys(("first", "1", "one", "best", "top"), 0),
    **dict.fromkeys(("second", "2", "two"), 1),
    **dict.fromkeys(("third", "3", "three"), 2),
}
_ORDINAL = re.compile(rf"\b(?:the |option |number |no\.? )?({'|'.join(_ORDINALS)})\b(?: one| option)?", re.I)
_YES = re.compile(r"^(?:yes|yep|ok|okay|sure|please|please do|go ahead)[\s.!]*$", re.I)

COMPARED = frozenset(
    {"project_inventory", "forecast_demand", "list_exceptions", "measure_forecast_accuracy", "reconcile_with_budget"}
)
"""Tools of which one answer may show several calls beside each other; a follow-up changes all of them."""

MOST_WORDS = 12


def chosen(thread: Sequence[Answer], said: str) -> str | None:
    """Return the message of the choice that was offered last and is taken now, by its label, number or "yes"."""
    if not thread or not thread[-1].choices:
        return None
    choices = thread[-1].choices
    plain = said.strip(" .!?").lower()
    for choice in choices:
        is_line = choice.label.lower().startswith(f"{plain}:") or choice.label.lower().startswith(f"line {plain}:")
        if is_line or plain in (choice.label.lower(), choice.message.lower().strip(" .!?")):
            return choice.message
    if not thread[-1].asked_back:
        return None
    if len(choices) == 2 and _OTHER.match(said):
        return choices[1].message
    ordinal = _ORDINAL.fullmatch(plain)
    if ordinal and _ORDINALS[ordinal[1].lower()] < len(choices):
        return choices[_ORDINALS[ordinal[1].lower()]].message
    return choices[0].message if _YES.match(said) and len(choices) == 1 else None


def is_why(said: str) -> bool:
    """Whether a message only asks for the reason of what was said before."""
    return bool(_WHY.match(said.strip()))


def is_partial(slots: Slots) -> bool:
    """Whether a message only changes what the one before was about: a name, a time or an amount, and little else."""
    if SHIFT.search(slots.said) or WIDER.search(slots.said):
        return len(slots.said.split()) <= MOST_WORDS
    if _ONLY.match(slots.said) and any(slots.says(*words) for _, words in KIND_WORDS):
        return True
    left = _left(slots)
    if not slots.named or len(slots.said.split()) > MOST_WORDS:
        return False
    return not left - FILLER or bool(_SAME.search(slots.said) and not left - FILLER - _SAME_WORDS)


def is_bare(slots: Slots) -> bool:
    """Whether a message is nothing but names, times or quantities."""
    return bool(slots.named) and not _left(slots) - _LINKS


def completed(question: str, slots: Slots, before: Slots) -> str:
    """Return a question with the answer to the question back that it led to; a new amount replaces the old one."""
    old, new = before.quantity("number"), slots.quantity("number")
    if old is None or new is None:
        return f"{question} {slots.said}"
    rest = re.sub(r"^\s*[a-z]+s\b", "", question[old.end :]) if slots.said[new.end :].strip() else question[old.end :]
    return f"{question[: old.start]}{slots.said}{rest}"


def _left(slots: Slots) -> set[str]:
    """Return the words of a message outside what it names."""
    rest = slots.said
    found = slots.found
    spans = [(one.start, one.end) for one in (*found.mentions, *found.periods, *found.quantities)]
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    return set(re.findall(r"[^\W_]+", rest.lower()))


def laid_over(thread: Sequence[Answer], slots: Slots, registry: Registry) -> Reading | Reply | None:
    """Return the last calls again with what the message names in place of what was named before.

    `None` where it names nothing that the call can take.
    """
    calls = _leading_calls(thread)
    if not calls:
        return None
    requests: list[Request] = []
    for call in calls:
        again = overlaid(call, slots, registry)
        if again is None:
            return None
        if isinstance(again, Reply):
            return again
        if again.first not in [request.first for request in requests]:
            requests.append(again)
    return Reading(requests=tuple(requests))


def other_asked(thread: Sequence[Answer], slots: Slots, snapshot: Snapshot) -> Request | Reply | None:
    """Return what "the other one" means: the other of two choices or places; a question back where there are more.

    `None` where a message does not speak of another.
    """
    call = next(iter(_leading_calls(thread)), None)
    if call is None or not _OTHER.match(slots.said):
        return None
    item, place = call.arguments.get("item_id"), call.arguments.get("location_id")
    places = [where for one, where in stocking_points(snapshot).index if one == item and where != place]
    kind = KIND_OF_TOOL.get(call.tool, call.tool)
    if item and place and len(places) == 1:
        arguments = {**_given(call), "location_id": places[0]}
        told = f"I took the other place of {item}, {places[0]}."
        return Request(
            kind=kind,
            first=PlannedCall(tool=call.tool, arguments=arguments),
            heard=(told,),
            details={"said": slots.said},
        )
    choices = tuple(Choice(label=where, message=f"and at {where}?") for where in places[:6])
    return asked("Which other one do you mean? Name the item, the place or the order.", choices)


def reason_asked(thread: Sequence[Answer], slots: Slots) -> Request | Reply:
    """Return the request that explains what the answer before said."""
    call = _leading_call(thread)
    if call is None or call.tool not in KIND_OF_TOOL:
        return asked("What shall I explain? Name an item and a place, a forecast or an exception.")
    explains = call.tool in ("plan_replenishment", "list_exceptions")
    kind = "why" if explains else KIND_OF_TOOL[call.tool]
    number = slots.quantity("number")
    details: dict[str, JsonValue] = {"said": slots.said, "why": True, "number": number.value if number else None}
    return Request(kind=kind, first=_again(call), details=details)


def proposal_asked(thread: Sequence[Answer], said: str) -> Request | Reply:
    """Return the request that drafts what the answers before offered."""
    for answer in reversed(thread):
        if answer.proposals:
            waiting = PlannedCall(tool="list_proposals", arguments={})
            told = "It is drafted already; an authorised person decides on it."
            return Request(kind="proposals", first=waiting, heard=(told,), details={"said": said})
        ranking = next((call for call in answer.tool_calls if call.tool == "rank_mitigations"), None)
        plan = next((call for call in answer.tool_calls if call.tool == "plan_replenishment"), None)
        if ranking or plan:
            ordinal = _ORDINAL.search(said)
            choice = _ORDINALS[ordinal[1].lower()] if ordinal else 0
            call = cast(ToolCall, ranking or plan)
            details: dict[str, JsonValue] = {"said": said, "choice": choice, "asked": answer.question}
            return Request(kind="propose", first=_again(call), details=details)
    return NOTHING_TO_PROPOSE


def _again(call: ToolCall) -> PlannedCall:
    return PlannedCall(tool=call.tool, arguments=_given(call))


def _given(call: ToolCall) -> dict[str, JsonValue]:
    return {field: value for field, value in call.arguments.items() if value is not None}


def _leading_call(thread: Sequence[Answer]) -> ToolCall | None:
    return next(iter(_leading_calls(thread)), None)


def _leading_calls(thread: Sequence[Answer]) -> list[ToolCall]:
    """Return the call that the last answer with any began with, and those beside it that compare something with it."""
    for answer in reversed(thread):
        if answer.tool_calls:
            first = answer.tool_calls[0]
            alike = [call for call in answer.tool_calls if call.tool == first.tool]
            return alike if first.tool in COMPARED else [first]
    return []
