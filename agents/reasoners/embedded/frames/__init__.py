"""A frame for each kind of question: what it must name, which call it begins with, and how to say it in one line."""

from . import actions, looking, trying
from .frame import Ask, Frame

FRAMES: dict[str, Frame] = {frame.kind: frame for frame in (*looking.FRAMES, *trying.FRAMES, *actions.FRAMES)}
"""Every frame by its kind."""

__all__ = ["FRAMES", "Ask", "Frame"]
