"""Online Retail: what the data hold is kept, what planning needs beyond it is simulated and says so.

Real are the articles, their prices, the calendar of working days and the demand. Costs, suppliers, lead times, stock,
orders, stock policies and people are not in the data. They are generated here from a seed; their identifiers begin
with `SIM-` or their names say SIMULATED, and assumptions of the plan name them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

import numpy as np
import polars as pl

from ..tables import TABLES
from .simulated_supply import PLACE, SUPPLIERS, simulate_supply

FAMILIES: tuple[tuple[str, str], ...] = (
    ("Christmas", r"CHRISTMAS|XMAS|ADVENT|REINDEER|SNOW|SANTA"),
    ("Bags", r"\bBAGS?\b|SHOPPER|CHARLOTTE BAG"),
    ("Lights and candles", r"CANDLE|T-?LIGHT|LANTERN|LIGHTS?\b|LAMP|INCENSE"),
    ("Signs and frames", r"\bSIGN\b|FRAME|CHALKBOARD|BLACKBOARD|WALL ART|CLOCK|DOORMAT|DOOR MAT"),
    ("Baking and kitchen", r"CAKE|BAKING|\bTINS?\b|JAR|RECIPE|APRON|KITCHEN|JELLY|COOK|OVEN|BREAD|SPOON|SCALE"),
    ("Tableware", r"\bMUGS?\b|\bCUPS?\b|BOWL|PLATE|TEA ?SET|TEAPOT|SAUCER|NAPKIN|GLASS|COASTER|STRAWS|TRAY|BEAKER"),
    ("Paper and cards", r"\bCARDS?\b|WRAP|PAPER|TISSUE|NOTEBOOK|\bPENS?\b|PENCIL|STICKER|TAPE|RIBBON|GIFT TAG|CHALK"),
    ("Decoration", r"BUNTING|HEART|ORNAMENT|DECORATION|GARLAND|DOILY|HOOK|KNOB|HANGER|WICKER|CUSHION"),
    ("Storage", r"\bBOX(ES)?\b|DRAWER|STORAGE|BASKET|CABINET|RACK|STAND|HOLDER"),
    ("Toys and games", r"GAME|TOY|DOLL|SOLDIER|SKITTLES|PUZZLE|SKIPPING|SPACEBOY|DOMINO|CIRCUS|CHILD|BABY|GLIDER"),
    (
        "Garden and travel",
        r"GARDEN|PLANT|SEEDS?\b|UMBRELLA|PARASOL|PICNIC|WATERING|HOT WATER|HAND WARMER|LUGGAGE|FAN\b",
    ),
)
"""Families and the words that make an article belong to them; the first that matches decides."""

OTHER = "Other"
SILENT_DAYS = 28
"""An article without a sale for so long is taken to be phased out."""

OPENING_DAYS = 60
"""Articles first sold within so many days of the data's beginning were there before: no launch is known."""

PLANNED_DAYS = 182
"""How far the working days go on after the data."""


def complete(rows: Mapping[str, pl.DataFrame], seed: int = 20111209) -> dict[str, pl.DataFrame]:
    """Return the tables to load: the real rows, with what planning needs beside them.

    Parameters
    ----------
    rows
        `items` and `demand_history` as the mapping reads them.
    seed
        Of everything that is simulated.
    """
    demand, items = rows["demand_history"], rows["items"]
    today = cast(date, demand["date"].max())
    items = _described(items, demand, today)
    simulated = simulate_supply(items, demand, today, np.random.default_rng(seed))
    made = {**_company(today), **_people(), **_assumptions(today), "calendars": _calendar(demand, today), **simulated}
    return {**rows, "items": items, **made}


def _described(items: pl.DataFrame, demand: pl.DataFrame, today: date) -> pl.DataFrame:
    first = cast(date, demand["date"].min())
    name = pl.col("name").str.to_uppercase()
    family = pl.lit(OTHER)
    for label, words in reversed(FAMILIES):
        family = pl.when(name.str.contains(words)).then(pl.lit(label)).otherwise(family)
    last = demand.group_by("item_id").agg(pl.col("date").max().alias("_last"))
    silent = pl.col("_last").is_null() | (pl.col("_last") < today - timedelta(days=SILENT_DAYS))
    launched = pl.when(pl.col("launched_on") > first + timedelta(days=OPENING_DAYS)).then("launched_on")
    return (
        items.join(last, on="item_id", how="left", maintain_order="left")
        .with_columns(
            family.alias("family"),
            pl.when(silent).then(pl.lit("phase_out")).otherwise(pl.lit("active")).alias("lifecycle"),
            launched.alias("launched_on"),
        )
        .drop("_last")
    )


