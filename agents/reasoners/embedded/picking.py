"""Which of the offered choices a message takes: by its label, its place in the list, or words that tell it apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...answers import Answer, Choice
from .masking import plain
from .readable import readable
from .slots import Slots
from .vocabulary import COMMON_WORDS

ORDINALS = {
    **dict.fromkeys(("first", "1", "1st", "one", "best", "top", "former"), 0),
    **dict.fromkeys(("second", "2", "2nd", "two"), 1),
    **dict.fromkeys(("third", "3", "3rd", "three"), 2),
    **dict.fromkeys(("fourth", "4", "4th", "four"), 3),
    **dict.fromkeys(("fifth", "5", "5th", "five"), 4),
}
ORDINAL = re.compile(
    rf"\b(?:the |option |number |no\.? |choice |#)*({'|'.join(ORDINALS)}|last|latter|bottom)\b"
    r"(?: one| option| choice| of (?:them|those))?",
    re.I,
)
OTHER = re.compile(
    r"^(?:no[,.]?\s+)?(?:sorry[,.]?\s+)?(?:i mean[t]?\s+)?(?:and\s+)?(?:at\s+)?the other (?:one|place|site|dc|warehouse)?\s*[?.!]*$",
    re.I,
)
_AROUND = re.compile(
    r"^(?:(?:no|oh|ok|okay|yes|yep|well|hm+|sorry|please|then|so|and|take|pick|use|let'?s|go|with|for|i|mean|meant|want|"
    r"it'?s|that|is|would|be|do|it|to|just|ahead)[\s,.:!-]+)*|(?:[\s,.!?]+(?:please|pls|then|thanks|thx))*[\s,.!?]*$",
    re.I,
)
_YES = re.compile(
    r"^(?:yes|yep|yeah|ok|okay|sure|correct|right|exactly|please|go ahead)(?:[,\s]+(?:please|do|that one|that|it|go ahead))*[\s.!]*$",
    re.I,
)
_CORRECTS = re.compile(r"^(?:oh\s+)?(?:no|nope|sorry|wrong|not that|i meant?|actually|rather)\b", re.I)
_ONE = re.compile(r"\bones?\b", re.I)
_CODE = re.compile(r"\b[A-Za-z]{1,4}-\d{2,}\b")
_QUOTED = re.compile(r"“([^”]+)”")
_LONGEST = 10
_MOST_REPLACED = 5


@dataclass(frozen=True, slots=True)
class _Offer:
    """What was asked, and between what a person was to choose."""

    question: str
    choices: tuple[Choice, ...]
    asked: str


def chosen(thread: Sequence[Answer], slots: Slots) -> str | None:
    """Return the message of the choice that was offered last and is taken now; `None` where none is.

    A choice is taken by its label, by its place ("the second"), by "yes" where there is one alone, by words that only
    its label holds ("the 5 kg one, in Venlo"), or by a name that it would put into the question. One that was taken
    before is replaced by another ("no, the 1 kg one").
    """
    offer = _offered(thread, slots.said)
    if offer is None:
        return None
    said, choices = slots.said, offer.choices
    low = said.strip(" .!?").lower()
    for choice in choices:
        is_line = choice.label.lower().startswith((f"{low}:", f"line {low}:"))
        if is_line or low in (choice.label.lower(), choice.message.lower().strip(" .!?")):
            return choice.message
    if not _asks(thread) and offer.question == readable(thread[-1].question):
        return None
    if len(choices) == 2 and OTHER.match(said):
        return choices[1].message
    ordinal = ORDINAL.fullmatch(_AROUND.sub("", said).strip(" .!?"))
    if ordinal:
        number = ORDINALS.get(ordinal[1].lower(), len(choices) - 1)
        return choices[number].message if number < len(choices) else None
    if _YES.match(said) and len(choices) == 1:
        return choices[0].message
    return _described(slots, choices) or _replaced(slots, offer)


def _asks(thread: Sequence[Answer]) -> bool:
    return thread[-1].asked_back


def _offered(thread: Sequence[Answer], said: str) -> _Offer | None:
    """Return what may be chosen from: what was offered last, or, to correct a choice, what was offered before it."""
    if not thread:
        return None
    last = thread[-1]
    if last.asked_back or not _CORRECTS.match(said):
        return _Offer(readable(last.question), last.choices, last.text) if last.choices or last.asked_back else None
    earlier = thread[-2] if len(thread) > 1 else None
    if earlier is not None and earlier.asked_back and earlier.choices:
        return _Offer(readable(earlier.question), earlier.choices, earlier.text)
    return _Offer(readable(last.question), last.choices, last.text) if last.choices else None


def _described(slots: Slots, choices: Sequence[Choice]) -> str | None:
    """Return the only choice that bears the words of a message, with what the message names beside it."""
    said = [word for word in plain(slots.said).split() if not _is_idle(word)]
    if not said or len(said) > _LONGEST:
        return None
    labels = [set(plain(choice.label).split()) for choice in choices]
    shared = set[str].intersection(*labels) if len(labels) > 1 else set[str]()
    hits = [len([word for word in said if word in label and word not in shared]) for label in labels]
    most = max(hits, default=0)
    if most == 0 or hits.count(most) > 1:
        return None
    choice, label = choices[hits.index(most)], labels[hits.index(most)]
    rest = [word for word in said if word not in label]
    beside = _beside(slots, label)
    if not set(rest) <= set(plain(" ".join(beside)).split()):
        return None
    new = [words for words in beside if plain(words) not in plain(choice.message)]
    return " ".join([choice.message.rstrip("?.! "), *new]) if new else choice.message


def _beside(slots: Slots, label: set[str]) -> list[str]:
    """Return what a message names besides the words of a label."""
    found = slots.found
    pieces: list[str] = []
    for one in sorted((*found.mentions, *found.periods, *found.quantities), key=lambda each: each.start):
        words = slots.said[one.start : one.end]
        if not set(plain(words).split()) <= label:
            is_place = any(one is mention and mention.entity.kind == "site" for mention in found.mentions)
            pieces.append(f"at {words}" if is_place else words)
    return pieces


def _replaced(slots: Slots, offer: _Offer) -> str | None:
    """Return the question with the name that a message gives in place of the one that was not understood."""
    mentions = slots.found.mentions
    words = plain(slots.said).split()
    if len(mentions) != 1 or len(words) > _LONGEST or not _asks_for_name(slots):
        return None
    new, question = slots.said[mentions[0].start : mentions[0].end], offer.question
    code = next((match for match in _CODE.finditer(question)), None)
    quoted = _QUOTED.search(offer.asked)
    if quoted is not None and quoted[1] in question:
        start = question.index(quoted[1])
        return f"{question[:start]}{new}{question[start + len(quoted[1]) :]}"
    spans = [span for choice in offer.choices if (span := _span(question, choice.message)) is not None]
    if spans and len(set(spans)) == 1:
        start, end = spans[0]
    elif not offer.choices and code is not None:
        start, end = code.span()
    else:
        return None
    return f"{question[:start]}{new}{question[end:]}"


def _asks_for_name(slots: Slots) -> bool:
    """Whether a message only gives a name."""
    start, end = slots.found.mentions[0].start, slots.found.mentions[0].end
    rest = plain(f"{slots.said[:start]} {slots.said[end:]}").split()
    return all(_is_idle(word) or word in COMMON_WORDS for word in rest) and len(rest) <= _MOST_REPLACED


def _span(question: str, message: str) -> tuple[int, int] | None:
    """Return the words of a question that a choice puts another name in place of; `None` where it says all anew."""
    first = _alike(question, message)
    while 0 < first < len(question) and not question[first - 1].isspace():
        first -= 1
    last = _alike(question[first:][::-1], message[first:][::-1])
    end = len(question) - last
    while end < len(question) and question[end].isalnum():
        end += 1
    replaced = question[first:end]
    is_part = replaced.strip() and len(replaced) < len(question) and len(replaced.split()) <= _MOST_REPLACED
    return (first, end) if is_part else None


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


_IDLE = frozenset(
    """
    a an the one ones this that it is was be of at in for on to by i me we mean meant want wanted please pls then thanks
    thx no not oh ok okay yes yep well hm hmm sorry wrong rather actually instead take pick use option choice number with
    from and or just only but do go ahead let lets s d m would like
    """.split()
)


def _is_idle(word: str) -> bool:
    return word in _IDLE
