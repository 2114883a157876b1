"""A frame for each kind of question: what it must name, which call it begins with, and how to say it in one line."""

from collections.abc import Mapping

from tools.registry import Registry

from . import actions, looking, records, trying
from .frame import Ask, Frame
from .generic import generic_frame

_WRITTEN = (*looking.FRAMES, *records.FRAMES, *trying.FRAMES, *actions.FRAMES)
FRAMES: dict[str, Frame] = {frame.kind: frame for frame in _WRITTEN}
"""Every frame written by hand, by its kind."""


def frames_of(registry: Registry) -> Mapping[str, Frame]:
    """Return a frame for every kind of question that the tools' utterances tell apart."""
    return {kind: FRAMES.get(kind) or generic_frame(kind, tool) for kind, tool in registry.kinds.items()}


__all__ = ["FRAMES", "Ask", "Frame", "frames_of"]