def _company(today: date) -> dict[str, pl.DataFrame]:
    company = {
        "company_id": "ONLINE-RETAIL",
        "name": "Online Retail (real demand; stock, supply, costs and people SIMULATED)",
        "planning_date": today,
        "currency": "GBP",
        "timezone": "Europe/London",
        "week_start": 1,
        "fiscal_year_start": 1,
        "holding_cost_rate": 0.2,
        "operating_model": "hybrid",
    }
    places = [
        {"location_id": PLACE, "name": "Warehouse", "kind": "dc", "region": "UK", "calendar_id": "UK-WH"},
        *(
            {"location_id": one.supplier_id, "name": one.name, "kind": "supplier", "region": one.region}
            for one in SUPPLIERS
        ),
    ]
    channels = [
        ("UK", "Customers in the United Kingdom", 1, 0.97, "lost", None, 0.0),
        ("EXPORT", "Customers abroad", 2, 0.93, "backorder", 14, 0.01),
    ]
    columns = ["channel_id", "name", "priority", "target_fill_rate", "shortage_mode", "patience_days"]
    return {
        "company": pl.DataFrame([company]),
        "locations": pl.DataFrame(places),
        "channels": pl.DataFrame(channels, schema=[*columns, "shortage_cost_rate"], orient="row"),
    }


def _calendar(demand: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the days on which the warehouse sold: never on Saturdays, on Sundays yes, and not over Christmas."""
    sold = demand["date"].unique()
    first = cast(date, sold.min())
    past = pl.date_range(first, today, eager=True)
    future = pl.date_range(today + timedelta(days=1), today + timedelta(days=PLANNED_DAYS), eager=True)
    days = pl.concat(
        [
            pl.DataFrame({"date": past, "working": past.is_in(sold.implode())}),
            pl.DataFrame({"date": future, "working": future.dt.weekday() != 6}),
        ]
    )
    hours = pl.when("working").then(8.0).otherwise(0.0)
    return days.with_columns(calendar_id=pl.lit("UK-WH"), hours=hours)


def _people() -> dict[str, pl.DataFrame]:
    people = [("ana", "Ana (SIMULATED)"), ("max", "Max (SIMULATED)"), ("eva", "Eva (SIMULATED)")]
    everything = ("*", "*", "*")
    positions = [
        ("SIM-PLANNER", "Planner", "planner", "both", "ana", *everything, None, "SIM-MANAGER"),
        ("SIM-MANAGER", "Supply chain manager", "manager", "both", "max", *everything, 25_000.0, "SIM-DIRECTOR"),
        ("SIM-DIRECTOR", "Director", "executive", "both", "eva", *everything, None, None),
    ]
    return {
        "people": pl.DataFrame(people, schema=["person_id", "name"], orient="row"),
        "positions": pl.DataFrame(positions, schema=TABLES["positions"].schema, orient="row"),
    }


def _assumptions(today: date) -> dict[str, pl.DataFrame]:
    texts = (
        ("COST", "Unit costs are SIMULATED: 55 % of the median price.", "items"),
        ("SIZE", "Weights and volumes are SIMULATED: 100 g and 0.6 l for each pound of the median price.", "items"),
        ("SUPPLY", "Suppliers, lead times, order quantities, lanes and orders are SIMULATED.", "sourcing"),
        ("STOCK", "Stock positions and stock policies are SIMULATED over the real demand.", "stock"),
        ("SERVICE", "Target fill rates and the behaviour in a shortage are SIMULATED.", "channels"),
        ("PEOPLE", "The organisation is SIMULATED.", "positions"),
        ("SEASON", "The data hold 53 weeks: no yearly season can be learnt from them.", "forecasts"),
    )
    rows = [(f"SIM-{name}", text, "ana", today, affects) for name, text, affects in texts]
    schema = ["assumption_id", "text", "owner", "valid_from", "affects"]
    return {"assumptions": pl.DataFrame(rows, schema=schema, orient="row")}
