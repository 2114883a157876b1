"""Questions back for what a message leaves unclear: a name of several things, of nothing, or a time that is none."""

import re
from collections.abc import Sequence

from knowledge.principal import Scope

from ...answers import Choice
from ..protocol import Reply
from .dates import impossible_in
from .english import rank_of
from .lexicon import stem, tokens_of
from .linking import Entity, Lexicon, Mention
from .slots import Slots
from .strange import is_told_by, place_in, things_in
from .talk import WHAT_IS_IT, asked
from .vocabulary import COMMON_WORDS, TRADE_WORDS

MOST_CHOICES = 6

_CODE = re.compile(r"\b[A-Za-z]{1,4}-\d{2,}\b")
_AT_A_PLACE = re.compile(r"\b(?:in|at)\s+(?P<place>[^\W\d_a-z][^\W\d_]{3,})")
_CALLED_PLACE = re.compile(
    r"\b(?:the|our|(?i:in|at|from|to|into|for|of)(?:\s+(?:the|our))?)\s+(?P<place>[^\W\d_a-z][^\W\d_]{3,})\s+"
    r"(?i:warehouse|depot|dc|plant|factory|site|branch|hub|distribution cent(?:re|er))\b"
)
_TALKED = re.compile(
    r"\b(?:spoke|speaking|talk(?:ed|ing)?|agreed|met|meeting|call|chat|discussed|aligned|checked|mail|e-?mail|note|message|"
    r"heard|news|question|request|presentation|prepar(?:e|ing))\s+(?:with|from|for|about)\s+$",
    re.I,
)
_NAME = re.compile(
    r"\b(?i:of|for|about|from|with|if|forecast|project|predict|expedite)\s+(?P<name>[^\W\d_a-z][^\W\d_]{3,}(?:\s[^\W\d_a-z][\w-]{2,}){0,3})"
)
_CALLED = re.compile(
    r"\b(?:suppliers?|vendors?|customers?|clients?|firm|company|producer|items?|products?|articles?|family|brand|warehouse|plant|place|site) "
    r"(?:(?:that|which) (?:is|are) )?(?:named|called|by the name of) [\"“‘']?(?P<name>[^\W\d_a-z][\w’'-]*(?: (?:& )?[^\W\d_a-z][\w’'-]*)*)"
)
"""A name that is told to be one."""

_OWNER = re.compile(
    r"\b(?:(?P<name>[^\W\d_a-z][^\W\d_]{3,})['’]s\s"
    r"|(?:competitors?|rivals?|customer|supplier|brand|company|site|plant|warehouse)\s+(?P<after>[^\W\d_a-z][^\W\d_]{3,})"
    r"|\b(?:do|does|did|has|have|had|will|would|is|was|can)\s+(?P<doer>[^\W\d_a-z][^\W\d_]{3,})\b(?!\s+[A-Z])"
    r"|^(?P<lead>[^\W\d_a-z][^\W\d_]{3,}):\s"
    r"|\b(?:sales|sold|orders?|deliver(?:y|ies|ed)|ship(?:ped|ments?)?|transfers?|arrivals|move[sd]?|stock)\s+(?:\w+\s+){0,2}?(?:to|into)\s+(?P<to>[^\W\d_a-z][^\W\d_]{3,})"
    r"|\b(?P<firm>[^\W\d_a-z][^\W\d_]{3,})\s+(?:suppliers?|customers?|vendors?|account)\b)"
)
_THING = re.compile(r"\b(?:of|for|on|about)\s+(?:the\s+|our\s+|some\s+|any\s+)?(?P<name>[a-z]{3,}(?:\s[a-z]{3,})?)\b")
_GOES_ON = re.compile(
    r"\s+[a-z]{3,}(?:\s+(?:in|on|with|from|to|at|by|off|out|up|down|over|through|into|again|so|too|very)\b|\s*[,.;?!]|\s*$)"
)
"""A word behind a plural that can be what the things do: "the almonds sail in"."""

_RARE = 8000
"""Rank in English from which on a word after "of" or "for" is taken for the name of a thing."""

_OF_A_THING = frozenset({"forecast", "projection", "stock", "past_demand", "accuracy", "replenishment", "explain"})
_OF_WORK = frozenset({"doer", "firm", "lead"})
"""Where a word with a capital is as well one that people use of the work: "Trial: ..."."""

