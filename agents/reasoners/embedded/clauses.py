"""The clauses of a message, and what it says not to do."""

import re
from dataclasses import dataclass

from .slots import Slots

_VERBS = (
    r"what|how|which|why|when|who|where|show|forecast|project|propose|list|compare|give|tell|draft|expedite|push|create|"
    r"set|simulate|explain|check|can|could|is|are|do|does|will|would|should|suppose|delete|write|raise|lower|override|"
    r"plan|measure|rank|calculate|pull"
)
_CLAUSE = re.compile(
    r"(?<=[?!;.])\s+"
    r"|[,;]?\s+(?:and|then|plus|also|as well as|after that)\s+(?:also\s+|then\s+|please\s+|tell me\s+)*"
    rf"(?=(?:{_VERBS}|what's|who's|where's|how's)\b)"
    r"|,\s+(?=(?:what|how|which|why|when|who|where|show|forecast|project|list|draft|compare|explain)\b)",
    re.I,
)
_SHORTEST = 2
_MOST = 4

_ACTS = (
    r"(?:expedit|order|draft|propos|push|buy|chang|creat|mov|send|approv|act|touch|submit|reschedul|replenish|"
    r"overrid|transfer|execut)\w*(?:\s+anything)?|do anything|do it|take action"
)
_DENIED = re.compile(
    r"[,;]?\s*(?:\bbut\s+|\band\s+|\bplease\s+)*"
    r"\b(?:don[’']?t|do not|without|never|no need to|not to|rather than|instead of)\s+"  # noqa: RUF001
    rf"(?:yet\s+|just\s+|actually\s+)*(?P<act>{_ACTS})\b(?P<rest>[^,;.!?]*?)(?=[,;.!?]|\s+\b(?:but|just|only)\b|$)",
    re.I,
)
_IT = re.compile(r"\b(?:it|them|that|this)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:if|why|should)\b[^,;.!?]*$", re.I)
_EXCLUDES = re.compile(
    r"[,;]?\s*\b(?P<word>not|without|except(?:\s+for)?|excluding|excl\.?|other than|apart from|besides|leaving out|"
    r"ignoring|but for)\s+"
    r"(?:(?:the|for|at|in|of|from|our|on)\s+)*$",
    re.I,
)
_JOINS = re.compile(r"^\s*(?:,|and|or|nor|&)\s*(?:(?:the|for|at|in|of|from)\s+)*$", re.I)
_WHY_NOT = re.compile(r"\bwhy\s+not\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Denied:
    """A message without the part that says what not to do.

    Attributes
    ----------
    left
        What remains, with the names of the part that was left out.
    """

    left: str
    denied: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """Names that a message excludes.

    Attributes
    ----------
    ids
        What is not wanted.
    kind
        Of what kind it is.
    left
        The message without them.
    is_replaced
        Whether another of the same kind stands in its place: "not the soups but the biscuits".
    """

    ids: tuple[str, ...]
    kind: str
    said: str
    left: str
    is_replaced: bool


def clauses_of(said: str) -> list[str]:
    """Return the clauses of a message that can be questions of their own, at most four.

    Examples
    --------
    >>> clauses_of("Show the gap to budget, and which orders are late?")
    ['Show the gap to budget', 'which orders are late?']
    """
    parts: list[str] = []
    for part in _CLAUSE.split(said):
        if parts and (len(part.split()) < _SHORTEST or len(parts) == _MOST):
            parts[-1] = f"{parts[-1]} {part}"
        elif part.strip():
            parts.append(part.strip())
    if len(parts) > 1 and len(parts[0].split()) < _SHORTEST and not parts[0].endswith(("!", ".", "?")):
        parts[:2] = [f"{parts[0]} {parts[1]}"]
    return parts


def without_denied(said: str, slots: Slots) -> Denied | None:
    """Return the message without what it says not to do; `None` where it says no such thing.

    What is only supposed ("what if we do not expedite it") or asked ("why do we not order it") is not denied.
    """
    match = _DENIED.search(said)
    if match is None or _SUPPOSED.search(said[: match.start()] + " "):
        return None
    left = f"{said[: match.start()]} {said[match.end() :]}"
    left = re.sub(r"^\s*(?:[,;.!?]|\b(?:but|just|only|please)\b|\s)+", "", " ".join(left.split()), flags=re.I)
    names = [
        said[m.start : m.end]
        for m in slots.found.mentions
        if match.start() <= m.start < match.end() and said[m.start : m.end] not in left
    ]
    if len(left.split()) < 2 and not slots.found.mentions:
        left = ""
    if names and _IT.search(left):
        left = _IT.sub(names[0], left, count=1)
        names = names[1:]
    return Denied(" ".join([left, *names]).strip() if left.strip() else "", match[0].strip(" ,;"))


def excluded_in(slots: Slots) -> Excluded | None:
    """Return what a message excludes by name; `None` where it excludes nothing."""
    mentions = slots.found.mentions
    for number, mention in enumerate(mentions):
        before = _EXCLUDES.search(slots.said[: mention.start])
        if before is None or _WHY_NOT.search(slots.said[: before.end("word")]):
            continue
        out, end, kind = [mention], mention.end, mention.entity.kind
        for following in mentions[number + 1 :]:
            if following.entity.kind != kind or not _JOINS.match(slots.said[end : following.start]):
                break
            out.append(following)
            end = following.end
        left = f"{slots.said[: before.start()]} {slots.said[end:]}"
        left = re.sub(r"^\s*[,;]?\s*(?:but|rather|instead)\b\s*", "", left, flags=re.I)
        left = re.sub(r"[,;]?\s+(?:but|rather|instead)\s+", " ", left, flags=re.I)
        others = [one for one in mentions if one.entity.kind == kind and one not in out]
        ids = tuple(one.entity.id for one in out)
        return Excluded(ids, kind, slots.said[mention.start : end], " ".join(left.split()), bool(others))
    return None
