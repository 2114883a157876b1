"""Forms in which people ask for a proposal, and about proposals."""

from .expediting import EXPEDITING
from .levels import LEVELS
from .ordering import ORDERING
from .proposals import LIST_PROPOSALS

DRAFT_PROPOSAL: dict[str, tuple[str, ...]] = {**EXPEDITING, **ORDERING, **LEVELS}

__all__ = ["DRAFT_PROPOSAL", "LIST_PROPOSALS"]
