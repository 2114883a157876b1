"""Several sentences in one message: questions of their own, or one question with what leads in to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..protocol import Reading, Reply, Request
from . import talk
from .clauses import asks_for, clauses_of, is_introduction, is_statement, shared, topic_of, topics_of, without_remarks
from .evidence import DRAFTS, OURS, SUPPOSES
from .follow_ups import RULES
from .frames import Ask, Frame
from .frames.amounts import limit, stands
from .frames.calculating import are_told_before
from .joined import joined
from .noting import noted
from .slots import Slots
from .sureness import OF_THE_WHOLE, SAYS_LITTLE, Scored, agreed, is_clear, may_be_unsafe
from .wished import CONFIRMS, WRITES_UP

PEOPLE = frozenset({"person", "site", "region"})
"""What people name who introduce themselves."""

_THINGS = OURS | {"site", "supplier", "channel", "customer", "region"}
_ALONE = frozenset({"brief", "unsafe"})
_REPLIES = frozenset({"greeting", "help", "out_of_scope", "unsafe"})
_TIMES = frozenset({"period", "day", "duration", "number"})
_BOUNDS = _TIMES | {"percent", "money"}
_SETS_BOUND = re.compile(
    r"\b(?:counts?|matters?|qualif(?:y|ies)|(?:is|are) (?:noise|fine|ok|okay|enough|too small|not worth \w+))\W*$", re.I
)
"""How a part ends that says from what on something is to be told: "Anything over 3 percent counts." """


@dataclass(frozen=True, slots=True)
class Means:
    """What a single question is read with.

    Parameters
    ----------
    slots
        Returns what a text names.
    ranked
        Returns the kinds of each question, the likeliest first.
    one
        Returns how a question of ranked kinds is understood.
    """

    frames: Mapping[str, Frame]
    slots: Callable[[str], Slots]
    ranked: Callable[[Sequence[Slots]], list[list[Scored]]]
    one: Callable[[Slots, list[Scored]], Reading]

    def is_clear(self, ranking: Sequence[Scored]) -> bool:
        """Whether a ranking has a kind that is sure enough."""
        return is_clear(ranking, self.frames)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sentence of a message.

    Attributes
    ----------
    text
        The sentence itself.
    slots
        What it names, with what it takes from the sentences beside it.
    named
        What it names itself.
    """

    text: str
    slots: Slots
    named: frozenset[str]
    ranking: list[Scored]

    @property
    def kind(self) -> str:
        return self.ranking[0].kind


def several(said: str, means: Means) -> Reading | None:
    """Return how a message of several sentences is understood; `None` where it is read as one question.

    What is not work, or not understood, beside a question that is answered is named and left out.
    """
    texts = clauses_of(said)
    if any(CONFIRMS.match(text) for text in texts[1:]):
        return None
    is_listed = len(texts) < 2
    texts = topics_of(means.slots(said)) if is_listed else texts
    if len(texts) < 2 or not is_listed:
        apart = [joined(text, means.slots, means.ranked) or [text] for text in texts or [said]]
        texts = [text for parts in apart for text in parts]
        is_listed = False
    if len(texts) < 2:
        return None
    whole, *parts = _ranked([said, *texts], means)
    asked = [part.slots for part in parts]
    sums = [part for part in (whole, parts[-1]) if part.kind == "calculate"]
    if sums and are_told_before(asked):
        return means.one(whole.slots, sums[0].ranking)
    parts = _with_times(parts, means)
    if len(parts) > 1:
        kept = without_remarks([part.slots for part in parts], [part.kind for part in parts])
        parts = [parts[number] for number in kept]
    if len(parts) < 2:
        return _alone(parts[0], whole, means) if parts else None
    parts = _with_subjects(parts, means)
    if len(parts) > 2 and (parts[0].text.endswith(":") or is_introduction(parts[0].slots)):
        parts = parts[1:]
    present = [part for part in parts if part.kind in DRAFTS and _tells_level(part)]
    wishes = [part for part in parts if part.kind in DRAFTS and means.is_clear(part.ranking) and part not in present]
    sought = [part for part in parts if part in wishes or not (part in present or _is_aside(part))]
    if wishes and len(sought) == 1:
        return _wish(sought[0], parts, whole, means)
    told = [part for part in parts[:-1] if is_statement(part.text)]
    if any(part.slots.quantity("duration", "percent", "factor") and not RULES.search(part.text) for part in told):
        return None
    if any(part in present for part in parts[:-1]):
        return None
    if len(parts) == 2 and (told or is_introduction(parts[0].slots)):
        return _asked_behind(parts[0], parts[1], whole, means)
    parts = _with_subject_behind(parts, means, is_listed=is_listed)
    if is_listed and {whole.kind, *(part.kind for part in parts)} & _REPLIES:
        return None
    return _refused(parts, whole, means) or _each(parts, whole, means, may_leave=not wishes)


