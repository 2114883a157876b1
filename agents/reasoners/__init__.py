"""Who chooses the tool calls and the words: one protocol, whatever stands behind it."""

from .protocol import PlannedCall, Reading, Reasoner, Reply, Request, Turn

__all__ = ["PlannedCall", "Reading", "Reasoner", "Reply", "Request", "Turn"]
