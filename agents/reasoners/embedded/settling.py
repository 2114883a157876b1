"""What the rest of a question, and the company, settle of the names in it that fit several things.

An order of whose number there are several, by its sort, its line, its item and its place; an item by the order that is
named, by further words of its name elsewhere in the question ("corn cakes (sea salt)"), by the place that keeps it, by
how much of it was ordered and by whom; what is sold before what is only used, where the question is about selling.
What stays open after all that keeps its candidates, so that the person is asked.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .lexicon import Entity, Lexicon, plain, stem, tokens_of
from .mentions import Mention
from .sizes import of_size
from .vocabulary import COMMON_WORDS, TELLING_PACKS

BETWEEN = frozenset({"and", "n", "of", "with", "w", "in", "the", "a"})
"""Words that may stand between the parts of a name."""

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LINE = re.compile(
    rf"\bline\s+(?:no\.?\s*)?(\d+)\b|-\d+/(\d+)\b|\b({'|'.join(_ORDINALS)}) line\b|\b(\d+)(?:st|nd|rd|th) line\b", re.I
)
_SORTS: dict[str, re.Pattern[str]] = {
    "purchase": re.compile(r"\b(?:purchase|supplier(?:['’]s)?) orders?\b|\bpos?\b|\bvessels?\b", re.I),
    "production": re.compile(r"\b(?:production|manufacturing|works?) orders?\b|\bmos?\b|\bbak(?:e|es|ed|ing)\b", re.I),
    "transfer": re.compile(r"\btransfers?\b", re.I),
    "sales": re.compile(r"\b(?:sales|customer(?:['’]s)?) orders?\b|\bsos?\b", re.I),
}
_SELLING = re.compile(
    r"\b(?:forecasts?|sell(?:s|ing)?|sold|sales|revenue|turnover|consumers?|shoppers?|promo(?:tion)?s?|listing|"
    r"(?:customers?|who|people|they|clients?) (?:really |actually )?(?:buys?|bought|takes?|orders?|drinks?|eats?))\b",
    re.I,
)
_BRACKETED = re.compile(r"\s*(?:\(|,|[-–—])\s*(?P<words>[^()]*?)(?:\)|$|[,;.?!]|\s[-–—]\s)")
_THAT_ONE = re.compile(
    r"\bthe (?P<words>(?:[\w&.'’-]+ ){1,4}?)(?:ones?|kind|version|variant|type|sort|variety|flavou?r)\b", re.I
)
_SIZE = re.compile(r"\b(?:the|in|as|a) $|[(,] ?$", re.I)
_AMOUNT = re.compile(r"(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d{3,})(?![\w/-]|[.,]\d)")
_GREAT = re.compile(
    r"\b(?:monster|huge|big(?:gest)?|large(?:st)?|giant|enormous|massive|whopping) (?:[a-z]+ ){0,3}?orders?\b|\b(?:in one (?:go|order|swoop|shot)|all at once|(?:mountains?|tons|heaps|loads|masses|thousands?)(?:[ -]odd)?(?: (?:cases|units|boxes))? of|weeks[’']? (?:worth )?of)\b",
    re.I,
)
_AND_OTHERS = re.compile(
    r"\s*(?:,|&|,?\s*\b(?:and|or|n)\b)\s*(?:(?:the|our|all)\s+)*(?:(?:other|rest of(?: the| our)?|remaining)\s+)?", re.I
)
_DENIED_WORD = re.compile(
    r"\b(?:not|non|no(?! added\b)|without|minus|except|rather than|instead of)[\s-]+(?:the\s+|an?\s+)?(?P<word>[a-z]{3,})",
    re.I,
)
_DENYING = re.compile(r"(?:not|non|no(?! added\b)|minus|without|except|rather|instead)\b", re.I)
_RULED_OUT = re.compile(
    r"\s+(?:can(?:no|['’])?t|can not|could(?:n['’]| no)t) be (?:trusted|relied|counted)\b"
    r"|\s+(?:is|are|has become|have become|was|got) (?:too |so |very |much too )?(?:unreliable|expensive|dear|slow|costly)\b",
    re.I,
)
_INSTEAD_OF = re.compile(r"\b(?:instead of|rather than|not (?:from|at|with|by))\s+$", re.I)
_DENIED = re.compile(r"(?:\bno|\bminus|\bnot|\bnon|\bexcept|\brather than|\binstead of)[\s-]+(?:the\s+|an?\s+)?$", re.I)
_GREATER = 3.0
"""How many times as much a great order must be as what else a customer has ordered of the same."""


def settled(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions of a question, each with those candidates left that the rest of the question leaves open."""
    wanted = _without_denied(text, _without_ruled_out(text, mentions))
    known = [_order_settled(text, mention, wanted, lexicon) for mention in wanted]
    known = [_item_of_family(text, mention, known, lexicon) for mention in known]
    known = [_item_settled(text, mention, known, lexicon) for mention in known]
    return _without_repeats(text, known, lexicon)


