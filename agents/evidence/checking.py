"""Refuse every number of a text that no receipt covers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import JsonValue

from ..answers import Figure
from ..errors import EvidenceMissing
from .formats import cited_as
from .identifiers import identifiers_of
from .neighbours import Span, check_neighbours, sentence_at, unit_behind
from .numbers import NumberToken, numbers_in
from .records import CallRecord
from .said import Question
from .sources import Sources
from .subjects import check_subjects

Cover = Literal["citation", "identifier", "question"]


def check(text: str, spans: Sequence[Span], sources: Sources) -> list[Figure]:
    """Return the figures that stand in the text besides the rendered references, each with what covers it.

    Raises
    ------
    EvidenceMissing
        If a number is covered by nothing, if the words around a figure change what it says (a sign before it, a scale
        or another unit behind it), or if a figure is told of something that it is not about.
    """
    identifiers = identifiers_of(sources.snapshot)
    check_neighbours(text, spans, sources.snapshot)
    check_subjects(text, spans, identifiers, sources)
    figures: list[Figure] = []
    for token in numbers_in(text):
        if any(span.start <= token.start and token.end <= span.end for span in spans):
            continue
        touched = any(token.start < span.end and span.start < token.end for span in spans)
        covered = None if touched else cover_of(text, token, sources)
        if covered is None:
            raise EvidenceMissing(
                f"'{token.text}' has no receipt in: {sentence_at(text, token.start)}",
                "Write a reference to a result in its place, or leave it out. A number of the question may be repeated "
                "as the person's own: in quotation marks, or behind 'you asked about'.",
            )
        figures.append(
            Figure(text=token.text, start=token.start, end=token.end, value=token.text, unit="", source=covered)
        )
    return figures


def cover_of(text: str, token: NumberToken, sources: Sources) -> Cover | None:
    """Return what covers a number that stands in a text without a reference, `None` if nothing does."""
    passages = list(_passages(sources.calls.values()))
    quoted = _quotations(text, [quote for _, quote in passages])
    if any(start <= token.start and token.end <= end for start, end in quoted):
        return "citation"
    if _in_citation(text, token, {citation for citation, _ in passages}):
        return "citation"
    if _is_name(text, token, sources):
        return "identifier"
    used = [call.arguments for call in sources.calls.values() if call.ok and call.tool != "calculate"]
    return "question" if Question(sources.question, used).covers(text, token) else None


def _is_name(text: str, token: NumberToken, sources: Sources) -> bool:
    """Whether it is part of a name that is not used as a number: "line 1 cases" counts cases."""
    known = identifiers_of(sources.snapshot)
    if not known.cover(text, token):
        return False
    end = unit_behind(text, token.end, sources.snapshot)
    return end == token.end or known.cover(text, NumberToken(text[token.start : end], token.start, end))


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
