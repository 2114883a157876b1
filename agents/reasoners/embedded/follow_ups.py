"""Messages that only make sense after another: "and at DC North?", "why?", "do it", "the first one".

A follow-up is a part of a frame laid over the last call: what it names replaces what was named before (`overlaying`).
"""

import re
from collections.abc import Callable, Sequence
from typing import cast

from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.inventory.points import stocking_points
from tools.registry import Registry

from ...answers import Answer, Choice, ToolCall
from ..protocol import PlannedCall, Reading, Reply, Request
from .frames.amounts import limit
from .frames.frame import heard
from .narrowing import words_of
from .overlaying import KIND_OF_TOOL, overlaid
from .picking import ORDINAL, ORDINALS, OTHER
from .plays import POLICY_QUERIES
from .pointing import with_line_named, with_variant_named
from .redrafting import DAY_OF_MONTH, MODE
from .settling import line_said
from .slots import Slots
from .talk import NOTHING_TO_PROPOSE, asked
from .vocabulary import COMMON_WORDS

_LINKS = frozenset("the for at in and of to by please on from cases case units unit pieces".split())
_IDLE = COMMON_WORDS | frozenset(
    "actually again also another exactly meant mean never nope please pls really redo repeat sorry than thanks".split()
)
"""Words that say nothing of an item."""

_WHY = re.compile(
    r"^(?:(?:but|and|ok|so) )?"
    r"(?:what(?:'s| is| are| was)? (?:behind|driving|causing|the reasons? (?:for|behind|of)) (?:it|that|this|the \w+)|what explains (?:it|that|this)|"
    r"why|how come(?: (?:so|that) (?:many|much|few|little|late|early))?|how so|why is that|why so|explain(?: (?:it|that|this))?)\b[\s?!.]*$",
    re.I,
)
DO_ABOUT = re.compile(
    r"\b(?:what|which|how|any|anything|is there|are there|can|could|should)\b.*"
    r"\b(?:do about|done about|options?|remed(?:y|ies)|fix|solve|ideas?|cures?|mend|way out|ways out|get out of|choices|alternatives)\b",
    re.I,
)
_IT = re.compile(
    r"\b(?:it|this|that|these|those|them|there|here|they|(?:my|our) options|options (?:do|have)|one)\b", re.I
)
_TAKES = re.compile(
    r"^(?:(?:ok|okay|yes|yep|right|good|great|fine|then|so|please|and|well|sure|alright|let'?s|i(?:'d| would|'ll| will)?(?: like(?: to)?)?|"
    r"we(?:'ll| will)?|can you|could you|you can)[\s,.!-]+)*"
    r"(?:go ahead|go (?:with|for)|draft|propose|take|choose|pick|prepare|submit|do|use|carry out|proceed with)\b"
    r"(?P<what>.*)$",
    re.I,
)
_AN_OPTION = re.compile(
    r"\b(?:options?|remedy|alternative|(?:the |number |no\.? )?(?:first|second|third|fourth|fifth|best|top|cheapest|last)(?: one)?|"
    r"the one (?:that|which|with)|number \w+|#\s?\d|with it)\b",
    re.I,
)

COMPARED = frozenset(
    {"project_inventory", "forecast_demand", "list_exceptions", "measure_forecast_accuracy", "reconcile_with_budget"}
)
"""Tools of which one answer may show several calls beside each other; a follow-up changes all of them."""

