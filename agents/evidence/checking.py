"""Refuse every number of a text that no receipt covers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from ..answers import Figure
from ..errors import EvidenceMissing
from .formats import cited_as
from .identifiers import Identifiers
from .numbers import NumberToken, numbers_in
from .records import CallRecord


@dataclass(frozen=True, slots=True)
class Span:
    """Where a reference was replaced, and by what."""

    start: int
    end: int
    figure: Figure

    @property
    def is_number(self) -> bool:
        """Whether it is a number, whose neighbours must not change what it says."""
        return self.figure.source == "tool" and not isinstance(self.figure.value, str)

    def may_precede(self, unit: str) -> bool:
        """Whether a unit may follow: the field of a count says it itself, as `horizon_weeks` does."""
        leaf = (self.figure.path or "").rsplit("/", 1)[-1]
        return unit in ("day", "week", "month") and self.figure.unit in ("", "count") and unit in leaf


_BEFORE = re.compile(r"(?:[\w.,/±+−–-]|\b(?:minus|negative|times)\s+)$")  # noqa: RUF001
_AFTER = re.compile(
    r"(?:\w|[%‰/]|[.,]\d|\s*(?:%|‰|percent|per cent|[kmMK]\b|bn\b|million|billion|thousand|hundred|dozen|fold|times"
    r"|(?P<unit>day|week|month|year|hour)s?\b|[€$£¥]|(?:EUR|USD|GBP|JPY|CHF|CNY|INR|SEK)\b))"
)


def check(
    text: str, spans: Sequence[Span], question: str, identifiers: Identifiers, calls: Iterable[CallRecord]
) -> list[Figure]:
    """Return the figures that stand in the text besides the rendered references, each with what covers it.

    Raises
    ------
    EvidenceMissing
        If a number is covered by nothing, or if the words around a figure change what it says (a sign before it, a
        scale or another unit behind it).
    """
    _check_neighbours(text, spans)
    asked = {token.text.lower() for token in numbers_in(question)}
    passages = list(_passages(calls))
    quoted = _quotations(text, [quote for _, quote in passages])
    cited = {citation for citation, _ in passages}
    figures: list[Figure] = []
    for token in numbers_in(text):
        if any(span.start <= token.start and token.end <= span.end for span in spans):
            continue
        touched = any(token.start < span.end and span.start < token.end for span in spans)
        if touched:
            covered = None
        elif any(start <= token.start and token.end <= end for start, end in quoted) or _in_citation(
            text, token, cited
        ):
            covered = "citation"
        elif identifiers.cover(text, token):
            covered = "identifier"
        else:
            covered = "question" if token.text.lower() in asked else None
        if covered is not None:
            figures.append(_figure(token, covered))
        else:
            raise EvidenceMissing(
                f"'{token.text}' has no receipt in: {_sentence(text, token.start)}",
                "Write a reference to a result in its place, or leave it out.",
            )
    return figures


def _figure(token: NumberToken, source: Literal["citation", "identifier", "question"]) -> Figure:
    return Figure(text=token.text, start=token.start, end=token.end, value=token.text, unit="", source=source)


def _check_neighbours(text: str, spans: Sequence[Span]) -> None:
    for span in spans:
        if not span.is_number:
            continue
        before = _BEFORE.search(text[max(span.start - 12, 0) : span.start])
        after = _AFTER.match(text[span.end : span.end + 12])
        if after is not None and after["unit"] and span.may_precede(after["unit"].lower()):
            after = None
        if before or after:
            raise EvidenceMissing(
                f"The words around '{span.figure.text}' change what it says: {_sentence(text, span.start)}",
                "Let a reference stand by itself, its unit comes with it.",
            )


def _passages(calls: Iterable[CallRecord]) -> Iterator[tuple[str, str]]:
    """Every policy section in the results, as it is cited and as it reads."""

    def walk(node: JsonValue) -> Iterator[tuple[str, str]]:
        if isinstance(node, dict):
            policy, section, quote = (node.get(name) for name in ("policy", "section", "quote"))
            if isinstance(policy, str) and isinstance(section, str):
                yield cited_as(policy, section).lower(), quote if isinstance(quote, str) else ""
            for below in node.values():
                yield from walk(below)
        elif isinstance(node, list):
            for below in node:
                yield from walk(below)

    for call in calls:
        if call.ok:
            yield from walk(call.document)


def _quotations(text: str, quotes: Sequence[str]) -> list[tuple[int, int]]:
    """Where the text quotes a policy word for word, three words or more."""
    bodies = [" ".join(quote.split()).lower() for quote in quotes]
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[\"“]([^\"“”]+)[\"”]", text):
        said = " ".join(match[1].split()).lower()
        if len(said.split()) >= 3 and any(_stands_in(said, body) for body in bodies):
            spans.append((match.start(1), match.end(1)))
    return spans


def _stands_in(said: str, body: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(said)}(?![\w]|[.,]\d)", body) is not None


def _in_citation(text: str, token: NumberToken, cited: set[str]) -> bool:
    low = text.lower()
    for citation in cited:
        for match in re.finditer(rf"(?<!\w){re.escape(citation)}(?![\w.])", low):
            if match.start() <= token.start and token.end <= match.end():
                return True
    return False


def _sentence(text: str, place: int) -> str:
    start = max(text.rfind(mark, 0, place) for mark in (". ", "\n", "| "))
    ends = [end for mark in (". ", "\n") if (end := text.find(mark, place)) >= 0]
    return text[start + 1 : min(ends, default=len(text))].strip()[:200]
