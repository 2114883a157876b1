"""Messages that are not English: German is turned into English words, of others it is said that they are not read."""

import re
import unicodedata

from .german import PHRASES, SIGNS, WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH_SIGNS = frozenset(
    """
    a an and are at by can could did do does for forecast from has have how if in is it late me not of on or
    order orders our please should show stock that the this to us was we were what when where which who why
    will with would
    """.split()
)
_OTHER_SIGNS = {
    "French": frozenset(
        """
        au aux avec combien commandes dans des du en est la le les montre montrez notre nous pour pourquoi
        prochaine prévision quand que quel quelle quelles quels qui retard semaine sont stock une
        """.split()
    ),
    "Spanish": frozenset(
        """
        con cuál cuáles cuándo cuánto cuántos del el en es están la las los muéstrame nos nuestro para pedidos por
        pronóstico próxima que qué semana son una
        """.split()
    ),
    "Italian": frozenset(
        """
        che con cosa dei della delle gli il lo mostrami nella noi nostro ordini per perché previsione prossima
        quali quando quanto ritardo settimana sono una è
        """.split()
    ),
    "Dutch": frozenset(
        """
        bestellingen een het hoeveel laat met naar ons onze te toon van volgende voor waarom wanneer wat week
        welke wij zijn
        """.split()
    ),
    "Polish": frozenset(
        """
        co dla dlaczego ile jest kiedy które który na nasz pokaż prognoza są tydzień w z zamówienia
        """.split()
    ),
}
"""Frequent words of languages that are not read."""

FEW = 2
"""So many frequent words tell a language."""


def in_english(said: str) -> str | None:
    """Return a German message in English words; `None` where it is not German.

    Examples
    --------
    >>> in_english("Was läuft nächste Woche aus?")
    'which items run out next week?'
    """
    words = [word.lower() for word in _WORD.findall(said)]
    german = sum(word in SIGNS or word in WORDS for word in words)
    english = sum(word in _ENGLISH_SIGNS for word in words)
    telling = sum(word in SIGNS for word in words) + sum(any(c in "äöüß" for c in word) for word in words)
    if german < FEW or telling < FEW or german <= english:
        return None
    text = said
    for pattern, instead in PHRASES:
        text = re.sub(pattern, instead, text, flags=re.I)
    return _WORD.sub(lambda match: WORDS.get(match[0].lower(), match[0]).replace("/", " "), text)


def is_foreign(said: str) -> bool:
    """Whether a message is in another alphabet or, by its frequent words, in a language that is not read."""
    letters = [character for character in said if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    if letters and latin < len(letters) / 2:
        return True
    words = [word.lower() for word in _WORD.findall(said)]
    english = sum(word in _ENGLISH_SIGNS for word in words)
    return any(sum(word in signs for word in words) > max(english, FEW) for signs in _OTHER_SIGNS.values())
