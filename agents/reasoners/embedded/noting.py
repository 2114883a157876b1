"""A reading made from what was found, and what is said before it."""

from collections.abc import Sequence

from ..protocol import Reading, Reply, Request
from . import talk
from .frames import Ask


def reading_of(found: Request | Reply | Ask) -> Reading:
    """Return the reading that has nothing but a request, a reply, or what has to be asked first."""
    if isinstance(found, Ask):
        return Reading(reply=talk.asked(found.text, found.choices))
    return Reading(reply=found) if isinstance(found, Reply) else Reading(requests=(found,))


def noted(reading: Reading, notes: Sequence[str]) -> Reading:
    """Put what is said beforehand into the first request, or before the reply."""
    if not notes:
        return reading
    if reading.reply is not None:
        text = "\n\n".join((*notes, reading.reply.text))
        return reading.model_copy(update={"reply": reading.reply.model_copy(update={"text": text})})
    first, *others = reading.requests
    told = first.model_copy(update={"heard": (*notes, *first.heard)})
    return reading.model_copy(update={"requests": (told, *others)})
