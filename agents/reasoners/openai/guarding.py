"""What the embedded reasoner replies by itself, whatever model is connected."""

from ..embedded import talk
from ..protocol import Reading

OPEN_REPLIES = frozenset(
    reply.text for reply in (*talk.PLEASANTRIES, talk.HELP, talk.OUT_OF_SCOPE, talk.FOREIGN, talk.unsure(()))
)
"""Replies that a model may better: pleasantries, and what was not understood. Every other one stands: refusals of what
is unsafe, decisions on proposals, and questions back for a name or a detail."""


def is_guarded(reading: Reading) -> bool:
    """Whether the embedded reply stands and no model is asked."""
    return reading.reply is not None and reading.reply.text not in OPEN_REPLIES
