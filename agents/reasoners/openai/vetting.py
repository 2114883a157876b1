"""Which of a model's calls are made: known tools, arguments that validate and that nobody made up, each call once."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import JsonValue, ValidationError

from knowledge.canonical import canonical_json
from tools.errors import UnknownTool
from tools.registry import Tool

from ...evidence import CallRecord
from ..protocol import PlannedCall, Turn
from .drafting import CallRefused, Wishes, settled
from .origins import Origins, is_day
from .replies import RawCall

AnyTool = Tool[Any, Any]

_SHOWN_ONLY = frozenset({"limit", "replications"})
"""Arguments that say how much is shown or how closely is looked; what nobody asked for takes the default."""

_NAMES = re.compile(r".*_id|family|from_location|.*_location")
"""Arguments that name something of the truth."""


@dataclass(frozen=True)
class Vetted:
    """The calls to be made, and what is wrong with the others, a sentence each."""

    calls: tuple[PlannedCall, ...]
    problems: tuple[str, ...]


def vetted(turn: Turn, raw: Sequence[RawCall], origins: Origins, wishes: Wishes, done: Sequence[CallRecord]) -> Vetted:
    """Return which calls are made; those that were made before, or stand there twice, are left out silently."""
    made = {_identity(record.tool, record.arguments) for record in done}
    calls: list[PlannedCall] = []
    problems: list[str] = []
    for each in raw:
        try:
            call, whole = _vetted(turn, each, origins, wishes, done)
        except CallRefused as refused:
            problems.append(str(refused))
            continue
        if (identity := _identity(call.tool, whole)) not in made:
            made.add(identity)
            calls.append(call)
    return Vetted(tuple(calls), tuple(dict.fromkeys(problems)))


def _vetted(
    turn: Turn, raw: RawCall, origins: Origins, wishes: Wishes, done: Sequence[CallRecord]
) -> tuple[PlannedCall, dict[str, JsonValue]]:
    try:
        tool = turn.registry.get(raw.tool)
    except UnknownTool as error:
        raise CallRefused(str(error)) from error
    given = _read(tool, raw.arguments)
    if tool.effect == "draft":
        call = settled(turn, given, wishes, done)
        return call, _validated(tool, call.arguments)
    _validated(tool, given)
    given = _sourced(tool, given, origins)
    return PlannedCall(tool=tool.name, arguments=given), _validated(tool, given)


def _read(tool: AnyTool, text: str) -> dict[str, JsonValue]:
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise CallRefused(f"{tool.name}: the arguments are no JSON ({error}).") from error
    if not isinstance(given, dict):
        raise CallRefused(f"{tool.name}: the arguments are no JSON object.")
    return cast(dict[str, JsonValue], _without_blanks(given))


def _without_blanks(node: Any) -> Any:
    """Leave out what was not filled in: nulls and empty texts."""
    if isinstance(node, dict):
        fields = cast(dict[str, Any], node)
        return {name: _without_blanks(below) for name, below in fields.items() if below is not None and below != ""}
    return [_without_blanks(below) for below in cast(list[Any], node)] if isinstance(node, list) else node


def _validated(tool: AnyTool, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        return tool.arguments.model_validate_json(json.dumps(dict(given))).model_dump(mode="json")
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc']) or 'arguments'}: {e['msg']}" for e in error.errors()[:4]]
        known = ", ".join(tool.arguments.model_fields)
        raise CallRefused(f"{tool.name}: {'; '.join(lines)}. Its arguments are: {known}.") from error


def _sourced(tool: AnyTool, given: Mapping[str, JsonValue], origins: Origins) -> dict[str, JsonValue]:
    """Return the arguments if each of them has an origin."""
    kept: dict[str, JsonValue] = {}
    for name, value in given.items():
        if value == tool.arguments.model_fields[name].default:
            kept[name] = value
            continue
        wrong = next(_without_origin(value, name, origins), None)
        if wrong is None:
            kept[name] = value
        elif name not in _SHOWN_ONLY:
            raise CallRefused(
                f"{tool.name}: {wrong} stands neither in the question nor in a result. Take what the person said, or "
                "leave it out."
            )
    return kept


def _without_origin(value: JsonValue, name: str, origins: Origins) -> Iterator[str]:
    """What of an argument has no origin, in words."""
    if isinstance(value, dict):
        unit = value.get("unit")
        for field, below in value.items():
            if field == "value" and isinstance(below, int | float) and isinstance(unit, str):
                if not origins.has_number(float(below), unit):
                    yield f"{below} in {unit}"
            else:
                yield from _without_origin(below, field, origins)
    elif isinstance(value, list):
        for below in value:
            yield from _without_origin(below, name, origins)
    elif isinstance(value, str):
        if not _is_known(value, name, origins):
            yield f"{name} '{value[:80]}'"
    elif isinstance(value, int | float) and not isinstance(value, bool) and not origins.has_number(float(value)):
        yield f"{name} {value}"


def _is_known(value: str, name: str, origins: Origins) -> bool:
    if is_day(value):
        return origins.has_day(value)
    return origins.has_name(value) if _NAMES.fullmatch(name) else origins.has_figures_of(value)


def _identity(tool: str, arguments: Mapping[str, JsonValue]) -> str:
    return f"{tool} {canonical_json(dict(arguments))}"
