"""Quantities, shares, multiples and lengths of time in a question."""

import re
from dataclasses import dataclass
from typing import Literal

_SMALL = dict(
    zip(
        re.findall(
            r"[a-z]+",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen",
        ),
        range(20),
        strict=True,
    )
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "grand": 1000}
_SIGNS = {
    "k": 1e3,
    "grand": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "hundred": 100.0,
    "dozen": 12.0,
}
_FRACTIONS = {
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "fifth": 0.2,
    "tenth": 0.1,
    "two thirds": 2 / 3,
    "two-thirds": 2 / 3,
    "three quarters": 0.75,
    "three-quarters": 0.75,
}
_FACTORS = {
    r"half as (?:much|many|big|high|large|strong) again|half again as (?:much|many|big|high|large)": 1.5,
    r"doubl(?:e|es|ed|ing)|twice|twofold": 2.0,
    r"tripl(?:e|es|ed|ing)|threefold": 3.0,
    r"quadrupl(?:e|es|ed|ing)": 4.0,
    r"halv(?:e|es|ed|ing)|cut(?:ting)? in half|half as (?:much|many|big|high)|half the": 0.5,
}
_DIGITS = 10
"""Digits to which a share is kept: 99.9 % are 0.999, and not what the binary fraction makes of it."""

_WORD = "|".join([*_SMALL, *_TENS, *_SCALES])
NUMBER = (
    r"(?:(?:\d{1,3}(?:[ ]\d{3})+|\d+(?:,\d+)*(?:\.\d+)*)\s?(?:k|mn|mio|m|thousand|grand|million|hundred|dozen)?(?![\w])"
    rf"|half\sa\s(?:{'|'.join(_SCALES)})(?!\w)"
    rf"|(?:a\s)?(?:{_WORD})(?:[\s-](?:and\s)?(?:{_WORD}))*(?:\sand\sa\shalf(?:\s(?:{'|'.join(_SCALES)}))?)?)"
)
"""A number in digits or words, as a regular expression without groups."""

_UNIT_DAYS = {"day": 1.0, "working day": 1.4, "week": 7.0, "wk": 7.0, "month": 30.4, "year": 365.25, "d": 1.0, "w": 7.0}
_ROUGHLY = {"half a": 0.5, "half an": 0.5, "a": 1.0, "an": 1.0, "couple of": 2.0, "a couple of": 2.0}
_DURATION = re.compile(
    rf"\b({NUMBER}|{'|'.join(sorted(_ROUGHLY, key=len, reverse=True))})\+?[\s-]"
    r"(working day|day|week|wk|month|year|fo?rt?h?nigh?t)s?(?P<half>\sand\sa\shalf)?\b",
    re.I,
)
_SHORT_DURATION = re.compile(r"(?<![\w.,])(\d{1,3})(day|week|wk|month|d|w)s?\b", re.I)
_PERCENT = re.compile(rf"([+-]?)({NUMBER}|\d[\d,.]*\d|\d)\s?(?:%|percents?|per cents?|pct)(?!\w)", re.I)
_OF_HUNDRED = re.compile(
    rf"\b({NUMBER})\s(?:cases\s|orders\s|units\s|lines\s|times\s|days\s)?(?:out\s)?(?:of|in)\s(?:a|an|every|each|any|one)\s(?:hundred|100)\b"
    rf"|\b({NUMBER})\s(?:times\s(?:out\s)?(?:of|in)|out\sof)\s100\b",
    re.I,
)
_SAID = re.compile(
    r"\b(?:said|told|asked|tried|mentioned|written|wrote|mailed|called|rung|warned|explained|repeated)\b[^.,;:!?]{0,20}$",
    re.I,
)
"""What was done several times, which multiplies nothing: "I've said it three times now"."""

_MONEY = re.compile(
    rf"(?:(?:€|\$|£|eur|usd|gbp)\s?({NUMBER})|({NUMBER})\s?(?:€|\$|£|eur|euros?|usd|dollars?|gbp)\b)", re.I
)
_PARTS = "|".join(_FRACTIONS)
_FRACTION = re.compile(
    rf"\b(?:by (?:a |one )?(?P<by>{_PARTS})\b"
    rf"|(?:a |one )?(?P<more>{_PARTS}) "
    r"(?=more|less|higher|lower|fewer|up|down|off|extra|on top|bigger|smaller)"
    r"|(?:rises?|rose|falls?|fell|drops?|dropped|grows?|grew|jumps?|jumped|up|down|lose|loses|lost|"
    r"gains?|shrinks?|shrank|plus|minus)\s(?:a |one )?"
    r"(?P<change>third|quarter|fifth|tenth)\b)",
    re.I,
)
_TIMES = re.compile(
    rf"\b({NUMBER})\s?"
    r"(?:times(?: as (?:much|many|high|big)|(?= (?:the|what|today|current|now|its|our|their)\b))|[- ]?fold"
    r"|x(?= (?:the|as|more|demand|sales)|[\s,.?!]*$))",
    re.I,
)
_TIMES_SIGN = re.compile(rf"(?:\bx\s?|×\s?)({NUMBER})(?=[\s,.?!]*$|\s(?:the|in|at|for|of|next|from|on)\b)", re.I)
_SIGN_AFTER = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)[x×](?=[\s,.?!]*$|\s(?:the|in|at|for|of|next|from|on)\b)", re.I)
_TIMES_AFTER = re.compile(rf"\btimes\s({NUMBER})(?=[\s,.?!]*$|\s(?:the|in|at|for|of|next|from|on)\b)", re.I)
_NUMBER = re.compile(
    rf"(?<![\w.#'-])(?<!few )(?<!several )(?<!couple of )({NUMBER})"
    rf"(?:\splus\s(?P<more>{NUMBER})(?=\s(?:cases|cs|units|kg|pieces|pcs)\b))?(?!\w)"
    r"|(?<![\w.#'-])(?P<counted>\d+)(?=(?:cs|cases|pcs|units|x\s)\b)",
    re.I,
)

