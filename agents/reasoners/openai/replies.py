"""A model's reply, put together from the pieces of a stream, whatever the server leaves out or adds."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

from .limits import estimated_tokens

_THOUGHT = re.compile(r"^\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)\s*", re.S | re.I)


@dataclass
class RawCall:
    """A tool call as the model wrote it: its arguments are text that may not even be JSON."""

    tool: str = ""
    arguments: str = ""


@dataclass
class Reply:
    """What came of one completion.

    Attributes
    ----------
    thought
        Characters of reasoning that came in a field of its own; they are counted and never shown.
    finish
        Why the model stopped; `None` where the stream ended before it said so.
    usage
        Tokens of prompt and reply as counted by the endpoint.
    """

    text: str = ""
    calls: list[RawCall] = field(default_factory=list[RawCall])
    thought: int = 0
    finish: str | None = None
    usage: tuple[int, int] | None = None
    _by_index: dict[Any, RawCall] = field(default_factory=dict[Any, RawCall], repr=False)

    @property
    def said(self) -> str:
        """The text without the thoughts that some models write before it."""
        return _THOUGHT.sub("", self.text, count=1)

    @property
    def was_cut(self) -> bool:
        """Whether it was cut off for its length."""
        return self.finish == "length"

    @property
    def tokens(self) -> int:
        """About how many tokens have arrived."""
        written = sum(len(call.tool) + len(call.arguments) for call in self.calls)
        return estimated_tokens(" " * (len(self.text) + self.thought + written))

    def take(self, chunk: dict[str, Any]) -> str:
        """Add a chunk of the stream; returns the text that it brought."""
        counts = _fields(chunk.get("usage"))
        if counts:
            self.usage = (_count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))
        choice = _fields(next(iter(_entries(chunk.get("choices"))), None))
        self.finish = _text(choice.get("finish_reason")) or self.finish
        delta = _fields(choice.get("delta"))
        self.thought += sum(len(_text(delta.get(name))) for name in ("reasoning_content", "reasoning"))
        for call in _entries(delta.get("tool_calls")):
            self._take_call(_fields(call))
        text = _text(delta.get("content"))
        self.text += text
        return text

    def _take_call(self, piece: dict[str, Any]) -> None:
        """Add a piece of a call; servers number them, name them by an id, or send each whole."""
        function = _fields(piece.get("function"))
        given = function.get("arguments")
        name, arguments = _text(function.get("name")), json.dumps(given) if isinstance(given, dict) else _text(given)
        key = next((piece.get(name) for name in ("index", "id") if isinstance(piece.get(name), int | str)), None)
        if key is None:
            key = len(self._by_index) if name else max(len(self._by_index) - 1, 0)
        call = self._by_index.get(key)
        if call is None:
            call = self._by_index[key] = RawCall()
            self.calls.append(call)
        call.tool = call.tool or name
        call.arguments += arguments


def _fields(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _entries(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
