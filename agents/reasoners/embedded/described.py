"""Things that are not named but described: suppliers by their country or by what they sell, packages by their sort.

"The Thai coconut people", "our Spanish supplier", "the lorry from Spain", "jars in Poznan". A description counts where
exactly one thing answers it.
"""

import re
from collections.abc import Sequence

from .countries import is_country, lies_in
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
    for number, token in enumerate(tokens):
        if token.word in _SUPPLIERS or token.word in _PEOPLE:
            found += _people(text, tokens, number, mentions, lexicon)
        elif token.word in {"from", "of"} and number + 1 < len(tokens):
            found += _from_country(text, tokens, number + 1, lexicon)
        elif token.word in _MOVED and number and is_country(tokens[number - 1].word, lexicon):
            found += _mention(tokens[number - 1], tokens[number - 1], _of_country(tokens[number - 1].word, lexicon))
    if any(mention.entity.kind == "supplier" and mention.spelled for mention in mentions):
        return list(mentions)
    kept = [m for m in mentions if all(one.end <= m.start or m.end <= one.start for one in found)]
    return sorted([*kept, *found], key=lambda mention: mention.start)


def with_packages(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with the package that a plant keeps, where goods are not spoken of: "jars in Poznan"."""
    plants = [m.entity.id for m in mentions if lexicon.kind_of_site.get(m.entity.id) == "plant"]
    if len(plants) != 1 or len(mentions) != 1 or _MOVING.search(text):
        return list(mentions)
    for token in tokens_of(text):
        word = stem(token.word.removesuffix("es") if token.word in {"boxes", "pouches"} else token.word)
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
