"""Random numbers that belong to an entity, so that scenarios share them.

Each stream is drawn from a Philox generator whose key is a hash of seed, purpose and entity (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). An entity draws the same numbers in every scenario, whatever else is
simulated beside it: common random numbers by construction.
"""

from hashlib import blake2b
from typing import Literal

import numpy as np

Purpose = Literal["demand", "rounding", "lead_time", "lateness"]


def stream(seed: int, purpose: Purpose, *entity: str) -> np.random.Generator:
    """Return the generator of one entity for one purpose."""
    name = "\x1f".join((str(seed), purpose, *entity)).encode()
    key = int.from_bytes(blake2b(name, digest_size=16).digest(), "little")
    return np.random.Generator(np.random.Philox(key=key))
