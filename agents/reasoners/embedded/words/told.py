"""A result as a source of references."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from ....evidence import CallRecord

ABSENT = "–"

INVISIBLE = {"money": 0.005, "percent": 0.0005}
"""Numbers up to this are written as zero."""


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a call's result.

    Parameters
    ----------
    path
        JSON pointer of the part; empty for the whole result.
    """

    record: CallRecord
    path: str = ""

    def at(self, *steps: str | int) -> "Told":
        """Return the part below."""
        return Told(self.record, "/".join([self.path, *(str(step) for step in steps)]))

    def value(self, *steps: str | int) -> Any:
        """Return what is there, `None` where there is nothing."""
        node: Any = self.record.document
        pointer = "/".join([self.path, *(str(below) for below in steps)])
        for step in pointer.split("/")[1:]:
            if isinstance(node, dict):
                node = cast(dict[str, Any], node).get(step)
            elif isinstance(node, list) and step.isdigit() and int(step) < len(cast(list[Any], node)):
                node = cast(list[Any], node)[int(step)]
            else:
                return None
        return node

    def ref(self, steps: str = "", format_: str = "") -> str:
        """Return a reference to what is there; a dash where there is nothing to refer to."""
        if self.value(*([steps] if steps else [])) is None:
            return ABSENT
        path = f"{self.path}/{steps}" if steps else self.path
        return f"{{{{{self.record.id}:{path}|{format_}}}}}" if format_ else f"{{{{{self.record.id}:{path}}}}}"

    def each(self, steps: str, most: int | None = None) -> "list[Told]":
        """Return the entries of a list, the first `most`."""
        entries = cast(list[Any], self.value(steps) or [])
        return [self.at(steps, number) for number in range(len(entries) if most is None else min(most, len(entries)))]

    def joined(self, steps: str, most: int = 4) -> str:
        """Return references to the texts of a list, with commas; `and others` where there are more."""
        texts = self.each(steps)
        shown = ", ".join(text.ref() for text in texts[:most])
        return f"{shown} and others" if len(texts) > most else shown


def first_of(records: Iterable[CallRecord], tool: str) -> Told | None:
    """Return the first good result of a tool."""
    return next((Told(record) for record in records if record.tool == tool and record.ok), None)


def all_of(records: Iterable[CallRecord], tool: str) -> list[Told]:
    """Return every good result of a tool."""
    return [Told(record) for record in records if record.tool == tool and record.ok]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def bullets(lines: Iterable[str]) -> str:
    """Return a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(*parts: str) -> str:
    """Join the parts that say something with blank lines."""
    return "\n\n".join(part for part in parts if part)


def taken_for_granted(told: Told, most: int = 3) -> str:
    """Return the result's first assumptions as a closing line; they stand in the result and so have receipts."""
    lines = [line.ref("", "text") for line in told.each("assumptions", most)]
    return f"*Taken for granted:* {' '.join(lines)}" if lines else ""


def assuming(told: Told, *begins: str) -> str:
    """Return the result's assumptions that begin so, as a closing line: those without which the answer misleads."""
    lines = [line.ref("", "text") for line in told.each("assumptions") if str(line.value()).startswith(begins)]
    return f"*Taken for granted:* {' '.join(lines)}" if lines else ""


def unless_zero(told: Told, steps: str, format_: str, otherwise: str = "none") -> str:
    """Return a reference to a number, a word where it is nothing or would be written as nothing."""
    least = INVISIBLE.get(format_.rstrip("+"), 0.0)
    return told.ref(steps, format_) if abs(told.value(steps) or 0.0) > least else otherwise


def known(told: Told, steps: str, format_: str, otherwise: str) -> str:
    """Return a reference to what is there, a word where nothing is."""
    return told.ref(steps, format_) if told.value(steps) is not None else otherwise


def listed(parts: Sequence[str]) -> str:
    """Join parts of a sentence with commas and "and"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


Words = Callable[..., str]
