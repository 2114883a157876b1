"""Day by day: demand takes from stock, receipts add to it, and a review orders what is missing.

One stage at a time: the distribution centres, then the plants that supply them, then what the plants need. What a stage
orders is the demand of the stage before.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .timeline import DAYS, HORIZON

TOP_UP_DAY = DAYS - 2
"""The Saturday on which a stage that is short without a planted reason is made good."""
TOP_UP_MARGIN = 1.4
"""Times the safety stock that a top-up restores."""

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Stage:
    """The points of one stage and their terms; arrays have the shape `(points,)` unless said otherwise.

    Attributes
    ----------
    lead, review, phase
        Days from order to planned receipt, days between reviews, and the first review's day.
    batch, multiple
        Smallest order and its steps, in base units.
    safety_days
        Safety stock as days of expected demand.
    late
        Days of lateness of an order by day and point, shape `(days, points)`.
    split
        Whether a second part of an order comes later, shape `(days, points)`.
    next_working
        The first day from each day on that the point's place works, shape `(days, points)` or broadcastable to it.
    backordered
        Whether unmet demand of a channel waits, shape `(channels,)`.
    never_short
        Whether an order is advanced to the day when stock would not suffice, as plants do for what they make.
    topped_up
        Whether the point is made good on `TOP_UP_DAY` if it is short then.
    last_order
        No review orders on this day or later.
    held_from, held_days
        Orders planned to arrive within the days from a day on are held up by as many days; 0 holds up nothing.
    extra
        Receipts beside the reviews: day, point and quantity.
    """

    lead: Days
    review: Days
    phase: Days
    batch: Numbers
    multiple: Numbers
    safety_days: Numbers
    late: Days
    split: NDArray[np.bool_]
    next_working: Days
    backordered: NDArray[np.bool_]
    never_short: bool
    topped_up: NDArray[np.bool_]
    last_order: Days
    held_from: Days
    held_days: Days
    extra: list[tuple[int, int, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Course:
    """What happened at a stage: arrays of shape `(days, points)`, and its orders.

    `recorded` is the demand that the company wrote down, shape `(days, points, channels)`: what was shipped where
    unmet demand is lost, what was ordered where it waits. `orders` has the columns point, ordered, planned, arrival,
    quantity, second_arrival, second_quantity; days are numbers.
    """

    on_hand: Numbers
    backorders: Numbers
    recorded: Numbers
    in_stock_share: Numbers
    safety_stock: Numbers
    reorder_point: Numbers
    orders: pl.DataFrame


def run(stage: Stage, wanted: Numbers, expected: Numbers) -> Course:
    """Play a stage through history.

    Parameters
    ----------
    wanted
        Demand of each day, point and channel in the order in which channels are served.
    expected
        What planners expect, shape `(days and horizon, points)`.
    """
    return _Run(stage, wanted, expected).play()


class _Run:
    def __init__(self, stage: Stage, wanted: Numbers, expected: Numbers) -> None:
        points = expected.shape[1]
        self.stage, self.wanted = stage, wanted
        self.ahead = np.vstack([np.zeros(points), np.cumsum(expected, axis=0)])
        self.points = np.arange(points)
        self.arrivals = np.zeros((DAYS + HORIZON, points))
        self.on_order = np.zeros(points)
        self.orders: list[NDArray[np.float64]] = []
        self.cover = stage.lead + stage.review
        self.now = self._reorder_point(0)
        self.extra = np.zeros((DAYS, points))
        for day, point, quantity in stage.extra:
            self.extra[day, point] += quantity
            self._note_received(day, np.array([point]), np.array([quantity]))

    def play(self) -> Course:
        stage, wanted = self.stage, self.wanted
        _, points, channels = wanted.shape
        on_hand_of, backorders_of, share_of = (np.zeros((DAYS, points)) for _ in range(3))
        recorded = np.zeros((DAYS, points, channels))
        on_hand, backorders = np.ceil(self.now), np.zeros(points)
        for day in range(DAYS):
            if day == TOP_UP_DAY:
                self._top_up(on_hand - backorders)
            arrived = self.arrivals[day]
            self.on_order -= arrived
            on_hand = on_hand + arrived + self.extra[day]
            today = wanted[day]
            if stage.never_short:
                on_hand = on_hand + self._advance(day, today.sum(axis=1) - on_hand)
            paid = np.minimum(on_hand, backorders)
            on_hand, backorders = on_hand - paid, backorders - paid
            met = np.zeros(points)
            for channel in range(channels):
                shipped = np.minimum(on_hand, today[:, channel])
                met += shipped
                on_hand = on_hand - shipped
                if stage.backordered[channel]:
                    backorders = backorders + today[:, channel] - shipped
                    shipped = today[:, channel]
                recorded[day, :, channel] = shipped
            total = today.sum(axis=1)
            share_of[day] = np.where(total > 0, met / np.maximum(total, 1e-9), on_hand > 0)
            on_hand_of[day], backorders_of[day] = on_hand, backorders
            self._review(day, on_hand - backorders + self.on_order)
        return Course(
            on_hand_of.round(1),
            backorders_of,
            recorded,
            share_of.round(3),
            self._safety_stock(DAYS),
            self._reorder_point(DAYS),
            self._order_frame(),
        )

    def _expected_in(self, first: int | Days, days: int | Days) -> Numbers:
        """Return expected demand of each point in some days from a first one on."""
        last = np.minimum(np.asarray(first) + days, self.ahead.shape[0] - 1)
        return self.ahead[last, self.points] - self.ahead[first, self.points]

    def _safety_stock(self, day: int) -> Numbers:
        return self.stage.safety_days * self._expected_in(day, self.cover) / self.cover

    def _reorder_point(self, day: int) -> Numbers:
        return self._expected_in(day, self.cover) + self._safety_stock(day)

    def _review(self, day: int, position: Numbers) -> None:
        stage = self.stage
        due = ((day - stage.phase) % stage.review == 0) & (day < stage.last_order)
        missing = self._reorder_point(day) - position
        here = np.flatnonzero(due & (missing > 0))
        self._place(day, here, np.maximum(missing[here], stage.batch[here]))

    def _place(self, day: int, here: Days, quantity: Numbers) -> None:
        """Order at some points; what is still to come at the planning date comes as planned."""
        stage = self.stage
        quantity = np.ceil(quantity / stage.multiple[here]) * stage.multiple[here]
        working = np.broadcast_to(stage.next_working, (stage.next_working.shape[0], self.points.size))
        planned = working[np.minimum(day + stage.lead[here], working.shape[0] - 1), here]
        late = np.clip(planned + stage.late[day, here], day + 1, working.shape[0] - 1)
        arrival = working[late, here]
        arrival = np.where(arrival >= DAYS, np.maximum(planned, DAYS), arrival)
        # A late order that would still be out while it was promised for the past has arrived at the last moment.
        arrival = np.where((arrival >= DAYS) & (planned < DAYS), working[DAYS - 3, here], arrival)
        held = stage.held_days[here]
        held = np.where((planned >= stage.held_from[here]) & (planned < stage.held_from[here] + held), held, 0)
        arrival = np.where(held > 0, working[planned + held, here], arrival)
        second = working[np.minimum(arrival + 4, working.shape[0] - 1), here]
        parted = stage.split[day, here] & (second < DAYS)
        later = np.where(parted, np.floor(0.2 * quantity / stage.multiple[here]) * stage.multiple[here], 0.0)
        np.add.at(self.arrivals, (arrival, here), quantity - later)
        np.add.at(self.arrivals, (second, here), later)
        self.on_order[here] += quantity
        ordered = np.full(here.size, day)
        self._note([here, ordered, planned, arrival, quantity, second, later])

    def _advance(self, day: int, missing: Numbers) -> Numbers:
        """Finish today what is missing today, as an order of its own, and return it."""
        here = np.flatnonzero(missing > 1e-9)
        quantity = np.zeros(self.points.size)
        multiple = self.stage.multiple[here]
        quantity[here] = np.ceil(missing[here] / multiple) * multiple
        self._note_received(day, here, quantity[here])
        return quantity

    def _top_up(self, net: Numbers) -> None:
        """Make good what would fall below safety stock before a new order could arrive."""
        days = int(self.stage.lead.max()) + 3
        coming = np.cumsum(self.arrivals[TOP_UP_DAY : TOP_UP_DAY + days], axis=0)
        going = self.ahead[TOP_UP_DAY + 1 : TOP_UP_DAY + 1 + days] - self.ahead[TOP_UP_DAY]
        beyond = np.arange(days)[:, None] > self.stage.lead + 2
        lowest = np.where(beyond, np.inf, net + coming - going).min(axis=0)
        missing = TOP_UP_MARGIN * self._safety_stock(DAYS) - lowest
        here = np.flatnonzero((missing > 0) & self.stage.topped_up)
        quantity = np.ceil(missing[here] / self.stage.multiple[here]) * self.stage.multiple[here]
        self.arrivals[TOP_UP_DAY, here] += quantity
        self.on_order[here] += quantity
        self._note_received(TOP_UP_DAY, here, quantity)

    def _note_received(self, day: int, here: Days, quantity: Numbers) -> None:
        """Write down an order that is received on a day, as if placed its lead time ago."""
        received = np.full(here.size, day)
        ordered = np.maximum(day - self.stage.lead[here], 0)
        self._note([here, ordered, received, received, quantity, received, np.zeros(here.size)])

    def _note(self, columns: list[NDArray[Any]]) -> None:
        self.orders.append(np.column_stack(columns).astype(np.float64))

    def _order_frame(self) -> pl.DataFrame:
        names = ["point", "ordered", "planned", "arrival", "quantity", "second_arrival", "second_quantity"]
        frame = pl.DataFrame(np.vstack(self.orders), schema=names)
        whole = [name for name in names if "quantity" not in name]
        return frame.with_columns(pl.col(whole).cast(pl.Int64)).filter(pl.col("quantity") > 0)
