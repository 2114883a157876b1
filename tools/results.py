"""What a tool takes and gives: strict models whose numbers carry their units.

A number in a result is declared with one of the types below (`Quantity`, `Money`, `Share`, …). The unit stands in the
JSON schema of the result under `unit`, so that an answer can put a number in with its unit and nobody has to guess.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Unit = Literal["base units", "money", "days", "weeks", "share", "count", "ratio", "hours"]
"""`base units` are the item's own (the nearest `unit` field beside or above the number names it), `money` is in the
company currency, `share` is a fraction of one."""

Quantity = Annotated[float, Field(json_schema_extra={"unit": "base units"})]
Money = Annotated[float, Field(json_schema_extra={"unit": "money"})]
Days = Annotated[float, Field(json_schema_extra={"unit": "days"})]
Weeks = Annotated[float, Field(json_schema_extra={"unit": "weeks"})]
Hours = Annotated[float, Field(json_schema_extra={"unit": "hours"})]
Share = Annotated[float, Field(json_schema_extra={"unit": "share"})]
Ratio = Annotated[float, Field(json_schema_extra={"unit": "ratio"})]
Count = Annotated[int, Field(json_schema_extra={"unit": "count"})]


class Arguments(BaseModel):
    """What a tool is asked: unknown fields are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Part(BaseModel):
    """A part of a result."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Series(Part):
    """One line, band or row of bars; `low` and `high` bound a band of `coverage`."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    coverage: float | None = None


class Chart(Part):
    """The data of a picture, never the picture: `x` are dates (ISO) or names, shared by every series."""

    kind: Literal["line", "bar"]
    title: str
    unit: str
    x: tuple[str, ...]
    series: tuple[Series, ...]


class ToolResult(Part):
    """What every tool gives besides its own figures.

    Attributes
    ----------
    assumptions
        What was taken for granted, each a sentence: defaults, rules, what was left out.
    warnings
        What the reader must know before relying on the figures.
    """

    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()


def unit_at(schema: Mapping[str, Any], pointer: str) -> Unit | None:
    """Return the unit of the number that a JSON pointer leads to, by the JSON schema of the result.

    Examples
    --------
    >>> class Line(Part):
    ...     cost: Money
    >>> class Lines(ToolResult):
    ...     lines: tuple[Line, ...]
    >>> unit_at(Lines.model_json_schema(), "/lines/3/cost")
    'money'
    """
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    nodes: list[Mapping[str, Any]] = [schema]
    for step in pointer.strip("/").split("/"):
        nodes = [below for node in _unfold(nodes, definitions) for below in _below(node, step)]
    for node in _unfold(nodes, definitions):
        if "unit" in node and not isinstance(node["unit"], Mapping):
            return node["unit"]
    return None


def _unfold(nodes: list[Mapping[str, Any]], definitions: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    unfolded: list[Mapping[str, Any]] = []
    for node in nodes:
        unfolded.append(node)
        if "$ref" in node:
            unfolded += _unfold([definitions[node["$ref"].rsplit("/", 1)[-1]]], definitions)
        for choice in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
            unfolded += _unfold([choice], definitions)
    return unfolded


def _below(node: Mapping[str, Any], step: str) -> list[Mapping[str, Any]]:
    below: list[Mapping[str, Any]] = []
    if step in node.get("properties", {}):
        below.append(node["properties"][step])
    elif isinstance(node.get("additionalProperties"), Mapping):
        below.append(node["additionalProperties"])
    if step.isdigit():
        prefixed: list[Mapping[str, Any]] = node.get("prefixItems", [])
        if int(step) < len(prefixed):
            below.append(prefixed[int(step)])
        elif isinstance(node.get("items"), Mapping):
            below.append(node["items"])
    return below


def value_at(document: JsonValue, pointer: str) -> JsonValue:
    """Return what a JSON pointer (RFC 6901) leads to; `KeyError` with the pointer where it leads nowhere."""
    value = document
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise KeyError(pointer)
    return value
