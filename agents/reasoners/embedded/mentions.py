"""A stretch of a question that speaks of something."""

from dataclasses import dataclass

from .lexicon import Entity


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a question that speaks of something.

    Attributes
    ----------
    candidates
        What it may be, best first; one where it is clear.
    spelled
        Whether it stands there as the truth spells it; otherwise the answer says how it was read.
    """

    start: int
    end: int
    candidates: tuple[Entity, ...]
    spelled: bool = True

    @property
    def entity(self) -> Entity:
        """The likeliest."""
        return self.candidates[0]

    @property
    def alternatives(self) -> list[Entity]:
        """The candidates of the likeliest kind."""
        return [entity for entity in self.candidates if entity.kind == self.entity.kind]
