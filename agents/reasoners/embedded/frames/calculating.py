"""What is to be worked out of the numbers of a question, and in which order."""

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from ..quantities import Quantity
from ..slots import Slots
from .amounts import after, before
from .frame import Arguments, Ask

Operation = Literal["difference", "sum", "ratio", "percent_change", "product", "mean", "min", "max"]

_UNITS = {"percent": "share", "money": "money", "number": "ratio", "duration": "days"}
_UNKNOWN = Ask("Which numbers shall I put together, and how: sum, difference, product, ratio, change or mean?")
_UNKNOWN_LETTER = re.compile(
    r"\b(?:squared|cubed|square root|logarithm|equation|solve for|equals?)\b|\b\d*x\b.*=", re.I
)

_PERCENT = r"(?:per ?cent(?:age)?|pct|%)"
_THING = r"(?:case|unit|piece|pc|kg|kilo|gram|litre|liter|l|bottle|box|pallet|pack|carton|can|jar|sack|bag|tonne|ton|head|person|store|shop|order|line)"
_OPERATIONS: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    (
        "ratio",
        re.compile(
            rf"\b(?:ratio|divid\w+|quotient|as an? {_PERCENT} of|as a share of|(?:what|which|how (?:many|much)) {_PERCENT} of|(?:share|proportion|fraction) of"
            rf"|what (?:share|proportion|fraction)|(?:as|in) (?:a )?(?:share|proportion|fraction))\b|÷|\d\s*/\s*\d",
            re.I,
        ),
    ),
    (
        "percent_change",
        re.compile(
            rf"\b(?:how (?:many|much) {_PERCENT}|by (?:what|which) {_PERCENT}|{_PERCENT} (?:change|increase|decrease|growth|difference)|in {_PERCENT}"
            rf"|relative change|what {_PERCENT} (?:more|less|higher|lower|is|up|down|above|below|over|under|bigger|smaller|fewer|growth|rise|drop|fall|off|too)"
            rf"|growth (?:rate|from)|(?:what|which) (?:growth|increase|decrease|rise|drop|change)|(?:change|increase|decrease) from"
            rf"|(?:change|growth|grew|grow|increase|decrease|drop|rise|rose|fell|fall|deviation|deviate|gap|up|down)\w*[^?!]*{_PERCENT}(?! of))(?!\w)",
            re.I,
        ),
    ),
    ("mean", re.compile(r"\b(?:average|avg|mean)\b", re.I)),
    ("min", re.compile(r"\b(?:smallest|lowest|minimum|min|least|cheapest|smaller|lower of)\b", re.I)),
    ("max", re.compile(r"\b(?:largest|biggest|highest|maximum|max|greatest|dearest|bigger|larger|higher of)\b", re.I)),
    (
        "difference",
        re.compile(
            r"\b(?:minus|subtract\w*|difference|gap|deduct\w*|take away|takes? \S+ (?:away|off)|how (?:much|many) (?:more|less|fewer)"
            r"|(?:is|are|have|has|what[’']?s) left|left over|remain\w*)\b|\d\s*[-−–]\s*\d",
            re.I,
        ),
    ),
    ("sum", re.compile(r"\b(?:sum|plus|add(?:s|ed)?(?: up)?|altogether|together|combined)\b|\d\s*\+\s*\d", re.I)),
    (
        "product",
        re.compile(
            r"\b(?:times|multipl\w+|product|each|apiece|a piece|per (?:case|unit|piece|kg|pallet))\b|\d\s*[x×*]\s*\d",
            re.I,
        ),
    ),
    ("difference", re.compile(r"\bless\b", re.I)),
    ("sum", re.compile(r"\b(?:total|in all|and)\b", re.I)),
    ("ratio", re.compile(r"\b(?:over|by|split)\b", re.I)),
    ("product", re.compile(r"\bof\b|\bat\b", re.I)),
)
"""Operations by the words that ask for them, the first that is found."""

_PACKED = re.compile(
    r"\b(?:hold|take|contain|fit|carr(?:y|i)|load|go(?:es)? (?:on|in))\w*\b|\b0 (?:\w+ ){0,2}?(?:is |are |in |for )?(?:an?|per|each|every|one) (?:\w+ )?(?:day|week|wk|hour|shift|month|year)\b"
    r"|\bat 0 (?:\w+ )?(?:per|an?|each) (?:day|week|hour|shift|month|year)\b",
    re.I,
)
_PRICED = re.compile(
    rf"\b0 (?:(?:euros?|eur|€|dollars?|usd|gbp|bucks) )?(?:each|apiece|for each|(?:per|a|an|for the|for a|for one|for every|the) {_THING})\b"
    rf"|\b(?:an?|one|each|every|per|the|1) {_THING} (?:costs?|is|goes for|comes at|sells (?:for|at)) 0\b|\b(?:unit )?price\b[^.?!]* 0\b.*\bquantity\b(?: \w+){{0,2}} 0\b"
    rf"|\b(?:unit price|price|cost|rate)s?\b(?: \w+){{0,4}} 0\b.* 0 {_THING}s\b|\b0 {_THING}s\b.*\b(?:unit price|price)\b(?: \w+){{0,4}} 0\b",
    re.I,
)
"""A price for one and how many: "16.90 the piece and 1350 pieces"."""

