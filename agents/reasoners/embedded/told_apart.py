"""Customers and suppliers that a tool cannot tell apart: no figures for everybody where one of them is asked for."""

import re

from ...answers import Choice
from ..protocol import Reply
from .linking import Entity, Lexicon, Mention
from .slots import Slots
from .talk import asked

_NOT_BY_CUSTOMER = {
    "past_demand": "Sales are",
    "forecast": "Forecasts are",
    "accuracy": "The accuracy of forecasts is",
    "budget": "Sales and budget are",
    "stock": "Stock is",
    "projection": "Stock is",
    "exceptions": "Exceptions are",
    "replenishment": "What to order is",
}
"""What a kind of question shows, where that is not kept by customer."""

_NOT_BY_SUPPLIER = frozenset({"past_demand", "forecast", "accuracy", "budget", "stock"})
_BY_CHANNEL = frozenset({"past_demand"})
"""Kinds whose figures can be had by channel of trade."""

_OF_GOODS = frozenset({"stock", "projection", "exceptions", "replenishment"})
"""Kinds that a question can be of that only says for whom the goods it names are."""

_LED = re.compile(
    r"\b(?:for|of|to|at|with|from|concern(?:s|ing)?|affect(?:s|ing)?|hit(?:s|ting)?|by|per|do|does|did|has|have|had|will|would|"
    r"is|customer|client|account|supplier|vendor)\s+(?:(?:the|our)\s+)?(?:customer\s+|client\s+|supplier\s+)?$",
    re.I,
)
_DOES = re.compile(
    r"\s*(?:['’]s?\b|(?:(?:has|have|will|would|did|does|really|actually)\s+)?(?:buy|buys|bought|take|takes|took|taken|get|gets|"
    r"got|order|orders|ordered|purchase|purchases|purchased|sales|demand|forecast|volumes?|consumption|account|want|wants|"
    r"need|needs)\b|\s*[?,:]|\s*$)",
    re.I,
)
_ASIDE = re.compile(
    r"\b(?:because|since|as|due to|thanks to|talk|talked|call|phone|promised|spoke|contract)\b[^,.;]*$", re.I
)


def not_told_apart(slots: Slots, kind: str, lexicon: Lexicon) -> Reply | None:
    """Say that what is asked for is not kept by customer or supplier, with what can be had instead.

    Only where the question is about one of them; who is named as the reason of it narrows nothing.
    """
    if slots.id("order") or slots.id("exception"):
        return None
    has_goods = bool(slots.named & {"item", "family"})
    customer, supplier = slots.mention("customer"), slots.mention("supplier")
    is_for_goods = has_goods and kind in _OF_GOODS
    if customer and kind in _NOT_BY_CUSTOMER and not is_for_goods and _is_subject(slots.said, customer):
        return _by_channel(slots, kind, customer, lexicon)
    if supplier and kind in _NOT_BY_SUPPLIER and not has_goods and _is_subject(slots.said, supplier):
        return _by_goods(kind, supplier.entity)
    return None


def _is_subject(said: str, mention: Mention) -> bool:
    lead = said[: mention.start]
    return (_LED.search(lead) is not None or _DOES.match(said[mention.end :]) is not None) and not _ASIDE.search(lead)


def _by_channel(slots: Slots, kind: str, customer: Mention, lexicon: Lexicon) -> Reply:
    name = customer.entity.name
    text = f"{_NOT_BY_CUSTOMER[kind]} not kept by customer, so I cannot tell {name} apart."
    choices: list[Choice] = []
    channel = lexicon.channel_of.get(customer.entity.id)
    if channel is not None and kind in _BY_CHANNEL and slots.id("channel") is None:
        text += f" I can show the channel it belongs to, {channel.name}."
        message = f"{slots.said[: customer.start]}{channel.name}{slots.said[customer.end :]}"
        choices.append(Choice(label=f"The same for {channel.name}", message=message))
    line = f"Which sales orders are open for {name}?"
    choices.append(Choice(label=line, message=line))
    return asked(f"{text} What shall I show?", tuple(choices))


def _by_goods(kind: str, supplier: Entity) -> Reply:
    line = f"Which orders are open from {supplier.name}?"
    text = f"{_NOT_BY_CUSTOMER[kind]} not kept by supplier, so I cannot tell {supplier.name} apart."
    return asked(f"{text} Name an item or a family.", (Choice(label=line, message=line),))
