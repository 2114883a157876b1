"""Find whatever could be read as a number or a date in a text, in digits, words or signs.

The search is generous on purpose: what only looks like a number, or hides one (invisible characters, markup or a
separator within a word, letters of several scripts, HTML, LaTeX), is found as well, so that it is refused unless it is
covered.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from .words import COMPOUND, DAY_WORDS, FOLD, HARMLESS, NOT_ROMAN, NUMBER_WORDS, ROMAN, SMALL_ROMAN

Span = tuple[int, int]

_SEPARATORS = frozenset(".,:/'’-–⁄")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_MARKUP = re.compile(
    r"(?<=[^\W_])[*`~\\\[\]]+(?=[^\W_])|<[/!?A-Za-z]|&#?\w+;|~~|\][(\[]|!\[|\\[A-Za-z]+|\$\$?(?=[\\{^_]|[^\W\d]\$)"
)
_PIECED = re.compile(r"[^\W\d_]+(?:[-_.'’·•*~`\\/|\u2010-\u2015]{1,4}\s?[^\W\d_]+)+")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ _.-]{1,3}[^\W\d_](?![^\W_])){2,}")
_PERCENT_BEHIND = re.compile(r"[ \u00a0\u202f]?[%‰‱]")
_PERCENTS = frozenset("%‰‱")
_UNREADABLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "So", "Zl", "Zp", "Me"})
_SPACES = frozenset(" \u00a0\u202f")
_READABLE_SIGNS = frozenset("→←↔≤≥≈−±×÷")


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number as it stands in a text, in characters.

    Attributes
    ----------
    is_number
        False for markup that could hide a number.
    """

    text: str
    start: int
    end: int
    is_number: bool = True

    @property
    def plain(self) -> str:
        """The same for every way of writing the same digits or word: `1,200` and `1200`, `20 %` and `20%`."""
        low = unicodedata.normalize("NFKC", self.text).casefold()
        return re.sub(r"\s|(?<=\d)[,’'](?=\d{3}(?!\d))", "", low)


@lru_cache(maxsize=8192)
def numbers_in(text: str) -> tuple[NumberToken, ...]:
    """Return every number of a text in order; a percent sign belongs to the number before it.

    The texts of results are looked through again and again within a turn, so the last ones are remembered.

    Examples
    --------
    >>> [token.text for token in numbers_in("Order 1,200 cases of A-104 in twenty-five days; 20 % more by Tuesday.")]
    ['1,200', '104', 'twenty-five', '20 %', 'Tuesday']
    """
    spans = [*_numerals(text), *_words(text), *_hidden(text)]
    spans += [match.span("ambiguous" if match["ambiguous"] else 0) for match in DAY_WORDS.finditer(text)]
    spans += [(i, i + 1) for i, character in enumerate(text) if _unreadable(character)]
    markup = {match.span() for match in _MARKUP.finditer(text)}
    return tuple(
        NumberToken(text[start:end], start, end, is_number=(start, end) not in markup)
        for start, end in _merged(sorted([*spans, *markup]))
    )


def _numerals(text: str) -> list[Span]:
    places = [i for i, character in enumerate(text) if _is_numeral(character)]
    if not places:
        return []
    spans: list[Span] = []
    start = places[0]
    for here, following in pairwise([*places, len(text) + 2]):
        joined = following == here + 1 or (following == here + 2 and text[here + 1] in _SEPARATORS)
        if not joined:
            percent = _PERCENT_BEHIND.match(text, here + 1)
            spans.append((start, percent.end() if percent else here + 1))
            start = following
    return spans


def _words(text: str) -> Iterator[Span]:
    harmless = {
        match.span(name) for match in HARMLESS.finditer(text) for name, said in match.groupdict().items() if said
    }
    for match in _WORD.finditer(text):
        if match.span() not in harmless and _is_number_word(match.group()):
            yield match.span()


def _hidden(text: str) -> Iterator[Span]:
    """Number words in pieces: `tw-elve`, `tw elve`, `t w e l v e`, `twenty-five`."""
    for pattern in (_PIECED, _SPACED):
        for match in pattern.finditer(text):
            pieces = _WORD.findall(match.group())
            joined = _plain("".join(pieces))
            spelled = joined in NUMBER_WORDS or COMPOUND.fullmatch(joined)
            if spelled or (len(pieces) > 2 and max(map(len, pieces)) == 1 and _holds_a_number_word(joined)):
                yield match.span()
    words = list(_WORD.finditer(text))
    for first, second in pairwise(words):
        between = text[first.end() : second.start()]
        if between.isspace() and len(between) < 4 and _plain(first.group() + second.group()) in NUMBER_WORDS:
            yield first.start(), second.end()


def _holds_a_number_word(letters: str) -> bool:
    return any(len(word) > 2 and word in letters for word in NUMBER_WORDS)


def _is_number_word(word: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if not plain.isascii():
        return True  # a word of another script, or of several, cannot be read with certainty
    if (ROMAN.match(plain) or SMALL_ROMAN.match(plain)) and plain not in NOT_ROMAN:
        return True
    low = plain.lower()
    return low in NUMBER_WORDS or bool(FOLD.fullmatch(low)) or bool(COMPOUND.fullmatch(low))


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()


def _is_numeral(character: str) -> bool:
    if character.isascii():
        return character.isdigit()
    return unicodedata.numeric(character, None) is not None or any(
        c.isdigit() for c in unicodedata.normalize("NFKC", character)
    )


def _unreadable(character: str) -> bool:
    if character in "\n\t":
        return False
    category = unicodedata.category(character)
    if character.isascii():
        return character == "%" or category in _UNREADABLE
    if category == "Zs":
        return character not in _SPACES
    if category in ("Sm", "Sk"):
        return character not in _READABLE_SIGNS
    return (
        category in _UNREADABLE
        or any(c in _PERCENTS for c in unicodedata.normalize("NFKC", character))
        or (character in "٪؉؊")
    )


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