_PER_ONE = re.compile(
    rf"\b(?:what|how much|how many|cost|price|makes?|comes? to)\b[^.!]*\b(?:each|apiece|(?:per|an?|the|for one|for each) (?:single )?{_THING})\b",
    re.I,
)
"""What one of many is asked for: "372 euros for 12 cases, how much is that a case"."""

_BASE_AFTER = re.compile(
    r"^\s*(?:\w+\s+){0,2}?(?:were |was |had been |are |is |being )?(?:expected|planned|forecast(?:ed)?|budgeted|predicted|foreseen|assumed|promised|ordered"
    r"|(?:in|for|from|of)?\s*(?:the )?(?:last|previous|prior) (?:week|month|year|quarter|season)|(?:a|one) (?:week|month|year) (?:ago|before|earlier)|before that|previously|in (?:the )?(?:plan|budget|forecast))\b",
    re.I,
)
_BASE_BEFORE = re.compile(
    r"\b(?:plan(?:ned)?|budget(?:ed)?|forecast|expected|expectation|expecting|foreseen|target|last (?:week|month|year|quarter|season)|previously|prior (?:week|month|year)|the (?:week|month|year) before"
    r"|instead of|rather than|against|from|base)\s*(?:(?:was|were|of|is|had|it|we|said|sold|an?|about|only|at|the)\s+|[:=]\s*)*$",
    re.I,
)
"""The number that a change is measured against, by what stands around it."""

_ADDS = re.compile(r"\b(?:sum|plus|add\w*|altogether|together|combined|totals?|in all)\b|\+", re.I)
_HOW_MANY = re.compile(
    r"\bhow (?:many|often|much|long|far)\b|\b(?:last|lasts|enough|good|do|will do) (?:us )?(?:for|until)\b|\bcover\b",
    re.I,
)
_BASE_LAST = re.compile(
    r"\b(?:above|below|than|over|against|compared (?:to|with)|relative to|versus|vs|up on|down on)\b",
    re.I,
)
_WHOLE_FIRST = re.compile(rf"(?:{_PERCENT}|share|proportion|fraction|part) of\b", re.I)
_FROM_LAST = re.compile(r"\b(?:subtract\w*|deduct\w*|take)\b.*\bfrom\b", re.I)
_INTO = re.compile(r"\b(?:go(?:es)?|fits?) into\b", re.I)


def calculation(slots: Slots) -> Arguments | Ask:
    """Return the operation and its operands in order, or ask where either is not plain."""
    numbers = _numbers(slots)
    if len(numbers) < 2 or _UNKNOWN_LETTER.search(slots.said):
        return _UNKNOWN
    said = _words_between(slots, numbers)
    operation: Operation | None = next((name for name, words in _OPERATIONS if words.search(said)), None)
    if len(numbers) == 2 and operation not in ("percent_change", "mean", "difference"):
        operation = "product" if _PRICED.search(said) else "ratio" if _PER_ONE.search(said) else operation
    if len(numbers) > 2 and operation == "sum" and not _ADDS.search(said):
        return _UNKNOWN
    if len(numbers) == 2 and operation == "ratio" and not _PRICED.search(said) and _PER_ONE.search(said):
        numbers = _whole_first(slots, numbers)
    elif len(numbers) == 2 and not _PRICED.search(said) and _PACKED.search(said) and _HOW_MANY.search(said):
        operation, numbers = "ratio", numbers if numbers[0].value > numbers[1].value else numbers[::-1]
    elif operation is None or (len(numbers) > 2 and operation in ("ratio", "percent_change", "difference")):
        return _UNKNOWN
    elif len(numbers) == 2:
        numbers = _in_order(operation, said, slots, numbers)
    if any(quantity.kind == "percent" for quantity in numbers) and operation in ("sum", "difference"):
        return _with_percent(slots, numbers, operation)
    return {"operation": operation, "operands": _operands(slots, numbers, operation)}


def are_told_before(clauses: Sequence[Slots]) -> bool:
    """Whether numbers stand only before the last clause, which asks what to make of them: "… What percentage is that?"."""
    *before_it, last = (_numbers(slots) for slots in clauses)
    return sum(map(len, before_it)) > 1 and not last and not clauses[-1].found.mentions


