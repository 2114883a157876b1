"""What a message points at in the answer before: "the second one", "number three", "it" where only it is spoken of."""

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from knowledge.truth.snapshot import Snapshot

from ...answers import Answer
from .completing import SUBJECTS, spoken_of
from .slots import Slots

_NUMBERS = {
    **dict.fromkeys(("first", "1st", "1", "one", "top", "worst", "biggest", "gravest", "largest"), 0),
    **dict.fromkeys(("second", "2nd", "2", "two"), 1),
    **dict.fromkeys(("third", "3rd", "3", "three"), 2),
    **dict.fromkeys(("fourth", "4th", "4", "four"), 3),
    **dict.fromkeys(("fifth", "5th", "5", "five"), 4),
    **dict.fromkeys(("sixth", "6th", "6", "six"), 5),
    **dict.fromkeys(("last", "bottom"), -1),
}
_PLACE = "first|second|third|fourth|fifth|sixth|[1-6](?:st|nd|rd|th)|last|bottom|top|worst|biggest|gravest|largest"
_THING = (
    r"ones?|1s?|item|line|order|exception|entry|row|position|product|problem|issue|case|sku|article|alert|"
    r"(?:of|from|in|on) (?:them|those|these|that list|the list|your list|the table)"
)
_LINE = re.compile(
    rf"\bthe (?P<place>{_PLACE}) (?:{_THING})\b"
    rf"(?: (?:(?:of|from|in|on) (?:them|those|these|that list|the list|your list|the table)|there|listed|shown))?"
    r"|\bthe (?P<bare>second|third|fourth|fifth|sixth|[2-6](?:nd|rd|th))(?=\s*(?:[?.!,;]|$|\b(?:is|was|slips|comes|late|short|by|in|and)\b))"
    r"|(?:\b(?:number|no\.?|nr\.?|item|row|position|entry|exception) |#\s?)(?P<number>one|two|three|four|five|six|[1-6])\b(?![-\d.,%])",
    re.I,
)
_OPTIONS = frozenset({"rank_mitigations", "search_policies", "list_proposals", "draft_proposal", "simulate_scenario"})
"""Tools whose lines are options, sections or results, which are taken in other ways."""
_OFFERING = frozenset({"plan_replenishment", "rank_mitigations"})
_LOOKED_BACK = 3
_ASKS_WHICH = re.compile(r"\b(?:which|what)\b[\w\s'’]{0,30}\b(?:is|are|was|were)\s+the\b", re.I)
_TAKEN = re.compile(r"^(?:[\w']+[\s,]+){0,4}?(?:draft|propose|take|choose|pick|go (?:with|for))\b", re.I)
_IT = re.compile(
    r"\b(?:it|this|that|they|them|those|these|(?:this|that|the) (?:item|product|article|sku|order))\b(?!['’]?s\b)", re.I
)
_CODE = re.compile(r"\b[A-Z]+-[A-Z0-9]+\b")
_ORDER = re.compile(r"(?:PO|TR|MO|SO)-\d")
_LASTS = re.compile(r"\b(?:lasts?|runs? (?:out|dry|low|short)|enough|cover\w*|stock)\b", re.I)
"""What is said of stock, and not of an order."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS = 18
_FEW_WORDS = 8
_LONGEST_NAME = 30


def with_line_named(thread: Sequence[Answer], slots: Slots, snapshot: Snapshot) -> str:
    """Return a message with a place in the list before replaced by what stands there; else as it is.

    A line is an order where its row begins with one, and otherwise an item, or family, with its place.
    """
    said = slots.said
    match = _LINE.search(said)
    is_own = bool(slots.named & {"item", "order", "family", "exception", "proposal", "supplier"})
    last = next((answer for answer in reversed(thread) if answer.tool_calls), None)
    if match is None or is_own or last is None or len(said.split()) > _MOST_WORDS:
        return said
    is_taken = _TAKEN.search(said) is not None
    offered = {call.tool for answer in thread[-_LOOKED_BACK:] for call in answer.tool_calls}
    if last.tool_calls[-1].tool in _OPTIONS or (is_taken and offered & _OFFERING) or _ASKS_WHICH.search(said):
        return said
    lines: list[str] = []
    for answer in reversed(thread):
        lines = [named for row in _rows(answer.text) if (named := _named(row, snapshot, slots))]
        if len(lines) > 1:
            break
    number = _NUMBERS[(match["place"] or match["bare"] or match["number"]).lower()]
    if not lines or not -1 <= number < len(lines):
        return said
    return f"{said[: match.start()]}{lines[number]}{said[match.end() :]}"


def with_variant_named(thread: Sequence[Answer], slots: Slots, snapshot: Snapshot, idle: Collection[str]) -> str:
    """Return a message with the words that tell a like item from the one before replaced by it: "the light one".

    Parameters
    ----------
    idle
        Words that say nothing of an item.
    """
    said = slots.said
    item = spoken_of(thread).get("item_id")
    if item is None or slots.named & (SUBJECTS - {"site", "region"}) or len(said.split()) > _FEW_WORDS:
        return said
    names = {str(one): _words(str(name)) for one, name in snapshot.table("items").select("item_id", "name").rows()}
    own = names.get(item, [])
    like = {one: words for one, words in names.items() if one != item and words[:1] == own[:1]}
    spans = [(mention.start, mention.end) for mention in slots.found.mentions]
    spans += [(one.start, one.end) for one in slots.found.periods]
    telling = [
        match
        for match in _WORD.finditer(said)
        if match[0].lower() not in idle and not any(start <= match.start() < end for start, end in spans)
    ]
    if not telling or any(match[0].lower() in own for match in telling):
        return said
    fits = [one for one, words in like.items() if all(match[0].lower() in words for match in telling)]
    if len(fits) != 1 or telling[-1].end() - telling[0].start() > _LONGEST_NAME:
        return said
    return f"{said[: telling[0].start()]}{fits[0]}{said[telling[-1].end() :]}"


def with_subject_named(thread: Sequence[Answer], slots: Slots) -> str | None:
    """Return a message with "it" replaced by what was spoken of before; `None` where it names something itself."""
    pronoun = _IT.search(slots.said)
    if pronoun is None or slots.named & (SUBJECTS - {"site", "region"}) or len(slots.said.split()) > _MOST_WORDS:
        return None
    before = spoken_of(thread)
    subject = before.get("item_id") or before.get("order_id") or before.get("family")
    if subject is None or (subject == before.get("order_id") and _LASTS.search(slots.said)):
        return None
    place = before.get("location_id") if "site" not in slots.named and before.get("item_id") else None
    whole = f"{subject} at {place}" if place else subject
    return f"{slots.said[: pronoun.start()]}{whole}{slots.said[pronoun.end() :]}"


def _words(name: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(name)]


def _rows(text: str) -> list[str]:
    """Return the rows of the first table of an answer without its head; of one without tables the points of its list."""
    lines = [line.strip() for line in text.splitlines()]
    first = next((number for number, line in enumerate(lines) if line.startswith("|")), len(lines))
    table = list(takewhile(lambda number: lines[number].startswith("|"), range(first, len(lines))))
    rows = [lines[number] for number in table if not _is_head(lines, number)]
    return [row.strip("| ").replace("|", ",") for row in rows] or [line[2:] for line in lines if line.startswith("- ")]


def _is_head(lines: Sequence[str], number: int) -> bool:
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return any(line.startswith("|") and not line.strip("|-: ") for line in (lines[number], below))


def _named(row: str, snapshot: Snapshot, slots: Slots) -> str:
    """Return the order, or the item with its place, or the family, that a row is about; empty where it is about none."""
    codes = _CODE.findall(row)
    order = next((code for code in codes if row.startswith(code) and _ORDER.match(code)), None)
    if order is not None:
        return order
    items = set(snapshot.table("items")["item_id"].to_list())
    item = next((code for code in codes if code in items), None)
    if item is None:
        families = snapshot.table("items")["family"].unique().to_list()
        return next((str(family) for family in families if row.startswith(str(family))), "")
    places = snapshot.table("locations").select("location_id", "name").rows()
    place = next((code for code, name in places if code in codes or str(name) in row or f", {code}," in row), None)
    return f"{item} at {place}" if place and "site" not in slots.named else item