_GOODS = frozenset({"item", "family", "order", "exception", "proposal"})
_THINGS = frozenset({"item", "family", "order", "supplier", "customer", "channel", "site", "region", "exception"})
_PLACES = frozenset({"site", "region", "channel", "customer"})
_PLACE_FREE = frozenset({"policy", "proposals", "calculate"})
NAMELESS = frozenset({"policy", "help", "greeting", "unsafe", "out_of_scope"})
"""Kinds whose answer is the same whatever thing is named."""

_MISSING = re.compile(
    r"\b(?:of|for|at|in|about|from|forecast|project|predict)\s+(?:the\s+|our\s+)?(?P<name>[a-z]{4,})\b", re.I
)


def unclear_name(slots: Slots, kind: str = "") -> Reply | None:
    """Ask which thing is meant where a name fits several equally well, unless a question of the kind needs none."""
    if kind in NAMELESS:
        return None
    for mention in slots.found.mentions:
        alike = alternatives_of(mention)
        if len(alike) > 1:
            said = slots.said[mention.start : mention.end]
            choices = tuple(
                Choice(
                    label=f"{entity.id} {entity.name}" if entity.name != entity.id else entity.id,
                    message=_with(slots.said, mention.start, mention.end, entity.id),
                )
                for entity in alike[:MOST_CHOICES]
            )
            return asked(f"“{said}” can be several things. Which do you mean?", choices)
    return None


_MOVES_ONE = re.compile(
    r"^(?:please |pls |can you |could you )*(?:expedite|pull in|pull|push out|push back|push|postpone|delay|defer|bring forward|move|speed up) "
    r"(?:the|that|this|my|an?|our) (?:order|delivery|shipment|po|container|truck)\W*(?:in|out|forward|back|please|up)?\W*$",
    re.I,
)


_THE_GRAVEST = re.compile(
    r"\b(?:the|our|my|your) (?:\w+ ){0,3}?(?:exception|alert|issue|problem|shortage|stock-?out|fire|risk|trouble)s?\b",
    re.I,
)
_IT = re.compile(r"\b(?:it|this|that|them|these|those)\b", re.I)


def unnamed_thing(slots: Slots) -> Reply | None:
    """Ask what "it" is where a question names nothing, and nothing was spoken of before."""
    is_of_something = bool(slots.named) or _THE_GRAVEST.search(slots.said) is not None
    return None if is_of_something or not _IT.search(slots.said) else WHAT_IS_IT


def unnamed_order(slots: Slots) -> Reply | None:
    """Ask which order is meant by a wish to move one that it does not name: "pull in the order"."""
    return asked("Which order do you mean? Name its number.") if _MOVES_ONE.match(slots.said) else None


