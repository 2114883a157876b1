"""Things that are not named but described: suppliers by their country or by what they sell, packages by their sort.

"The Thai coconut people", "our Spanish supplier", "the lorry from Spain", "jars in Poznan". A description counts where
exactly one thing answers it.
"""

import re
from collections.abc import Sequence

from .countries import is_country, lies_in
from .english import rank_of
from .lexicon import Entity, Lexicon, Token, plain, stem, tokens_of
from .mentions import Mention
from .vocabulary import PACKAGES

_SUPPLIERS = frozenset(
    """
    supplier suppliers vendor vendors producer producers manufacturer manufacturers maker makers mill mills grower
    growers packer packers cannery exporter exporters shipper shippers
    """.split()
)
"""Words for those who supply."""

_PEOPLE = frozenset({"people", "guys", "folks", "friends", "crowd", "lot", "gang", "boys", "partner", "partners"})
"""Words that may stand for them, and for others."""

_MOVED = frozenset(
    """
    lorry lorries truck trucks vessel vessels ship ships boat boats container containers shipment shipments delivery
    deliveries cargo freight
    """.split()
)
"""What comes from them."""

_THE = frozenset({"the", "our", "those", "these"})
_ASKED_TO = frozenset(
    "let have make get ask asks asked tell want wants need needs help see hear say says said with from by via".split()
)
"""Words before somebody who is to do something, or by whom it is done."""

_DOING = frozenset(
    """
    can could will would shall should may might must do does did are were have had is was has to and or for in at on by with
    again instead also still now never always today then only first not again please deliver delivers delivered ship
    shipped send sent supply supplied make made cover covers take took bring brought say said promise promised confirm
    confirmed want need let keep miss missed fail failed slip slipped come came run ran step jump help charge close
    """.split()
)
"""Words behind somebody who does something."""

_NOUNS = frozenset(
    """
    dc dcs warehouse warehouses site sites market markets plant plants contract contracts goods stock order orders
    customer customers holiday holidays new port ports rice noodles coconut olive tomato vessel product products
    """.split()
)
"""Words behind a nationality that say of what it is."""

_OF_SALES = re.compile(
    r"\b(?:sales|sell|sold|selling|demand|customers?|shoppers?|consumers?|channel|retailers?|buyers?)\b", re.I
)
_ASKED = frozenset({"which", "what", "who", "whose"})
_OPEN_ENDED = frozenset({"from", "in", "of"})
_MOVING = re.compile(r"\b(?:ship|shipped|deliver(?:ed)?|send|sent|make|made|produce[ds]?|sell|sold|order|buy)\b", re.I)
_MOST_WORDS = 3
_DECIDED = 2.0
"""How many times as much of something the one meant must supply as the next one."""


