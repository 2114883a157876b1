"""Which items, families, places, channels, orders, policies and people a question speaks of.

The longest stretch of words that is a name, or of which every word is part of one name, goes first; at one length,
identifiers and names before parts of names ("barista" for "Oat Drink Barista 1 l"), and these before misspelled ones.
A word that everybody uses is neither a part of a name by itself nor a misspelled one. What fits several equally well
comes back with all its candidates, so that the person can choose.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from knowledge.principal import Scope

from .described import with_described_suppliers, with_packages
from .english import is_english, rank_of
from .lexicon import Entity, EntityKind, Lexicon, Token, compact, lexicon_of, plain, stem, tokens_of
from .mentions import Mention
from .misspelled import slip_of
from .settling import BETWEEN, settled
from .sizes import with_second_sizes
from .vocabulary import ALIKE_WORDS, COMMON_WORDS, DOERS, OTHER_WORDS, TELLING_PACKS, VERBS

__all__ = ["Entity", "EntityKind", "Lexicon", "Mention", "lexicon_of", "link"]

_PATTERNS: tuple[tuple[EntityKind, re.Pattern[str]], ...] = (
    ("policy", re.compile(r"\bPOL-\d+\b", re.I)),
    ("proposal", re.compile(r"\bP-[0-9A-Z]{6,}\b", re.I)),
    ("exception", re.compile(r"\bEX-[0-9A-F]{8}\b", re.I)),
)
_MOST_CANDIDATES = 40
_LONGEST_PART = 7
_TELLING: dict[str, int] = {"family": 3000, "item": 5000, "customer": 5000, "supplier": 5000}
"""By kind, the rank up to which a word is too common to name a thing by itself."""

_PLACE_BEFORE = frozenset({"in", "at", "to", "from"})
_SITE_KINDS = {
    **dict.fromkeys(("dc", "dcs", "warehouse", "depot", "distribution"), "dc"),
    **dict.fromkeys(("plant", "factory", "works"), "plant"),
}
_ORDER_WORDS = frozenset({"order", "orders", "transfer", "number", "no", "nr", "of"})
_COUNTED = frozenset({"case", "cases", "cs", "unit", "units", "piece", "pieces", "pcs", "pallets", "kg", "kilos"})
_AMOUNT_BEFORE = frozenset(
    """
    to over above under below than eur euro euros usd about around make put set it be by is are was were at sold sell least
    most only another extra plus minus versus vs against between approx roughly some nearly almost just and or
    """.split()
)
"""Words after which a number is an amount."""

_BARE_CODE = re.compile(r"\d{5,}")
_BREAK = re.compile(r"[?!;:()]|\.\s|\s[-–—]\s")
_CUT = re.compile(r"\s*(?:[-=]+>|[,;:.?!)]|\s[-–—]\s)")
_ALIKE = ((r"ph", "f"), (r"ck|qu|c|q", "k"), (r"y", "i"), (r"z", "s"), (r"(.)\1", r"\1"))


def link(text: str, lexicon: Lexicon, scopes: Sequence[Scope] = (Scope(),)) -> list[Mention]:
    """Return what a question speaks of and the person may see, in order, without overlaps."""
    found = _Search(text, lexicon).mentions()
    mentions = [seen for mention in found if (seen := _seen(mention, scopes))]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(m.start <= match.start() < m.end for m in mentions):
                entity = Entity(kind, match[0].upper(), match[0].upper())
                mentions.append(Mention(match.start(), match.end(), (entity,)))
    ordered = _compounds(text, sorted(mentions, key=lambda mention: mention.start), lexicon)
    ordered = with_second_sizes(text, ordered, lexicon)
    described = with_packages(text, with_described_suppliers(text, ordered, lexicon), lexicon)
    return settled(text, described, lexicon)


def _seen(mention: Mention, scopes: Sequence[Scope]) -> Mention | None:
    candidates = tuple(entity for entity in mention.candidates if entity.is_seen(scopes))
    return replace(mention, candidates=candidates) if candidates else None


def _compounds(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Put together parts of different names that stand as one ("oat milk"): neither of them is what is meant."""
    whole: list[Mention] = []
    for mention in mentions:
        before = whole[-1] if whole else None
        is_one = before is not None and not text[before.end : mention.start].strip()
        if before is not None and is_one and all(_is_weak(text, one, lexicon) for one in (before, mention)):
            candidates = tuple(dict.fromkeys((*mention.alternatives, *before.alternatives)))
            whole[-1] = Mention(before.start, mention.end, candidates, spelled=False)
        else:
            whole.append(mention)
    return whole


