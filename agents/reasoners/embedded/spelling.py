"""Abbreviations and misspelled words of planners, written out before a message is read.

What may be a name is left as it is: names are read, with their misspellings, by `linking`.
"""

import re

from rapidfuzz import fuzz, process

from .english import is_english
from .lexicon import Lexicon, stem
from .misspelled import meant_by, slip_of
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
    "wth": "with",
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
    "sory": "sorry",
    "asap": "as soon as possible",
}
_CAPITALS = {"DOS": "days of stock", "LT": "lead time", "WOS": "weeks of stock", "SL": "service level"}
_KNOWN = frozenset(
    {"bake", "bakes", "brew", "brews", "halve", "halves", "halved", "overridden", "replenishing", "safest", "worsen"}
)
"""Words that are none of the vocabulary and no misspellings either."""

_NEAR = 83
"""Per cent of likeness to a word of planners from which on a word that is none counts as that word."""

_WORD = re.compile(r"(?<![\w.\-/])(?:b/c|f/c|[^\W\d_]+)(?![\w\-/])")
_POINT = re.compile(r"(?<=order )(?:pt|pnt)\b", re.I)
_FREE_OF = re.compile(r"(?<=[a-z] )(?:without|with no|no)(?: any)?(?: added)? (?P<what>[a-z]{3,})\b", re.I)
"""What a thing is without: "muesli without sugar"."""

_LACKING = {"sugar": ("unsweetened",), "salt": ("unsalted",)}
"""Words for what has none of something."""

_AFTER_NUMBER = re.compile(r"(?<=\d)\s?cs\b", re.I)
_WITHOUT = re.compile(r"(?<!\w)w/o(?!\w)", re.I)
_FROM = re.compile(r"\bform\b(?=\s+\d[\d.,]*\s+too?\s+\d)", re.I)
_TO = re.compile(r"(?<=\d )too(?= \d)", re.I)
_COMES_IN = re.compile(
    r"\bin (?=(?:an?|one|two|three|four|five|six|ten|\d+) (?:days?|weeks?|months?) (?:too )?(?:late|early|behind|overdue)\b)",
    re.I,
)
"""What comes in late is not late in some days: "they come in two weeks late"."""

_FOR = re.compile(
    r"(?<=[a-z] )(?<!\bweek )(?<!\bwk )(?<!\bline )(?<!\bpast )4 (?=(?:[a-z]+ing|the|our|my|me|us)\b)", re.I
)
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
    r"\b(?P<on>(?:on|by|before|until|till|from|to|not|say|saying|says|or|(?:mon|tues|wednes|thurs|fri|satur|sun)day) the) (?P<day>(?:twenty|thirty)[\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    r"seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b(?! (?:line|order|item|one|of (?!this|next|the month)|week|day|time))",
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


def _joined(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())


def _in_figures(day: int) -> str:
    """Return a day of the month as it is written: `21st`."""
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10 if day not in (11, 12, 13) else 0, 'th') }"


def in_plain_words(said: str, lexicon: Lexicon) -> str:
    """Return a message with its abbreviations written out and its common words spelled as they are.

    Examples
    --------
    >>> in_plain_words("forcast pls, 8 wk, wich items", Lexicon())
    'forecast please, 8 week, which items'
    """
    text = _PO_SPOKEN.sub("PO ", _SPOKEN.sub(_digits, said))
    text = _DAY_ALONE.sub(lambda match: f"{match['on']} {_in_figures(_ORDINALS[_joined(match['day'])])}", text)
    text = _DAY_SPOKEN.sub(lambda match: str(_ORDINALS[_joined(match["day"])]), text)
    text = _WITH.sub("with ", _AFTER_NUMBER.sub(" cases", text))
    text = _WITHOUT.sub("without", text)
    text = _FOR.sub("for ", _COMES_IN.sub("", text))
    text = _POINT.sub("point", _FROM.sub("from", _TO.sub("to", text)))
    text = _FREE_OF.sub(lambda match: _as_named(match, lexicon), text)
    return _WORD.sub(lambda match: _written_out(match, text, lexicon), text)


def _as_named(match: re.Match[str], lexicon: Lexicon) -> str:
    """Return what a thing is without as names have it: "no added sugar", "egg-free"."""
    what = match["what"].lower()
    before = re.findall(r"[a-z]+", match.string[: match.start()].lower())[-1:]
    forms = (f"no added {what}", f"{what}-free", f"{stem(what)}-free", *_LACKING.get(what, ()))
    named = [(form, name) for form in forms for name in lexicon.names if f" {form} " in f" {name} "]
    beside = [form for form, name in named if {stem(word) for word in before} & {stem(word) for word in name.split()}]
    if named:
        return (beside or [form for form, _ in named])[0]
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
    if is_name or is_capital or low in COMMON_WORDS or is_english(low) or low in _KNOWN:
        return word
    if slip_of(low, lexicon.by_word) is None and (meant := meant_by(low)):
        return meant
    if len(low) < 4:
        return word
    close = process.extractOne(low, COMMON_WORDS, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if close is None or close[0][0] != low[0] or low.startswith(close[0]):  # "expedites" is no misspelling
        return word
    name = process.extractOne(low, lexicon.by_word.keys(), scorer=fuzz.ratio, score_cutoff=close[1])
    return word if name is not None else close[0]


def _begins_week(low: str, match: re.Match[str], text: str) -> bool:
    """Whether it is the sign of a numbered week, which the calendar reads: "wk 14"."""
    return low == "wk" and re.match(r"\s?\d", text[match.end() :]) is not None
