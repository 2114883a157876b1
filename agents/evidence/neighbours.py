"""The words around a figure must not change what it says."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.truth.snapshot import Snapshot
from tools.context import per_snapshot

from ..answers import Figure
from ..errors import EvidenceMissing
from .numbers import numbers_in


@dataclass(frozen=True, slots=True)
class Span:
    """Where a reference was replaced, and by what.

    Attributes
    ----------
    is_text
        Whether it is a text of a tool, whose numbers are listed one by one.
    """

    start: int
    end: int
    figure: Figure
    is_text: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a number of a result."""
        return self.figure.source == "tool" and not isinstance(self.figure.value, str)

    @property
    def is_date(self) -> bool:
        """Whether it is a date of a result."""
        return self.figure.source == "tool" and self.figure.unit == "date"


_BEFORE = re.compile(
    r"(?:[\w.,/±+−–~^√×*·÷=-]|\b(?:minus|negative|times|plus|not|never|than not|isn't|aren't|wasn't|weren't|n't"
    r"|instead of|rather than|except|fraction of|no)\s+)[(“\"]*$",
    re.I,
)
_EMPHASIS = re.compile(r"(?<![^\s(|>“\"])[*_]{1,3}$")
_AFTER = re.compile(
    r"(?P<glued>[^\W_]|[%‰/+^~=!×÷]|[.,]\d)"
    r"|[*_)”\"]*\s*[-–]?\s*(?P<scale>%|‰|percent\w*|per cent|pct\b|[kmMKGxX]\b|bn\b|mn\b|pp\b|bps\b"
    r"|million|billion|thousand"
    r"|hundred|dozen|score\b|gross\b|fold\b|times\b|basis points?|or (?:so|more|less)\b|[€$£¥×÷^]"
    r"|points?\b|tons?\b|tonnes?\b|dollars?\b|euros?\b|cents?\b|pounds?\b|squared|cubed"
    r"|(?:EUR|USD|GBP|JPY|CHF|CNY|INR|SEK)\b)"
    r"|\s*-?(?P<unit>day|week|month|quarter|year|hour|minute)s?\b"
    r"|\s*(?:per|a|an|each|every|/)\s+(?P<rate>day|week|month|quarter|year|hour|unit|item|case|piece|order|pallet|kg)\b"
    r"|\s+(?P<each>each|apiece)\b"
)
_TIME = re.compile(r"\s*(?:days?|weeks?|months?|years?|hours?|million|thousand|%|percent)\b", re.I)
_RUN_TOGETHER = re.compile(r"[ \t*_]*(?:point|dot|comma)?[ \t*_]*|[*_]*[.,:'’/][*_]*", re.I)
_WINDOW = 32


def check_neighbours(text: str, spans: Sequence[Span], snapshot: Snapshot) -> None:
    """Make sure that no sign, scale, unit, rate or negation stands by a figure and changes it.

    Raises
    ------
    EvidenceMissing
        If one does.
    """
    units = _unit_names(snapshot)
    counted = [span for span in spans if span.is_number]
    for first, second in pairwise(counted):
        if _RUN_TOGETHER.fullmatch(text, first.end, second.start):
            raise EvidenceMissing(
                f"Two figures read as one in: {sentence_at(text, first.start)}", "Put words between two references."
            )
    for span in spans:
        if not _ends_matter(text, span):
            continue
        before, after = text[max(span.start - _WINDOW, 0) : span.start], text[span.end : span.end + _WINDOW]
        if _BEFORE.search(_EMPHASIS.sub("", before)) or _is_changed_after(after, span, units):
            raise EvidenceMissing(
                f"The words around '{span.figure.text}' change what it says: {sentence_at(text, span.start)}",
                "Let a reference stand by itself, its unit comes with it.",
            )


def _ends_matter(text: str, span: Span) -> bool:
    """Whether it is a number or date, or an identifier that is nothing but a number."""
    if span.is_number or span.is_date:
        return True
    shown = text[span.start : span.end]
    tokens = [] if span.is_text else numbers_in(shown)
    return any(token.start == 0 and token.end == len(shown) for token in tokens)


def _is_changed_after(after: str, span: Span, units: re.Pattern[str]) -> bool:
    if after and unicodedata.category(after[0]).startswith("M"):
        return True
    found = _AFTER.match(after)
    leaf = (span.figure.path or "").rsplit("/", 1)[-1]
    if found is not None:
        unit, rate = found["unit"], found["rate"]
        if unit:
            return not (span.figure.unit in ("", "count") and unit.lower() in leaf)
        if rate or found["each"]:
            return not ((rate or "each").lower() in leaf or "unit_" in leaf or "price" in leaf)
        return True
    return span.is_number and span.figure.unit in ("", "count", "ratio", "share") and bool(units.match(after))


def unit_behind(text: str, place: int, snapshot: Snapshot) -> int:
    """Return where a unit that stands right behind a place ends; the place itself where there is none."""
    found = _unit_names(snapshot).match(text, place) or _TIME.match(text, place)
    return found.end() if found else place


def sentence_at(text: str, place: int) -> str:
    """Return the sentence around a place, at most 200 characters of it."""
    start = max(text.rfind(mark, 0, place) for mark in (". ", "\n", "| "))
    ends = [end for mark in (". ", "\n") if (end := text.find(mark, place)) >= 0]
    return text[start + 1 : min(ends, default=len(text))].strip()[:200]


@per_snapshot
def _unit_names(snapshot: Snapshot) -> re.Pattern[str]:
    """The units that quantities of this company have: a bare number must not be followed by one."""
    names = {str(name).lower() for name in snapshot.table("items")["unit"].unique().to_list() if name}
    names |= {str(name).lower() for name in snapshot.table("unit_conversions")["unit"].unique().to_list() if name}
    names |= {"unit", "piece", "pallet", "case", "kg", "tonne"}
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"\s*-?(?:{listed})(?:s|es)?\b", re.I)
