"""Planted exceptions of demand and of plans: surges, promises, promotions, forecasts, capacity, budget."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from .book import conform, read
from .planting import PlantedException, Planting
from .products import sold
from .timeline import DAYS, PLANNING_DATE, dates

SURGE = ("F-601", "DC-HAM", "C-104")
SURGE_WEEKS, SURGE_IN_DAYS = 7, 10
LATE_PROMISE = ("H-806", "DC-WRO", "C-207")
LATE_PROMISE_DAYS = (3, 17)
PROMOTED = "D-402"
PROMOTION = {"starts_on": 14, "ends_on": 27, "announced_on": -5}
"""Days of the promotion without cover, counted from the planning date."""
PROMOTION_UPLIFT = 1.8
FULL_LINE, FULL_FAMILY, FULL_WEEK = "POZ-PACK-2", "Biscuits & Snacks", date(2026, 3, 16)
FULL_LINE_SHARE = 1.2
"""Load of the full line in its week, as a share of its hours with overtime."""


def off_forecast(state: Planting) -> Planting:
    """Demand that has left its forecast, as written in `data/surprises.csv`."""
    forecast = state.tables["forecasts"]
    sales = state.tables["demand_history"]
    for row in read("surprises").iter_rows(named=True):
        item, location = row["item_id"], row["location_id"]
        here = (pl.col("item_id") == item) & ((pl.col("location_id") == location) | (pl.lit(location) == "*"))
        since = PLANNING_DATE - timedelta(weeks=4)
        actual = float(sales.filter(here & (pl.col("date") >= since))["quantity"].sum())
        weeks = (pl.col("period_start") >= since) & (pl.col("period_start") < PLANNING_DATE)
        planned = float(forecast.filter(here & weeks).select((pl.col("baseline") + pl.col("uplift")).sum()).item())
        place = "every distribution centre" if location == "*" else location
        one = PlantedException(
            "demand_off_forecast",
            item,
            location,
            "",
            row["first"],
            actual - planned,
            "demand changed",
            f"{state.names[item]} at {place} sold {actual:.0f} cases in four weeks against a forecast of "
            f"{planned:.0f}: {row['cause']}",
        )
        state = state.with_one(one)
    return state


def surge(state: Planting) -> Planting:
    """One customer's order for weeks of everybody's demand."""
    item, location, customer = SURGE
    quantity = float(np.ceil(state.expected(item, location)[:28].mean() * 7 * SURGE_WEEKS))
    orders, day = _sales_order(state, "SO-91001", SURGE, quantity, SURGE_IN_DAYS, SURGE_IN_DAYS)
    one = PlantedException(
        "demand_surge",
        item,
        location,
        "SO-91001",
        day,
        quantity,
        "large customer order",
        f"Rotkehl Discount ({customer}) ordered {quantity:.0f} cases of {state.names[item]} from {location} for {day}, "
        f"about {SURGE_WEEKS} weeks of all demand there.",
    )
    return state.with_one(one, sales_orders=orders)


def late_promise(state: Planting) -> Planting:
    """A customer order that is promised two weeks after it was asked for."""
    item, location, customer = LATE_PROMISE
    quantity = float(np.ceil(1.3 * state.on_hand(item, location)))
    orders, day = _sales_order(state, "SO-91002", LATE_PROMISE, quantity, *LATE_PROMISE_DAYS)
    one = PlantedException(
        "late_promise",
        item,
        location,
        "SO-91002",
        day,
        quantity,
        "more than is on hand",
        f"Smaczny Bufet ({customer}) wants {quantity:.0f} cases of {state.names[item]} on {day}; the order is promised "
        f"for {PLANNING_DATE + timedelta(days=LATE_PROMISE_DAYS[1])} because {location} does not have them.",
    )
    return state.with_one(one, sales_orders=orders)


def uncovered_promotion(state: Planting) -> Planting:
    """A promotion that sales announced after the consensus forecast was agreed."""
    days = {name: PLANNING_DATE + timedelta(days=offset) for name, offset in PROMOTION.items()}
    row = pl.DataFrame(
        {
            "promotion_id": "PR-9001",
            "item_id": PROMOTED,
            "location_id": "*",
            "channel_id": "retail",
            **days,
            "mechanism": "leaflet and display",
            "discount": 0.3,
            "expected_uplift": PROMOTION_UPLIFT,
        }
    )
    promotions = pl.concat([state.tables["promotions"], conform("promotions", row)])
    span = slice(PROMOTION["starts_on"], PROMOTION["ends_on"] + 1)
    share = float(read("channels").filter(pl.col("channel_id") == "retail")["share"][0])
    extra = sum(
        float(state.expected(PROMOTED, location)[span].sum()) * share * PROMOTION_UPLIFT
        for location in read("dc_shares")["location_id"]
    )
    one = PlantedException(
        "promotion_without_cover",
        PROMOTED,
        "*",
        "",
        days["starts_on"],
        extra,
        "promotion announced after the forecast was agreed",
        f"Promotion PR-9001 of {state.names[PROMOTED]} from {days['starts_on']} to {days['ends_on']} is expected to "
        f"sell {extra:.0f} cases more; neither the forecast nor any order covers them.",
        "PR-9001",
    )
    return state.with_one(one, promotions=conform("promotions", promotions))


def full_line(state: Planting) -> Planting:
    """Production orders for more hours than a packing line has in a week."""
    line = read("resources").filter(pl.col("resource_id") == FULL_LINE).row(0, named=True)
    hours = (line["hours_per_week"] + line["overtime_hours_per_week"]) * FULL_LINE_SHARE
    rate = (
        state.tables["routings"]
        .filter(pl.col("resource_id") == FULL_LINE)
        .select("item_id", "hours_per_unit", "setup_hours")
    )
    chosen = (
        sold()
        .filter((pl.col("family") == FULL_FAMILY) & ~pl.col("slow") & (pl.col("lifecycle") == "active"))
        .join(rate, on="item_id")
        .sort("weekly_cases", "item_id", descending=True)
        .head(8)
    )
    share = (hours - float(chosen["setup_hours"].sum())) / float(
        (chosen["weekly_cases"] * chosen["hours_per_unit"]).sum()
    )
    due = DAYS + (FULL_WEEK - PLANNING_DATE).days + 4
    ordered = dates(np.full(chosen.height, DAYS - 4))
    rows = chosen.select(
        "item_id",
        order_id=pl.concat_str(pl.lit("MO-9000"), pl.int_range(1, pl.len() + 1).cast(pl.String)),
        line=1,
        kind=pl.lit("production"),
        to_location=pl.lit(line["location_id"]),
        mode=pl.lit("any"),
        quantity=((pl.col("weekly_cases") * share / 10).floor() * 10),
        currency=pl.lit("EUR"),
        ordered_on=ordered,
        recorded_on=ordered,
        due_on=dates(np.full(chosen.height, due)),
        promised_on=dates(np.full(chosen.height, due)),
        eta=dates(np.full(chosen.height, due)),
        received_quantity=0.0,
        status=pl.lit("open"),
    )
    orders = pl.concat([state.tables["supply_orders"], conform("supply_orders", rows)])
    missing = hours - line["hours_per_week"] - line["overtime_hours_per_week"]
    one = PlantedException(
        "capacity_short",
        "",
        line["location_id"],
        "MO-90001",
        FULL_WEEK,
        missing,
        "stock build scheduled in one week",
        f"Orders for an export stock build load {line['name']} with {hours:.0f} hours in the week of {FULL_WEEK}, "
        f"{missing:.0f} more than it has with overtime.",
        FULL_LINE,
    )
    return state.with_one(one, supply_orders=conform("supply_orders", orders))


def budget_gap(state: Planting) -> Planting:
    """A family that was budgeted above what anybody now expects."""
    for family, extra in (
        read("families").filter(pl.col("overstated_budget") > 0).select("family", "overstated_budget").iter_rows()
    ):
        budget = float(state.tables["budget"].filter(pl.col("family") == family)["revenue"].sum())
        gap = budget * (1 - 1 / (1 + extra))
        one = PlantedException(
            "budget_gap",
            "",
            "",
            "",
            date(PLANNING_DATE.year, 1, 1),
            gap,
            "budget above demand",
            f"The budget of {family} expects about {extra:.0%} more than demand; {gap:.0f} EUR of the year's revenue "
            "are not in sight.",
            family,
        )
        state = state.with_one(one)
    return state


def _sales_order(
    state: Planting, order_id: str, who: tuple[str, str, str], quantity: float, requested: int, promised: int
) -> tuple[pl.DataFrame, date]:
    """Return the sales orders with one more, and the day it is wanted; days count from the planning date."""
    item, location, customer = who
    buyer = read("customers").filter(pl.col("customer_id") == customer).row(0, named=True)
    day = PLANNING_DATE + timedelta(days=requested)
    row = pl.DataFrame(
        {
            "order_id": order_id,
            "line": 1,
            "item_id": item,
            "location_id": location,
            "channel_id": buyer["channel_id"],
            "customer_id": customer,
            "quantity": quantity,
            "unit_price": sold().filter(pl.col("item_id") == item)["unit_price"][0],
            "requested_on": day,
            "promised_on": PLANNING_DATE + timedelta(days=promised),
            "shipped_quantity": 0.0,
            "priority": buyer["priority"],
            "status": "open",
            "recorded_on": PLANNING_DATE - timedelta(days=2),
        }
    )
    orders = pl.concat([state.tables["sales_orders"], conform("sales_orders", row)])
    return conform("sales_orders", orders), day
