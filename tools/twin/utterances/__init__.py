"""Forms in which people ask what if, and what to do."""

from .mitigating import RANK_MITIGATIONS
from .supposing import SIMULATE_SCENARIO

__all__ = ["RANK_MITIGATIONS", "SIMULATE_SCENARIO"]
