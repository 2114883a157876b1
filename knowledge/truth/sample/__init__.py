"""The sample company: invented, and generated from a seed.

Its numbers are tables in `data/`; the modules play them through three years of history up to the planning date.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from . import history, lots, network, orders, people, plans, products, promotions, stock
from .book import read
from .demand import draw
from .network import COMPANY_ID
from .oddities import choose
from .planted import plant
from .planting import PlantedException
from .timeline import DAYS, HORIZON

__all__ = ["COMPANY_ID", "PlantedException", "SampleCompany", "generate"]

QUIET_ITEMS = frozenset({"D-402"})
"""Items without announced promotions but a planted one."""


@dataclass(frozen=True)
class SampleCompany:
    """The invented company.

    Attributes
    ----------
    tables
        Every table of the truth by name, with exactly its columns.
    planted
        What an alert should find in it.
    """

    tables: dict[str, pl.DataFrame]
    planted: tuple[PlantedException, ...]


def generate(seed: int = 7) -> SampleCompany:
    """Generate the sample company; the same seed gives the same company, row for row."""
    streams = [np.random.default_rng([seed, number]) for number in range(4)]
    points = products.points()
    campaigns = promotions.draw(streams[0], QUIET_ITEMS)
    effects = promotions.effects(campaigns, points, read("channels")["channel_id"].to_list(), DAYS + HORIZON)
    demand = draw(streams[1], points, effects)
    # The same chance twice: once to see what would hurt, once with what goes wrong.
    oddities = choose(stock.play_centres(np.random.default_rng([seed, 9]), demand))
    stages = stock.play(np.random.default_rng([seed, 9]), demand, oddities)
    centres = stages[0]
    supply_orders, receipts = orders.supply(stages)
    forecasts = plans.forecasts(centres, demand, campaigns)
    family_plans, item_plans = plans.plans(forecasts, centres)
    tables = {
        **network.tables(streams[2]),
        **products.tables(),
        **people.tables(),
        "promotions": promotions.table(campaigns),
        "demand_history": history.demand_history(centres, demand, effects, campaigns),
        "stock_history": history.stock_history(stages),
        "stock": lots.stock(stages),
        "supply_orders": supply_orders,
        "receipts": receipts,
        "sales_orders": orders.open_sales(streams[3], points, demand),
        "stock_policies": plans.stock_policies(stages),
        "forecasts": forecasts,
        "family_plans": family_plans,
        "item_plans": item_plans,
        "budget": plans.budget(points, demand),
    }
    return SampleCompany(*plant(tables, stages))
