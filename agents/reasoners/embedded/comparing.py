"""Arithmetic with what was said before: "what is the difference between the two?", "and together?".

The calls behind the two figures are made again and their results put together, so that each operand keeps its receipt.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any, cast

from pydantic import JsonValue

from tools.registry import Registry

from ...answers import Answer, Figure, ToolCall
from ...evidence import CallRecord
from ..protocol import PlannedCall, Request
from .slots import Slots

KIND = "compared"
_FROM_LATER = frozenset({"difference", "ratio"})
"""Operations that set the later figure against the earlier one; the change in percent does so by itself."""
_MOST_WORDS = 14
_LOOKED_BACK = 4
_NOT_AGAIN = frozenset({"draft_proposal", "calculate", "search_policies", "list_proposals"})
_OPERATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "percent_change",
        re.compile(
            r"\b(?:(?:difference|change|gap|growth|increase|decrease|delta)\b.*(?:\bper ?cent\w*|%)|in (?:per ?cent\w*|%)|(?:per ?cent\w*|%) "
            r"(?:more|less|difference|change|higher|lower|is that)|relative)",
            re.I,
        ),
    ),
    ("ratio", re.compile(r"\b(?:ratio|how many times)\b", re.I)),
    ("mean", re.compile(r"\b(?:average|mean)\b", re.I)),
    (
        "difference",
        re.compile(
            r"\b(?:differ\w*|delta|gap|how much (?:more|less|bigger|smaller|higher|lower)|how far apart|compare)\b",
            re.I,
        ),
    ),
    (
        "sum",
        re.compile(r"\b(?:sum|add(?: up)?|together|combined|altogether|both of them)\b", re.I),
    ),
)
_THE_TWO = re.compile(
    r"\b(?:the two|these two|those two|the 2|both|between (?:them|these|those)|of (?:them|these|those)|"
    r"(?:them|those|these)(?: two| both)?(?: up| together)?|than (?:before|the one before|the other|that)|two (?:figures|numbers|values)|(?:figures|numbers|values))\b",
    re.I,
)
_BARE = re.compile(
    r"^(?:and |so |ok,? )?(?:(?:what(?:['’]s| is)|tell me|give me|show me|how much is|what does|makes?) )?(?:(?:the|that|it|this|all|make) )*"
    r"(?:difference|sum|average|together|combined|altogether|in (?:per ?cent|%)|as an? (?:percentage|%))"
    r"(?: then| please| in (?:per ?cent|%))?[\s?.!]*$",
    re.I,
)


def two_compared(thread: Sequence[Answer], slots: Slots, registry: Registry) -> Request | None:
    """Return the request that puts the two figures together that were told last; `None` where a message asks no such thing."""
    said = slots.said
    operation = next((name for name, pattern in _OPERATIONS if pattern.search(said)), None)
    if operation is None or slots.named - {"number"} or len(said.split()) > _MOST_WORDS:
        return None
    if not (_THE_TWO.search(said) or _BARE.match(said)):
        return None
    told = [answer for answer in thread if answer.tool_calls and not _is_aside(answer)]
    pair = _of_two(told[-_LOOKED_BACK:]) or (_of_one(told[-1]) if told else None)
    if pair is None:
        return None
    if operation in _FROM_LATER:
        pair = pair[::-1]
    calls: list[PlannedCall] = []
    operands: list[JsonValue] = []
    labels = ("the earlier figure", "the later figure")
    for label, (answer, figure) in zip(labels[::-1] if operation in _FROM_LATER else labels, pair, strict=True):
        call = next(one for one in answer.tool_calls if one.id == figure.tool_call)
        planned = PlannedCall(tool=call.tool, arguments=_given(call))
        if planned not in calls:
            calls.append(planned)
        operands.append({"call": calls.index(planned), "path": figure.path, "label": label, "unit": _measure(figure)})
    if len({registry.get(call.tool).mandate for call in calls}) > 1:
        return None
    details: dict[str, JsonValue] = {"said": said, "operation": operation, "operands": operands}
    details["calls"] = [call.model_dump(mode="json") for call in calls]
    return Request(kind=KIND, first=calls[0], details=details)


def compared_calls(request: Request, done: Sequence[CallRecord]) -> list[PlannedCall]:
    """Return the next call: each one behind a figure again, then the calculation with what they gave."""
    calls = [PlannedCall.model_validate(call) for call in cast(list[Any], request.details["calls"])]
    if len(done) < len(calls):
        return [calls[len(done)]]
    if len(done) > len(calls) or not all(record.ok for record in done):
        return []
    operands: list[JsonValue] = []
    for one in cast(list[dict[str, Any]], request.details["operands"]):
        value = _at(done[int(one["call"])].document, str(one["path"]))
        if not isinstance(value, int | float):
            return []
        operands.append({"value": float(value), "label": one["label"], "unit": one["unit"]})
    return [
        PlannedCall(
            tool="calculate", arguments={"operation": request.details["operation"], "operands": cast(Any, operands)}
        )
    ]


def _is_aside(answer: Answer) -> bool:
    """Whether an answer tells no figures of its own: a draft, policies, or figures of before put together."""
    again = [call for call in answer.tool_calls if call.tool not in _NOT_AGAIN]
    reckons = any(call.tool == "calculate" for call in answer.tool_calls)
    return answer.tool_calls[0].tool in _NOT_AGAIN or (reckons and len(again) > 1)


def _of_two(told: Sequence[Answer]) -> list[tuple[Answer, Figure]] | None:
    """Return a figure of each of the last two answers, of one measure; rather those of one place in their results."""
    for earlier, later in ((told[a], told[b]) for a, b in reversed(list(combinations(range(len(told)), 2)))):
        if earlier.tool_calls[0] == later.tool_calls[0]:
            continue
        for figure in _figures(later):
            alike = [one for one in _figures(earlier) if one.unit == figure.unit]
            if alike:
                same = [one for one in alike if one.path == figure.path]
                return [(earlier, (same or alike)[0]), (later, figure)]
    return None


def _of_one(answer: Answer) -> list[tuple[Answer, Figure]] | None:
    """Return the first two figures of one measure of an answer; those of two calls beside each other first."""
    figures = _figures(answer)
    for first, second in combinations(figures, 2):
        is_beside = first.tool_call != second.tool_call and first.path == second.path
        if is_beside and first.unit == second.unit:
            return [(answer, first), (answer, second)]
    for first, second in combinations(figures, 2):
        if first.unit == second.unit and first.path != second.path:
            return [(answer, first), (answer, second)]
    return None


def _figures(answer: Answer) -> list[Figure]:
    """Return the figures of an answer that can be reckoned with, in the order in which they were told."""
    again = {call.id for call in answer.tool_calls if call.tool not in _NOT_AGAIN}
    return [
        figure
        for figure in answer.figures
        if figure.source == "tool" and isinstance(figure.value, float) and figure.tool_call in again and figure.path
        if figure.unit not in _NO_AMOUNTS
    ]


_NO_AMOUNTS = frozenset({"date", "count", "days", "weeks", "hours", "text", ""})


def _measure(figure: Figure) -> str:
    if figure.unit == "share":
        return "share"
    return "money" if re.fullmatch(r"[A-Z]{3}", figure.unit) else "base units"


def _given(call: ToolCall) -> dict[str, JsonValue]:
    return {field: value for field, value in call.arguments.items() if value is not None}


def _at(document: JsonValue, path: str) -> JsonValue:
    """Return what stands at a JSON pointer; `None` where nothing does."""
    node = document
    for step in path.split("/")[1:]:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node
