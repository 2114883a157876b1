"""What a message says not to do, and what it leaves out by name."""

import re
from dataclasses import dataclass

from .slots import Slots

_ACTS = (
    r"(?:expedit|order|draft|propos|push|buy|chang|creat|mov|send|approv|act|touch|submit|reschedul|replenish|"
    r"overrid|transfer|execut)\w*(?:\s+anything)?|do anything|do it|take action"
)
_DENIED = re.compile(
    r"[,;]?\s*(?:\bbut\s+|\band\s+|\bplease\s+)*"
    r"\b(?:don[’']?t|do not|without|never|no need to|not to|rather than|instead of)\s+"
    rf"(?:yet\s+|just\s+|actually\s+)*(?P<act>{_ACTS})\b(?P<rest>[^,;:.!?]*?)(?=[,;:.!?]|\s+\b(?:but|just|only)\b|$)",
    re.I,
)
_LACKING = re.compile(r"[,;]?\s*(?:\w+\s+)*?without\s+(?!\w+ing\b|(?:do|take|change|touch|order|move)\s+any)", re.I)
"""What is done without a thing: "without approval" denies no deed, "without ordering anything" does."""

_IT = re.compile(r"\b(?:it|them|that|this)\b", re.I)
_SUPPOSED = re.compile(r"\b(?:if|why|should)\b[^,;.!?]*$|\b(?:is|are|was|were|been|has|have|had)\s+$", re.I)
_EXCLUDES = re.compile(
    r"[,;]?\s*\b(?P<word>not|without|except(?:\s+for)?|excluding|excl\.?|other than|apart from|besides|leaving out|"
    r"ignoring|(?<=all )but for|(?<=any )but for|(?<=everything )but for|(?<=everywhere )but for)\s+"
    r"(?:(?:the|for|at|in|of|from|our|on)\s+)*$",
    re.I,
)
_JOINS = re.compile(r"^\s*(?:,|and|or|nor|&)\s*(?:(?:the|for|at|in|of|from)\s+)*$", re.I)
_STANDS_STILL = re.compile(
    r"[\w\s]{0,15}?,?\s*(?:they|we|it|he|she|i|you|one|nobody|nothing|there|the \w+|our \w+|everything)\b(?![^.;?!]*\b(?:what|which|how|who|when|where)\b)"
    r"[^.;?!]*?(?:\b(?:no|not|cannot|nothing|nobody|never|hardly|neither|stops?|stands?|idle|down|loses?|dies?|impossible|stuck|lost)\b|n[’']t\b)"
    r"|[\w\s]{0,15}?,?\s*(?:nobody|nothing|no \w+)\b",
    re.I,
)
"""What follows where something is not left out but needed: "without basil paste they make no pesto"."""

_LEFT = re.compile(
    r"\b(?:leav(?:e|es|ing)|left)(?:\s+\w+){0,3}\s*$"
    r"|\b(?:run(?:s|ning)?|ran|be|been|stand(?:s|ing)?|stood|sit(?:s|ting)?|sat|end(?:s|ed)? up|do|cope|manage|live|survive|get by|stays?)\s*$",
    re.I,
)
"""What leads to where something is missing: "we can't leave retail without coconut milk"."""

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


def without_denied(said: str, slots: Slots) -> Denied | None:
    """Return the message without what it says not to do; `None` where it says no such thing.

    What is only supposed ("what if we do not expedite it") or asked ("why do we not order it", "which were never executed") is not denied.
    """
    match = _DENIED.search(said)
    if match is None or _SUPPOSED.search(said[: match.start()] + " ") or _LACKING.match(match[0]):
        return None
    left = f"{said[: match.start()]} {said[match.end() :]}"
    left = re.sub(r"^\s*(?:[,;:.!?]|\b(?:but|just|only|please)\b|\s)+", "", " ".join(left.split()), flags=re.I)
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
        is_missed = _STANDS_STILL.match(slots.said[end:]) or _LEFT.search(slots.said[: before.start("word")])
        if before["word"].lower() == "without" and is_missed:
            continue
        ids = tuple(one.entity.id for one in out)
        return Excluded(ids, kind, slots.said[mention.start : end], " ".join(left.split()), bool(others))
    return None