def _is_weak(text: str, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a mention is a single part of names of items."""
    said = plain(text[mention.start : mention.end])
    return mention.entity.kind == "item" and " " not in said and said not in lexicon.exact


@dataclass(slots=True)
class _Search:
    """The search through one text."""

    text: str
    lexicon: Lexicon

    def mentions(self) -> list[Mention]:
        """Return what is named, the longest first."""
        tokens = tokens_of(self.text)
        parts = [self._bearers(token) for token in tokens]
        taken = [False] * len(tokens)
        found: list[Mention] = []
        for length in range(min(max(self.lexicon.longest, _LONGEST_PART), len(tokens)), 0, -1):
            for search in (self._named, self._part, self._misspelled):
                for first in range(len(tokens) - length + 1):
                    window = range(first, first + length)
                    if any(taken[i] for i in window) or self._is_broken(tokens[first], tokens[window[-1]]):
                        continue
                    read = search(window, tokens, parts)
                    if read is None or not read[0]:
                        continue
                    entities, spelled = read
                    for i in window:
                        taken[i] = True
                    candidates = tuple(dict.fromkeys(entities))[:_MOST_CANDIDATES]
                    found.append(Mention(tokens[first].start, tokens[window[-1]].end, candidates, spelled=spelled))
        return found

    def _is_broken(self, first: Token, last: Token) -> bool:
        """Whether a sentence, or a part of one, ends between two words."""
        return _BREAK.search(self.text[first.start : last.end]) is not None

    def _bearers(self, token: Token) -> tuple[set[Entity], bool]:
        """Return what has a word in its name, and whether the word is spelled as there."""
        known = self._with_word(token.word)
        if known:
            return known, True
        other = self._other_words(token)
        if other:
            return other, False
        is_word = token.word.isalpha() and len(token.word) >= 4
        if not is_word or token.word in COMMON_WORDS or is_english(token.word):
            return set(), True
        by_word, cutoff = self.lexicon.by_word, 90 if len(token.word) <= 5 else 84
        close = process.extractOne(token.word, by_word.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
        near = close[0] if close else slip_of(token.word, by_word)
        return (by_word[near] | by_word.get(stem(near), set[Entity]()), False) if near else (set(), True)

    def _other_words(self, token: Token) -> set[Entity]:
        """Return what has, instead of a word that is in no name, all parts of it or the words it stands for."""
        instead = OTHER_WORDS.get(token.word) or OTHER_WORDS.get(stem(token.word))
        words = instead.split() if instead else token.word.split("-") if "-" in token.word else []
        bearers = [self._with_word(word) for word in words]
        return {one for one in set[Entity].intersection(*bearers) if one.kind == "item"} if bearers else set()

    def _alike(self, word: str) -> set[Entity]:
        """Return the items that have, instead of a word, one that is often said for it: "milk" for "drink"."""
        bearers = [self._with_word(other) for other in ALIKE_WORDS.get(word, ())]
        return {one for one in set[Entity]().union(*bearers) if one.kind == "item"}

    def _with_word(self, word: str) -> set[Entity]:
        return self.lexicon.words.get(word, set[Entity]()) | self.lexicon.words.get(stem(word), set[Entity]())

    def _raw(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def _named(
        self, window: range, tokens: Sequence[Token], _parts: Sequence[tuple[set[Entity], bool]]
    ) -> tuple[Sequence[Entity], bool] | None:
        """Read an identifier or a whole name."""
        lexicon, words = self.lexicon, [tokens[i].word for i in window]
        said = " ".join(words)
        found = lexicon.exact.get(said) or (lexicon.exact.get(said[:-1]) if said.endswith("s") else None)
        if (
            words[0] == "the"
            and window[-1] + 1 < len(tokens)
            and not self._is_broken(tokens[window[0]], tokens[window[-1] + 1])
        ):
            longer = " ".join([*words[1:], tokens[window[-1] + 1].word])
            if longer in lexicon.exact or (longer.endswith("s") and longer[:-1] in lexicon.exact):
                return None
        if found and not (len(words) == 1 and self._is_too_common(tokens[window[0]])):
            region = self._place_of_region(found, window[-1] + 1, tokens)
            return region or found, True
        is_code = words[0] == "dc" or (any(sign.isdigit() for sign in said) and any(sign.isalpha() for sign in said))
        if is_code and (len(words) == 1 or (len(words) == 2 and len(words[0]) >= 2 and words[0].isalpha())):
            code = lexicon.codes_of.get(compact(said))
            if code:
                return code, True
        token = tokens[window[0]]
        is_counted = window[-1] + 1 < len(tokens) and tokens[window[-1] + 1].word in _COUNTED
        if _BARE_CODE.fullmatch(said) and not is_counted and self._is_order_number(window[0], tokens):
            return lexicon.codes_of.get(said, []), True
        if len(words) == 1 and token.word in lexicon.short:
            return self._short(window[0], tokens), True
        return None

    def _is_order_number(self, number: int, tokens: Sequence[Token]) -> bool:
        """Whether a bare number can be that of an order: no amount of money, and none that something is set to."""
        before = tokens[number - 1].word if number else ""
        lead = self.text[: tokens[number].start].rstrip()[-1:]
        return before in _ORDER_WORDS or (before not in _AMOUNT_BEFORE and lead not in {*"€$£=+-<>%"})

    def _short(self, number: int, tokens: Sequence[Token]) -> list[Entity]:
        """Return what a short form stands for; an English word in lower case is one only where a place is named."""
        token = tokens[number]
        found = self.lexicon.short[token.word]
        if self._raw(token).isupper() or not is_english(token.word):
            return found
        is_last = number + 1 == len(tokens) or _CUT.match(self.text, token.end) is not None
        is_place = is_last or (number > 0 and tokens[number - 1].word in {*_PLACE_BEFORE, "for"})
        return [one for one in found if one.kind == "site" and is_place]

    def _is_too_common(self, token: Token) -> bool:
        """Whether a name of one word is a word that everybody uses; people have a capital."""
        found = self.lexicon.exact.get(token.word, ())
        people = bool(found) and all(entity.kind == "person" for entity in found)
        return token.word in COMMON_WORDS or (people and is_english(token.word) and self._raw(token).islower())

    def _place_of_region(self, found: Sequence[Entity], after: int, tokens: Sequence[Token]) -> list[Entity] | None:
        """Return the only place of its kind in a region: "the Benelux DC"."""
        kind = _SITE_KINDS.get(tokens[after].word) if after < len(tokens) else None
        if kind is None or found[0].kind != "region":
            return None
        kinds = self.lexicon.kind_of_site
        places = [one for one in self.lexicon.sites if one.region == found[0].id and kinds[one.id] == kind]
        return places if len(places) == 1 else None

    def _part(
        self, window: range, tokens: Sequence[Token], parts: Sequence[tuple[set[Entity], bool]]
    ) -> tuple[Sequence[Entity], bool] | None:
        """Read words that are all part of one name."""
        words = [tokens[i].word for i in window]
        if len(words) == 1:
            return None if self._is_done(window[0], tokens) else self._single_part(tokens[window[0]])
        if len(words) > _LONGEST_PART or words[0] in BETWEEN or words[-1] in BETWEEN:
            return None
        telling = [i for i in window if tokens[i].word not in BETWEEN]
        if len({stem(tokens[i].word) for i in telling}) < len(telling) or len(telling) < 2:
            return None
        shared = set.intersection(*(parts[i][0] for i in telling))
        spelled = all(parts[i][1] for i in telling)
        if not shared and any(tokens[i].word in ALIKE_WORDS for i in telling):
            spelled = False
            shared = set.intersection(*(parts[i][0] | self._alike(tokens[i].word) for i in telling))
        own = [i for i in telling if len(tokens[i].word) > 2 and tokens[i].word.isalpha()]
        own = [i for i in own if tokens[i].word not in COMMON_WORDS]
        if not shared or not own:
            return None
        if any(tokens[i].word in COMMON_WORDS for i in telling):
            shared = {entity for entity in shared if _keeps_together(words, entity)}
        if {"and", "n"} & set(words):  # two things unless it is the name of one: "rice and paper" is not rice paper
            shared = {
                one for one in shared if one.kind != "item" or _are_in_order([tokens[i].word for i in telling], one)
            }
        if not shared:
            return None
        return self._ranked(shared, words), len(shared) == 1 and spelled

    def _is_done(self, number: int, tokens: Sequence[Token]) -> bool:
        """Whether a word of names is a verb here: "what people drink"."""
        return number > 0 and tokens[number].word in VERBS and tokens[number - 1].word in DOERS

    def _single_part(self, token: Token) -> tuple[Sequence[Entity], bool] | None:
        if token.word in COMMON_WORDS:
            return None
        by_word = self.lexicon.by_word
        known = by_word.get(token.word, set[Entity]()) | by_word.get(stem(token.word), set[Entity]())
        if not known and (others := self._other_words(token)):
            return self._ranked(others, [token.word]), False
        ranks = [rank for word in (token.word, stem(token.word)) if (rank := rank_of(word)) is not None]
        common = min(ranks, default=None)
        named = {one for one in known if common is None or common >= _TELLING.get(one.kind, 0)}
        if common and self._raw(token).islower():  # of a firm its first word, of a person nothing
            firms = ("supplier", "customer")
            named = {one for one in named if one.kind not in firms or tokens_of(one.name)[0].word == token.word}
            named = {one for one in named if one.kind != "person"}
        return (self._ranked(named, [token.word]), len(named) == 1) if named else None

    def _misspelled(
        self, window: range, tokens: Sequence[Token], parts: Sequence[tuple[set[Entity], bool]]
    ) -> tuple[Sequence[Entity], bool] | None:
        words = [tokens[i].word for i in window]
        said = " ".join(words)
        if len(words) > 3 or len(said) < 4 or not any(character.isalpha() for character in said):
            return None
        if len(words) == 1 and (place := self._sounds_like_a_place(window[0], tokens)):
            return place, False
        if any(word in COMMON_WORDS for word in words) or (len(words) == 1 and is_english(said)):
            return None
        is_code = any(character.isdigit() for character in said)
        if is_code and (len(words) > 2 or (len(words) == 2 and not words[0].isalpha())):
            return None
        cutoff = 88 if is_code else 93 if all(is_english(word) for word in words) else 86
        among = self.lexicon.codes if is_code else self.lexicon.names
        match = process.extractOne(said, among, scorer=fuzz.ratio, score_cutoff=cutoff)
        inner = (" ".join(words[1:]), " ".join(words[:-1]))
        if match is not None and not any(part in self.lexicon.exact for part in inner):
            return self.lexicon.exact[match[0]], False
        entities, spelled = parts[window[0]]
        if len(words) == 1 and len(said) >= 5 and entities and not spelled:
            return self._ranked(entities, words), False
        return None

    def _sounds_like_a_place(self, number: int, tokens: Sequence[Token]) -> list[Entity]:
        """Return the place that a word after "in" or "at" sounds like, even where it is an English word: "in lion"."""
        if number == 0 or tokens[number - 1].word not in _PLACE_BEFORE:
            return []
        sound = _sound(tokens[number].word)
        return [one for one in self.lexicon.sites if any(_sound(word) == sound for word in plain(one.name).split()[:1])]

    def _ranked(self, found: Iterable[Entity], words: Sequence[str]) -> list[Entity]:
        """A family, place or channel before an item: the wider reading of a part of a name is the likelier one."""
        order = {"family": 0, "site": 1, "channel": 1, "supplier": 1, "customer": 1, "region": 2, "item": 3}
        said = " ".join(words)
        return sorted(
            found,
            key=lambda entity: (order.get(entity.kind, 5), -fuzz.ratio(said, plain(entity.name)), entity.id),
        )


def _keeps_together(words: Sequence[str], entity: Entity) -> bool:
    """Whether each word that everybody uses stands beside a neighbour that it has in a name, or holds its content."""
    pairs = [(stem(left), stem(right)) for left, right in pairwise(words)]
    beside = set(pairwise(stem(token.word) for token in tokens_of(entity.name)))
    return all(
        word not in COMMON_WORDS
        or word in BETWEEN
        or stem(word) in TELLING_PACKS
        or any(stem(word) in pair and pair in beside for pair in pairs)
        for word in words
    )


def _are_in_order(words: Sequence[str], entity: Entity) -> bool:
    name = [stem(token.word) for token in tokens_of(entity.name)]
    places = [name.index(stem(word)) for word in words if stem(word) in name]
    return places == sorted(places)


def _sound(word: str) -> str:
    for pattern, instead in _ALIKE:
        word = re.sub(pattern, instead, word)
    return word
