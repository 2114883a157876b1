"""Which items, families, places, channels, orders, policies and people a question speaks of.

Exact identifiers and names first, the longest first; then parts of names ("barista" for "Oat Drink Barista 1 l"); then
misspelled ones. What fits several equally well comes back with all its candidates, so that the person can choose.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl
from rapidfuzz import fuzz, process

from knowledge.principal import Scope
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot
from tools.context import per_snapshot

from .vocabulary import COMMON_WORDS, OTHER_NAMES

EntityKind = Literal[
    "item",
    "family",
    "site",
    "supplier",
    "channel",
    "customer",
    "order",
    "policy",
    "person",
    "region",
    "proposal",
    "exception",
]
_TOKEN = re.compile(r"[^\W_]+(?:[-./&'’][^\W_]+)*")  # noqa: RUF001
_PATTERNS: tuple[tuple[EntityKind, re.Pattern[str]], ...] = (
    ("policy", re.compile(r"\bPOL-\d+\b", re.I)),
    ("proposal", re.compile(r"\bP-[0-9A-Z]{6,}\b", re.I)),
    ("exception", re.compile(r"\bEX-[0-9A-F]{8}\b", re.I)),
)
_MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the truth that can be spoken of."""

    kind: EntityKind
    id: str
    name: str
    family: str = ""
    region: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    """Of an order: family, region and place of what it delivers, each once."""

    def is_seen(self, scopes: Sequence[Scope]) -> bool:
        """Whether it, or of an order some line, lies within what a person may see."""
        if self.lines:
            return any(
                scope.family in (EVERY, family)
                and scope.region in (EVERY, region)
                and scope.location_id in (EVERY, place)
                for scope in scopes
                for family, region, place in self.lines
            )
        return any(
            (not self.family or scope.family in (EVERY, self.family))
            and (not self.region or scope.region in (EVERY, self.region))
            and (self.kind != "site" or scope.location_id in (EVERY, self.id))
            for scope in scopes
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a question that speaks of something.

    Attributes
    ----------
    candidates
        What it may be, best first; one where it is clear.
    spelled
        Whether it stands there as the truth spells it; otherwise the answer says how it was read.
    """

    start: int
    end: int
    candidates: tuple[Entity, ...]
    spelled: bool = True

    @property
    def entity(self) -> Entity:
        """The likeliest."""
        return self.candidates[0]


@dataclass(slots=True)
class Lexicon:
    """The names of one snapshot, ready to be looked up.

    Attributes
    ----------
    exact
        What bears an identifier or name, in plain lower case.
    by_word
        What has a word in its name.
    sites
        Places that are not suppliers.
    names, codes
        The keys of `exact` in words, and those such as order numbers, where a misspelling is looked for.
    """

    exact: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, set[Entity]] = field(default_factory=lambda: defaultdict(set))
    names: list[str] = field(default_factory=list[str])
    codes: list[str] = field(default_factory=list[str])
    sites: list[Entity] = field(default_factory=list[Entity])
    longest: int = 1

    def add(self, entity: Entity) -> None:
        """Take in an entity under its identifier and its name."""
        for spelling in sorted({*_spellings(entity.id), *_spellings(entity.name)}):
            self.exact[spelling].append(entity)
            is_code = entity.kind == "order" or any(character.isdigit() for character in spelling.split()[0])
            (self.codes if is_code else self.names).append(spelling)
            self.longest = max(self.longest, len(spelling.split()))
        if entity.kind != "order":
            for word in _plain(entity.name).split():
                if len(word) >= 3 and word not in COMMON_WORDS and not any(sign.isdigit() for sign in word):
                    self.by_word[word].add(entity)
                    self.by_word[_stem(word)].add(entity)

    def all_of(self, kind: str) -> list[Entity]:
        """Return everything of a kind, in the order of its identifiers; of places those that are not suppliers."""
        found = {one for entities in self.exact.values() for one in entities if one.kind == kind}
        return sorted(found, key=lambda one: one.id)

    def close_names(self, said: str, scopes: Sequence[Scope], most: int = 3) -> list[Entity]:
        """Return what bears a name that looks like what was said, of what the person may see."""
        plain = _plain(said)
        whole = process.extract(plain, self.names, scorer=fuzz.ratio, limit=20, score_cutoff=65)
        found = [(score, one) for name, score, _ in whole for one in self.exact[name]]
        for word in plain.split():
            parts = process.extract(word, self.by_word.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=80)
            found += [(score - 5, one) for part, score, _ in parts for one in self.by_word[part]]
        found.sort(key=lambda entry: (-entry[0], entry[1].kind, entry[1].id))
        seen = [one for _, one in found if one.is_seen(scopes) and one.kind not in ("person", "order")]
        return list(dict.fromkeys(seen))[:most]

    def close_codes(self, said: str, scopes: Sequence[Scope], most: int = 3) -> list[str]:
        """Return identifiers that look like what was said, of what the person may see."""
        start = said.lower().split("-")[0]
        near = [code for code in self.codes if abs(len(code) - len(said)) <= 1]
        codes = [code for code in near if code.startswith(f"{start}-")] or near
        close = process.extract(said.lower(), codes, scorer=fuzz.ratio, limit=20, score_cutoff=60)
        entities = [self.exact[code][0] for code, _, _ in close]
        return [entity.id for entity in entities if entity.is_seen(scopes) and _plain(entity.id) in self.exact][:most]


@per_snapshot
def lexicon_of(snapshot: Snapshot) -> Lexicon:
    """Return the names of a snapshot, collected once."""
    lexicon, regions = Lexicon(), defaultdict[str, list[Entity]](list)
    items = snapshot.table("items")
    for family in items["family"].unique().sort().to_list():
        lexicon.add(Entity("family", family, family, family=family))
    for place, name, kind, region in snapshot.table("locations").select("location_id", "name", "kind", "region").rows():
        is_site = kind != "supplier"
        entity = Entity("site" if is_site else "supplier", place, name, region=region if is_site else "")
        lexicon.add(entity)
        if is_site:
            lexicon.sites.append(entity)
            for foreign in (_plain(said) for said, own in OTHER_NAMES.items() if own in _plain(name).split()):
                lexicon.exact[foreign].append(entity)
        if kind != "supplier" and region:
            regions[region].append(entity)
    for region, sites in sorted(regions.items()):
        if _plain(region) not in lexicon.exact and len(sites) == 1:
            lexicon.exact[_plain(region)].append(sites[0])
        elif _plain(region) not in lexicon.exact:
            lexicon.add(Entity("region", region, region, region=region))
    for channel, name in snapshot.table("channels").select("channel_id", "name").rows():
        lexicon.add(Entity("channel", channel, name))
    for item, name, family in items.select("item_id", "name", "family").rows():
        lexicon.add(Entity("item", item, name, family=family))
    for customer, name in snapshot.table("customers").select("customer_id", "name").rows():
        lexicon.add(Entity("customer", customer, name))
    for person, name in snapshot.table("people").select("person_id", "name").rows():
        lexicon.add(Entity("person", person, name))
    for order, lines in _orders(snapshot):
        lexicon.add(Entity("order", order, order, lines=lines))
    return lexicon


def _orders(snapshot: Snapshot) -> Iterable[tuple[str, tuple[tuple[str, str, str], ...]]]:
    """Yield every order with family, region and place of its lines."""
    families = snapshot.table("items").select("item_id", "family")
    regions = snapshot.table("locations").select(place="location_id", region="region")
    for table, place in (("supply_orders", "to_location"), ("sales_orders", "location_id")):
        lines = snapshot.table(table).filter(pl.col("order_id") != EVERY).select("order_id", "item_id", place=place)
        known = lines.join(families, on="item_id", how="left").join(regions, on="place", how="left")
        points = known.select("order_id", pl.struct(pl.col("family", "region", "place").fill_null(""))).rows()
        seen = defaultdict[str, set[tuple[str, str, str]]](set)
        for order, point in points:
            seen[order].add((point["family"], point["region"], point["place"]))
        yield from ((order, tuple(sorted(lines))) for order, lines in seen.items())


def link(text: str, lexicon: Lexicon, scopes: Sequence[Scope] = (Scope(),)) -> list[Mention]:
    """Return what a question speaks of and the person may see, in order, without overlaps."""
    tokens = [(m.start(), m.end(), _plain(m.group())) for m in _TOKEN.finditer(text)]
    taken = [False] * len(tokens)
    mentions = [*_exact(tokens, taken, lexicon)]
    for longest, shortest in ((6, 2), (1, 1)):
        mentions += _parts(tokens, taken, lexicon, longest, shortest)
        mentions += _misspelled(tokens, taken, lexicon, min(longest, 3), shortest)
    mentions = _without_repeats([seen for mention in mentions if (seen := _seen(mention, scopes))])
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(m.start <= match.start() < m.end for m in mentions):
                entity = Entity(kind, match[0].upper(), match[0].upper())
                mentions.append(Mention(match.start(), match.end(), (entity,)))
    return sorted(mentions, key=lambda mention: mention.start)


def _seen(mention: Mention, scopes: Sequence[Scope]) -> Mention | None:
    candidates = tuple(entity for entity in mention.candidates if entity.is_seen(scopes))
    return replace(mention, candidates=candidates) if candidates else None


def _without_repeats(mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out a part of a name that may mean several things, one of which is named in full beside it."""
    clear = {mention.entity for mention in mentions if len(mention.candidates) == 1}
    return [m for m in mentions if len(m.candidates) == 1 or not clear & set(m.candidates)]


Token = tuple[int, int, str]


def _exact(tokens: Sequence[Token], taken: list[bool], lexicon: Lexicon) -> Iterable[Mention]:
    for length in range(min(lexicon.longest, len(tokens)), 0, -1):
        for first in range(len(tokens) - length + 1):
            window = range(first, first + length)
            if any(taken[i] for i in window):
                continue
            said = " ".join(tokens[i][2] for i in window)
            found = lexicon.exact.get(said)
            if found is None and said.endswith("s"):
                found = lexicon.exact.get(said[:-1])
            if found and not (length == 1 and said in COMMON_WORDS):
                yield _take(tokens, taken, window, found)


def _parts(
    tokens: Sequence[Token], taken: list[bool], lexicon: Lexicon, longest: int, shortest: int
) -> Iterable[Mention]:
    """The longest stretches of which every word is part of one name."""
    for length in range(min(longest, len(tokens)), shortest - 1, -1):
        for first in range(len(tokens) - length + 1):
            window = range(first, first + length)
            words = [tokens[i][2] for i in window]
            if any(taken[i] for i in window) or words[0] in COMMON_WORDS or words[-1] in COMMON_WORDS:
                continue
            sets = [lexicon.by_word.get(word) or lexicon.by_word.get(_stem(word)) for word in words]
            if not all(sets):
                continue
            shared = set.intersection(*(found for found in sets if found))
            if shared:
                yield _take(tokens, taken, window, _ranked(shared, " ".join(words)), spelled=len(shared) == 1)


def _misspelled(
    tokens: Sequence[Token], taken: list[bool], lexicon: Lexicon, longest: int, shortest: int
) -> Iterable[Mention]:
    for length in range(longest, shortest - 1, -1):
        for first in range(len(tokens) - length + 1):
            window = range(first, first + length)
            words = [tokens[i][2] for i in window]
            if any(taken[i] or tokens[i][2] in COMMON_WORDS for i in window):
                continue
            said = " ".join(words)
            if len(said) < 4 or not any(character.isalpha() for character in said):
                continue
            is_code = any(character.isdigit() for character in said)
            among, cutoff = (lexicon.codes, 88) if is_code else (lexicon.names, 86)
            match = process.extractOne(said, among, scorer=fuzz.ratio, score_cutoff=cutoff)
            if match is not None:
                yield _take(tokens, taken, window, lexicon.exact[match[0]], spelled=False)
            elif length == 1 and len(said) >= 5:
                word = process.extractOne(said, lexicon.by_word.keys(), scorer=fuzz.ratio, score_cutoff=84)
                if word is not None:
                    yield _take(tokens, taken, window, _ranked(lexicon.by_word[word[0]], word[0]), spelled=False)


def _take(
    tokens: Sequence[Token], taken: list[bool], window: range, found: Sequence[Entity], *, spelled: bool = True
) -> Mention:
    for i in window:
        taken[i] = True
    return Mention(
        tokens[window[0]][0], tokens[window[-1]][1], tuple(dict.fromkeys(found))[:_MOST_CANDIDATES], spelled=spelled
    )


def _ranked(found: Iterable[Entity], said: str) -> list[Entity]:
    """A family, place or channel before an item: the wider reading of a part of a name is the likelier one."""
    order = {"family": 0, "site": 1, "channel": 1, "supplier": 1, "customer": 1, "region": 2, "item": 3, "person": 4}
    return sorted(
        found,
        key=lambda entity: (order.get(entity.kind, 5), -fuzz.ratio(said, _plain(entity.name)), entity.id),
    )


def _spellings(name: str) -> set[str]:
    """A name as it is, and with "and" for "&"."""
    return {_plain(name), _plain(name.replace("&", " and "))} - {""}


def _plain(text: str) -> str:
    low = re.sub(r"['’]s\b", "", text.lower())  # noqa: RUF001
    return " ".join(token.group() for token in _TOKEN.finditer(low))


def _stem(word: str) -> str:
    for suffix, stem in (("ies", "y"), ("oes", "o"), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)] + stem
    return word
