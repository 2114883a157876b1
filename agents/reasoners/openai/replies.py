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
        usage = chunk.get("usage")
        if isinstance(usage, dict):
            counts = cast(dict[str, Any], usage)
            self.usage = (int(counts.get("prompt_tokens") or 0), int(counts.get("completion_tokens") or 0))
        choices = chunk.get("choices") or []
        if not choices:
            return ""
        choice: dict[str, Any] = choices[0]
        self.finish = choice.get("finish_reason") or self.finish
        delta: dict[str, Any] = choice.get("delta") or {}
        for name in ("reasoning_content", "reasoning"):
            thought = delta.get(name)
            self.thought += len(thought) if isinstance(thought, str) else 0
        for call in delta.get("tool_calls") or []:
            self._take_call(call)
        text = delta.get("content") or ""
        self.text += text
        return text

    def _take_call(self, piece: dict[str, Any]) -> None:
        """Add a piece of a call; servers number them, name them by an id, or send each whole."""
        function: dict[str, Any] = piece.get("function") or {}
        name, arguments = function.get("name") or "", function.get("arguments") or ""
        if isinstance(arguments, dict):
            arguments = json.dumps(arguments)
        key: Any = piece.get("index") if piece.get("index") is not None else piece.get("id")
        if key is None:
            key = len(self._by_index) if name else max(len(self._by_index) - 1, 0)
        call = self._by_index.get(key)
        if call is None:
            call = self._by_index[key] = RawCall()
            self.calls.append(call)
        call.tool = call.tool or name
        call.arguments += arguments
