"""Corrections within a sentence: "by rail - sorry, by air", "not on the 7th but the 25th", "Lyon, no, Venlo"."""

import re
from collections.abc import Callable

from .evidence import is_asking
from .follow_ups import without_courtesy
from .frames.looking import kind_asked
from .quantities import NUMBER
from .slots import Slots

_MODES = re.compile(r"\b(?:by |via )?(?:road|truck|rail|train|sea|ship|air|plane)\b", re.I)
_TURN = re.compile(
    r"(?!\s*:\s*make\b)\s*(?:[-–—,.;:(…]|\.\.\.)+\s*(?:(?:oh|ah|er|uh|um|no|nope|wait|hang on|hold on)[\s,.:-]+)*"
    r"(?:sorry|pardon|no|i mean(?:t)?|correction|scratch that|strike that|make (?:that|it)|or rather|rather|wait|my mistake|"
    r"better|i meant to say|excuse me)\b[\s,.:!–—-]*(?:(?:no|sorry|i mean(?:t)?|make (?:that|it)|it'?s|that is|rather)[\s,.:-]+)*",
    re.I,
)
_NOT_BUT = re.compile(r"\bnot\s+(?P<out>[^,;.?!]{1,40}?),?\s+but\s+(?:rather\s+)?", re.I)
_NOT_AFTER = re.compile(r",\s*(?:and\s+)?not\s+(?P<out>[^,;.?!]{1,40})(?=[,;.?!]|$)", re.I)
_NOT_THIS = re.compile(
    r"^(?:no[,.]?\s+)?not\s+(?P<out>[^,;.?!]{1,40})[,;.–—-]+\s*(?:but\s+|rather\s+)?(?P<instead>[^,;?!]{2,40}[.?!]?)$",
    re.I,
)
_MEANT = re.compile(
    r"^(?:(?:oh|no|ah|sorry|pardon(?: me)?|excuse me|my mistake|apologies|wait)[\s,.!–—-]+)*"
    r"i (?:really )?(?:mean|meant|wanted|was (?:asking|looking) for|want(?:ed)? to say|meant to say)\s+(?P<instead>[^,;?!]{2,60}?)"
    r"(?:,\s*(?:and\s+)?|\s+and\s+|\s+instead of\s+|\s+rather than\s+)(?:not\s+)?(?P<out>[^,;?!]{1,40}?)[.!?]*$",
    re.I,
)
"""What was meant, and what was not: "Sorry, I meant the big one, not the small one"."""
_NOT_WANTED = re.compile(
    r"[,;.–—-]+\s*(?:and\s+)?(?:i|we) (?:don[’']?t|do not|didn[’']?t|did not) (?:want|need|mean|care about|ask for)\s+(?P<out>[^,;?!]{1,40}?)[.!]*$",
    re.I,
)
_NEGATION = re.compile(r"\bnot\b|\binstead of\b|\brather than\b", re.I)
_MORE = re.compile(rf"\b({NUMBER})\s+(more|extra|further|additional)\s+((?:working )?(?:day|week|month)s?)\b", re.I)
_ANOTHER = re.compile(
    r"\b((?:slip\w*|delay\w*|late|later|by|wait\w*|takes?|lose[sd]?|postpone\w*|push\w*|for|and) (?:it |that |them )?)another (day|week|month)\b",
    re.I,
)
"""One more of a unit of time: "slips another week"."""
_LEFT_OUT = re.compile(
    r"^(?:please\s+|ok\s+|and\s+)*(?:leave|leaving|skip|ignore|forget|drop|without|not|never mind|set)\s+(?:out\s+|about\s+)?(?:the\s+|those\s+)?"
    r"(?:excess|over-?stocks?|surplus|stock-?outs?|shortages?|late orders?|delays?|below safety stock)(?:\s+ones)?"
    r"(?:\s+(?:out|aside|away|off))?\s*[,;:.–—-]+\s*(?:but\s+|and\s+)?",
    re.I,
)
_SHORTEST = 2
_LONGEST = 6
_LOOSE = 2
"""Words around what stands in its place: "for", "to the"."""

