"""What is said beforehand, put before the rest of a reading."""

from collections.abc import Sequence

from ..protocol import Reading


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
