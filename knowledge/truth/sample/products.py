"""What the company buys, makes and sells, and on which terms."""

from datetime import date

import numpy as np
import polars as pl

from .book import conform, read
from .network import CURRENCY, DOLLAR_RATE, plants, regular_lanes

SINCE = date(2023, 1, 2)
SLOW = "food service, slow"
SLOW_LOCATIONS = ("DC-VEN", "DC-HAM")
"""Slow lines lie in two distribution centres only."""


def tables() -> dict[str, pl.DataFrame]:
    """Return the tables of items, their units, recipes, routings, sources and prices."""
    sourcing = _sourcing()
    return {
        "items": conform("items", items()),
        "unit_conversions": conform("unit_conversions", _unit_conversions()),
        "bill_of_materials": conform("bill_of_materials", bill_of_materials()),
        "routings": conform("routings", _routings()),
        "sourcing": conform("sourcing", sourcing),
        "price_breaks": conform("price_breaks", _price_breaks(sourcing)),
    }


def sold() -> pl.DataFrame:
    """Return the sold items with the plant or supplier they come from, as written down."""
    return read("products").with_columns(
        made=pl.col("source").is_in(plants()), slow=pl.col("profile") == SLOW, unit=pl.lit("case")
    )


def materials() -> pl.DataFrame:
    """Return every material at every plant that uses it."""
    return read("materials").with_columns(location_id=pl.col("plants").str.split(" ")).explode("location_id")


def items() -> pl.DataFrame:
    """Return sold items and materials together."""
    parts = [
        sold().with_columns(
            category=pl.when("slow").then(pl.lit("food service")).otherwise(pl.lit("retail")),
            unit_precision=0,
            replaced_by=pl.when(pl.col("replaced_by") != "").then("replaced_by"),
            launched_on=pl.col("launched_on").fill_null(SINCE),
        ),
        read("materials").with_columns(
            category=pl.lit("material"),
            unit_precision=pl.when(pl.col("unit") == "pcs").then(0).otherwise(1),
            lifecycle=pl.lit("active"),
            launched_on=pl.lit(SINCE),
        ),
    ]
    return pl.concat(parts, how="diagonal_relaxed")


def points() -> pl.DataFrame:
    """Return every sold item at every distribution centre that keeps it, with its mean weekly demand in cases.

    Slow lines lie in two of the four, which then have all of the demand.
    """
    pairs = sold().join(read("dc_shares"), how="cross")
    kept = pairs.filter(~pl.col("slow") | pl.col("location_id").is_in(SLOW_LOCATIONS))
    share = pl.col("share") / pl.col("share").sum().over("item_id")
    return kept.with_columns(weekly=pl.col("weekly_cases") * share).sort("item_id", "location_id")


def bill_of_materials() -> pl.DataFrame:
    """Return what a unit of each made item, and of each semi-finished material, needs at its plant."""
    made = sold().filter("made").select("item_id", "base", "source", "pieces", "weight_kg")
    recipes = read("recipes")
    finished = pl.concat(
        [
            made.join(recipes, left_on="base", right_on="parent"),
            made.join(recipes.filter(pl.col("parent") == "*").drop("parent"), how="cross"),
        ],
        how="diagonal",
    )
    per = pl.col("per").replace_strict({"kg": 0, "piece": 1, "case": 2})
    amount = pl.when(per == 0).then(pl.col("weight_kg")).when(per == 1).then(pl.col("pieces")).otherwise(1.0)
    semi = (
        materials()
        .filter(pl.col("family") == "Semi-finished")
        .join(recipes, left_on="item_id", right_on="parent")
        .select("item_id", "component", "scrap_rate", source="location_id", quantity_per="quantity")
    )
    return (
        pl.concat(
            [finished.with_columns(quantity_per=(pl.col("quantity") * amount).round(4)), semi], how="diagonal_relaxed"
        )
        .select(
            "quantity_per",
            "scrap_rate",
            parent_item="item_id",
            component_item="component",
            location_id="source",
            valid_from=pl.lit(SINCE),
        )
        .sort("parent_item", "component_item")
    )


def _unit_conversions() -> pl.DataFrame:
    cases = sold()
    return pl.concat(
        [
            cases.select("item_id", unit=pl.lit("piece"), factor_to_base=1 / pl.col("pieces")),
            # A pallet holds about 1.1 m3.
            cases.select("item_id", unit=pl.lit("pallet"), factor_to_base=(1.1 / pl.col("volume_m3")).floor()),
        ]
    )


def _routings() -> pl.DataFrame:
    steps = read("routings")
    by_family = sold().filter("made").join(steps, left_on="family", right_on="subject")
    by_item = materials().filter(pl.col("family") == "Semi-finished").join(steps, left_on="item_id", right_on="subject")
    columns = ["item_id", "operation", "resource_id", "units_per_hour", "setup_hours"]
    both = pl.concat([by_family.select(columns), by_item.select(columns)])
    return both.join(read("resources").select("resource_id", "location_id"), on="resource_id").with_columns(
        routing_id=pl.concat_str(pl.lit("RT-"), "item_id"), rank=1, hours_per_unit=1 / pl.col("units_per_hour")
    )


