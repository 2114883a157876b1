"""Narrow a tool's arguments to what a question names, so that a small model has little to choose from.

An argument that nothing said, found or suggested could fill is left out of the schema; one that names something, counts
something or is a day may only be one of the values that were found. Words are never left to the model. What a model
chooses within such a schema is checked all the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, cast

from pydantic import JsonValue

from ..embedded.linking import EntityKind
from ..embedded.slots import Slots
from .offers import AnyTool, plain_schema
from .origins import DAYS_A_MONTH, DAYS_A_WEEK

Schema = dict[str, Any]

MOST_CALLS, MOST_ENTRIES = 3, 4
"""Calls of a reply, and entries of a list in its arguments."""

STEM = 5
"""Letters of a word by which it is known again in another form."""

_NAMES: Mapping[str, tuple[EntityKind, ...]] = {
    "item_id": ("item",),
    "family": ("family",),
    "location_id": ("site",),
    "from_location": ("supplier", "site"),
    "supplier_id": ("supplier", "site"),
    "channel_id": ("channel",),
    "order_id": ("order",),
}
_FILLED = frozenset({"query", "label"})
"""Words that the program fills in; see `filled`."""

_LABELS = ("a figure", "the other figure", "another figure", "the last figure")


@dataclass(frozen=True)
class Words:
    """What a question names.

    Attributes
    ----------
    suggested
        Values by argument, of the calls that were read without a model and of those of the answers before.
    read
        By tool, the arguments of its call that was read without a model: what the question says is not left out.
    """

    slots: Slots
    suggested: Mapping[str, Sequence[JsonValue]] = field(default_factory=dict[str, Sequence[JsonValue]])
    read: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def values(self, name: str, schema: Schema) -> list[JsonValue]:
        """Return what an argument may be, each value once."""
        if schema.get("type") == "string":
            named = self._days() if schema.get("format") == "date" else self._names(name)
        else:
            named = (value for value in self._numbers(name) if _fits(value, schema))
        return list(dict.fromkeys([*(v for v in self.suggested.get(name, ()) if _fits(v, schema)), *named]))

    def speak_of(self, name: str, value: JsonValue) -> bool:
        """Whether one of the listed values of an argument was suggested, or one of its words stands in the question."""
        said = {word[:STEM] for word in re.findall(r"[a-z]+", self.slots.said.lower())}
        stems = {word[:STEM] for word in re.findall(r"[a-z]{3,}", str(value).lower())}
        return bool(said & stems) or value in self.suggested.get(name, ()) or (value == name and name in self.suggested)

    def _names(self, name: str) -> Iterator[JsonValue]:
        for kind in _NAMES.get(name, ()):
            for mention in self.slots.found.mentions:
                yield from (entity.id for entity in mention.candidates[:3] if entity.kind == kind)

    def _days(self) -> Iterator[JsonValue]:
        for period in self.slots.found.periods:
            yield from (period.first.isoformat(), period.last.isoformat())

    def _numbers(self, name: str) -> Iterator[JsonValue]:
        quantities = self.slots.found.quantities
        lengths = [q.value for q in quantities if q.kind == "duration"]
        lengths += [float((period.last - self.slots.today).days) for period in self.slots.found.periods]
        if name.endswith("days"):
            yield from map(round, lengths)
        elif name.endswith("weeks"):
            yield from (rounded(length / DAYS_A_WEEK) for length in lengths for rounded in (round, ceil))
        elif name.endswith("months"):
            yield from (rounded(length / DAYS_A_MONTH) for length in lengths for rounded in (round, ceil))
        elif name == "change":
            yield from (v for q in quantities if q.kind == "percent" for v in (q.value, -q.value))
            yield from (q.value - 1.0 for q in quantities if q.kind == "factor")
        elif name == "factor":
            yield from (v for q in quantities if q.kind == "percent" for v in (1.0 + q.value, 1.0 - q.value))
            yield from (q.value for q in quantities if q.kind == "factor")
        elif name == "tolerance":
            yield from (q.value for q in quantities if q.kind == "percent")
        elif name in ("value", "minimum_value"):
            yield from (_plain(q.value) for q in quantities if q.kind != "factor")


def narrowed_reply(tools: Sequence[AnyTool], words: Words) -> Schema | None:
    """Return the JSON schema of a reply: calls of these tools, with arguments of what a question names.

    `None` where the question names what none of them needs.
    """
    calls: list[Schema] = []
    for tool in tools:
        arguments = narrowed_arguments(tool, words)
        if arguments is not None:
            properties = {"tool": {"const": tool.name}, "arguments": arguments}
            calls.append(_object(properties, ["tool", "arguments"]))
    if not calls:
        return None
    several = {"type": "array", "items": {"anyOf": calls}, "maxItems": MOST_CALLS}
    return _object({"calls": several}, ["calls"])


def narrowed_arguments(tool: AnyTool, words: Words) -> Schema | None:
    """Return the schema of a tool's arguments; `None` where something that it needs was not said.

    What is drafted is the person's wish as it was read, so that nothing of it is left to choose.
    """
    if tool.effect == "draft":
        return _object({}, [])
    return _narrowed("", plain_schema(tool.arguments), words, words.read.get(tool.name, frozenset()))


def filled(
    tool: AnyTool, arguments: dict[str, JsonValue], words: Words, wished: Sequence[dict[str, JsonValue]]
) -> dict[str, JsonValue]:
    """Return arguments with what is not left to a model: the actions that were wished, the query and the labels."""
    if tool.effect == "draft":
        return {"actions": [{"kind": action.get("kind")} for action in wished]}
    whole = dict(arguments)
    if "query" in tool.arguments.model_fields:
        whole["query"] = next(iter(words.suggested.get("query", ())), words.slots.said)
    operands = whole.get("operands")
    if isinstance(operands, list):
        labels = [*words.suggested.get("label", ()), *_LABELS][: len(operands)]
        entries = [entry for entry in operands if isinstance(entry, dict)]
        whole["operands"] = [{**entry, "label": label} for entry, label in zip(entries, labels, strict=False)]
    return whole


def values_by_name(node: JsonValue, name: str = "") -> Iterator[tuple[str, JsonValue]]:
    """Every value of some arguments, with the name of the argument that holds it."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield from values_by_name(below, key)
    elif isinstance(node, list):
        for below in node:
            yield from values_by_name(below, name)
    elif node is not None:
        yield name, node


