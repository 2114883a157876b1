"""What is answered before a message is looked into: greetings, other languages, other departments, what is forbidden."""

from ..protocol import Reply
from . import talk
from .courtesy import greets_only, in_english_courtesy
from .dialect import in_written_words
from .elsewhere import is_elsewhere
from .forbidden import is_forbidden
from .languages import in_english, is_foreign
from .lexicon import Lexicon


def in_written_english(said: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Return a message in the words of written English, and, where it was German, what became of it."""
    english = in_english(said)
    return english or in_written_words(in_english_courtesy(said), lexicon), english


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
        return talk.GREETING
    if in_english(said) is None and is_foreign(said):
        return talk.FOREIGN
    return talk.OUT_OF_SCOPE if is_elsewhere(written) else None
