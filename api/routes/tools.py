"""The tools, as the registry lists them."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, JsonValue

from tools.registry import Outcome

from ..auth import App, Signed
from ..problems import ProblemDocument
from .bodies import Body

router = APIRouter(prefix="/tools", tags=["tools"])


class ToolView(BaseModel):
    """A tool: what it answers, what it takes and gives as JSON schemas."""

    name: str
    summary: str
    mandate: Literal["sop", "soe", "both"]
    effect: Literal["read", "draft"]
    arguments: dict[str, Any]
    result: dict[str, Any]


class ToolList(BaseModel):
    """Every tool."""

    tools: list[ToolView]


class ToolRequest(Body):
    """Arguments for a tool."""

    arguments: dict[str, JsonValue] = Field(default_factory=dict, examples=[{"within_days": 14}])
    truth_version: str | None = Field(default=None, description="The newest by default.", examples=["t-000001"])
    seed: int = Field(default=1, ge=0)


class ToolOutcome(BaseModel):
    """What a tool gave; the paths of an answer's figures lead into `result`, its digests are those of `result`."""

    tool: str
    arguments: dict[str, JsonValue]
    truth_version: str
    seed: int
    result_digest: str
    result: dict[str, Any]
    assumptions: list[str]
    warnings: list[str]
    elapsed_ms: float


@router.get("")
def list_tools(tandem: App, principal: Signed) -> ToolList:
    """List the tools."""
    del principal
    return ToolList(
        tools=[
            ToolView(
                name=tool.name,
                summary=tool.summary,
                mandate=tool.mandate,
                effect=tool.effect,
                arguments=tool.arguments.model_json_schema(),
                result=tool.result.model_json_schema(mode="serialization"),
            )
            for tool in tandem.registry
        ]
    )


@router.post("/{name}", responses={404: {"model": ProblemDocument}, 422: {"model": ProblemDocument}})
def run_tool(name: str, body: ToolRequest, tandem: App, principal: Signed) -> ToolOutcome:
    """Run a tool on one version of the truth; a tool's own refusal is a problem document."""
    context = tandem.context(principal, version=body.truth_version, seed=body.seed)
    return outcome_view(tandem.registry.call(context, name, body.arguments))


def outcome_view(outcome: Outcome) -> ToolOutcome:
    """Return an outcome as a document; raises the problem of one without a result."""
    document = outcome.unwrap().model_dump(mode="json")
    return ToolOutcome(
        tool=outcome.tool,
        arguments=outcome.arguments,
        truth_version=outcome.truth_version,
        seed=outcome.seed,
        result_digest=outcome.digest,
        assumptions=document["assumptions"],
        warnings=document["warnings"],
        result=document,
        elapsed_ms=outcome.elapsed_ms,
    )