def _sourcing() -> pl.DataFrame:
    """Return for each item at each place where it comes from, and on which terms."""
    transferred = points().with_columns(role=pl.when("made").then(pl.lit("transfer")).otherwise(pl.lit("buy")))
    produced = (
        points()
        .filter("made")
        .group_by("item_id", "source", "unit_cost", "unit", "slow", maintain_order=True)
        .agg(pl.col("weekly").sum())
        .with_columns(location_id="source", role=pl.lit("make"))
    )
    needed = materials().join(_weekly_consumption(), on=["item_id", "location_id"])
    bought = needed.with_columns(
        role=pl.when(pl.col("source").is_in(plants())).then(pl.lit("make")).otherwise(pl.lit("buy")), slow=False
    )
    columns = ["item_id", "location_id", "source", "role", "weekly", "unit_cost", "unit", "slow"]
    first = pl.concat([part.select(columns) for part in (transferred, produced, bought)])
    first = first.with_columns(rank=1, share=1.0, price_factor=1.0)
    second = first.drop("source", "price_factor").join(read("second_sources"), on="item_id")
    second = second.with_columns(rank=2, share=0.0).select(first.columns)
    terms = pl.concat([first, second]).join(read("sources"), on=["source", "role"])
    semi = pl.col("item_id").str.starts_with("M-")
    lead = pl.when(semi).then(1.0).otherwise("lead_time_days")
    batch = pl.when(semi).then(1.5).otherwise("batch_days")
    multiple = (
        pl.when(pl.col("unit") != "case")
        .then(pl.lit(50.0))
        .when("slow")
        .then(pl.lit(1.0))
        .when(pl.col("role") == "make")
        .then(pl.lit(10.0))
        .otherwise(pl.lit(6.0))
    )
    rate = pl.when(pl.col("currency") == "USD").then(DOLLAR_RATE).otherwise(1.0)
    return terms.with_columns(
        kind="role",
        from_location=pl.when(pl.col("role") != "make").then("source"),
        purchase_price=pl.when(pl.col("role") == "buy").then(
            (pl.col("unit_cost") * pl.col("price_share_of_cost") * pl.col("price_factor") / rate).round(4)
        ),
        currency=pl.when(pl.col("role") == "buy").then("currency").otherwise(pl.lit(CURRENCY)),
        lead_time_days=lead,
        review_period_days=pl.when(semi).then(1).otherwise("review_days"),
        order_multiple=multiple,
        min_order_quantity=(((pl.col("weekly") / 7 * batch) / multiple).ceil() * multiple).clip(lower_bound=multiple),
    ).sort("item_id", "location_id", "rank")


def _weekly_consumption() -> pl.DataFrame:
    """Return mean weekly use of each material at each plant, in its base unit, through all levels."""
    recipe = bill_of_materials().with_columns(need=pl.col("quantity_per") / (1 - pl.col("scrap_rate")))
    made = points().filter("made")
    level = made.group_by(parent_item="item_id", location_id="source", maintain_order=True).agg(pl.col("weekly").sum())
    found: list[pl.DataFrame] = []
    while level.height:
        level = (
            level.join(recipe, on=["parent_item", "location_id"])
            .sort("parent_item", "component_item", "location_id")
            .group_by(parent_item="component_item", location_id="location_id", maintain_order=True)
            .agg(weekly=(pl.col("weekly") * pl.col("need")).sum())
        )
        found.append(level.rename({"parent_item": "item_id"}))
    return pl.concat(found).group_by("item_id", "location_id", maintain_order=True).agg(pl.col("weekly").sum())


def _price_breaks(sourcing: pl.DataFrame) -> pl.DataFrame:
    """Return two lower prices for large orders of each bought item."""
    bought = (
        sourcing.filter(pl.col("kind") == "buy")
        .group_by("item_id", "from_location", maintain_order=True)
        .agg(pl.col("purchase_price").first(), pl.col("min_order_quantity").max())
    )
    steps = np.array([(0.0, 1.0), (2.0, 0.98), (4.0, 0.955)])
    return pl.concat(
        [
            bought.with_columns(
                min_quantity=pl.col("min_order_quantity") * times, price=(pl.col("purchase_price") * factor).round(4)
            )
            for times, factor in steps.tolist()
        ]
    )


def lead_times() -> pl.DataFrame:
    """Return for each item and place its first source with the whole time from order to receipt, in days."""
    ways = regular_lanes().select("from_location", "to_location", "mode", "transit_days", "transit_sd_days")
    terms = (
        _sourcing()
        .filter(pl.col("rank") == 1)
        .join(ways, left_on=["from_location", "location_id"], right_on=["from_location", "to_location"], how="left")
    )
    transit = pl.col("transit_days").fill_null(0)
    return terms.with_columns(
        transit_days=transit,
        mode=pl.col("mode").fill_null("any"),
        lead_days=pl.col("lead_time_days") + transit,
        lead_sd_days=(pl.col("lead_time_sd_days") ** 2 + pl.col("transit_sd_days").fill_null(0) ** 2).sqrt(),
    ).sort("item_id", "location_id")
