"""One stocking point, day by day, all replications at once.

The day goes: lots that expired leave; review and order; arrivals; customers are served by priority, what is owed first;
firm orders of other places are served last; customers without patience leave. An order placed in the morning with a
lead time of L days is there in the morning L days later, so that L + 1 days of demand lie between the order and the end
of the day on which it first helps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..inventory.replenishment import ReplenishmentRule, in_lots

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Customers:
    """How the channels of a stocking point are served.

    Attributes
    ----------
    serve_order
        Channel numbers, first served first.
    lost
        Whether a shortage is lost (else it waits), shape `(channels,)`.
    patience_days
        Days after which a waiting customer leaves; a number beyond the horizon for those who never do.
    owed
        Orders overdue at the start, base units, shape `(channels,)`.
    """

    serve_order: tuple[int, ...]
    lost: NDArray[np.bool_]
    patience_days: NDArray[np.int64]
    owed: Array


@dataclass(frozen=True, slots=True)
class Supply:
    """What comes into and out of a stocking point besides its customers.

    Attributes
    ----------
    lots, last_days
        Usable stock by lot, and the last day on which the lot may be used (a number beyond the horizon: always).
    arrivals
        Open supply orders, shape `(days, replications)`.
    on_order
        Open supply that arrives at any time, also beyond the horizon.
    requirements
        Firm orders of other places, shape `(days,)`.
    rule, review_days, minimum, multiple
        How it is replenished; `rule` is `None` where nothing is ordered.
    lead_days
        Whole days from an order placed on a day to its receipt, shape `(days, replications)`.
    """

    lots: Array
    last_days: NDArray[np.int64]
    arrivals: Array
    on_order: float
    requirements: Array
    rule: ReplenishmentRule | None
    review_days: int
    minimum: float
    multiple: float
    lead_days: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Path:
    """What happened; shapes `(days, channels, replications)` and `(days, replications)`, base units.

    Attributes
    ----------
    at_once
        Demand of the day that was served on the day.
    later
        What was owed and served on the day.
    owed
        What is owed at the end of the day.
    lost
        Demand that left on the day, at once or for want of patience.
    """

    at_once: Array
    later: Array
    owed: Array
    lost: Array
    on_hand: Array
    arrived: Array
    ordered: Array
    expired: Array
    sent_out: Array
    not_sent: Array


def simulate(demand: Array, customers: Customers, supply: Supply) -> Path:
    """Run one stocking point.

    Parameters
    ----------
    demand
        Customer demand, base units, shape `(days, channels, replications)`.
    """
    days, channels, replications = demand.shape
    path = _empty(days, channels, replications)
    lots = np.repeat(np.append(supply.lots, 0.0)[:, None], replications, axis=1)
    last_days = np.append(supply.last_days, days)
    by_expiry = np.argsort(last_days, kind="stable")
    on_hand = lots.sum(axis=0)
    outstanding = np.full(replications, supply.on_order)
    longest = int(supply.lead_days.max(initial=0))
    coming = np.zeros((days + longest + 1, replications))
    coming[:days] += supply.arrivals
    owed = np.repeat(customers.owed[:, None], replications, axis=1)
    unsent = np.zeros(replications)
    asked = np.zeros((channels, replications)) + owed
    asked_by = np.zeros((days + 1, channels, replications))
    settled = np.zeros((channels, replications))
    columns = np.arange(replications)
    expiring = bool(np.any(supply.last_days < days))

    for day in range(days):
        if expiring:
            gone = supply.last_days < day
            path.expired[day] = lots[:-1][gone].sum(axis=0)
            lots[:-1][gone] = 0.0
            on_hand = on_hand - path.expired[day]
        if supply.rule is not None and day % supply.review_days == 0:
            position = on_hand + outstanding - owed.sum(axis=0) - unsent
            order = in_lots(supply.rule.raw_need(position, day), supply.minimum, supply.multiple)
            path.ordered[day] = order
            outstanding += order
            np.add.at(coming, (day + supply.lead_days[day], columns), order)
        arrived = coming[day]
        lots[-1] += arrived
        on_hand = on_hand + arrived
        outstanding -= arrived
        path.arrived[day] = arrived
        free = on_hand.copy()
        asked += demand[day]
        asked_by[day + 1] = asked
        for channel in customers.serve_order:
            late = np.minimum(owed[channel], free)
            free -= late
            now = np.minimum(demand[day, channel], free)
            free -= now
            short = demand[day, channel] - now
            owed[channel] -= late
            settled[channel] += late + now
            path.later[day, channel] = late
            path.at_once[day, channel] = now
            if customers.lost[channel]:
                path.lost[day, channel] = short
                settled[channel] += short
                continue
            owed[channel] += short
            patience = int(customers.patience_days[channel])
            if patience <= day:
                left = np.clip(asked_by[day - patience + 1, channel] - settled[channel], 0, owed[channel])
                owed[channel] -= left
                settled[channel] += left
                path.lost[day, channel] = left
        wanted = unsent + supply.requirements[day]
        sent = np.minimum(wanted, free)
        free -= sent
        unsent = wanted - sent
        _take(lots, by_expiry, on_hand - free)
        on_hand = free
        path.sent_out[day], path.not_sent[day] = sent, unsent
        path.owed[day], path.on_hand[day] = owed, on_hand
    return path


def _empty(days: int, channels: int, replications: int) -> Path:
    wide, narrow = (days, channels, replications), (days, replications)
    return Path(*(np.zeros(wide) for _ in range(4)), *(np.zeros(narrow) for _ in range(6)))


def _take(lots: Array, by_expiry: NDArray[np.int64], quantity: Array) -> None:
    """Take stock out, the lot that expires first, first (FEFO)."""
    remaining = quantity.copy()
    for lot in by_expiry[:-1]:
        taken = np.minimum(lots[lot], remaining)
        lots[lot] -= taken
        remaining -= taken
    lots[by_expiry[-1]] -= remaining