def _narrowed(name: str, schema: Schema, words: Words, needed: frozenset[str]) -> Schema | None:
    """A schema with what can be filled of it; `None` where nothing can."""
    if "const" in schema:
        return {"const": schema["const"]}
    if "enum" in schema:
        kept = [value for value in cast(list[JsonValue], schema["enum"]) if words.speak_of(name, value)]
        return {"enum": kept} if kept else None
    if schema.get("type") == "boolean":
        return {"type": "boolean"} if words.speak_of(name, name) else None
    if "anyOf" in schema:
        either = _of(schema, "anyOf")
        said = [below for below in either if "const" not in below or words.speak_of(name, below["const"])]
        kept = [each for below in said if (each := _narrowed(name, below, words, needed)) is not None]
        return None if not kept else kept[0] if len(kept) == 1 else {"anyOf": kept}
    kind = schema.get("type")
    if kind == "object":
        return _narrowed_object(schema, words, needed)
    if kind == "array":
        below = _narrowed(name, cast(Schema, schema["items"]), words, needed)
        return None if below is None else {"type": "array", "items": below, "minItems": 1, "maxItems": MOST_ENTRIES}
    values = words.values(name, schema) if kind in ("string", "integer", "number") else []
    return {"enum": values} if values else None


def _narrowed_object(schema: Schema, words: Words, needed: frozenset[str]) -> Schema | None:
    properties: Schema = {}
    required = [name for name in cast(list[str], schema.get("required", [])) if name not in _FILLED]
    for name, below in cast(dict[str, Schema], schema.get("properties", {})).items():
        narrowed = None if name in _FILLED else _narrowed(name, below, words, needed)
        if narrowed is None and name in required and "enum" in below:
            narrowed = {"enum": below["enum"]}
        if narrowed is not None:
            properties[name] = narrowed
            required += [name] if ("const" in narrowed or name in needed) and name not in required else []
        elif name in required:
            return None
    return _object(properties, required)


def _object(properties: Schema, required: Sequence[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _of(schema: Schema, name: str) -> list[Schema]:
    return [below for below in cast(list[Schema], schema[name]) if below.get("type") != "null"]


def _fits(value: JsonValue, schema: Schema) -> bool:
    """Whether a value is of a schema's type and within its limits."""
    if schema.get("type") == "string":
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    whole = schema.get("type") != "integer" or float(value).is_integer()
    return whole and schema.get("minimum", value) <= value <= schema.get("maximum", value)


def _plain(value: float) -> JsonValue:
    return int(value) if float(value).is_integer() else value
