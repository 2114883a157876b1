"""The reasoner over any OpenAI-compatible endpoint: a model chooses calls and words, and no number is ever its own."""

from .breaker import Breaker
from .limits import Limits, Prices
from .reasoner import OpenAIReasoner
from .wire import Endpoint

__all__ = ["Breaker", "Endpoint", "Limits", "OpenAIReasoner", "Prices"]
