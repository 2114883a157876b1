"""From a wish or a chosen mitigation to the arguments of `draft_proposal`.

What a person leaves out is completed from the snapshot and from results, by code: the way an order is sourced, the
line of an order, the weeks of an override, a level that is asked for as a change in percent. No text of a policy and no
word of a model enters an action.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any, cast

import polars as pl
from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.inventory.points import stocking_points

from .reasoners.protocol import PlannedCall

Json = dict[str, JsonValue]

LEAST_RELIEF = 0.05
"""Share of the units short that a remedy must spare."""

SHORTAGES = ("projected_stock_out", "late_supply", "below_safety_stock")
"""Kinds of exception in which stock is missing; orders can mend them."""

ORDER_KINDS = {"buy": "purchase", "make": "production", "transfer": "transfer"}


@dataclass(frozen=True, slots=True)
class Option:
    """Actions that could be proposed, why, and what they are expected to save."""

    actions: tuple[Json, ...]
    reason: str
    net_benefit: float


def best_options(rankings: Iterable[Json]) -> list[Option]:
    """Return every option of some results of `rank_mitigations` that is worth proposing, the best first."""
    options: list[Option] = []
    for ranking in rankings:
        exception = cast(Json, ranking["exception"])
        reason = f"{exception['item_id']} at {exception['location_name']}: {exception['cause']} {exception['harm']}"
        for option in cast(list[Json], ranking["options"]):
            benefit = float(cast(float, option["net_benefit"]))
            if is_worth_it(option):
                options.append(Option(tuple(cast(list[Json], option["actions"])), reason, benefit))
    return sorted(options, key=lambda option: -option.net_benefit)


def listed_options(rankings: Iterable[Json]) -> list[Option]:
    """Return every option of some results of `rank_mitigations` that does something, in their order."""
    return [
        Option(
            tuple(cast(list[Json], option["actions"])),
            f"{exception['item_id']} at {exception['location_name']}: {exception['cause']} {exception['harm']}",
            float(cast(float, option["net_benefit"])),
        )
        for ranking in rankings
        for exception in [cast(Json, ranking["exception"])]
        for option in cast(list[Json], ranking["options"])
        if not option["is_do_nothing"]
    ]


def is_worth_it(option: Mapping[str, Any]) -> bool:
    """Whether an option surely beats doing nothing, and mends what it is for.

    Surely means that the whole interval of its benefit is above zero. Where units are short, it must spare at least
    `LEAST_RELIEF` of them: an order that merely comes cheaper later is no remedy.
    """
    if option["is_do_nothing"] or option["net_benefit_low"] <= 0:
        return False
    short = option.get("units_short")
    return not short or short["base"] <= 0 or -short["difference"] >= LEAST_RELIEF * short["base"]


def is_unmended(ranking: Mapping[str, Any]) -> bool:
    """Whether a result of `rank_mitigations` is about stock that will be missing, and no option is worth proposing."""
    is_short = ranking["exception"]["kind"] in SHORTAGES
    return is_short and not any(is_worth_it(option) for option in ranking["options"])


def suggested_orders(plan: Json) -> list[Option]:
    """Return the orders of a result of `plan_replenishment` as options, in its order."""
    return [
        Option(
            actions=(
                {
                    "kind": "create_order",
                    "order_kind": order["order_kind"],
                    "item_id": order["item_id"],
                    "location_id": order["location_id"],
                    "from_location": order["from_location"],
                    "mode": order["mode"] or "any",
                    "quantity": order["quantity"],
                    "due_on": order["due_on"],
                },
            ),
            reason=f"Replenishment of {order['item_id']} at {order['location_name']} by its stock policy.",
            net_benefit=0.0,
        )
        for order in cast(list[Json], plan.get("orders", []))
    ]


def draft_call(actions: Sequence[Mapping[str, JsonValue]], reason: str, title: str | None = None) -> PlannedCall:
    """Return the call that drafts a proposal of complete actions."""
    arguments: Json = {"actions": [dict(action) for action in actions], "reason": reason}
    if title is not None:
        arguments["title"] = title
    return PlannedCall(tool="draft_proposal", arguments=arguments)


def complete(snapshot: Snapshot, action: Mapping[str, JsonValue], forecast: Json | None = None) -> Json:
    """Return an action with what was left out.

    Parameters
    ----------
    action
        A wish: fields of an action, or `safety_stock_factor`, `safety_stock_added` and the like, or, for an override,
        `first_day`, `last_day` and either `quantity` a week or `factor`, or several such stretches as `weeks`; for an
        new order, `minimum_lots` of the smallest lot of its source instead of a quantity; for an order that stands,
        `earlier_days` or `later_days` than it is expected now, or `moved_to` a day that says whether it is pulled in
        or pushed out.
    forecast
        The result of `forecast_demand` that a `factor` of an override applies to.
    """
    kind = action["kind"]
    if kind in ("expedite_order", "push_out_order"):
        return _with_line(snapshot, action)
    if kind == "create_order":
        return _with_source(snapshot, action)
    if kind == "change_stock_policy":
        return _with_levels(snapshot, action)
    return _with_periods(snapshot, action, forecast or {})


def _with_line(snapshot: Snapshot, action: Mapping[str, JsonValue]) -> Json:
    """Name the only line of an order, and the day where a wish says by how many days it shall move."""
    lines = snapshot.table("supply_orders").filter(pl.col("order_id") == action["order_id"])
    named = lines.filter(pl.col("line") == action["line"]) if "line" in action else lines
    whole = {name: value for name, value in action.items() if name not in ("earlier_days", "later_days", "moved_to")}
    if named.height != 1:
        return whole
    row = named.row(0, named=True)
    expected = row["eta"] or row["promised_on"] or row["due_on"]
    if "moved_to" in action:
        is_later = date.fromisoformat(str(action["moved_to"])) > expected
        kept = {name: value for name, value in whole.items() if name not in ("arrive_on", "due_on")}
        moved, by = ("push_out_order", "due_on") if is_later else ("expedite_order", "arrive_on")
        return {**kept, "kind": moved, by: action["moved_to"], "line": row["line"]}
    if "earlier_days" in action:
        whole["arrive_on"] = (expected - timedelta(days=int(cast(int, action["earlier_days"])))).isoformat()
    if "later_days" in action:
        whole["due_on"] = (expected + timedelta(days=int(cast(int, action["later_days"])))).isoformat()
    return {**whole, "line": row["line"]}


def _with_source(snapshot: Snapshot, action: Mapping[str, JsonValue]) -> Json:
    """Name the way, the source and the day of an order by the first choice of the item's sourcing."""
    rows = snapshot.table("sourcing").filter(
        (pl.col("item_id") == action["item_id"]) & (pl.col("location_id") == action["location_id"])
    )
    named = rows.filter(pl.col("from_location") == action["from_location"]) if "from_location" in action else rows
    if "order_kind" in action:
        named = named.filter(pl.col("kind").replace(ORDER_KINDS) == action["order_kind"])
    row = next(iter(named.sort("rank").to_dicts()), None)
    whole = {name: value for name, value in action.items() if name != "minimum_lots"}
    if row is not None and "minimum_lots" in action:
        whole["quantity"] = row["min_order_quantity"] * float(cast(float, action["minimum_lots"]))
    if row is None:
        whole.setdefault("order_kind", "transfer" if "from_location" in action else "purchase")
    else:
        whole.setdefault("order_kind", ORDER_KINDS[row["kind"]])
        whole.setdefault("from_location", row["from_location"])
    lead_time = ceil(row["lead_time_days"] + _transit_days(snapshot, row)) if row else 0
    whole.setdefault("due_on", (snapshot.planning_date + timedelta(days=max(lead_time, 1))).isoformat())
    return whole


