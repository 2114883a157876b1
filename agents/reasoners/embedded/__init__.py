"""The reasoner without a model: it understands planners by names, dates, quantities and a trained head."""

from .reasoner import EmbeddedReasoner

__all__ = ["EmbeddedReasoner"]
