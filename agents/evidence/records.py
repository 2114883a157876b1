"""A tool call as the graph keeps it: JSON, so that it can be stored, streamed and replayed."""

from functools import cache
from typing import Any, Literal

from pydantic import JsonValue

from tools.results import Part, ToolResult

Speaker = Literal["coordinator", "sop", "soe"]


class CallRecord(Part):
    """A tool call of this turn and what came of it.

    Attributes
    ----------
    id
        `c1`, `c2`, … in the order of the turn; references name it.
    request
        Number of the request, within the question, that the call serves.
    document
        The result as JSON; the problem as JSON where `ok` is false.
    """

    id: str
    agent: Speaker
    request: int
    tool: str
    arguments: dict[str, JsonValue]
    ok: bool
    document: dict[str, JsonValue]
    digest: str
    elapsed_ms: float


@cache
def schema_of(result: type[ToolResult]) -> dict[str, Any]:
    """Return the JSON schema of a result model, made once for each."""
    return result.model_json_schema(mode="serialization")
