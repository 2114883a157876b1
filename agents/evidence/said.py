"""The numbers of the person: what they can mean, and where a text repeats them as the person's own.

A number of the question proves nothing about the business. A text may repeat it behind words that give
it to the person ("you asked about 500 cases", "I read “500 cases” as"), or as the condition of a what-if that was
really computed ("if demand rises by 20 %").
"""

import re
from collections.abc import Iterable

from pydantic import JsonValue

from .numbers import NumberToken, numbers_in
from .words import CARDINALS, RELATIVE, in_english

_SMALL = dict(
    zip(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        range(20),
        strict=True,
    )
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_FACTORS = {r"doubl\w+|twice": 2.0, r"tripl\w+|thrice": 3.0, r"halv\w+": 0.5, "fortnight": 14.0}
_DAYS = {"day": 1.0, "week": 7.0, "wk": 7.0, "fortnight": 14.0, "month": 30.4, "year": 365.25}

_SPELLED = "|".join(sorted(CARDINALS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+|(?:{_SPELLED}|a)(?:[\s-](?:and\s)?(?:{_SPELLED}))*)"
    r"[ -]?(?P<scale>k|m|mn|bn|thousand|million|billion|dozen)?(?![A-Za-z])"
    r"\s?-?(?P<unit>%|percent|per cent|pct|(?:working )?days?|weeks?|wks?|fortnights?|months?|years?)?",
    re.I,
)
_PART = re.compile(rf"\b({'|'.join(_PARTS)})s?\b", re.I)

_YOURS = re.compile(
    r"(?:(?<!as )\b(?:you|your) (?:have |had |just |also )?"
    r"(?:ask|asked|name|named|write|wrote|mention|mentioned|said|gave|suppose|supposed|assume|assumed|mean|meant|want"
    r"|wanted|question|message|number|figure|limit|target|words|wish|request|condition)"
    r"|\bI (?:know no|read|took|understood))\b[^.,;:!?()|\n]*$",
    re.I,
)
_GIVEN = re.compile(r"\b(?:you|your|on|called|there is no|I (?:read|took|understood|know no\w*))\b[^.!?\n]*$", re.I)
_READ_AS = re.compile(r"\bI (?:read|took|understood) (?:this|that|it)\b[^.!?\n]*$", re.I)
_UNCLEAR = re.compile(r"\s*(?:can|could|may) be\b", re.I)
_CONDITION = re.compile(r"\b(?:if|suppose|supposing|assuming|should|in case|whether)\b[^.,;:!?()|\n]*$", re.I)
_CLAUSE = re.compile(r"[.,;:!?()](?=\s)|[|\n—]|\s[–-]\s|\b(?:so|then|but|and|indeed|really|is in fact|the answer)\b")
_UNIT_BEHIND = re.compile(
    r"\s*-?(%|percent|per cent|[kmMK]\b|bn\b|thousand|million|billion|days?\b|weeks?\b|months?\b|years?\b|hours?\b"
    r"|cases?\b|pieces?\b|units?\b|kg\b|pallets?\b|[€$£]|EUR\b|USD\b|euros?\b)?",
    re.I,
)
_CODE = re.compile(r"(?<![\w.-])(?!(?:EUR|USD|GBP|CHF|JPY|x)\b)[A-Za-z]{1,6}-?\d[\w-]*(?![\w-]|[.,]\d)")


def values_in(said: str) -> frozenset[float]:
    """Return every value that a number of the person can mean: `20 %` is 20, 0.2, 1.2 and 0.8, a week 7 days.

    Examples
    --------
    >>> sorted(values_in("two weeks"))
    [2.0, 14.0]
    """
    values: set[float] = set()
    said = in_english(said)
    for match in _QUANTITY.finditer(said):
        number = _value(match["number"].lower()) * _SCALES.get((match["scale"] or "").lower(), 1.0)
        unit = (match["unit"] or "").lower().removeprefix("working ").rstrip("s")
        if match["number"].lower() != "a" or match["scale"]:
            values.add(number)
        if unit in ("%", "percent", "per cent", "pct"):
            values |= {number / 100, -number / 100, 1 + number / 100, 1 - number / 100}
        elif unit:
            days = number * _DAYS[unit] * (1.4 if "working" in (match["unit"] or "").lower() else 1.0)
            values |= {days, float(round(days))}
    for match in _PART.finditer(said):
        part = _PARTS[match[1].lower()]
        values |= {part, -part, 1 + part, 1 - part}
    for pattern, factor in _FACTORS.items():
        if re.search(rf"\b(?:{pattern})\b", said, re.I):
            values |= {factor, factor - 1}
    return frozenset(values)


def _value(number: str) -> float:
    if number[0].isdigit() or number[0] == ".":
        return float(number.replace(",", ""))
    total = current = 0.0
    for word in re.findall(r"[a-z]+", number):
        if word in _SCALES:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        else:
            current += _SMALL.get(word, _TENS.get(word, 1.0 if word == "a" else 0.0))
    return total + current


class Question:
    """A question as a source of numbers.

    Parameters
    ----------
    used
        The arguments of the calls that were made.
    """

    def __init__(self, said: str, used: Iterable[JsonValue]) -> None:
        self.said = said
        self._words = " ".join(said.split()).casefold()
        self._numbers = {(token.plain, _unit_behind(said, token)) for token in numbers_in(said)}
        self._read = {token.plain for token in numbers_in(in_english(said))}
        self._used = _numbers_used(used)

    def covers(self, text: str, token: NumberToken) -> bool:
        """Whether the text repeats the number as the person's own."""
        if self._in_quotation(text, token) or self._in_code(text, token):
            return True
        if RELATIVE.fullmatch(token.text):
            return " ".join(token.text.split()).casefold() in self._words
        if (token.plain, _unit_behind(text, token)) not in self._numbers:
            return False
        clause = text[_start_of_clause(text, token.start) : token.start]
        if _YOURS.search(clause):
            return True
        return bool(_CONDITION.search(clause)) and self._was_used(token)

    def _in_quotation(self, text: str, token: NumberToken) -> bool:
        """Whether it stands in quotation marks that are given to the person, in the person's words or as read."""
        for match in re.finditer(r"[\"“]([^\"“”]+)[\"”]", text):
            if match.start(1) <= token.start and token.end <= match.end(1):
                before = re.split(r"(?<=[.!?])\s|\n", text[: match.start()])[-1]
                if _READ_AS.search(before) and token.plain in self._read:
                    return True
                quoted = re.escape(" ".join(match[1].split()).casefold())
                is_said = re.search(rf"(?<![\w.,]){quoted}(?!\w|[.,]\d)", self._words) is not None
                return is_said and bool(_GIVEN.search(before) or _UNCLEAR.match(text, match.end()))
        return False

    def _in_code(self, text: str, token: NumberToken) -> bool:
        """Whether it is part of something like an identifier, `A-999`, that the person wrote."""
        codes = {match[0].casefold() for match in _CODE.finditer(self.said)}
        return any(
            match.start() <= token.start and token.end <= match.end() and match[0].casefold() in codes
            for match in _CODE.finditer(text)
        )

    def _was_used(self, token: NumberToken) -> bool:
        meanings = values_in(self._phrase(token))
        return not meanings or any(abs(meaning - used) < 1e-9 for meaning in meanings for used in self._used)

    def _phrase(self, token: NumberToken) -> str:
        for other in numbers_in(self.said):
            if other.plain == token.plain:
                return self.said[other.start : other.end + 16]
        return token.text


def _start_of_clause(text: str, place: int) -> int:
    return max((match.end() for match in _CLAUSE.finditer(text, 0, place)), default=0)


def _unit_behind(text: str, token: NumberToken) -> str:
    match = _UNIT_BEHIND.match(text, token.end)
    return ((match[1] if match else None) or "").casefold().rstrip("s")


def _numbers_used(node: Iterable[JsonValue] | JsonValue) -> set[float]:
    if isinstance(node, bool) or node is None:
        return set()
    if isinstance(node, int | float):
        return {float(node)}
    if isinstance(node, str):
        date = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", node)
        return {float(part) for part in date.groups()} if date else set()
    values = node.values() if isinstance(node, dict) else node
    return {number for below in values for number in _numbers_used(below)}