MOST_WORDS = 16
_LOOKED_BACK = 3
_WHO_APPROVES = re.compile(r"\bwho\b.*\b(?:approv\w*|sign\w*|authori[sz]\w*|decid\w*|agree|release\w*|clear)\b", re.I)
RULES = re.compile(r"\b(?:polic(?:y|ies)|rules?|rule ?book|guidelines?|allowed|permitted)\b", re.I)
_ON_IT = re.compile(r"\b(?:that|it|this|these|those|there|them)\b", re.I)
_OF_IT = re.compile(r"\s(?:of )?(?:it|this|that)\b(?!['’]?s)(?=[^\w]*$|[^\w]*\b(?:in|at|for|from)\b)", re.I)
_THE = re.compile(r"\b(?:the|this|that|our) $", re.I)
_PRONOUN = re.compile(r"\b(?:it|(?:this|that|the) (?:order|shipment|delivery|truck|container|one))\b(?![']s)", re.I)
_MOVES = re.compile(
    r"\b(?:in|here|late|later|early|earlier|arriv\w*|slips?|delay\w*|comes?|gets?|push\w*|expedit\w*|faster|sooner|pull\w*|move\w*|"
    r"bring|postpone\w*|lands?|due)\b",
    re.I,
)
_SENTENCES = re.compile(r"[.;!?]\s+")
_DRAFTS = re.compile(r"\b(?:draft|propose|want|need|make|set|put|have) (?:it|that|this)\b", re.I)
_COVERS = re.compile(
    r"^(?:and |so |ok,? )?(?:do|will|have|can|is|are)\b[\w\s']{0,20}\b(?:stock|enough|cover|inventory|supply)\b[\w\s]{0,15}"
    r"\b(?:that|it|them|this)\b[\s?.!]*$",
    re.I,
)
_ASIDE = frozenset({"search_policies", "list_proposals"})
"""Tools whose answers leave it to the one before what is spoken of."""
_OFFERING = frozenset({"rank_mitigations", "plan_replenishment"})
_ABOUT = re.compile(r"^(?:and|what about|how about|and what|also)\b", re.I)
_COURTESY = re.compile(
    r"^(?:(?:many )?(?:thanks|thank you|thx|cheers|great|perfect|ok|okay|fair enough|got it|i see|understood|right|good|fine|nice|cool|"
    r"alright|makes sense|hm+|hi|hello|good morning|morning|by the way|btw)"
    r"(?: (?:that helps|for that|very much|a lot|so much|then|there|everybody|all|tandem|one|point|to know))?"
    r"(?:, that (?:helps|is clear|makes sense)(?: a lot)?)?[.!,;:-]+\s+)+(?=\S+\s+\S)",
    re.I,
)


def is_why(said: str) -> bool:
    """Whether a message only asks for the reason of what was said before."""
    return bool(_WHY.match(said.strip()))


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
    spans += _changes(rest)
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return set(re.findall(r"[^\W_]+", rest.lower()))


def _changes(said: str) -> list[tuple[int, int]]:
    """Return where a message changes something apart from names and amounts: "only mine", "everywhere", "the 11th"."""
    patterns = (DAY_OF_MONTH, MODE)
    return [*words_of(said), *(match.span() for pattern in patterns for match in pattern.finditer(said))]


def laid_over(
    thread: Sequence[Answer], slots: Slots, registry: Registry, slots_of: Callable[[str], Slots]
) -> Reading | Reply | None:
    """Return the last calls again with what the message names in place of what was named before.

    `None` where it names nothing that the call can take.
    """
    calls = _ranked(thread, slots) or leading_calls(thread)
    if not calls:
        return None
    if calls[0].tool in _ASIDE and slots.named & {"item", "order", "site", "family", "supplier"}:
        earlier = [answer for answer in thread if answer.tool_calls and answer.tool_calls[0].tool not in _ASIDE]
        calls = leading_calls(earlier) or calls
    requests: list[Request] = []
    for call in calls:
        changed = overlaid(call, slots, registry, slots_of)
        if changed is None:
            return None
        if isinstance(changed, Reply):
            return changed
        if changed.first not in [request.first for request in requests]:
            requests.append(changed)
    return Reading(requests=tuple(requests))


def _ranked(thread: Sequence[Answer], slots: Slots) -> list[ToolCall]:
    """Return the ranking of remedies before, where a message asks for fewer or more of them."""
    if not thread or limit(slots) is None:
        return []
    rankings = [call for call in thread[-1].tool_calls if call.tool == "rank_mitigations"]
    return rankings if len(rankings) == 1 else []


def remedy_asked(slots: Slots) -> bool:
    """Whether a message asks what to do about something that it does not name."""
    is_named = slots.named & {"item", "family", "order", "exception", "supplier", "policy", "proposal"}
    return not is_named and bool(DO_ABOUT.search(slots.said) and _IT.search(slots.said))


def option_taken(thread: Sequence[Answer], slots: Slots) -> bool:
    """Whether a message takes one of the options that an answer before offered: "go ahead with option 1"."""
    takes = _TAKES.match(slots.said)
    if takes is None or slots.named & {"item", "family", "site", "supplier", "period", "day"}:
        return False
    is_offered = any(call.tool in _OFFERING for answer in thread[-_LOOKED_BACK:] for call in answer.tool_calls)
    return is_offered and bool(_AN_OPTION.search(takes["what"]) or not takes["what"].strip(" .!?"))


