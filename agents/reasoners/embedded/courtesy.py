"""Greetings, thanks and farewells, in English and in the other languages of the trade."""

import re

from .english import is_english
from .masking import plain

_OF_ALL = (
    r"hello|hi|hey|hiya|howdy|yo|good|morning|afternoon|evening|moin|servus|gr[uü](?:ss|ß|e)\w*|bonjour|bonsoir|salut|"
    r"ciao|hola|buongiorno|buonasera|buenos|buenas|d[ií]as|tardes|hallo|guten|tag|morgen|abend|cześć|czesc|dzień|dzien|dobry|"
    r"goe(?:de|ie)(?:morgen|middag|n?avond|ndag|dag)|hoi|namaste|ahoi|ahoj|g'day|greetings|thanks|thank you|thankyou|cheers|bye|"
    r"goodbye|see you|regards"
)
_BESIDE = (
    r"day|gott|there|tandem|all|everybody|everyone|team|again|to you|yes|ok|okay|and|pal|mate|mates|lad|lads|lass|hen|guv|buddy|"
    r"friends?|my friends?|folks|guys|chaps|sir|madam|ma'am|dear|colleagues?|so much|very much|a lot|a million|many|kind|best|"
    r"the|to|in the|zusammen|tout le monde|a tutti|wszystkim|then|now|for now|later|soon"
)
HELLO = re.compile(rf"^(?=.*\b(?:{_OF_ALL})\b)(?:(?:{_OF_ALL}|{_BESIDE})\b\W*)+$")
"""A masked message that is nothing but a greeting, thanks or a farewell."""

_BEGINS = re.compile(
    r"^(?:hello|hi|hey|hiya|howdy|moin|servus|gr[uü](?:ss|ß|e)\w*|bonjour|bonsoir|salut|ciao|hola|buongiorno|buonasera|hallo|"
    r"cześć|czesc|hoi|namaste|ahoi|ahoj|g'day|ahoy|salve|hej|merhaba|ol[aá]|goedendag|aloha)\b"
)
_MOST_BEHIND = 2
"""Words behind a greeting that may be a name or a courtesy of its language."""

_COURTESIES = (
    (
        r"(?:merci|danke|gracias|grazie|bedankt|dank (?:je|u)|dzi[eę]kuj[eę]|dzi[eę]ki|obrigad[oa]|tack|tak|ta|děkuji|dekuji)"
        r"(?: (?:beaucoup|bien|sch[oö]n|sehr|vielmals|mille|tante|muchas|wel|bardzo|mocno|muito|dir|euch|ihnen|u|je|s[aå] mycket|à tous))*",
        "thank you",
    ),
    (
        r"(?:vielen dank|herzlichen dank|muchas gracias|mille grazie|mille mercis?|tante grazie|hartelijk dank)",
        "thank you",
    ),
    (
        r"(?:au revoir|auf wiedersehen|tsch[uü](?:ss|ß)|hasta luego|adi[oó]s|arrivederci|do widzenia|tot ziens|adieu|cheerio|bis (?:morgen|bald|dann|später|spaeter)|hasta (?:mañana|manana|pronto)|à demain|"
        r"(?:à|a) bient[oô]t)",
        "goodbye",
    ),
)
_COURTESY = tuple(
    (re.compile(rf"^{words}(?=\s*[!,.;:?]|\s*$)|(?<=[,.!?;] ){words}(?=\s*[!.]?\s*$)", re.I), instead)
    for words, instead in _COURTESIES
)
"""Thanks and farewells in the languages of the trade, where they stand by themselves."""


def greets_only(said: str) -> bool:
    """Whether a message is nothing but a greeting or thanks, in one of the languages of the trade."""
    masked = plain(said)
    begun = _BEGINS.match(masked)
    behind = masked[begun.end() :].split() if begun else []
    is_short = begun is not None and len(behind) <= _MOST_BEHIND
    return HELLO.match(masked) is not None or (is_short and not any(is_english(word) for word in behind))


def in_english_courtesy(said: str) -> str:
    """Return a message with foreign thanks and farewells in English words.

    Examples
    --------
    >>> in_english_courtesy("Merci beaucoup, it was helpful")
    'thank you, it was helpful'
    """
    for pattern, instead in _COURTESY:
        said = pattern.sub(instead, said)
    return said


_INTRODUCES = re.compile(
    r"^(?P<greeting>(?:(?:hello|hi|hey|morning|good (?:morning|afternoon|evening))\b[,.! ]+)?)(?:this is |it'?s )?(?:the )?(?:[\w&'’-]+ ){0,2}?"
    r"(?:finance|services?|sales|buyers?|planners?|planning|scheduler|dispatch(?:er)?|controlling|controller|logistics|"
    r"procurement|purchasing|production|quality|shift|tower|marketing|manager|director|desk|assistant|team|colleague|trainee|intern)"
    r" (?:here|speaking|on the (?:line|phone))\s*[.,!:;-]+\s*(?=\S+\s+\S)",
    re.I,
)


def without_introduction(said: str) -> str:
    """Return a message without the role in which somebody introduces himself.

    Examples
    --------
    >>> without_introduction("Carton buyer speaking. What must I call off?")
    'What must I call off?'
    """
    return _INTRODUCES.sub(lambda match: match["greeting"], said, count=1)
