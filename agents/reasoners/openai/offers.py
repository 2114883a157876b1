"""The tools as a model is offered them, made from the argument models of the registry."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from tools.registry import Registry, Tool
from tools.results import Arguments

AnyTool = Tool[Any, Any]

_DROPPED = frozenset({"title", "default", "discriminator"})
"""Parts of a JSON schema that tell a model nothing, or that grammars of servers do not know."""

MOST_CALLS_A_REPLY = 8


def offered(registry: Registry, *, drafting: bool) -> list[AnyTool]:
    """Return the tools to offer; those that draft only where the person wishes something to be done."""
    return [tool for tool in registry if drafting or tool.effect == "read"]


def native_tools(tools: Sequence[AnyTool]) -> list[dict[str, Any]]:
    """Return the tools in the form of chat completions."""
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.summary, "parameters": plain_schema(tool.arguments)},
        }
        for tool in tools
    ]


def reply_schema(tools: Sequence[AnyTool]) -> dict[str, Any]:
    """Return the JSON schema of a reply for models without tool calls: calls, and words where there are none."""
    calls = [
        {
            "type": "object",
            "properties": {"tool": {"const": tool.name}, "arguments": plain_schema(tool.arguments)},
            "required": ["tool", "arguments"],
            "additionalProperties": False,
        }
        for tool in tools
    ]
    return {
        "type": "object",
        "properties": {
            "calls": {"type": "array", "items": {"anyOf": calls}, "maxItems": MOST_CALLS_A_REPLY},
            "text": {"type": "string"},
        },
        "required": ["calls", "text"],
        "additionalProperties": False,
    }


def signatures(tools: Sequence[AnyTool]) -> str:
    """Return a line for each tool: its name, its arguments and what it answers."""
    return "\n".join(f"- {tool.name}({', '.join(_arguments(tool))}): {tool.summary}" for tool in tools)


def _arguments(tool: AnyTool) -> list[str]:
    fields = tool.arguments.model_fields.items()
    return [name if field.is_required() else f"{name}?" for name, field in fields]


@cache
def plain_schema(arguments: type[Arguments]) -> dict[str, Any]:
    """Return the JSON schema of an argument model without references, titles and defaults."""
    schema = arguments.model_json_schema()
    return cast(dict[str, Any], _plain(schema, schema.get("$defs", {})))


def _plain(node: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(below, definitions) for below in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    fields = cast(dict[str, Any], node)
    if "$ref" in fields:
        return _plain(definitions[str(fields["$ref"]).rsplit("/", 1)[-1]], definitions)
    kept: dict[str, Any] = {}
    for name, below in fields.items():
        if name == "properties":
            kept[name] = {field: _plain(schema, definitions) for field, schema in below.items()}
        elif name == "oneOf":
            kept["anyOf"] = _plain(below, definitions)
        elif name not in _DROPPED and name != "$defs":
            kept[name] = _plain(below, definitions)
    return kept