def settled(thread: Sequence[Answer], slots: Slots, snapshot: Snapshot) -> str:
    """Return a message with each name of several things replaced by the one that was spoken of before.

    That is the only one in the answer before, or, of one family with the item before, the only other one. A line of the
    list before ("the second one") is replaced by what stands there, and a loose name of the family of the item before
    by that item ("what if people drink more of it?").
    """
    said = with_line_named(thread, slots, snapshot)
    said = with_variant_named(thread, slots, snapshot, _IDLE) if said == slots.said else said
    if said != slots.said:
        return said
    last = next((answer for answer in reversed(thread) if answer.tool_calls), None)
    if last is None:
        return said
    call = last.tool_calls[0]
    families = dict(snapshot.table("items").select("item_id", "family").rows())
    family = call.arguments.get("family") or families.get(str(call.arguments.get("item_id")))
    item = call.arguments.get("item_id")
    for mention in reversed(slots.found.mentions):
        words = slots.said[mention.start : mention.end]
        if item and mention.entity.kind == "family" and mention.entity.id == families.get(str(item)):
            is_loose = words.lower() != mention.entity.id.lower() and not words.lower().endswith("s")
            if is_loose and _OF_IT.search(slots.said, mention.end):
                rest = _OF_IT.sub(f" of {item}", slots.said[mention.end :], count=1)
                return f"{slots.said[: mention.start]}use{rest}"
            if is_loose and _THE.search(slots.said[: mention.start]):
                said = f"{said[: mention.start]}{item}{said[mention.end :]}"
            continue
        alike = [one.id for one in mention.candidates if one.kind == mention.entity.kind]
        if len(alike) < 2 or mention.entity.kind != "item":
            continue
        told = [one for one in alike if re.search(rf"\b{re.escape(one)}\b", last.text)]
        near = [one for one in alike if families.get(one) == family and one != call.arguments.get("item_id")]
        likely = told if len(told) == 1 else near if len(near) == 1 else []
        if likely:
            said = f"{said[: mention.start]}{likely[0]}{said[mention.end :]}"
    return said


def order_meant(thread: Sequence[Answer], slots: Slots) -> str:
    """Return a message with "it" replaced by the order that the answer before was about, where it names nothing."""
    if slots.named & {"item", "family", "order", "supplier", "exception", "proposal", "policy"} or not thread:
        return slots.said
    call = leading_call(thread)
    if call is None or max(len(sentence.split()) for sentence in _SENTENCES.split(slots.said)) > MOST_WORDS:
        return slots.said
    inner = call.arguments.get("events") or call.arguments.get("actions")
    arguments = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], dict) else call.arguments
    order = arguments.get("order_id")
    pronoun = _PRONOUN.search(slots.said)
    is_moved = _MOVES.search(slots.said) or (_DRAFTS.search(slots.said) and slots.found.periods)
    if not order or pronoun is None or not is_moved:
        return slots.said
    line = arguments.get("line") or line_said(thread[-1].question)
    whole = f"{order} line {line}" if line and line_said(slots.said) is None else order
    return f"{slots.said[: pronoun.start()]}{whole}{slots.said[pronoun.end() :]}"


def stock_for_it(thread: Sequence[Answer], slots: Slots) -> bool:
    """Whether a message asks if the stock will do for the demand that the answer before foresaw."""
    call = leading_call(thread)
    return call is not None and call.tool == "forecast_demand" and not slots.named and bool(_COVERS.match(slots.said))


def without_courtesy(said: str) -> str:
    """Return a message without thanks and the like at its beginning."""
    return _COURTESY.sub("", said, count=1)


