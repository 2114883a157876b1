"""Abbreviations and misspelled words of planners, written out before a message is read.

What may be a name is left as it is: names are read, with their misspellings, by `linking`.
"""

import re

from rapidfuzz import fuzz, process

from .english import is_english
from .lexicon import Lexicon, stem
from .vocabulary import COMMON_WORDS

_SHORT: dict[str, str] = {
    **dict.fromkeys(("fc", "fcst", "fcast", "f/c"), "forecast"),
    **dict.fromkeys(("ss", "saf stock", "safety stk"), "safety stock"),
    **dict.fromkeys(("wk", "wks"), "week"),
    **dict.fromkeys(("pls", "plz", "pl"), "please"),
    "nxt": "next",
    "lst": "last",
    "rop": "reorder point",
    "moq": "minimum order quantity",
    "oos": "out of stock",
    "doh": "days of stock",
    "repl": "replenishment",
    "replen": "replenishment",
    "qty": "quantity",
    "stk": "stock",
    "inv": "inventory",
    "proj": "projected",
    "ord": "order",
    "ords": "orders",
    "cust": "customer",
    "whse": "warehouse",
    "abt": "about",
    "thru": "through",
    "hw": "how",
    "w/o": "without",
    "b/c": "because",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "ystrday": "yesterday",
    "yday": "yesterday",
    "mths": "months",
    "mth": "month",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "whats": "what's",
    "wheres": "where's",
    "hows": "how's",
    "dont": "don't",
    "cant": "can't",
    "shouldnt": "shouldn't",
    "isnt": "isn't",
    "thx": "thanks",
    "u": "you",
    "ur": "your",
    "n": "and",
    "hv": "have",
    "hav": "have",
    "mny": "many",
    "mch": "much",
    "lvl": "level",
    "lvls": "levels",
    "nd": "need",
    "prop": "proposal",
    "props": "proposals",
    "prod": "production",
    "sched": "schedule",
    "avail": "available",
    "r": "are",
    "shw": "show",
    "shd": "should",
    "wld": "would",
    "cld": "could",
    "whn": "when",
    "wht": "what",
    "btw": "by the way",
    "asap": "as soon as possible",
}
_CAPITALS = {"DOS": "days of stock", "LT": "lead time", "WOS": "weeks of stock", "SL": "service level"}
_KNOWN = frozenset({"halve", "halves", "halved", "overridden", "replenishing", "safest", "worsen"})
"""Words that are none of the vocabulary and no misspellings either."""

_NEAR = 83
"""Per cent of likeness to a word of planners from which on a word that is none counts as that word."""

_WORD = re.compile(r"(?<![\w.\-/])(?:w/o|b/c|f/c|[^\W\d_]+)(?![\w\-/])")
_FREE_OF = re.compile(r"(?<=[a-z] )(?:without|with no|no)(?: any)?(?: added)? (?P<what>[a-z]{3,})\b", re.I)
"""What a thing is without: "muesli without sugar"."""

_AFTER_NUMBER = re.compile(r"(?<=\d)\s?cs\b", re.I)
_WITH = re.compile(r"\bw/\s?(?=[a-z]{2}|\d)", re.I)


_DIGITS = {
    **{word: str(number) for number, word in enumerate("zero one two three four five six seven eight nine".split())},
    "oh": "0",
}
_DIGIT = "|".join(_DIGITS)
_SPOKEN = re.compile(rf"\b(?:(?:double )?(?:{_DIGIT})[\s,-]+){{3,}}(?:double )?(?:{_DIGIT})\b", re.I)
"""A number that is told digit by digit, as on a telephone."""

_PO_SPOKEN = re.compile(r"\bP\.?\s?O\.?\s+(?=\d{4,}\b)")


_ORDINALS = {
    word.replace("-", ""): number
    for number, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
            "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ).split(),
        1,
    )
}
_DAY_SPOKEN = re.compile(
    r"\b(?P<day>(?:twenty|thirty)[\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    + "|".join(sorted(_ORDINALS, key=len, reverse=True))
    + r")(?=\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.I,
)
"""A day of a month in words: "the twentieth of March"."""


_DAY_ALONE = re.compile(
    r"\b(?P<on>(?:on|by|before|until|till|from|not) the) (?P<day>tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    r"seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b(?! (?:line|order|item|one|of|week|day|time))",
    re.I,
)
"""A day of the month in words, alone: "on the tenth"."""


def _digits(match: re.Match[str]) -> str:
    said: list[str] = []
    times = 1
    for word in re.findall(r"[a-z]+", match[0].lower()):
        if word == "double":
            times = 2
        else:
            said.append(_DIGITS[word] * times)
            times = 1
    return "".join(said)


def in_plain_words(said: str, lexicon: Lexicon) -> str:
    """Return a message with its abbreviations written out and its common words spelled as they are.

    Examples
    --------
    >>> in_plain_words("forcast pls, 8 wk, wich items", Lexicon())
    'forecast please, 8 week, which items'
    """
    text = _PO_SPOKEN.sub("PO ", _SPOKEN.sub(_digits, said))
    text = _DAY_ALONE.sub(lambda match: f"{match['on']} {_ORDINALS[match['day'].lower()]}th", text)
    text = _DAY_SPOKEN.sub(lambda match: str(_ORDINALS[re.sub(r"[^a-z]", "", match["day"].lower())]), text)
    text = _WITH.sub("with ", _AFTER_NUMBER.sub(" cases", text))
    text = _FREE_OF.sub(lambda match: _as_named(match, lexicon), text)
    return _WORD.sub(lambda match: _written_out(match, text, lexicon), text)


def _as_named(match: re.Match[str], lexicon: Lexicon) -> str:
    """Return what a thing is without as names have it: "no added sugar", "egg-free"."""
    what = match["what"].lower()
    for said in (f"no added {what}", f"{what}-free", f"{stem(what)}-free"):
        if any(f" {said} " in f" {name} " for name in lexicon.names):
            return said
    return match[0]


def _written_out(match: re.Match[str], text: str, lexicon: Lexicon) -> str:
    word = match[0]
    low = word.lower()
    if word in _CAPITALS:
        return _CAPITALS[word]
    if low in _SHORT and not _begins_week(low, match, text):
        return _SHORT[low]
    is_name = low in lexicon.words or stem(low) in lexicon.words or low in lexicon.exact or low in lexicon.short
    is_capital = word[0].isupper() and text[: match.start()].strip() not in ("",)
    if is_name or is_capital or len(low) < 4 or low in COMMON_WORDS or is_english(low):
        return word
    if low in _KNOWN:
        return word
    close = process.extractOne(low, COMMON_WORDS, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if close is None or close[0][0] != low[0] or low.startswith(close[0]):  # "expedites" is no misspelling
        return word
    name = process.extractOne(low, lexicon.by_word.keys(), scorer=fuzz.ratio, score_cutoff=close[1])
    return word if name is not None else close[0]


def _begins_week(low: str, match: re.Match[str], text: str) -> bool:
    """Whether it is the sign of a numbered week, which the calendar reads: "wk 14"."""
    return low == "wk" and re.match(r"\s?\d", text[match.end() :]) is not None