def _without_ruled_out(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out the supplier who is ruled out where another one is named: "S. can't be trusted, let M. deliver"."""
    suppliers = [mention for mention in mentions if mention.entity.kind == "supplier"]
    out = [m for m in suppliers if _RULED_OUT.match(text, m.end) or _INSTEAD_OF.search(text[: m.start])]
    return [mention for mention in mentions if mention not in out or len(out) == len(suppliers)]


def _without_denied(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Leave out what "not" excepts from an unclear name before it, there too: "extra virgin, not the organic"."""
    denied = [m for m in mentions if m.entity.kind == "item" and _DENIED.search(text[: m.start])]
    kept = [mention for mention in mentions if mention not in denied]
    for number, mention in enumerate(kept):
        excepted = {one for other in denied if other.start >= mention.end for one in other.alternatives}
        left = [one for one in mention.alternatives if one not in excepted]
        if left and len(left) < len(mention.alternatives):
            kept[number] = _narrowed(mention, left)
            denied = [other for other in denied if not set(other.alternatives) & set(mention.alternatives)]
    return sorted([*kept, *denied], key=lambda mention: mention.start)


def line_said(text: str) -> int | None:
    """Return the number of the line of an order that a question names."""
    line = _LINE.search(text)
    if line is None:
        return None
    return _ORDINALS[line[3].lower()] if line[3] else int(line[1] or line[2] or line[4])


def _clear(mentions: Sequence[Mention], but: Mention, kind: str) -> list[Entity]:
    return [m.entity for m in mentions if m is not but and len(m.alternatives) == 1 and m.entity.kind == kind]


def _left(candidates: list[Entity], allowed: Collection[str]) -> list[Entity]:
    return [one for one in candidates if one.id in allowed] or candidates


def _narrowed(mention: Mention, left: list[Entity]) -> Mention:
    if len(left) == len(mention.alternatives):
        return mention
    return replace(mention, candidates=tuple(left), spelled=False)


def _order_settled(text: str, mention: Mention, mentions: Sequence[Mention], lexicon: Lexicon) -> Mention:
    """Leave of the orders of one number those that fit the sort, the line, the item and the place that are named."""
    orders = mention.alternatives
    if mention.entity.kind != "order" or len(orders) == 1:
        return mention
    said = {sort for sort, pattern in _SORTS.items() if pattern.search(text)}
    orders = _left(orders, {one.id for one in orders if lexicon.sort_of_order.get(one.id) in said})
    line = line_said(text)
    orders = _left(orders, {one.id for one in orders if (one.id, line) in lexicon.lines_of})
    for other in (m for m in mentions if m.entity.kind == "item"):
        items = {item.id for item in other.alternatives}
        orders = _left(orders, {one.id for one in orders if items & lexicon.items_of[one.id]})
    for kind in ("site", "supplier"):
        for place in _clear(mentions, mention, kind):
            orders = _left(orders, {one.id for one in orders if place.id in lexicon.places_of[one.id]})
    return _narrowed(mention, _left(orders, lexicon.to_come))


def _item_of_family(text: str, mention: Mention, mentions: Sequence[Mention], lexicon: Lexicon) -> Mention:
    """Return the item that the line of the order named has, or words in brackets single out, in place of its family."""
    if mention.entity.kind != "family":
        return mention
    bearers = [lexicon.words.get(token.word, set[Entity]()) for token in tokens_of(text[mention.start : mention.end])]
    bearers = [found for found in bearers if found]
    said = set[Entity].intersection(*bearers) if bearers else set[Entity]()
    items = sorted((one for one in said if one.kind == "item"), key=lambda one: one.id)
    line, left = line_said(text), items
    for order in _clear(mentions, mention, "order"):
        left = _left(left, {lexicon.lines_of.get((order.id, line), "")}) if line else left
    bracketed = _BRACKETED.match(text, mention.end)
    if len(left) > 1 and bracketed and bracketed[0].lstrip().startswith("("):
        left = _qualified(text, left, mention, ())
    return replace(mention, candidates=tuple(left), spelled=False) if len(left) == 1 < len(items) else mention


def _item_settled(text: str, mention: Mention, mentions: Sequence[Mention], lexicon: Lexicon) -> Mention:
    items = mention.alternatives
    if mention.entity.kind != "item":
        return mention
    if len(items) == 1:
        return _sold_instead(text, mention, mentions, lexicon)
    line = line_said(text)
    for order in _clear(mentions, mention, "order"):
        named = lexicon.lines_of.get((order.id, line)) if line else None
        items = _left(items, {named} if named else lexicon.items_of[order.id])
    items = _qualified(text, items, mention, mentions)
    for kind in ("site", "supplier"):
        for place in _clear(mentions, mention, kind):
            items = _left(items, lexicon.items_of[place.id])
    if lexicon.sold and _is_selling(text, mentions):
        items = _left(items, lexicon.sold)
    items = of_size(text, mention, items)
    items = _ordered_so_much(text, items, lexicon)
    for channel in _clear(mentions, mention, "channel"):
        items = _left(items, lexicon.items_of[channel.id])
    customers = _clear(mentions, mention, "customer")
    if _GREAT.search(text):
        is_placed = bool(_clear(mentions, mention, "site"))
        who = {one.id for one in customers} or {customer for customer, _ in lexicon.most_of if is_placed}
        items = _greatest(items, who, lexicon)
    items = _plainest(items, text[mention.start : mention.end])
    for other in customers:
        left = _left(items, lexicon.items_of[other.id])
        items = left if len(left) == 1 else items
    return _narrowed(mention, items)


def _qualified(text: str, items: list[Entity], mention: Mention, mentions: Sequence[Mention]) -> list[Entity]:
    """Leave the item that bears all further words of a name in the question, where every other bears fewer of them."""
    words = {token.word for token in tokens_of(text[mention.start : mention.end])}
    further: list[str] = []
    behind = _BRACKETED.match(text, mention.end)
    stretches = [behind["words"]] if behind and not _DENYING.match(behind["words"]) else []
    stretches += [m["words"] for m in _THAT_ONE.finditer(text) if not _DENIED.search(text[: m.start()])]
    stretches += [
        text[m.start : m.end]
        for m in mentions
        if m is not mention
        and m.entity.kind == "item"
        and len(m.alternatives) > 1
        and set(items) & set(m.alternatives)
        and not re.search(r"\b(?:and|or|versus|vs|than)\b", text[min(m.end, mention.end) : max(m.start, mention.start)])
    ]
    for stretch in stretches:
        for token in tokens_of(stretch):
            further += [stem(part) for part in (token.word, *token.word.split("-"))]
    for token in tokens_of(text):
        if token.word[0].isdigit() and " " in token.word and _SIZE.search(text[: token.start]):
            further.append(token.word)
    own = {item: {stem(token.word) for token in tokens_of(item.name)} for item in items}
    denied = {stem(match["word"].lower()) for match in _DENIED_WORD.finditer(text)}
    items = [item for item in items if not denied & own[item]] or items
    telling = {word for word in further if word not in COMMON_WORDS or word in TELLING_PACKS}
    telling -= {stem(word) for word in words} | BETWEEN | denied
    hits = {item: telling & own[item] for item in items}
    best = max(hits.values(), key=len, default=set[str]())
    if not best or any(not hit <= best for hit in hits.values()):
        return items
    return [item for item in items if hits[item] == best]


def _is_selling(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a question is about what customers take."""
    kinds = {mention.entity.kind for mention in mentions}
    return bool(kinds & {"channel", "customer"}) or _SELLING.search(text) is not None


def _sold_instead(text: str, mention: Mention, mentions: Sequence[Mention], lexicon: Lexicon) -> Mention:
    """Return the product that bears the name of a material, where a question is about selling: "pea protein"."""
    item, sold = mention.entity, lexicon.sold
    said = plain(text[mention.start : mention.end])
    if not sold or item.id in sold or said == item.id.lower() or not _is_selling(text, mentions):
        return mention
    if any(m.entity.kind == "supplier" for m in mentions):
        return mention
    words = [lexicon.words.get(stem(word), set[Entity]()) for word in plain(item.name).split()]
    products = [one for one in set[Entity].intersection(*words) if one.kind == "item" and one.id in sold]
    if not products:
        return mention
    return replace(mention, candidates=tuple(sorted(products, key=lambda one: one.id)), spelled=False)


def _ordered_so_much(text: str, items: list[Entity], lexicon: Lexicon) -> list[Entity]:
    """Leave the item of which somebody ordered exactly as much as the question says, if the amount is no round one."""
    amounts = {float(match[0].replace(",", "")) for match in _AMOUNT.finditer(text)}
    odd = {amount for amount in amounts if amount % 10}
    found = [item for item in items if odd & lexicon.amounts_of[item.id]]
    return found if len(found) == 1 else items


def _greatest(items: list[Entity], customers: Collection[str], lexicon: Lexicon) -> list[Entity]:
    """Leave the item of the one great order of some customers."""
    most = sorted(
        (
            (max((lexicon.most_of.get((customer, item.id), 0.0) for customer in customers), default=0.0), item.id)
            for item in items
        ),
        reverse=True,
    )
    is_great = len(most) > 1 and most[0][0] >= _GREATER * most[1][0] and most[0][0] > 0
    return _left(items, {most[0][1]}) if is_great else items


def _plainest(items: list[Entity], said: str) -> list[Entity]:
    """Return the item whose name adds least to what was said, where every other adds the same and more."""
    words = {stem(token.word) for token in tokens_of(said)}

    def added(item: Entity) -> frozenset[str]:
        own = {stem(token.word) for token in tokens_of(item.name) if not token.word[0].isdigit()}
        return frozenset(own - words - BETWEEN)

    more = [added(item) for item in items]
    plainest = [
        item for item, own in zip(items, more, strict=True) if all(own < other or own == other for other in more)
    ]
    return plainest if len(plainest) == 1 else items


def _without_repeats(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Leave out an unclear name that another settles: one of its candidates in full, or what "but" puts against it.

    The family of an item that is named, too, where only a part of its name is said ("pumpkin soup … takes soup off"),
    and what is said beside an item of the order that is named, if it is not on that order.
    """
    clear = [mention for mention in mentions if len(mention.candidates) == 1]
    named = {mention.entity for mention in clear}
    families = {entity.family for entity in named if entity.kind == "item"}
    orders = [entity for entity in named if entity.kind == "order"]
    ordered = {item for order in orders for item in lexicon.items_of[order.id]}
    has_item = any(entity.kind == "item" and entity.id in ordered for entity in named)

    def is_of_family(item: Mention) -> bool:  # "granola and the other cereals"
        families = [m for m in mentions if m.entity.kind == "family" and m.start >= item.end]
        return any(
            {one.family for one in item.alternatives} == {family.entity.id}
            and _AND_OTHERS.fullmatch(text[item.end : family.start])
            for family in families
        )

    def is_settled(unclear: Mention) -> bool:
        is_beside = has_item and unclear.entity.kind == "item" and not ordered & {e.id for e in unclear.alternatives}
        return (
            is_beside
            or is_of_family(unclear)
            or bool(named & set(unclear.candidates))
            or any(
                other.entity.kind == unclear.entity.kind
                and unclear.end <= other.start
                and re.search(r"\bbut\b", text[unclear.end : other.start])
                for other in clear
            )
        )

    def is_repeat(family: Mention) -> bool:
        return family.entity.kind == "family" and not family.spelled and family.entity.id in families

    kept: list[Mention] = []
    for mention in mentions:
        again = any(
            mention.entity.kind == "item" and one.entity == mention.entity and len(one.candidates) == 1 for one in kept
        )
        is_again = again and not mention.spelled and len(mention.candidates) == 1
        if not is_repeat(mention) and not is_again and (len(mention.alternatives) == 1 or not is_settled(mention)):
            kept.append(mention)
    return kept