def policy_again(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the policies on something else, where the answer before quoted policies: "and about overtime?"."""
    call = leading_call(thread)
    if call is None or call.tool != "search_policies" or not _ABOUT.match(slots.said):
        return None
    first = PlannedCall(tool=call.tool, arguments={**_given(call), "query": slots.said[:500]})
    return Request(kind="policy", first=first, heard=heard(slots), details={"said": slots.said})


def rule_asked(thread: Sequence[Answer], slots: Slots) -> Request | None:
    """Return the policies on what was spoken of: "who has to approve that?", "what does the policy say about it?"."""
    call = leading_call(thread)
    is_named = slots.named & {"policy", "proposal", "person"}
    if call is None or is_named or not _ON_IT.search(slots.said):
        return None
    if not (_WHO_APPROVES.search(slots.said) or RULES.search(slots.said)):
        return None
    actions = call.arguments.get("actions") or call.arguments.get("events")
    kind = actions[0].get("kind") if isinstance(actions, list) and actions and isinstance(actions[0], dict) else None
    about = POLICY_QUERIES.get(str(kind), "")
    first = PlannedCall(tool="search_policies", arguments={"query": f"{slots.said} {about}".strip()[:500]})
    return Request(kind="policy", first=first, heard=heard(slots), details={"said": slots.said})


def other_asked(thread: Sequence[Answer], slots: Slots, snapshot: Snapshot) -> Request | Reply | None:
    """Return what "the other one" means: the other of two choices or places; a question back where there are more.

    `None` where a message does not speak of another.
    """
    call = next(iter(leading_calls(thread)), None)
    if call is None or not OTHER.match(slots.said):
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
    return asked("Which other do you mean? Name the item, the place or the order.", choices)


def reason_asked(thread: Sequence[Answer], slots: Slots) -> Request | Reply:
    """Return the request that explains what the answer before said."""
    call = leading_call(thread)
    if call is None or call.tool not in KIND_OF_TOOL:
        return asked("What shall I explain? Name an item and a place, a forecast or an exception.")
    if call.tool == "list_orders" and call.arguments.get("order_id"):
        given = {field: call.arguments.get(field) for field in ("order_id", "line") if call.arguments.get(field)}
        given |= {"line": line} if (line := line_said(slots.said)) else {}
        first = PlannedCall(tool="explain_quantity", arguments=given)
        return Request(kind="explain", first=first, details={"said": slots.said})
    explains = call.tool in ("plan_replenishment", "list_exceptions")
    kind = "why" if explains else KIND_OF_TOOL[call.tool]
    number = slots.quantity("number")
    details: dict[str, JsonValue] = {"said": slots.said, "why": True, "number": number.value if number else None}
    return Request(kind=kind, first=again(call), details=details)


def proposal_asked(thread: Sequence[Answer], said: str, order: str | None = None) -> Request | Reply:
    """Return the request that drafts what the answers before offered."""
    for answer in reversed(thread):
        if answer.proposals:
            waiting = PlannedCall(tool="list_proposals", arguments={})
            told = "It is drafted already; an authorised person decides on it."
            return Request(kind="proposals", first=waiting, heard=(told,), details={"said": said})
        ranking = next((call for call in answer.tool_calls if call.tool == "rank_mitigations"), None)
        plan = next((call for call in answer.tool_calls if call.tool == "plan_replenishment"), None)
        if ranking or plan:
            ordinal = ORDINAL.search(said)
            choice = ORDINALS.get(ordinal[1].lower(), 0) if ordinal else 0
            call = cast(ToolCall, ranking or plan)
            details: dict[str, JsonValue] = {"said": said, "choice": choice, "asked": answer.question}
            details |= {"wished": "named" if _AN_OPTION.search(said) else "any", "order": order}
            return Request(kind="propose", first=again(call), details=details)
    return NOTHING_TO_PROPOSE


def again(call: ToolCall) -> PlannedCall:
    """Return a call once more, as it was given."""
    return PlannedCall(tool=call.tool, arguments=_given(call))


def _given(call: ToolCall) -> dict[str, JsonValue]:
    return {field: value for field, value in call.arguments.items() if value is not None}


def leading_call(thread: Sequence[Answer]) -> ToolCall | None:
    """Return the call that the last answer with any began with."""
    return next(iter(leading_calls(thread)), None)


def leading_calls(thread: Sequence[Answer]) -> list[ToolCall]:
    """Return the call that the last answer with any began with, and those beside it that compare something with it."""
    for answer in reversed(thread):
        if answer.tool_calls:
            drafts = [call for call in answer.tool_calls if call.tool == "draft_proposal"]
            first = answer.tool_calls[0]
            if first.tool == "forecast_demand" and len(drafts) == 1:
                return drafts
            alike = [call for call in answer.tool_calls if call.tool == first.tool]
            return alike if first.tool in COMPARED else [first]
    return []