Kind = Literal["percent", "duration", "factor", "money", "number"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a question.

    Attributes
    ----------
    value
        A share for `percent` (0.2 for 20 %), days for `duration`, a multiple for `factor`.
    """

    kind: Kind
    value: float
    start: int
    end: int


def number_of(text: str) -> float:
    """Return the value of a number in digits or English words.

    Examples
    --------
    >>> [number_of(text) for text in ("1,200", "2.5k", "twenty-five", "two hundred and ten", "a dozen")]
    [1200.0, 2500.0, 25.0, 210.0, 12.0]
    >>> number_of("1.500"), number_of("12 000"), number_of("1.25")
    (1500.0, 12000.0, 1.25)
    """
    low = text.lower().strip()
    digits = re.fullmatch(r"([\d., ]*\d)\s?(k|mn|mio|m|thousand|grand|million|hundred|dozen)?", low)
    if digits:
        decimal = re.sub(r",(?=\d{1,2}$)", ".", digits[1]) if digits[1].count(",") == 1 else digits[1]
        plain = decimal.replace(",", "").replace(" ", "")
        if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", plain):  # 1.500 as a continental planner writes it
            plain = plain.replace(".", "")
        if plain.count(".") > 1:  # a date such as 3.4.2026: no number
            plain = plain.replace(".", "")
        return float(plain) * _SIGNS.get(digits[2] or "", 1.0)
    whole, is_half, scale = low.partition(" and a half")
    if is_half and not scale and whole.split()[-1] in _SCALES:  # "a thousand and a half"
        return number_of(whole) + 0.5 * _SCALES[whole.split()[-1]]
    if is_half:
        return (number_of(whole) + 0.5) * _SCALES.get(scale.strip(), 1)
    if low.startswith("half a "):
        return number_of(low.removeprefix("half a ")) / 2
    total = current = 0.0
    for word in re.findall(r"[a-z]+", low):
        if word in _SMALL or word in _TENS:
            current += _SMALL.get(word, _TENS.get(word, 0))
        elif word in _SCALES:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
    return total + current


def quantities_in(text: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Return the quantities of a question in order, outside the spans that are taken already."""
    found: list[Quantity] = []
    busy = list(taken)

    def add(kind: Kind, value: float, start: int, end: int) -> None:
        if all(end <= s or e <= start for s, e in busy):
            busy.append((start, end))
            found.append(Quantity(kind, value, start, end))

    for match in _OF_HUNDRED.finditer(text):
        add("percent", round(number_of(match[1] or match[2]) / 100, _DIGITS), match.start(), match.end())
    for match in _PERCENT.finditer(text):
        sign = -1.0 if match[1] == "-" else 1.0
        add("percent", round(sign * number_of(match[2]) / 100, _DIGITS), match.start(), match.end())
    for match in _FRACTION.finditer(text):
        part = match["by"] or match["more"] or match["change"]
        start = match.start("change") if match["change"] else match.start()
        add("percent", _FRACTIONS[part.lower()], start, match.end())
    for match in _TIMES.finditer(text):
        if _SAID.search(text[: match.start()]):
            busy.append(match.span())
        else:
            add("factor", number_of(match[1]), match.start(), match.end())
    for match in _DURATION.finditer(text):
        count = _ROUGHLY.get(match[1].lower()) or number_of(match[1])
        days = (count + (0.5 if match["half"] else 0.0)) * _UNIT_DAYS.get(match[2].lower(), 14.0)
        add("duration", days, match.start(), match.end())
    for match in _SHORT_DURATION.finditer(text):
        add("duration", int(match[1]) * _UNIT_DAYS[match[2].lower()], match.start(), match.end())
    for match in _MONEY.finditer(text):
        add("money", number_of(match[1] or match[2]), match.start(), match.end())
    for match in (*_TIMES_SIGN.finditer(text), *_SIGN_AFTER.finditer(text), *_TIMES_AFTER.finditer(text)):
        add("factor", number_of(match[1]), match.start(), match.end())
    for pattern, factor in _FACTORS.items():
        for match in re.finditer(rf"\b(?:{pattern})\b", text, re.I):
            add("factor", factor, match.start(), match.end())
    for match in _NUMBER.finditer(text):
        said = match[1] or match["counted"]
        if said.lower() != "one":  # "the first one", "which one" count nothing
            more = number_of(match["more"]) if match["more"] else 0.0
            add("number", number_of(said) + more, match.start(), match.end())
    return sorted(found, key=lambda quantity: quantity.start)
