"""Buttons carry no number without a receipt either: what they say becomes the next message."""

from collections.abc import Sequence

from ..answers import Choice
from ..errors import EvidenceMissing
from .checking import cover_of
from .numbers import numbers_in
from .rendering import render_pieces
from .sources import Sources

NOT_OFFERED = "A choice was not offered because a number in it had no receipt."


def receipted_choices(choices: Sequence[Choice], sources: Sources) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
    """Return the choices that may be offered, and a warning where some may not.

    References are replaced. A number in a message may come from the question, for it is the person who will say it,
    from a name or a citation. A label that does not pass gives way to its message.
    """
    offered: list[Choice] = []
    for choice in choices:
        message = _said(choice.message, sources)
        if message is not None:
            offered.append(Choice(label=_said(choice.label, sources) or message, message=message))
    return tuple(dict.fromkeys(offered)), (NOT_OFFERED,) if len(offered) < len(choices) else ()


def _said(template: str, sources: Sources) -> str | None:
    asked = {token.plain for token in numbers_in(sources.question)}
    try:
        text, spans, _, _ = render_pieces(template, sources)
    except EvidenceMissing:
        return None
    for token in numbers_in(text):
        inside = any(span.start <= token.start and token.end <= span.end for span in spans)
        if not inside and token.plain not in asked and cover_of(text, token, sources) is None:
            return None
    return text
