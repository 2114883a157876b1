"""Sizes in which a thing is sold: the bigger one of two, and a second size said for the first ("500 ml and 1 l")."""

import re
from collections.abc import Sequence

from .lexicon import Entity, Lexicon, stem, tokens_of
from .mentions import Mention

_SIZED = re.compile(r"\b(?P<size>big|bigger|large|larger|small|smaller|little)\s+(?:\w+\s+of\s+)?$", re.I)
_NO_SIZE = re.compile(r"\s+(?:orders?|demand|jump|peak|issue|problem|stock-?out|shortage)\b", re.I)
_IN_SMALL = {"l": ("ml", 1000.0), "kg": ("g", 1000.0), "cl": ("ml", 10.0)}
_SIZE = re.compile(r"\d[\d.]* [a-z]+")
_AND = re.compile(r"\s*(?:,|/|and|or|&|\+|vs\.?|versus|against|than)\s+(?:the\s+)?", re.I)


def with_second_sizes(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with one more wherever a second size of the same thing is said: "rice 1 kg and 5 kg"."""
    tokens = tokens_of(text)
    found = list(mentions)
    for mention in mentions:
        own = tokens_of(text[mention.start : mention.end])
        joined = _AND.match(text, mention.end)
        if mention.entity.kind != "item" or len(own) < 2 or not _SIZE.fullmatch(own[-1].word) or joined is None:
            continue
        second = next((token for token in tokens if token.start == joined.end()), None)
        if second is None or not _SIZE.fullmatch(second.word) or second.word == own[-1].word:
            continue
        if any(one.start < second.end and second.start < one.end for one in mentions):
            continue
        words = [second.word, *(token.word for token in own[:-1])]
        bearers = [lexicon.words.get(word) or lexicon.words.get(stem(word), set[Entity]()) for word in words]
        items = sorted(
            (one for one in set[Entity].intersection(*bearers) if one.kind == "item"), key=lambda one: one.id
        )
        if items:
            found.append(Mention(second.start, second.end, tuple(items), spelled=False))
    return sorted(found, key=lambda mention: mention.start)


def of_size(text: str, mention: Mention, items: list[Entity]) -> list[Entity]:
    """Leave the bigger or the smaller one of two sizes of a thing, as the question says: "the big olive oil"."""
    said = _SIZED.search(text[: mention.start])
    if said is None or len(items) != 2 or _NO_SIZE.match(text, mention.end):
        return items
    sizes = sorted(((size, one) for one in items if (size := _size_of(one)) is not None), key=lambda sized: sized[0])
    if len(sizes) < 2 or sizes[0][0][0] != sizes[1][0][0] or sizes[0][0] == sizes[1][0]:
        return items
    return [sizes[-1][1] if said["size"].lower().startswith(("big", "large")) else sizes[0][1]]


def _size_of(item: Entity) -> tuple[str, float] | None:
    """Return the unit and the amount of the last size in a name, in the smaller unit."""
    sizes = [token.word for token in tokens_of(item.name) if re.fullmatch(r"[\d.]+ [a-z]+", token.word)]
    if not sizes:
        return None
    amount, unit = sizes[-1].split()
    small, times = _IN_SMALL.get(unit, (unit, 1.0))
    return small, float(amount) * times
