"""All exceptions of a version of the truth, one for each root cause."""

from dataclasses import replace

from knowledge.truth.snapshot import Snapshot

from ..context import per_snapshot
from .causes import NOT_ORDERED
from .drift import demand_off_forecast
from .model import EVERY_PLACE, ExceptionValue, Finding
from .position import position_of
from .shortages import shortages
from .surplus import surplus


@per_snapshot
def exceptions_of(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return every exception, the most money first, then the soonest."""
    position = position_of(snapshot)
    found = _once_a_cause(shortages(position) + surplus(position), demand_off_forecast(position))
    return tuple(sorted(found, key=lambda finding: (-finding.value.total, finding.day, finding.exception_id)))


def _once_a_cause(stock: list[Finding], demand: list[Finding]) -> list[Finding]:
    """Put what missing or surplus stock comes from demand off its forecast into the finding about demand."""
    kept: list[Finding] = []
    merged = list(demand)
    for finding in stock:
        place = next((number for number, one in enumerate(merged) if _explains(one, finding)), None)
        if place is None:
            kept.append(finding)
        else:
            merged[place] = _with_harm(merged[place], finding)
    return kept + merged


def _explains(demand: Finding, stock: Finding) -> bool:
    if demand.item_id != stock.item_id or demand.location_id not in (EVERY_PLACE, stock.location_id):
        return False
    if demand.quantity > 0:
        return stock.kind in ("projected_stock_out", "below_safety_stock") and stock.cause == NOT_ORDERED
    return stock.kind == "excess" and not stock.order_id


def _with_harm(demand: Finding, stock: Finding) -> Finding:
    one, other = demand.value, stock.value
    value = ExceptionValue(
        lost_margin=max(one.lost_margin, other.lost_margin),
        backorder_penalty=one.backorder_penalty + other.backorder_penalty,
        premium_freight=one.premium_freight + other.premium_freight,
        carrying_cost=max(one.carrying_cost, other.carrying_cost),
        write_off=one.write_off + other.write_off,
    )
    return replace(
        demand,
        harm=f"{demand.harm}; at {stock.location_id} {stock.harm}",
        value=value,
        channels=tuple(dict.fromkeys((*demand.channels, *stock.channels))),
        customers=tuple(dict.fromkeys((*demand.customers, *stock.customers))),
    )
