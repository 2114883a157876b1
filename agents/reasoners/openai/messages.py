"""What a model is told: who it is, what is asked, what was found in the question, and what came of its calls."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from ...answers import Answer
from ...evidence import CallRecord
from ...evidence.records import schema_of
from ..embedded.slots import Slots
from ..protocol import Reading, Turn
from .asking import Message, Mode
from .examples import Examples
from .offers import AnyTool, signatures
from .origins import directory
from .prompting import prompt
from .quoting import Quote
from .showing import shown

REMEMBERED = 3
"""Earlier messages of the thread that are told again."""

LONGEST_EARLIER = 800
"""Characters of an earlier answer."""

MOST_NAMES = 60


@dataclass(frozen=True)
class Messages:
    """The messages of one turn.

    Parameters
    ----------
    slots
        What was found in the question.
    reading
        How the embedded reasoner reads it; told as a suggestion.
    """

    turn: Turn
    slots: Slots
    reading: Reading
    tools: Sequence[AnyTool]
    quote: Quote
    examples: Examples

    def opening(self, mode: Mode) -> list[Message]:
        """Return the messages up to the question."""
        system = prompt("system")
        if mode == "json":
            near = self.examples.nearest(self.slots.said, {tool.name for tool in self.tools})
            system += "\n\n" + prompt("json", tools=signatures(self.tools), examples=near)
        question = prompt(
            "question",
            today=self.turn.context.snapshot.planning_date.isoformat(),
            operating_model=self.turn.operating_model,
            directory=self._directory(),
            thread=self._thread(),
            question=self._question(),
            found=self._found(),
            suggestion=self._suggestion(),
        )
        return [{"role": "system", "content": system}, {"role": "user", "content": question}]

    def for_words(self, done: Sequence[CallRecord]) -> list[Message]:
        """Return the messages up to the request for the answer in words."""
        results = "\n\n".join(self._result(record) for record in done)
        return [*self.opening("native"), {"role": "user", "content": prompt("wording", results=results)}]

    def with_results(self, mode: Mode, done: Sequence[CallRecord]) -> list[Message]:
        """Return the messages up to the results, after which further calls may be made."""
        opening = self.opening(mode)
        results = [(record, self._result(record)) for record in done]
        if mode == "native":
            calls = [
                {
                    "id": record.id,
                    "type": "function",
                    "function": {"name": record.tool, "arguments": json.dumps(_given(record))},
                }
                for record in done
            ]
            told: list[Message] = [{"role": "assistant", "content": None, "tool_calls": calls}]
            told += [{"role": "tool", "tool_call_id": record.id, "content": text} for record, text in results]
            going_on = prompt("going_on", results="The results stand above.", enough="write the answer now.")
            return [*opening, *told, {"role": "user", "content": going_on}]
        whole = "\n\n".join(text for _, text in results)
        going_on = prompt("going_on", results=whole, enough="reply with empty calls.")
        return [*opening, {"role": "user", "content": going_on}]

    def _result(self, record: CallRecord) -> str:
        return self.quote("result", shown(record, schema_of(self.turn.registry.get(record.tool).result)))

    def _question(self) -> str:
        asked = " ".join(self.turn.question.split())
        return self.quote("question", asked if asked == self.slots.said else f"{asked}\n(read as: {self.slots.said})")

    def _directory(self) -> str:
        entities = directory(self.turn)
        if not entities or len(entities) > MOST_NAMES:
            return ""
        lines = [f"{entity.kind}: {entity.id} {entity.name if entity.name != entity.id else ''}" for entity in entities]
        return self.quote("places and families", "\n".join(line.strip() for line in lines))

    def _thread(self) -> str:
        if not self.turn.thread:
            return ""
        return self.quote("earlier", "\n".join(_earlier(answer) for answer in self.turn.thread[-REMEMBERED:]))

    def finds(self) -> list[str]:
        """Return what was found in the question, a line each."""
        found = self.slots.found
        said = self.slots.said
        lines = [
            f"“{said[m.start : m.end]}” is {m.entity.kind} {m.entity.id}"
            + (f" ({m.entity.name})" if m.entity.name != m.entity.id else "")
            for m in found.mentions
        ]
        lines += [f"“{said[p.start : p.end]}” is {p.first.isoformat()} to {p.last.isoformat()}" for p in found.periods]
        lines += [f"“{said[q.start : q.end]}” is {q.kind} {q.value:g}" for q in found.quantities]
        return lines

    def _found(self) -> str:
        lines = self.finds()
        return self.quote("found in the question", "\n".join(lines)) if lines else ""

    def _suggestion(self) -> str:
        calls = [f"{r.first.tool}({json.dumps(r.first.arguments)})" for r in self.reading.requests]
        return f"Likely first call, read without a model: {'; '.join(calls)}" if calls else ""


def _earlier(answer: Answer) -> str:
    calls = "; ".join(f"{call.tool}({json.dumps(_set(call.arguments))})" for call in answer.tool_calls[:4])
    return f"Person: {answer.question}\nCalls: {calls or 'none'}\nAnswer: {answer.text[:LONGEST_EARLIER]}"


def _given(record: CallRecord) -> dict[str, Any]:
    return _set(cast(dict[str, Any], record.arguments))


def _set(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