_A_UNIT = re.compile(r"(?:an?|one|per|each|every)\s+[a-z]+", re.I)
_AMOUNT = re.compile(r"(?:\d|\b(?:cases?|cs|units?|pieces?|pcs|kg|pallets?|euros?))\s*(?:,|/|per)?\s*$", re.I)


def _numbers(slots: Slots) -> list[Quantity]:
    """Return what can be calculated with; "a week" behind an amount says only of what the amount is."""
    return [
        quantity
        for quantity in slots.found.quantities
        if quantity.kind in _UNITS
        and not (
            _A_UNIT.fullmatch(slots.said[quantity.start : quantity.end]) and _AMOUNT.search(before(slots, quantity))
        )
    ]


def _words_between(slots: Slots, numbers: list[Quantity]) -> str:
    """Return the question with a plain digit for each number, so that no word within a number says anything."""
    pieces: list[str] = []
    position = 0
    for quantity in numbers:
        pieces += [slots.said[position : quantity.start], " 0 " if quantity.kind != "duration" else " 0 days "]
        position = quantity.end
    return " ".join("".join([*pieces, slots.said[position:]]).split())


def _in_order(operation: Operation, said: str, slots: Slots, numbers: list[Quantity]) -> list[Quantity]:
    first, second = numbers
    between = slots.said[first.end : second.start]
    is_last = (
        (operation == "percent_change" and (_BASE_LAST.search(between) or _is_base_last(slots, first, second)))
        or (operation == "difference" and _FROM_LAST.search(said))
        or (operation == "ratio" and (_INTO.search(between) or _is_whole_first(slots, first, between)))
    )
    return [second, first] if is_last else numbers


def _is_whole_first(slots: Slots, first: Quantity, between: str) -> bool:
    """Whether a share is asked of the first number: "what share of 1,452 is 120", not "the share of 120 in 1,452"."""
    is_of_first = _WHOLE_FIRST.search(before(slots, first))
    return bool(is_of_first) and not re.fullmatch(
        r"\s*(?:[a-z]+\s+){0,2}(?:in|of|out of|from)\s+(?:the\s+)?", between, re.I
    )


def _whole_first(slots: Slots, numbers: list[Quantity]) -> list[Quantity]:
    """Put the number of things, of which one is asked for, behind what all of them cost or weigh."""
    first, second = numbers
    things = [bool(re.match(rf"\s*{_THING}s\b", after(slots, quantity), re.I)) for quantity in numbers]
    is_last = (things[0] and not things[1]) or (second.kind == "money" and first.kind != "money")
    return [second, first] if is_last else numbers


def _is_base_last(slots: Slots, first: Quantity, second: Quantity) -> bool:
    """Whether the words around two numbers say that a change is measured against the second."""
    ends = slots.said.find(",", second.end)
    behind = slots.said[second.end : ends if ends > 0 else len(slots.said)]
    is_first = _BASE_BEFORE.search(before(slots, first)) or _BASE_AFTER.match(slots.said[first.end : second.start])
    is_second = _BASE_BEFORE.search(slots.said[first.end : second.start]) or _BASE_AFTER.match(behind)
    return bool(is_second) and not is_first


def _with_percent(slots: Slots, numbers: list[Quantity], operation: Operation) -> Arguments | Ask:
    """Return a number and so many percent more or less of it as a product."""
    if len(numbers) != 2 or numbers[0].kind == "percent" or numbers[1].kind != "percent":
        return _UNKNOWN
    base, share = numbers
    factor = 1.0 + (abs(share.value) if operation == "sum" else -abs(share.value))
    label = f"1 {'plus' if operation == 'sum' else 'minus'} {slots.said[share.start : share.end].strip()}"
    return {
        "operation": "product",
        "operands": [*_operands(slots, [base], "product"), {"value": factor, "label": label, "unit": "ratio"}],
    }


def _operands(slots: Slots, numbers: list[Quantity], operation: Operation) -> list[JsonValue]:
    """Return the operands; where only some are called money, days or a share, all are but in a product or ratio."""
    units = [_UNITS[quantity.kind] for quantity in numbers]
    named = {unit for unit in units if unit != "ratio"}
    is_between_money = operation == "ratio" and named == {"money"} and units[-1] == "money"
    if len(named) == 1 and (operation not in ("product", "ratio") or is_between_money):
        units = [next(iter(named))] * len(units)
    return [
        {"value": quantity.value, "label": slots.said[quantity.start : quantity.end].strip(), "unit": unit}
        for quantity, unit in zip(numbers, units, strict=True)
    ]