def with_described_suppliers(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions of a question with a supplier wherever the only one is described, in place of its goods."""
    tokens = tokens_of(text)
    found: list[Mention] = []
    nations: list[Mention] = []
    is_sold = _OF_SALES.search(text) is not None
    for number, token in enumerate(tokens):
        if not is_sold and number and _is_people(text, tokens, number, lexicon):
            nations += _nation(tokens, number, mentions, lexicon)
        if token.word in _SUPPLIERS or token.word in _PEOPLE:
            found += _people(text, tokens, number, mentions, lexicon)
        elif token.word in {"from", "of"} and number + 1 < len(tokens):
            found += _from_country(text, tokens, number + 1, lexicon)
        elif token.word in _MOVED and number and is_country(tokens[number - 1].word, lexicon):
            found += _mention(tokens[number - 1], tokens[number - 1], _of_country(tokens[number - 1].word, lexicon))
    is_named = any(mention.entity.kind == "supplier" and mention.spelled for mention in mentions)
    found = nations + ([] if is_named else [m for m in found if all(m.start != one.start for one in nations)])
    kept = [m for m in mentions if all(one.end <= m.start or m.end <= one.start for one in found)]
    return sorted([*kept, *found], key=lambda mention: mention.start)


def with_packages(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with the package that a plant keeps, where goods are not spoken of: "jars in Poznan"."""
    plants = [m.entity.id for m in mentions if lexicon.kind_of_site.get(m.entity.id) == "plant"]
    if len(plants) != 1 or len(mentions) != 1 or _MOVING.search(text):
        return list(mentions)
    for token in tokens_of(text):
        word = stem(token.word)
        if word not in PACKAGES or re.match(r"\s+of\b", text[token.end :]):
            continue
        kept = [
            one
            for one in lexicon.words.get(word, set[Entity]())
            if one.kind == "item" and one.id in lexicon.items_of[plants[0]] and one.id not in lexicon.sold
        ]
        if len(kept) == 1 and token.word != "can":
            found = Mention(token.start, token.end, tuple(kept), spelled=False)
            return sorted([*mentions, found], key=lambda mention: mention.start)
    return list(mentions)


def _is_people(text: str, tokens: Sequence[Token], number: int, lexicon: Lexicon) -> bool:
    """Whether a word for a country stands for people of it: "the Vietnamese can ship", "let the Thais cover Lyon"."""
    word = tokens[number].word
    if tokens[number - 1].word not in _THE or (not is_country(word, lexicon) and not is_country(stem(word), lexicon)):
        return False
    if _has_sites(word, lexicon) or _has_sites(stem(word), lexicon):
        return False
    if number + 1 == len(tokens) or re.match(r"\s*[^\w\s]|['’]s\b", text[tokens[number].end :]):
        return True
    after = tokens[number + 1].word
    is_asked = number > 1 and tokens[number - 2].word in _ASKED_TO
    return after in _DOING or stem(word) != word or (is_asked and rank_of(after) is not None and after not in _NOUNS)


def _nation(tokens: Sequence[Token], number: int, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the supplier of a country, of several who supply what the question names the only one."""
    word = tokens[number].word
    suppliers = _of_country(word, lexicon) or _of_country(stem(word), lexicon)
    items = {one.id for m in mentions if m.entity.kind == "item" for one in m.alternatives}
    supplying = [one for one in suppliers if items & lexicon.items_of[one.id]]
    return _mention(tokens[number], tokens[number], supplying or suppliers)


def _people(
    text: str, tokens: Sequence[Token], number: int, mentions: Sequence[Mention], lexicon: Lexicon
) -> list[Mention]:
    """Read "our Thai coconut people", "the supplier in Spain"."""
    goods: list[str] = []
    country, first, last = "", number, number
    for place in range(number - 1, max(number - 1 - _MOST_WORDS, -1), -1):
        word = tokens[place].word
        if re.search(r"[,;:.!?()]", text[tokens[place].end : tokens[place + 1].start]):
            break
        if is_country(word, lexicon):
            country, first = word, place
            break
        if not _sellers(word, lexicon):
            break
        goods.append(word)
        first = place
    if first and tokens[first - 1].word in _ASKED:
        return []
    if not country and number + 2 < len(tokens) and tokens[number + 1].word in _OPEN_ENDED:
        after = number + 3 if tokens[number + 2].word == "the" and number + 3 < len(tokens) else number + 2
        if is_country(tokens[after].word, lexicon):
            country, last = tokens[after].word, after
    is_sure = tokens[number].word in _SUPPLIERS or (goods and country)
    leads = tokens[first - 1].word if first else ""
    if not (goods or country) or not (is_sure or leads in {"our", "the", "those", "these"}):
        return []
    suppliers = _of_country(country, lexicon) if country else _all(lexicon)
    if country and not is_sure and _has_sites(country, lexicon):
        return []
    for word in goods:
        suppliers = _who_sell(word, suppliers, lexicon)
    return _mention(tokens[first], tokens[last], suppliers)


def _from_country(text: str, tokens: Sequence[Token], number: int, lexicon: Lexicon) -> list[Mention]:
    """Read "from Spain", where the company has no place of its own there and the question is not about customers."""
    word = tokens[number].word
    if tokens[number - 1].word != "from" or not is_country(word, lexicon) or _has_sites(word, lexicon):
        return []
    return [] if _OF_SALES.search(text) else _mention(tokens[number], tokens[number], _of_country(word, lexicon))


def _mention(first: Token, last: Token, suppliers: Sequence[Entity]) -> list[Mention]:
    return [Mention(first.start, last.end, tuple(suppliers), spelled=False)] if len(suppliers) == 1 else []


def _all(lexicon: Lexicon) -> list[Entity]:
    return [one for one in lexicon.suppliers if lexicon.items_of[one.id]]


def _of_country(word: str, lexicon: Lexicon) -> list[Entity]:
    return [one for one in lexicon.suppliers if lies_in(one.id, word, lexicon)]


def _has_sites(word: str, lexicon: Lexicon) -> bool:
    return any(lies_in(site.id, word, lexicon) for site in lexicon.sites)


def _sellers(word: str, lexicon: Lexicon) -> set[str]:
    """Return who sells something of a name."""
    return {one.id for one in lexicon.suppliers if _share(word, one, lexicon)}


def _share(word: str, supplier: Entity, lexicon: Lexicon) -> int:
    """Count how many of its items bear a word, in their names or that of their family."""
    bearers = lexicon.words.get(word, set[Entity]()) | lexicon.words.get(stem(word), set[Entity]())
    supplied = lexicon.items_of[supplier.id]
    items = {one.id for one in bearers if one.kind == "item"}
    families = {one.id for one in bearers if one.kind == "family"}
    of_family = {item for item in supplied if families and lexicon.exact[plain(item)][0].family in families}
    return len((items & supplied) | of_family)


def _who_sell(word: str, suppliers: Sequence[Entity], lexicon: Lexicon) -> list[Entity]:
    """Return who sells something: who bears the word in the name, else who sells most of it by far."""
    own = [one for one in suppliers if stem(word) in {stem(part) for part in plain(one.name).split()}]
    if own:
        return own
    shares = sorted(((_share(word, one, lexicon), one) for one in suppliers), key=lambda entry: -entry[0])
    selling = [(share, one) for share, one in shares if share]
    if len(selling) > 1 and selling[0][0] >= _DECIDED * selling[1][0]:
        return [selling[0][1]]
    return [one for _, one in selling]
