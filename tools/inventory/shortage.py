"""What the projection means for customers: who is served, who waits and what is lost, in expected values."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from knowledge.truth.snapshot import Snapshot

from .demand import Profiles, usual_shares
from .orders import by_point_and_day, open_sales
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

    Channels are served by priority, what is owed first, other places last; waiting customers do not leave. Open
    customer orders are asked for by their own channel, the rest of the demand by the usual shares.
    """
    shares = usual_shares(snapshot)
    by_id = {row["channel_id"]: row for row in snapshot.table("channels").to_dicts()}
    is_lost = [by_id[channel]["shortage_mode"] == "lost" for channel in shares.channel_ids]
    asked_for = _by_channel(snapshot, projection, shares)
    points, days = projection.balance.shape
    channels = len(is_lost)
    short, lost, owed_at = (np.zeros((points, channels, days)) for _ in range(3))
    unsent_at = np.zeros((points, days))
    stock = projection.opening.copy()
    owed, unsent = np.zeros((points, channels)), np.zeros(points)
    for day in range(days):
        stock = np.maximum(stock + projection.arrivals[:, day] - projection.expiring[:, day], 0.0)
        for channel in range(channels):
            asked = asked_for[:, channel, day]
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


def _by_channel(snapshot: Snapshot, projection: Projection, shares: Profiles) -> Array:
    """Return the projected demand by channel, shape `(points, channels, days)`; it adds up to the demand of the day."""
    sales, days = open_sales(snapshot), projection.balance.shape[1]
    rows = pl.concat([sales.due, sales.overdue.with_columns(day=pl.lit(0, dtype=sales.due.schema["day"]))])
    ordered = np.zeros((*shares.channel.shape, days))
    for number, channel in enumerate(shares.channel_ids):
        ordered[:, number] = by_point_and_day(projection.points, rows.filter(pl.col("channel_id") == channel), days)
    total = ordered.sum(axis=1)
    counted = np.minimum(projection.demand, total)
    kept = ordered * np.divide(counted, total, out=np.zeros_like(total), where=total > 0)[:, None, :]
    return kept + (projection.demand - counted)[:, None, :] * shares.channel[:, :, None]
