"""What is answered before a message is looked into: greetings, other languages, other departments, what is forbidden."""

import re

from ..protocol import Reply
from . import talk
from .courtesy import greets_only, in_english_courtesy, without_introduction
from .dialect import in_written_words
from .elsewhere import is_elsewhere
from .forbidden import is_forbidden
from .languages import in_english, is_foreign
from .lexicon import Lexicon

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thankyou|thx|ty|ta|cheers|appreciat\w+|grateful|that (?:was (?:very |really )?(?:helpful|useful|kind|quick)|helped)|"
    r"(?:very |most )?helpful|lifesaver|saved me|well done|(?:good|great|nice) (?:job|work|one))\b",
    re.I,
)
_LEAVES = re.compile(
    r"\b(?:bye|good ?bye|see (?:you|ya)|so long|farewell|good ?night|cheerio|take care|signing off|over and out|until (?:tomorrow|\w+day)|"
    r"i[’']?m (?:off|away|done|leaving)|talk (?:to you )?(?:later|soon|tomorrow)|have a (?:nice|good|great|lovely) (?:\w+ )?(?:one|day|evening|night|weekend|week)|"
    r"enjoy (?:your|the) (?:\w+ )?(?:evening|weekend|day)|that(?:[’']s| is| was|[’']ll be| will be) all|no more questions|nothing else)\b",
    re.I,
)


def in_return(said: str) -> Reply:
    """Return what is said to a greeting, to thanks and to a farewell.

    Examples
    --------
    >>> in_return("thanks a lot").text, in_return("thank you, bye").text
    ("You're welcome.", "You're welcome. Goodbye.")
    """
    is_thanked = _THANKS.search(said) is not None
    if _LEAVES.search(said):
        return talk.LEFT_WITH_THANKS if is_thanked else talk.LEFT
    return talk.THANKED if is_thanked else talk.GREETING


def in_written_english(said: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Return a message in the words of written English, and, where it was German, what became of it."""
    english = in_english(said)
    return english or in_written_words(without_introduction(in_english_courtesy(said)), lexicon), english


def at_once(said: str, written: str) -> Reply | None:
    """Return the reply to a message that needs no reading; `None` where it does.

    Parameters
    ----------
    said, written
        The message as it was put, and in the words of written English.
    """
    if is_forbidden(said):
        return talk.UNSAFE
    if greets_only(said) or greets_only(written):
        return in_return(in_english_courtesy(said))
    if in_english(said) is None and is_foreign(said):
        return talk.FOREIGN
    return talk.OUT_OF_SCOPE if is_elsewhere(written) else None