def _transit_days(snapshot: Snapshot, row: Mapping[str, Any]) -> float:
    """Days on the way by the usual lane, the slowest of another source; none where the item is made."""
    lanes = snapshot.table("lanes").filter(
        pl.col("from_location").eq_missing(row["from_location"]) & (pl.col("to_location") == row["location_id"])
    )
    points = stocking_points(snapshot)
    standard = None
    if (row["item_id"], row["location_id"]) in points.index:
        point = points.row(row["item_id"], row["location_id"])
        standard = point["standard_mode"] if point["from_location"] == row["from_location"] else None
    usual = lanes.filter(pl.col("mode") == standard) if standard is not None else lanes
    longest = usual["transit_days"].max()
    return float(cast(float, longest)) if longest is not None else 0.0


def _with_levels(snapshot: Snapshot, action: Mapping[str, JsonValue]) -> Json:
    """Turn a factor on a level, or what is added to it, into the level."""
    rows = snapshot.table("stock_policies").filter(
        (pl.col("item_id") == action["item_id"]) & (pl.col("location_id") == action["location_id"])
    )
    whole: Json = {}
    for field, value in action.items():
        level = field.removesuffix("_factor").removesuffix("_added")
        if field == level:
            whole[field] = value
        elif rows.height and rows[level][0] is not None:
            present, by = float(rows[level][0]), float(cast(float, value))
            whole[level] = max(round(present * by if field.endswith("_factor") else present + by), 0)
    return whole


def _with_periods(snapshot: Snapshot, action: Mapping[str, JsonValue], forecast: Json) -> Json:
    """Name each week of an override and its quantity: what was said, or the current forecast times the factor.

    A week that is over, or that has no forecast to be multiplied, is left out; one named twice gets what is said last.
    """
    means = {
        str(period["start"]): float(cast(float, period["mean"]))
        for period in cast(list[Json], forecast.get("periods", []))
    }
    found: dict[str, float] = {}
    for stretch in cast(list[Json], action.get("weeks") or [action]):
        first, last = date.fromisoformat(str(stretch["first_day"])), date.fromisoformat(str(stretch["last_day"]))
        start = first - timedelta(days=(first.isoweekday() - snapshot.company.week_start) % 7)
        while start <= last:
            week = start.isoformat()
            is_open = start + timedelta(days=6) >= snapshot.planning_date
            if is_open and "quantity" in stretch:
                found[week] = float(cast(float, stretch["quantity"]))
            elif is_open and week in means:
                found[week] = float(round(means[week] * float(cast(float, stretch["factor"]))))
            start += timedelta(weeks=1)
    kept = ("kind", "item_id", "location_id", "reason")
    periods: list[JsonValue] = [{"period_start": week, "quantity": found[week]} for week in sorted(found)]
    return {**{field: action[field] for field in kept}, "periods": periods}
