"""What a simulated path costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .simulation import Path

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prices:
    """What a unit is worth at a stocking point, company currency.

    Attributes
    ----------
    unit_price
        By channel, shape `(channels,)`.
    penalty_a_day
        For each unit owed at the end of a day, by channel.
    goods_cost
        What a received unit costs: purchase price, or unit cost where it is made or moved.
    ordering_cost, freight_per_order, freight_per_unit
        Of regular orders, by the standard way.
    premium_freight, purchase_premium, open_freight
        Of the open orders together.
    """

    unit_price: Array
    unit_cost: float
    penalty_a_day: Array
    holding_rate_a_year: float
    goods_cost: float
    ordering_cost: float
    freight_per_order: float
    freight_per_unit: float
    premium_freight: float
    purchase_premium: float
    open_freight: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Money of one point, company currency, shape `(replications,)` or `(channels, replications)`."""

    lost_margin: Array
    backorder_cost: Array
    holding_cost: Array
    ordering_cost: Array
    premium_freight: Array
    purchase_premium: Array
    write_off: Array
    purchase_cost: Array
    average_stock_value: Array
    closing_stock_value: Array
    cash: Array

    @property
    def total(self) -> Array:
        """What is lost or spent; goods and stock are not in it, because they keep their worth."""
        return (
            self.lost_margin.sum(axis=0)
            + self.backorder_cost.sum(axis=0)
            + self.holding_cost
            + self.ordering_cost
            + self.premium_freight
            + self.purchase_premium
            + self.write_off
        )


def costs_of(path: Path, prices: Prices) -> Costs:
    """Value a path.

    Units that are still owed on the last day have cost their penalty so far; whether they will be lost is not known.
    """
    days, replications = path.on_hand.shape
    stock_value = path.on_hand * prices.unit_cost
    orders = (path.ordered > 0).sum(axis=0)
    ordering = (
        orders * (prices.ordering_cost + prices.freight_per_order)
        + path.ordered.sum(axis=0) * prices.freight_per_unit
        + prices.open_freight
    )
    served = (path.at_once + path.later).sum(axis=0)
    premium = np.full(replications, prices.premium_freight)
    purchase_premium = np.full(replications, prices.purchase_premium)
    purchases = path.arrived.sum(axis=0) * prices.goods_cost
    margin = np.maximum(prices.unit_price - prices.unit_cost, 0.0)
    return Costs(
        lost_margin=path.lost.sum(axis=0) * margin[:, None],
        backorder_cost=path.owed.sum(axis=0) * prices.penalty_a_day[:, None],
        holding_cost=stock_value.sum(axis=0) * prices.holding_rate_a_year / 365,
        ordering_cost=ordering,
        premium_freight=premium,
        purchase_premium=purchase_premium,
        write_off=path.expired.sum(axis=0) * prices.unit_cost,
        purchase_cost=purchases,
        average_stock_value=stock_value.sum(axis=0) / days,
        closing_stock_value=stock_value[-1],
        cash=(served * prices.unit_price[:, None]).sum(axis=0) - purchases - ordering - premium - purchase_premium,
    )