def unknown_code(slots: Slots, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply | None:
    """Say that there is nothing of a name that looks like an identifier or is told to be a name, with the closest ones."""
    for match in _CALLED.finditer(slots.said):
        if not _is_read(slots, *match.span("name")):
            return _no_such(slots, *match.span("name"), lexicon, scopes)
    for match in _CODE.finditer(slots.said):
        if _is_read(slots, match.start(), match.end()):
            continue
        choices = tuple(
            Choice(label=code, message=_with(slots.said, match.start(), match.end(), code))
            for code in lexicon.close_codes(match[0], scopes)
        )
        cure = "Take a close match, or check the identifier." if choices else "Check the identifier."
        return asked(f"I know no {match[0]}. {cure}", choices)
    return None


def unknown_place(slots: Slots, kind: str, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply | None:
    """Say that there is no such place, rather than answer for all of them."""
    for match in _places_in(slots.said) if kind not in _PLACE_FREE else ():
        start, end = match.span("place")
        low = match["place"].lower()
        if low in COMMON_WORDS or low in TRADE_WORDS or _is_read(slots, start, end):
            continue
        return _no_place(slots, start, end, lexicon, scopes)
    return None


def _no_place(slots: Slots, start: int, end: int, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply:
    choices = tuple(
        Choice(label=f"{site.id} {site.name}", message=_with(slots.said, start, end, site.id))
        for site in lexicon.sites
        if site.is_seen(scopes)
    )
    return asked(f"I know no place called “{slots.said[start:end]}”. Which place do you mean?", choices[:MOST_CHOICES])


def _places_in(said: str) -> list[re.Match[str]]:
    return [*_AT_A_PLACE.finditer(said), *_CALLED_PLACE.finditer(said)]


def unknown_name(
    slots: Slots, kind: str, lexicon: Lexicon, scopes: Sequence[Scope], vocabulary: frozenset[str] = frozenset()
) -> Reply | None:
    """Say that nothing bears a name, with the closest ones, where a name stands in its place and is not known.

    Parameters
    ----------
    vocabulary
        Stems of the words in which people speak of the work; a noun that is none of them names a thing.
    """
    if kind in _PLACE_FREE:
        return None
    for match in _NAME.finditer(slots.said):
        start, end = match.span("name")
        known = all(word in COMMON_WORDS or word in TRADE_WORDS for word in match["name"].lower().split())
        if _is_read(slots, start, end) or known or _TALKED.search(slots.said[:start]):
            continue
        return _no_such(slots, start, end, lexicon, scopes)
    for match in _OWNER.finditer(slots.said):
        start, end = match.span(match.lastgroup or 0)
        if match.lastgroup in _OF_WORK and stem(slots.said[start:end].lower()) in vocabulary:
            continue
        if not _is_read(slots, start, end) and _is_strange(slots.said[start:end], 3000):
            return _no_such(slots, start, end, lexicon, scopes)
    is_settled = bool(slots.named & {"order", "exception", "proposal"})
    if vocabulary and not is_settled and (span := _of_another(slots, vocabulary)):
        return _no_such(slots, *span, lexicon, scopes)
    place = place_in(slots.said, vocabulary) if vocabulary and not slots.named & _PLACES else None
    if place is not None and not _is_read(slots, *place):
        return _no_place(slots, *place, lexicon, scopes)
    if vocabulary and not slots.named & _GOODS:
        for span in things_in(slots.said, vocabulary):
            if not _is_read(slots, *span):
                return _no_such(slots, *span, lexicon, scopes)
    return _unknown_thing(slots, kind, lexicon, scopes)


def _of_another(slots: Slots, vocabulary: frozenset[str]) -> tuple[int, int] | None:
    """Return where a single part of names is a part of another name, by the word before it: "banana milk"."""
    for mention in slots.found.mentions:
        said = slots.said[mention.start : mention.end]
        before = re.search(r"(?<![\w'’.-])(?P<word>[a-z]{3,})\s+$", slots.said[: mention.start])
        is_part = mention.entity.kind == "item" and re.fullmatch("[a-z]+", said) and not mention.spelled
        if before is None or not is_part or _is_read(slots, *before.span("word")):
            continue
        is_short = any(token.word.startswith(before["word"]) for token in tokens_of(mention.entity.name))
        if is_told_by(before["word"], vocabulary) and not is_short:
            return before.start("word"), mention.end
    return None


def _unknown_thing(slots: Slots, kind: str, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply | None:
    """Say that a thing is not known: of a question that names none, or a part of a name with a word that is not."""
    for mention in slots.found.mentions:
        said = slots.said[mention.start : mention.end]
        before = re.search(r"\b(?:of|for|the|our|with|in)\s+(?P<word>[a-z]{4,})\s+$", slots.said[: mention.start])
        is_part = " " not in said and said.lower() not in lexicon.exact
        if is_part and mention.entity.kind in ("item", "family") and (beside := _beside(slots, mention)):
            return _no_such(slots, *beside, lexicon, scopes)
        is_part = is_part and mention.entity.kind == "item"
        if before and is_part and _names_a_thing(before["word"]):
            return _no_such(slots, before.start("word"), mention.end, lexicon, scopes)
    if kind not in _OF_A_THING or slots.named & _THINGS - _PLACES:
        return None
    is_placed = bool(slots.named & _PLACES)
    for match in _THING.finditer(slots.said):
        words = match["name"].split()[: 1 if is_placed else None]
        start, end = match.start("name"), match.start("name") + len(" ".join(words))
        is_thing = all((_names_a_thing if is_placed else _is_rare)(word) for word in words)
        if not _is_read(slots, start, end) and is_thing:
            return _no_such(slots, start, end, lexicon, scopes)
    return None


def _beside(slots: Slots, mention: Mention) -> tuple[int, int] | None:
    """Return where a single part of names is a part of another thing, by a rare word beside it: "teriyaki sauce".

    Before a part of any name, and behind one that begins names without being what they name ("organic tea").
    """
    said = slots.said
    before = re.search(r"(?P<word>(?<![\w'’.-])[a-z]{4,})\s+$", said[: mention.start])
    is_rare = before is not None and rank_of(before["word"]) is None and rank_of(stem(before["word"])) is None
    is_short = before is not None and any(
        token.word.startswith(before["word"]) for one in mention.alternatives for token in tokens_of(one.name)
    )
    is_rare = is_rare and not is_short
    if before and is_rare and not _is_read(slots, *before.span("word")) and _names_a_thing(before["word"]):
        return before.start("word"), mention.end
    behind = re.match(r"\s+(?P<word>[a-z]{3,})(?P<more>\s[a-z]{3,})?\b", said[mention.end :])
    name = [token.word for token in tokens_of(mention.entity.name) if token.word.isalpha()]
    is_first = mention.entity.kind == "item" and stem(said[mention.start : mention.end].lower()) == stem(name[0])
    is_verb = said[: mention.end].endswith("s") and _GOES_ON.match(said, mention.end) is not None
    if behind and is_first and not is_verb and len(name) > 1 and _names_a_thing(behind["word"]):
        start, end = mention.end + behind.start("word"), mention.end + behind.end("word")
        return None if _is_read(slots, start, end) else (mention.start, end)
    return None


_OF_THE_TRADE = ("forecast", "forecasts", "stock", "stocks", "order", "orders", "plan", "plans", "supply")
"""What a compound ends with that names no goods: "underforecast", "overstock"."""

_NO_THING = re.compile(r"(?:ed|ing|able|ible|est|er|ers|ly|al|ic|ive|less|ful|ous|ish|wise)$")


def _is_rare(word: str) -> bool:
    return _is_strange(word, _RARE)


def _names_a_thing(word: str) -> bool:
    """Whether a word is a rare one, and neither a form of a verb nor says only how something is."""
    is_compound = word.lower().endswith(_OF_THE_TRADE)
    return _is_rare(word) and not _NO_THING.search(word) and word.lower() not in TRADE_WORDS and not is_compound


def _is_strange(word: str, rank: int) -> bool:
    """Whether a word is none of those that planners use for everything, and not a frequent one."""
    low = word.lower()
    if low in COMMON_WORDS or stem(low) in COMMON_WORDS:
        return False
    known = rank_of(low)
    return known is None or known > rank


def missing_name(slots: Slots, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply | None:
    """Say that nothing bears a name, where one is needed and a word that is not known stands in its place."""
    is_named = bool(slots.named & {"item", "family", "order", "supplier"})
    for match in _MISSING.finditer(slots.said):
        start, end = match.span("name")
        low = match["name"].lower()
        if low in COMMON_WORDS or low in TRADE_WORDS or low.endswith("ing") or _is_read(slots, start, end):
            continue
        if not is_named or match[0].lower().startswith(("at ", "in ")):
            return _no_such(slots, start, end, lexicon, scopes)
    return None


def _no_such(slots: Slots, start: int, end: int, lexicon: Lexicon, scopes: Sequence[Scope]) -> Reply:
    said = slots.said[start:end]
    choices = tuple(
        Choice(
            label=f"{one.id} {one.name}" if one.name != one.id else one.id,
            message=_with(slots.said, start, end, one.id),
        )
        for one in lexicon.close_names(said, scopes)
    )
    cure = "Take a close match, or name it otherwise." if choices else "Check the name."
    return asked(f"I know nothing called “{said}”. {cure}", choices)


def unclear_time(slots: Slots) -> Reply | None:
    """Ask for the time where a day does not exist, the end is before the start, or two times do not go together."""
    impossible = impossible_time(slots)
    if impossible is not None:
        return impossible
    stretches = [period for period in slots.found.periods if not period.is_point]
    if any(period.last < period.first for period in slots.found.periods):
        return asked("The time named ends before it begins. From which day to which do you mean?")
    window = slots.window
    if window is not None and window[1] is not None and window[1] < window[0]:
        return asked("The time named ends before it begins. From which day to which do you mean?")
    if len(stretches) > 1:
        first, second = stretches[:2]
        if first.last < second.first or second.last < first.first:
            choices = tuple(
                Choice(
                    label=slots.said[kept.start : kept.end],
                    message=" ".join(_with(slots.said, other.start, other.end, "").split()),
                )
                for kept, other in ((first, second), (second, first))
            )
            return asked("You name times that do not go together. Which do you mean?", choices)
    return None


def impossible_time(slots: Slots) -> Reply | None:
    """Ask for the day where the one named does not exist."""
    for said in impossible_in(slots.said):
        if not any(said in slots.said[m.start : m.end] for m in slots.found.mentions):
            return asked(f"There is no “{said}” in the calendar. Which day or week do you mean?")
    return None


def alternatives_of(mention: Mention) -> list[Entity]:
    """Return the candidates of the likeliest kind."""
    return mention.alternatives


def _is_read(slots: Slots, start: int, end: int) -> bool:
    found = slots.found
    spans = [(one.start, one.end) for one in (*found.mentions, *found.periods, *found.quantities)]
    return any(first < end and start < last for first, last in spans)


def _with(said: str, start: int, end: int, instead: str) -> str:
    return f"{said[:start]}{instead}{said[end:]}"
