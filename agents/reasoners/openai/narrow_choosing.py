"""Let a small model choose the calls to begin with: few tools, few values, short messages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from ...answers import ToolCall
from ...errors import ModelStopped
from ...evidence import CallRecord
from ..protocol import PlannedCall, Reading
from .asking import Message, ToolsRefused
from .choosing import Build, Choosing, calls_in
from .narrowing import MOST_CALLS, Words, filled, narrowed_reply, values_by_name
from .offers import AnyTool, signatures
from .origins import Origins
from .prompting import prompt
from .replies import RawCall, Reply
from .speech import Speech

MOST_EXAMPLES = 2

REMEMBERED = 2
"""Earlier messages of the thread that are told again."""


@dataclass
class NarrowChoosing(Choosing):
    """The choice of calls among a short list, by replies whose schema holds what the question names and nothing else.

    Parameters
    ----------
    reading
        How the message was read without a model; told as a suggestion.
    all_tools
        Are told in every turn alike, so that an endpoint that remembers how messages begin does not read them again.
    short
        The tools that can be chosen.
    """

    reading: Reading
    all_tools: Sequence[AnyTool]
    short: Sequence[AnyTool]

    @property
    def likeliest(self) -> str:
        """The tool that the question most likely needs by what was read without a model."""
        return self.short[0].name if self.short else ""

    def _origins(self, done: Sequence[CallRecord]) -> Origins:
        """What was read without a model counts as spoken: it was made of the question."""
        origins = super()._origins(done)
        for request in self.reading.requests:
            for _, value in values_by_name(request.first.arguments):
                if isinstance(value, str):
                    origins.earlier.add(value.lower())
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    origins.numbers.add(float(value))
        return origins

    @property
    def words(self) -> Words:
        """What the arguments may be made of."""
        suggested: dict[str, list[JsonValue]] = {}
        before = [call.arguments for answer in self.turn.thread[-REMEMBERED:] for call in answer.tool_calls]
        for arguments in (*(request.first.arguments for request in self.reading.requests), *before):
            for name, value in values_by_name(arguments):
                suggested.setdefault(name, []).append(value)
        read: dict[str, frozenset[str]] = {}
        for request in self.reading.requests:
            names = frozenset(name for name, _ in values_by_name(request.first.arguments))
            read[request.first.tool] = read.get(request.first.tool, names) & names
        return Words(self.slots, suggested, read)

    def _exchange(self, build: Build, extra: list[Message], speech: Speech | None) -> tuple[list[RawCall], Reply]:
        words = self.words
        schema = narrowed_reply(self.short, words)
        if schema is None:
            raise ModelStopped("no_calls", "the question names what none of the likeliest tools needs")
        try:
            reply = self.asking.ask([*self._messages(), *extra], schema=schema)
        except ToolsRefused as error:
            raise ModelStopped("endpoint_failed", "its endpoint takes no JSON schema") from error
        return [self._whole(raw, words) for raw in calls_in(reply)], reply

    def _whole(self, raw: RawCall, words: Words) -> RawCall:
        tool = next((tool for tool in self.short if tool.name == raw.tool), None)
        given = json.loads(raw.arguments)
        if tool is None or not isinstance(given, dict):
            return raw
        return RawCall(
            raw.tool, json.dumps(filled(tool, cast(dict[str, JsonValue], given), words, self.wishes.actions))
        )

    def _messages(self) -> list[Message]:
        """The tools, a few examples, and the question with what was found in it."""
        told: list[Message] = [{"role": "system", "content": prompt("calls", tools=signatures(self.all_tools))}]
        short = {tool.name for tool in self.short}
        for example in self.messages.examples.likest(self.slots.said, short, MOST_EXAMPLES):
            told += [
                {"role": "user", "content": f"Question: {example['question']}"},
                {"role": "assistant", "content": json.dumps({"calls": example["calls"]})},
            ]
        lines = [
            *(f"Before: {answer.question} {_calls(answer.tool_calls)}" for answer in self.turn.thread[-REMEMBERED:]),
            f"Question: {self.slots.said}",
            *([f"Found: {'; '.join(finds)}"] if (finds := self.messages.finds()) else []),
            *([f"Likely: {_calls([r.first for r in self.reading.requests])}"] if self.reading.requests else []),
        ]
        return [*told, {"role": "user", "content": self.messages.quote("question", "\n".join(lines))}]


def _calls(calls: Sequence[PlannedCall | ToolCall]) -> str:
    return json.dumps({"calls": [{"tool": c.tool, "arguments": _given(c.arguments)} for c in calls[:MOST_CALLS]]})


def _given(arguments: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in arguments.items() if value is not None}
