"""What the projection means for customers: who is served, who waits and what is lost, in expected values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from .demand import usual_shares
from .projection import Projection

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Expected shortage of every stocking point, shape `(points, channels, days)`, base units.

    Attributes
    ----------
    short
        Demand of the day that is not served on the day.
    lost
        The part of it that leaves.
    owed
        What waits at the end of the day.
    unsent
        Firm requirements of other places that wait at the end of the day, shape `(points, days)`.
    """

    channel_ids: tuple[str, ...]
    short: Array
    lost: Array
    owed: Array
    unsent: Array


def shortage_of(snapshot: Snapshot, projection: Projection) -> Shortage:
    """Return the expected shortage of a projection.

    Channels are served by priority, what is owed first, other places last; waiting customers do not leave.
    """
    shares = usual_shares(snapshot)
    by_id = {row["channel_id"]: row for row in snapshot.table("channels").to_dicts()}
    is_lost = [by_id[channel]["shortage_mode"] == "lost" for channel in shares.channel_ids]
    points, days = projection.balance.shape
    channels = len(is_lost)
    short, lost, owed_at = (np.zeros((points, channels, days)) for _ in range(3))
    unsent_at = np.zeros((points, days))
    stock = projection.opening.copy()
    owed, unsent = np.zeros((points, channels)), np.zeros(points)
    for day in range(days):
        stock = np.maximum(stock + projection.arrivals[:, day] - projection.expiring[:, day], 0.0)
        for channel in range(channels):
            asked = projection.demand[:, day] * shares.channel[:, channel]
            late = np.minimum(owed[:, channel], stock)
            stock = stock - late
            now = np.minimum(asked, stock)
            stock = stock - now
            short[:, channel, day] = asked - now
            owed[:, channel] -= late
            if is_lost[channel]:
                lost[:, channel, day] = asked - now
            else:
                owed[:, channel] += asked - now
        wanted = unsent + projection.requirements[:, day]
        sent = np.minimum(wanted, stock)
        stock, unsent = stock - sent, wanted - sent
        owed_at[:, :, day], unsent_at[:, day] = owed, unsent
    return Shortage(shares.channel_ids, short, lost, owed_at, unsent_at)
