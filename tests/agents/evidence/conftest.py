"""Calls of a turn that texts can rest on."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from agents.evidence import CallRecord, Sources
from agents.evidence.records import schema_of
from knowledge.truth.snapshot import Snapshot
from tools.calculate import TOOL as CALCULATE
from tools.context import ToolContext
from tools.registry import Registry

QUESTION = "What happens to A-104 if demand rises by 20 % in the next two weeks? Is it true that we lose 500 cases?"

Calculated = Callable[..., CallRecord]


@pytest.fixture(scope="session")
def schema(scripted_registry: Registry) -> Callable[[str], dict[str, Any]]:
    """The schema of a result by its tool."""
    return lambda tool: schema_of(CALCULATE.result if tool == "calculate" else scripted_registry.get(tool).result)


@pytest.fixture(scope="session")
def sources(small_snapshot: Snapshot, scripted_registry: Registry, schema: Callable[[str], dict[str, Any]]) -> Sources:
    """The calls of a turn: a result and a policy."""
    records: dict[str, CallRecord] = {}
    for number, tool in enumerate(("look_near", "look_at_policy"), start=1):
        result = scripted_registry.get(tool).run(cast(ToolContext, None), scripted_registry.get(tool).arguments())
        records[f"c{number}"] = record(f"c{number}", tool, {"change": 0.2}, json.loads(result.model_dump_json()))
    return Sources(records, schema, small_snapshot, QUESTION)


@pytest.fixture(scope="session")
def calculated() -> Calculated:
    """Make a call of `calculate`, with its real result."""

    def calculate(operation: str, *operands: tuple[float, str, str], id_: str = "c3") -> CallRecord:
        given = [{"value": value, "label": label, "unit": unit} for value, label, unit in operands]
        arguments = CALCULATE.arguments.model_validate_json(json.dumps({"operation": operation, "operands": given}))
        result = CALCULATE.run(cast(ToolContext, None), arguments)
        document = json.loads(result.model_dump_json())
        return record(id_, "calculate", {"operation": operation, "operands": given}, document)

    return calculate


def record(id_: str, tool: str, arguments: Any, document: Any, *, ok: bool = True) -> CallRecord:
    """Return the record of a call."""
    return CallRecord(
        id=id_,
        agent="soe",
        request=0,
        tool=tool,
        arguments=arguments,
        ok=ok,
        document=document,
        digest="",
        elapsed_ms=1.0,
    )
