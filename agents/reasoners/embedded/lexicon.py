"""The names of a company: what bears them, which words they hold, and what of the company belongs together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import polars as pl
from rapidfuzz import fuzz, process

from knowledge.principal import Scope
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot
from tools.context import per_snapshot
from tools.inventory.orders import open_supply

from .vocabulary import CHANNEL_WORDS, COMMON_WORDS, COUNTRY_WORDS, OTHER_NAMES

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
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?(?=[^\W\d_]+\b)|[^\W_]+(?:[-.&'’][^\W_]+)*")
_UNITS = {
    **dict.fromkeys(("l", "lt", "ltr", "litre", "litres", "liter", "liters"), "l"),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramme", "grammes"), "g"),
    **dict.fromkeys(("ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters"), "ml"),
    **{unit: unit for unit in ("cl", "mm", "cm")},
}
_PARTS = {"half": "500", "quarter": "250"}
_THOUSANDTHS = {"l": "ml", "kg": "g"}
_ALONE = frozenset({"litre", "liter", "kilo"})
_COUNTS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "ten": "10", "twenty": "20"}


class Token(NamedTuple):
    """A word of a text in plain lower case and where it stands; a size such as "500 ml" is one word."""

    start: int
    end: int
    word: str


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


@dataclass(slots=True)
class Lexicon:
    """The names of one snapshot, ready to be looked up.

    Attributes
    ----------
    exact
        What bears an identifier or name, in plain lower case.
    codes_of
        What bears an identifier, without its signs: "po11299"; orders by their number alone, too.
    short
        Places by the part of their identifier that tells them apart: "ham" of DC-HAM.
    by_word
        What has a telling word in its name.
    words
        What has a word in its name, common words and sizes too.
    sites, suppliers
        Places that are not suppliers, and those that are.
    where
        Region, latitude and longitude of each place.
    names, codes
        The keys of `exact` in words, and those such as order numbers, where a misspelling is looked for.
    items_of
        Items of an order, of what a customer has ordered or a channel takes, and of those kept at a place, by identifier.
    lines_of
        Item of each line of an order.
    kind_of_site
        Kind of each place.
    sort_of_order, places_of
        Of each order what sort it is (purchase, transfer, production or sales) and the places that it touches.
    to_come
        Orders of which something is still to come or to go out.
    sold
        Items that customers take.
    amounts_of
        By item the quantities of the lines that customers have ordered.
    most_of
        By customer and item the largest of these.
    channel_of
        Channel of trade of each customer.
    """

    exact: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    codes_of: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    short: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, set[Entity]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, set[Entity]] = field(default_factory=lambda: defaultdict(set))
    names: list[str] = field(default_factory=list[str])
    codes: list[str] = field(default_factory=list[str])
    sites: list[Entity] = field(default_factory=list[Entity])
    suppliers: list[Entity] = field(default_factory=list[Entity])
    where: dict[str, tuple[str, float | None, float | None]] = field(
        default_factory=dict[str, tuple[str, float | None, float | None]]
    )
    items_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lines_of: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    kind_of_site: dict[str, str] = field(default_factory=dict[str, str])
    sort_of_order: dict[str, str] = field(default_factory=dict[str, str])
    places_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    to_come: set[str] = field(default_factory=set[str])
    sold: set[str] = field(default_factory=set[str])
    amounts_of: dict[str, set[float]] = field(default_factory=lambda: defaultdict(set))
    most_of: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])
    channel_of: dict[str, Entity] = field(default_factory=dict[str, Entity])
    longest: int = 1

    def add(self, entity: Entity) -> None:
        """Take in an entity under its identifier and its name."""
        for spelling in sorted({*_spellings(entity.id), *_spellings(entity.name)}):
            self.exact[spelling].append(entity)
            is_code = entity.kind == "order" or any(character.isdigit() for character in spelling.split()[0])
            (self.codes if is_code else self.names).append(spelling)
            self.longest = max(self.longest, len(tokens_of(spelling)))
        if entity.kind in ("order", "item", "site"):
            self.codes_of[compact(entity.id)].append(entity)
        if entity.kind == "order":
            self.codes_of[entity.id.split("-")[-1]].append(entity)
            return
        whole = [token.word for token in tokens_of(entity.name)]
        for word in (*whole, *(part for joined in whole if "-" in joined for part in joined.split("-"))):
            for form in {word, stem(word)}:
                self.words[form].add(entity)
                if len(word) >= 3 and word not in COMMON_WORDS and not any(sign.isdigit() for sign in word):
                    self.by_word[form].add(entity)

    def all_of(self, kind: str) -> list[Entity]:
        """Return everything of a kind, in the order of its identifiers; of places those that are not suppliers."""
        found = {one for entities in self.exact.values() for one in entities if one.kind == kind}
        return sorted(found, key=lambda one: one.id)

    def close_names(self, said: str, scopes: Sequence[Scope], most: int = 3) -> list[Entity]:
        """Return what bears a name that looks like what was said, of what the person may see."""
        said = plain(said)
        whole = process.extract(said, self.names, scorer=fuzz.ratio, limit=20, score_cutoff=65)
        found = [(score, one) for name, score, _ in whole for one in self.exact[name]]
        for word in said.split():
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
        return [entity.id for entity in entities if entity.is_seen(scopes) and plain(entity.id) in self.exact][:most]


@per_snapshot
def lexicon_of(snapshot: Snapshot) -> Lexicon:
    """Return the names of a snapshot, collected once."""
    lexicon = Lexicon()
    items = snapshot.table("items")
    for family in items["family"].unique().sort().to_list():
        lexicon.add(Entity("family", family, family, family=family))
    _add_places(lexicon, snapshot)
    for channel, name in snapshot.table("channels").select("channel_id", "name").rows():
        entity = Entity("channel", channel, name)
        lexicon.add(entity)
        own = {*plain(name).split(), *plain(channel).split()}
        for word in (word for group in CHANNEL_WORDS if own & group for word in sorted(group)):
            if word not in lexicon.exact:
                lexicon.exact[word].append(entity)
    for item, name, family in items.select("item_id", "name", "family").rows():
        lexicon.add(Entity("item", item, name, family=family))
    for customer, name, channel in snapshot.table("customers").select("customer_id", "name", "channel_id").rows():
        lexicon.add(Entity("customer", customer, name))
        if channel is not None:
            lexicon.channel_of[customer] = lexicon.exact[plain(channel)][0]
    for person, name in snapshot.table("people").select("person_id", "name").rows():
        lexicon.add(Entity("person", person, name))
    for order, lines in _orders(snapshot):
        lexicon.add(Entity("order", order, order, lines=lines))
    _add_belongings(lexicon, snapshot)
    return lexicon


def _add_places(lexicon: Lexicon, snapshot: Snapshot) -> None:
    regions = defaultdict[str, list[Entity]](list)
    columns = ("location_id", "name", "kind", "region", "latitude", "longitude")
    for place, name, kind, region, latitude, longitude in snapshot.table("locations").select(columns).rows():
        is_site = kind != "supplier"
        entity = Entity("site" if is_site else "supplier", place, name, region=region if is_site else "")
        lexicon.add(entity)
        lexicon.kind_of_site[place] = kind
        lexicon.where[place] = (region or "", latitude, longitude)
        telling = plain(place).split("-")[-1]
        if len(telling) >= 3 and telling != plain(place):
            lexicon.short[telling].append(entity)
        (lexicon.sites if is_site else lexicon.suppliers).append(entity)
        if is_site:
            for foreign in (plain(said) for said, own in OTHER_NAMES.items() if own in plain(name).split()):
                lexicon.exact[foreign].append(entity)
        if is_site and region:
            regions[region].append(entity)
    for region, sites in sorted(regions.items()):
        if plain(region) in lexicon.exact:
            continue
        entity = sites[0] if len(sites) == 1 else Entity("region", region, region, region=region)
        if len(sites) == 1:
            lexicon.exact[plain(region)].append(entity)
        else:
            lexicon.add(entity)
    for word, names in COUNTRY_WORDS.items():
        known = next((lexicon.exact[name] for name in names if name in lexicon.exact), [])
        if known and word not in lexicon.exact:
            lexicon.exact[word] = list(known)


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


def _add_belongings(lexicon: Lexicon, snapshot: Snapshot) -> None:
    for table in ("supply_orders", "sales_orders"):
        for order, line, item in snapshot.table(table).select("order_id", "line", "item_id").rows():
            lexicon.items_of[order].add(item)
            lexicon.lines_of[order, line] = item
    lines = snapshot.table("supply_orders").select("order_id", "kind", "from_location", "to_location").unique()
    for order, sort, *places in lines.rows():
        lexicon.sort_of_order[order] = sort
        lexicon.places_of[order].update(place for place in places if place is not None)
    sales = snapshot.table("sales_orders")
    for order, place in sales.select("order_id", "location_id").unique().rows():
        lexicon.sort_of_order[order] = "sales"
        lexicon.places_of[order].add(place)
    lexicon.to_come = {*open_supply(snapshot)["order_id"], *sales.filter(pl.col("status") == "open")["order_id"]}
    lexicon.sold = {*sales["item_id"], *snapshot.table("demand_history")["item_id"].unique()}
    for customer, item, quantity in sales.select("customer_id", "item_id", "quantity").rows():
        lexicon.amounts_of[item].add(quantity)
        if customer is not None:
            lexicon.items_of[customer].add(item)
            lexicon.most_of[customer, item] = max(quantity, lexicon.most_of.get((customer, item), 0.0))
    for channel, item in snapshot.table("demand_history").select("channel_id", "item_id").unique().rows():
        lexicon.items_of[channel].add(item)
    for supplier, item in snapshot.table("sourcing").select("from_location", "item_id").unique().rows():
        if supplier is not None:
            lexicon.items_of[supplier].add(item)
    for table in ("stock_policies", "stock", "sourcing"):
        for place, item in snapshot.table(table).select("location_id", "item_id").unique().rows():
            lexicon.items_of[place].add(item)


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text in plain lower case, each with its place.

    Examples
    --------
    >>> [token.word for token in tokens_of("Ghent's jasmine rice, 1kg or one litre")]
    ['ghent', 'jasmine', 'rice', '1 kg', 'or', '1 l']
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        low = re.sub(r"['’]s$", "", match.group().lower())
        before = tokens[-1] if tokens else None
        size = _size_of(low, [token.word for token in tokens[-2:]], text[match.end() :])
        if size:
            while tokens and tokens[-1].word in ("a", *_PARTS) and low in _ALONE:
                before = tokens.pop()
            start = before.start if before is not None and before.word in _PARTS else match.start()
            tokens.append(Token(start, match.end(), size))
            continue
        count = _COUNTS.get(before.word, before.word) if before else ""
        is_size = low in _UNITS and re.fullmatch(r"\d+(?:[.,]\d+)?", count) is not None
        if before is not None and is_size and not text[before.end : match.start()].strip(" -"):
            tokens[-1] = Token(before.start, match.end(), f"{count.replace(',', '.')} {_UNITS[low]}")
        else:
            tokens.append(Token(match.start(), match.end(), low))
    return tokens


def _size_of(word: str, before: Sequence[str], behind: str) -> str:
    """Return the size that one word says: "one-litre", "500-ml", "half-litre", and "litre" in "the litre bottle"."""
    count, _, unit = word.rpartition("-")
    count = _COUNTS.get(count, count)
    if count and unit in _UNITS:
        if count in _PARTS and _UNITS[unit] in _THOUSANDTHS:
            return f"{_PARTS[count]} {_THOUSANDTHS[_UNITS[unit]]}"
        return f"{count.replace(',', '.')} {_UNITS[unit]}" if re.fullmatch(r"\d+(?:[.,]\d+)?", count) else ""
    if word not in _ALONE or not before:
        return ""
    part = before[-2] if before[-1] == "a" and len(before) > 1 else before[-1]
    if part in _PARTS:
        return f"{_PARTS[part]} {_THOUSANDTHS[_UNITS[word]]}"
    if before[-1] in ("that", "this") and re.match(r"\s+(?:of\b|o['’]?\s)", behind, re.I):
        return f"1 {_UNITS[word]}"
    is_alone = before[-1] in ("the", "our") and re.match(r"\s+(?!of\b|per\b)[a-z]{3}", behind, re.I)
    return f"1 {_UNITS[word]}" if is_alone else ""


def plain(text: str) -> str:
    """Return a text as its words in plain lower case."""
    return " ".join(token.word for token in tokens_of(text))


def compact(code: str) -> str:
    """Return an identifier in lower case without its signs."""
    return "".join(character for character in code.lower() if character.isalnum())


def stem(word: str) -> str:
    """Return a word without the ending of its plural."""
    for suffix, instead in (("ies", "y"), ("oes", "o"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)] + instead
    return word


def _spellings(name: str) -> set[str]:
    """A name as it is, and with "and" for "&"."""
    return {plain(name), plain(name.replace("&", " and "))} - {""}
