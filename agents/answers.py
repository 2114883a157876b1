"""The answer document: what `tandem ask --json` and `GET /answers/{id}` give."""

from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from tools.results import Chart, Part

from .usage import Usage


class Figure(Part):
    """A number of the text and where it comes from.

    Attributes
    ----------
    start, end
        Where it stands in the text, in characters.
    value
        The number itself, unrounded; a date is its ISO form; for a number within a text of a result, that text.
    source
        `tool` (a result, see `tool_call` and `path`), `question` (the person wrote it), `identifier` (part of a name
        such as `A-104`) or `citation` (part of a quoted policy).
    path
        JSON pointer into the result of the tool call.
    """

    text: str
    start: int
    end: int
    value: float | str
    unit: str
    source: Literal["tool", "question", "identifier", "citation"]
    tool_call: str | None = None
    path: str | None = None


class ToolCall(Part):
    """A call that the answer rests on; `digest` is that of its result."""

    id: str
    agent: Literal["coordinator", "sop", "soe"]
    tool: str
    arguments: dict[str, JsonValue]
    result_digest: str
    elapsed_ms: float


class Citation(Part):
    """A policy section that the answer quotes."""

    policy: str
    section: str
    quote: str


class Handover(Part):
    """A finding that an agent passed on to the other one.

    Attributes
    ----------
    kind
        `handed_over`: it lies outside the agent's mandate; `escalated`: nothing within its mandate mends it.
    about
        What is to be decided there.
    exception_id
        The exception that is escalated.
    """

    kind: Literal["handed_over", "escalated"]
    from_agent: Literal["sop", "soe"]
    to_agent: Literal["sop", "soe"]
    about: str
    exception_id: str | None = None


class Choice(Part):
    """One way to go on: what the person would say."""

    label: str
    message: str


class Answer(Part):
    """What Tandem says to one message.

    Attributes
    ----------
    text
        Markdown.
    figures
        Every number of `text`.
    asked_back
        Whether the text is a question to the person; `choices` are then the likely answers.
    usage
        What the turn took of a language model; none where the embedded reasoner answered by itself.
    """

    answer_id: str
    thread_id: str
    question: str
    asked_by: str
    asked_at: datetime
    truth_version: str
    operating_model: Literal["separate", "merged", "hybrid"]
    reasoner: str
    seed: int
    code_version: str
    agents: tuple[Literal["coordinator", "sop", "soe"], ...]
    text: str
    figures: tuple[Figure, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    citations: tuple[Citation, ...] = ()
    charts: tuple[Chart, ...] = ()
    proposals: tuple[str, ...] = ()
    handovers: tuple[Handover, ...] = ()
    asked_back: bool = False
    choices: tuple[Choice, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage | None = None
    elapsed_ms: float = 0.0