def _ranked(texts: Sequence[str], means: Means) -> list[_Part]:
    asked = [means.slots(text) for text in texts]
    rankings = means.ranked(asked)
    return [
        _Part(text, slots, slots.named, ranking) for text, slots, ranking in zip(texts, asked, rankings, strict=True)
    ]


def _with_times(parts: Sequence[_Part], means: Means) -> list[_Part]:
    """Put a part that only names a time, a bound, or how many, to the one before: "Is anything late? I look at three weeks." """
    whole = [parts[0]]
    for part in parts[1:]:
        is_remark = part.named == frozenset({"day"}) and is_statement(part.text)
        is_other = is_remark or topic_of(part.text) or asks_for(part.text) or SUPPOSES.search(part.text)
        is_bound = _SETS_BOUND.search(part.text) is not None and part.named <= _BOUNDS
        tells = part.named and (is_bound or (part.named <= _TIMES and not is_other))
        if tells and whole[-1].kind in means.frames and (part.named != frozenset({"number"}) or limit(part.slots)):
            whole[-1] = replace(whole[-1], slots=means.slots(f"{whole[-1].slots.said} {part.text}"))
        else:
            whole.append(part)
    return whole


def _with(part: _Part, subject: str, means: Means) -> _Part:
    slots = means.slots(f"{part.text.rstrip('?.! ')} {subject}")
    return replace(part, slots=slots, ranking=means.ranked([slots])[0])


def _with_subjects(parts: Sequence[_Part], means: Means) -> list[_Part]:
    """Give each part what it leaves out and the one before it names."""
    whole = [parts[0]]
    for part in parts[1:]:
        subject = shared(whole[-1].slots, part.slots)
        is_refused = part.kind in _REPLIES and means.is_clear(part.ranking)
        if subject and not is_refused and not RULES.search(part.text):
            with_subject = _with(part, subject, means)
            both = agreed(part.ranking, with_subject.ranking)
            is_lost = means.is_clear(part.ranking) and not means.is_clear(both)
            whole.append(replace(with_subject, ranking=part.ranking if is_lost else both))
        else:
            whole.append(part)
    return whole


def _with_subject_behind(parts: Sequence[_Part], means: Means, *, is_listed: bool) -> list[_Part]:
    """Give each part that lacks one the item that only the part behind it names."""
    whole = [parts[-1]]
    for part in reversed(parts[:-1]):
        frame = means.frames.get(part.kind)
        lacks = is_listed or (frame is not None and isinstance(frame.fill(part.slots), Ask))
        has = not lacks or part.slots.named & {"item", "family"}
        subject = "" if has else shared(whole[0].slots, part.slots)
        whole.insert(0, _with(part, subject, means) if subject else part)
    return whole


def _tells_level(part: _Part) -> bool:
    """Whether a part only tells what a level or figure is at present: "Venlo carries a 98 percent target"."""
    numbers = [q for q in part.slots.found.quantities if q.kind in ("number", "percent")]
    return bool(numbers) and all(stands(part.slots, number) for number in numbers)


def _is_aside(part: _Part) -> bool:
    return (
        is_statement(part.text)
        or part.text.endswith("!")
        or (WRITES_UP.match(part.text) is not None and part.named <= PEOPLE)
    )


def _alone(part: _Part, whole: _Part, means: Means) -> Reading | None:
    """Return the only question of a message, whose other sentences are remarks."""
    ranking = agreed(whole.ranking, part.ranking, 1 - OF_THE_WHOLE)
    is_aside = ranking[0].kind in _REPLIES and whole.kind not in _REPLIES and means.is_clear(whole.ranking)
    return means.one(part.slots, ranking) if means.is_clear(ranking) and not is_aside else None


