"""What the twin says about a change: every figure before and after, and the difference with its interval."""

from datetime import date

from ..results import Chart, Count, Days, Money, Part, Quantity, Share

INTERVAL_COVERAGE = 0.95


class MoneyEffect(Part):
    """Means over the replications in company currency; `low` and `high` bound the mean paired difference (95 %)."""

    base: Money
    alternative: Money
    difference: Money
    low: Money
    high: Money


class QuantityEffect(Part):
    """Means over the replications in base units; `low` and `high` bound the mean paired difference (95 %)."""

    base: Quantity
    alternative: Quantity
    difference: Quantity
    low: Quantity
    high: Quantity


class ShareEffect(Part):
    """Means over the replications, shares; `low` and `high` bound the mean paired difference (95 %)."""

    base: Share
    alternative: Share
    difference: Share
    low: Share
    high: Share


class ChannelEffect(Part):
    """One channel over all points compared."""

    channel_id: str
    channel_name: str
    target_fill_rate: Share
    fill_rate: ShareEffect
    units_short: QuantityEffect
    lost_margin: MoneyEffect
    backorder_cost: MoneyEffect


class PointEffect(Part):
    """One item at one place; `first_hit_on` starts the first week in which its service differs by a hundredth."""

    item_id: str
    item_name: str
    location_id: str
    location_name: str
    unit: str
    fill_rate: ShareEffect
    units_short: QuantityEffect
    average_stock: QuantityEffect
    cost: MoneyEffect
    first_hit_on: date | None


class WeekEffect(Part):
    """One week over all points compared."""

    starts_on: date
    fill_rate: ShareEffect
    units_short: QuantityEffect
    stock_value: MoneyEffect


class Comparison(Part):
    """An alternative against doing nothing, on the same random numbers.

    Attributes
    ----------
    fill_rate
        Demand served on the day it was asked for, as a share of demand.
    units_short
        Demand not served on the day.
    lost_margin
        Price less unit cost of demand that left.
    backorder_cost
        Penalty of the channels for every unit and day owed.
    ordering_cost
        Fixed cost of orders and freight by the standard way.
    premium_freight
        Freight of open orders beyond what the standard way costs.
    purchase_premium
        Price of open orders beyond the first source's price.
    write_off
        Stock that expires, at unit cost.
    total_cost
        Lost margin, backorders, holding, ordering, premium freight, purchase premium and write-off.
    purchase_cost
        Goods received at purchase price (unit cost where made or moved).
    cash
        Sales served less goods received, ordering cost and premium freight.
    """

    base_version: str
    alternative_version: str
    starts_on: date
    horizon_days: Days
    replications: Count
    seed: int
    points: tuple[PointEffect, ...]
    channels: tuple[ChannelEffect, ...]
    weeks: tuple[WeekEffect, ...]
    fill_rate: ShareEffect
    units_short: QuantityEffect
    lost_margin: MoneyEffect
    backorder_cost: MoneyEffect
    holding_cost: MoneyEffect
    ordering_cost: MoneyEffect
    premium_freight: MoneyEffect
    purchase_premium: MoneyEffect
    write_off: MoneyEffect
    total_cost: MoneyEffect
    purchase_cost: MoneyEffect
    average_stock_value: MoneyEffect
    closing_stock_value: MoneyEffect
    cash: MoneyEffect
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
