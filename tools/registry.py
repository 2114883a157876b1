"""The one list of tools, and the one way to call them."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from pydantic import JsonValue, ValidationError
from rapidfuzz import process

from knowledge.canonical import canonical_digest
from knowledge.errors import TandemError
from knowledge.principal import Role

from .context import ToolContext
from .errors import ArgumentsRefused, ToolError, UnknownTool
from .results import Arguments, Part, ToolResult

A = TypeVar("A", bound=Arguments)
R = TypeVar("R", bound=ToolResult)

READERS = frozenset(Role)
DRAFTERS = frozenset({Role.PLANNER, Role.MANAGER, Role.EXECUTIVE, Role.ADMIN})


@dataclass(frozen=True)
class Tool(Generic[A, R]):
    """A tool: what it is for, what it takes and gives, and the function that computes it.

    Parameters
    ----------
    summary
        One sentence for people and models: what question it answers.
    effect
        `read` computes only; `draft` writes a proposal that people decide on.
    mandate
        Which agent uses it.
    utterances
        The forms in which people ask for it, by kind of question; they teach what understands questions without a
        model. A form is a line with alternatives in round brackets, `(a|b)`, options in square ones, `[x]`, and
        `<item>`, `<family>`, `<site>`, `<period>`, ... where a question names something. A kind belongs to one tool.
    """

    name: str
    summary: str
    arguments: type[A]
    result: type[R]
    run: Callable[[ToolContext, A], R]
    mandate: Literal["sop", "soe", "both"]
    effect: Literal["read", "draft"] = "read"
    utterances: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    @property
    def roles(self) -> frozenset[Role]:
        """Who may call it."""
        return READERS if self.effect == "read" else DRAFTERS


class Problem(Part):
    """Why a tool gave no result, as a value that the caller can act on."""

    code: str
    detail: str
    remedy: str = ""
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A call of a tool and what came of it: a result or a problem.

    Attributes
    ----------
    arguments
        As given, completed with defaults, as JSON.
    digest
        SHA-256 of the result's canonical JSON; of the problem's where there is no result.
    """

    tool: str
    arguments: dict[str, JsonValue]
    truth_version: str
    seed: int
    result: ToolResult | None
    problem: Problem | None
    digest: str
    elapsed_ms: float
    error: TandemError | None = None

    def unwrap(self) -> ToolResult:
        """Return the result, or raise the error that stood in its way."""
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result

    @property
    def document(self) -> dict[str, Any]:
        """The result, or the problem, as JSON."""
        content = self.result if self.result is not None else self.problem
        assert content is not None
        return content.model_dump(mode="json")


class Registry:
    """Tools by name."""

    def __init__(self, tools: Iterable[Tool[Any, Any]]) -> None:
        self._tools: dict[str, Tool[Any, Any]] = {}
        self._kinds: dict[str, Tool[Any, Any]] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ToolError(f"Two tools are called '{tool.name}'.", "Give one of them another name.")
            for kind in tool.utterances:
                if kind in self._kinds:
                    raise ToolError(f"Two tools have utterances of the kind '{kind}'.", "Give one another name.")
                self._kinds[kind] = tool
            self._tools[tool.name] = tool

    def __iter__(self) -> Iterator[Tool[Any, Any]]:
        return iter(self._tools.values())

    @property
    def kinds(self) -> Mapping[str, Tool[Any, Any]]:
        """The kinds of question that the tools' utterances tell apart, and the tool that each leads to."""
        return self._kinds

    @property
    def utterances(self) -> dict[str, tuple[str, ...]]:
        """The forms of every kind of question, of every tool."""
        return {kind: tuple(tool.utterances[kind]) for kind, tool in self._kinds.items()}

    def get(self, name: str) -> Tool[Any, Any]:
        """Return the tool of that name.

        Raises
        ------
        UnknownTool
            With the closest names.
        """
        if name not in self._tools:
            closest = [match[0] for match in process.extract(name, list(self._tools), limit=3)]
            raise UnknownTool(f"There is no tool '{name}'.", f"Did you mean {' or '.join(closest)}?", closest)
        return self._tools[name]

    def call(self, context: ToolContext, name: str, arguments: Mapping[str, JsonValue]) -> Outcome:
        """Call a tool; its errors come back as a problem, never as an exception of its own kind.

        Raises
        ------
        UnknownTool
            If there is no such tool.
        """
        tool = self.get(name)
        started = time.perf_counter()
        given = dict(arguments)
        result: ToolResult | None = None
        problem: Problem | None = None
        refused: TandemError | None = None
        try:
            if not context.principal.roles & tool.roles:
                raise ToolError(f"Your role may not use {name}.", "Ask a planner to do it.")
            checked = _checked(tool, given)
            given = checked.model_dump(mode="json")
            result = tool.run(context, checked)
        except TandemError as error:
            refused = error
            suggestions = error.suggestions if isinstance(error, ToolError) else ()
            problem = Problem(code=error.code, detail=error.detail, remedy=error.remedy, suggestions=suggestions)
        content = result if result is not None else problem
        assert content is not None
        return Outcome(
            tool=name,
            arguments=given,
            truth_version=context.snapshot.version,
            seed=context.seed,
            result=result,
            problem=problem,
            digest=canonical_digest(content.model_dump(mode="json")),
            elapsed_ms=(time.perf_counter() - started) * 1000,
            error=refused,
        )


def _checked(tool: Tool[Any, Any], given: Mapping[str, JsonValue]) -> Arguments:
    try:
        return tool.arguments.model_validate_json(json.dumps(dict(given)))
    except ValidationError as error:
        lines = [f"{'.'.join(str(part) for part in e['loc']) or 'arguments'}: {e['msg']}" for e in error.errors()]
        known = ", ".join(tool.arguments.model_fields)
        raise ArgumentsRefused(f"{tool.name}: {'; '.join(lines)}.", f"Its arguments are: {known}.") from error