def _wish(wish: _Part, parts: Sequence[_Part], whole: _Part, means: Means) -> Reading:
    """Return the only wish of a message; with what the other sentences name where it lacks that."""
    others = frozenset[str]().union(*(part.named for part in parts if part is not wish))
    lacks = (others & {"order", "item"}) - wish.named
    is_whole = bool(lacks) or isinstance(means.frames[wish.kind].fill(wish.slots), Ask)
    is_told = is_whole and whole.kind in DRAFTS and means.is_clear(whole.ranking)
    return means.one(whole.slots if is_whole else wish.slots, whole.ranking if is_told else wish.ranking)


def _asked_behind(told: _Part, asked: _Part, whole: _Part, means: Means) -> Reading | None:
    """Return a question behind a statement or an introduction."""
    is_aside = asked.kind in _REPLIES or (whole.kind in _REPLIES and means.is_clear(whole.ranking))
    is_rule = RULES.search(told.text) and not RULES.search(asked.text)
    share = 0.0 if is_rule else 0.5 if asked.named else OF_THE_WHOLE
    both = agreed(whole.ranking, asked.ranking, share, 0.0 if asked.named else SAYS_LITTLE)
    mentions = told.slots.found.mentions
    if is_aside or len(mentions) > len(told.slots.named) or not means.is_clear(both):
        return None
    is_whole = not asked.named or (both[0].kind in DRAFTS and told.named & {"order", "item"} - asked.named)
    return means.one(whole.slots if is_whole else asked.slots, both)


def _refused(parts: Sequence[_Part], whole: _Part, means: Means) -> Reading | None:
    is_unsafe = may_be_unsafe(whole.ranking) and any(
        part.kind == "unsafe" and means.is_clear(part.ranking) for part in parts
    )
    return Reading(reply=talk.UNSAFE) if whole.kind == "unsafe" or (is_unsafe and whole.kind != "brief") else None


def _each(parts: Sequence[_Part], whole: _Part, means: Means, *, may_leave: bool) -> Reading | None:
    """Return every question of a message, each clear by itself.

    Parameters
    ----------
    may_leave
        Whether some may be left unanswered.
    """
    is_other = whole.kind == "out_of_scope" and means.is_clear(whole.ranking)
    if whole.kind in _ALONE or (is_other and not any(part.slots.named & OURS for part in parts)):
        return None
    things = [part for part in parts if asks_for(part.text) or part.named & _THINGS or topic_of(part.text)]
    parts = things if len(things) > 1 else parts
    clear = [part for part in parts if means.is_clear(part.ranking)]
    answered = {part.kind for part in clear}
    unclear = [part for part in parts if part not in clear]
    if any(is_statement(part.text) for part in clear if unclear) or not all(_is_of_its_own(part) for part in unclear):
        return None
    if not answered & means.frames.keys() or any(part.kind in answered for part in unclear):
        return None
    requests: list[Request] = []
    left: list[tuple[_Part, Reply]] = []
    for part in parts:
        read = means.one(part.slots, part.ranking)
        if read.reply is None:
            requests += [request for request in read.requests if request.first not in [r.first for r in requests]]
        elif part.kind not in ("greeting", "help"):
            left.append((part, read.reply))
    others = means.frames.keys() - {request.kind for request in requests}
    is_one = whole.kind in others and means.is_clear(whole.ranking)
    if (len(requests) < 2 and not (requests and left)) or (left and (is_one or not may_leave)):
        return None
    return noted(Reading(requests=tuple(requests)), [_left(part, reply) for part, reply in left])


def _is_of_its_own(part: _Part) -> bool:
    """Whether a part asks for something that it names itself, and is no detail of another question."""
    return asks_for(part.text) and bool(part.named & _THINGS or topic_of(part.text))


def _left(part: _Part, reply: Reply) -> str:
    """Say what comes of a part that is not answered, and what can be asked instead."""
    offered = ", or ".join(f"“{choice.label}”" for choice in reply.choices[:2])
    return f"On “{part.text}”: {reply.text}" + (f" {offered}" if reply.asked_back and offered else "")
