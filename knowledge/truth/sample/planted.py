"""Plants the exceptions of the sample company, each with its cause, so that alerts can be graded against them.

Which item a late order hits is found in the data: the one whose stock then runs out soon. So every seed has its
exceptions, some at places of their own.
"""

import polars as pl

from . import planted_demand as on_demand
from . import planted_supply as on_supply
from .planting import PlantedException, Planting
from .stock import Played

STEPS = (
    on_supply.held_up_vessel,
    on_demand.off_forecast,
    on_supply.unreleased_orders,
    on_supply.overbought,
    on_supply.leftovers,
    on_supply.ageing_lot,
    on_supply.quality_hold,
    on_supply.phase_out_order,
    on_demand.surge,
    on_demand.late_promise,
    on_demand.uncovered_promotion,
    on_supply.late_purchase,
    on_supply.stuck_transfer,
    on_supply.late_material,
    on_demand.full_line,
    on_supply.raised_targets,
    on_demand.budget_gap,
)


def plant(
    tables: dict[str, pl.DataFrame], stages: list[Played]
) -> tuple[dict[str, pl.DataFrame], tuple[PlantedException, ...]]:
    """Return the tables with every exception planted, and the list of these."""
    state = Planting(tables, stages)
    for step in STEPS:
        state = step(state)
    return state.tables, state.planted