Spans = list[tuple[str, int, int]]


def corrected(said: str, slots_of: Callable[[str], Slots]) -> str:
    """Return a message with what it takes back left out, and what it says instead in its place.

    Only a name, a time, an amount or a mode of transport takes the place of another of its sort; a message that takes
    nothing back is returned as it is.
    """
    asked = without_courtesy(said)
    said = asked if is_asking(asked) else said
    said = _ANOTHER.sub(r"\1another 1 \2", _MORE.sub(r"\1 \3 \2", said))
    match = _NOT_THIS.match(said)
    if match is not None:
        out, instead = _sorts(slots_of(match["out"])), _sorts(slots_of(match["instead"]))
        if len(out) == 1 and len(instead) == 1 and out[0][0] == instead[0][0]:
            return match["instead"]
    match = _MEANT.match(said)
    if match is not None and _NEGATION.search(said):
        return f"I meant {match['instead']}"
    match = _NOT_WANTED.search(said)
    if match is not None and match.start() > 0 and len(said[: match.start()].split()) <= _LONGEST:
        return said[: match.start()]
    match = next((m for m in _TURN.finditer(said) if m.start() > 0), None)
    if match is not None:
        before, after = said[: match.start()], said[match.end() :]
        replaced = _put_in(slots_of(before), slots_of(after))
        if replaced is not None:
            return replaced
    match = _LEFT_OUT.match(said)
    if match is not None and kind_asked(slots_of(said[match.end() :])):
        return said[match.end() :]
    match = _NOT_BUT.search(said)
    if match is not None:
        out, instead = _sorts(slots_of(match["out"])), _sorts(slots_of(said[match.end() :]))
        if out and instead and out[0][0] == instead[0][0] and out[0][0] in ("time", "amount", "mode"):
            return " ".join(f"{said[: match.start()]}{said[match.end() :]}".split())
    match = _NOT_AFTER.search(said)
    if match is not None:
        out = {sort for sort, _, _ in _sorts(slots_of(match["out"]))}
        kept = {sort for sort, _, _ in _sorts(slots_of(said[: match.start()]))}
        if out and out <= kept & {"time", "amount", "mode"}:
            return f"{said[: match.start()]}{said[match.end() :]}"
    return said


def _put_in(before: Slots, after: Slots) -> str | None:
    """Return what stands before a correction with what stands after it in the place of its last match."""
    said, instead = before.said, after.said.strip()
    new, old = _sorts(after), _sorts(before)
    if not new or len(said.split()) < _SHORTEST:
        return None
    head = re.split(r"[,;.?!](?=\s|$)", instead)[0]
    if len(head.split()) > _LONGEST:
        return None
    within = [span for span in new if span[1] < len(head)]
    rest = list(head)
    for _, start, end in within:
        rest[start:end] = " " * (end - start)
    if not within or len("".join(rest).split()) > _LOOSE:
        return None
    for sort, start, end in within:
        spans = [span for span in old if span[0] == sort]
        if not spans:
            return None
        _, first, last = spans[-1]
        said = f"{said[:first]}{after.said[start:end]}{said[last:]}"
    further = instead[len(head) :].strip(" ,;).")
    return " ".join(f"{said} {further}".split())


def _sorts(slots: Slots) -> Spans:
    """Return what a piece names, each with its sort, in order."""
    found = slots.found
    spans: Spans = [(mention.entity.kind, mention.start, mention.end) for mention in found.mentions]
    spans += [("time", period.start, period.end) for period in found.periods]
    spans += [
        ("time" if quantity.kind == "duration" else "amount", quantity.start, quantity.end)
        for quantity in found.quantities
    ]
    for match in _MODES.finditer(slots.said):
        if all(match.end() <= start or end <= match.start() for _, start, end in spans):
            spans.append(("mode", match.start(), match.end()))
    return sorted(spans, key=lambda span: span[1])
