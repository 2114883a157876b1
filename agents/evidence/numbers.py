"""Find every number in a text, however it is spelled.

Found are digits of any script, fractions and other numerals of Unicode, and English number words, ordinals from
"second" on, multiples ("doubles", "twofold") and upper-case Roman numerals. What cannot be read with certainty
(invisible characters, markup within a word, letters of several scripts, HTML) is found as well, so that it is refused
unless it is covered.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_WORDS = tuple(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    dozen score gross couple pair trio half halve halves halved halving quarter third fourth fifth sixth seventh eighth
    ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth millionth second twice
    thrice double doubled doubling triple tripled tripling quadruple quadrupled quintuple single nil nought umpteen
    percent permille mn bn tn
    """.split()  # noqa: SIM905
)
_PLURALS = {f"{word}s" for word in _WORDS} | {"sixes", "twenties", "thirties", "forties", "fifties", "dozens"}
NUMBER_WORDS = frozenset(_WORDS) | _PLURALS
_COMPOUND = re.compile(rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}){{1,}}(?:s|th|ths|fold)?(?:and)?")
_FOLD = re.compile(r"[a-z]+fold")
_ROMAN = re.compile(r"(?=[IVXLCDM]{2,}$)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_NOT_ROMAN = frozenset({"DC", "DI", "MI", "MD", "CD", "LI", "MIX", "CV"})
_SEPARATORS = frozenset(".,:/'’-–⁄")  # noqa: RUF001
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_MARKUP = re.compile(r"(?<=\w)[*`~\\]+(?=\w)|<[/!?A-Za-z]|&#?\w+;")


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number as it stands in a text, in characters."""

    text: str
    start: int
    end: int


def numbers_in(text: str) -> list[NumberToken]:
    """Return every number of a text in order.

    Examples
    --------
    >>> [token.text for token in numbers_in("Order 1,200 cases of A-104 in twenty-five days; it doubles.")]
    ['1,200', '104', 'twenty', 'five', 'doubles']
    """
    spans = [*_numerals(text), *_words(text), *((m.start(), m.end()) for m in _MARKUP.finditer(text))]
    spans += [(i, i + 1) for i, character in enumerate(text) if _unreadable(character)]
    return [NumberToken(text[start:end], start, end) for start, end in _merged(sorted(spans))]


def _numerals(text: str) -> list[tuple[int, int]]:
    places = [i for i, character in enumerate(text) if _is_numeral(character)]
    if not places:
        return []
    spans: list[tuple[int, int]] = []
    start = places[0]
    for here, following in pairwise([*places, len(text) + 2]):
        joined = following == here + 1 or (following == here + 2 and text[here + 1] in _SEPARATORS)
        if not joined:
            spans.append((start, here + 1))
            start = following
    return spans


def _words(text: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in _WORD.finditer(text) if _is_number_word(match.group())]


def _is_number_word(word: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if not plain.isascii():
        return True  # a word of another script, or of several, cannot be read with certainty
    if _ROMAN.match(plain) and plain not in _NOT_ROMAN:
        return True
    low = plain.lower()
    return low in NUMBER_WORDS or bool(_FOLD.fullmatch(low)) or bool(_COMPOUND.fullmatch(low))


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
    return category in ("Cc", "Cf", "Co", "Cn", "Cs", "So") or character in "%‰‱"


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
