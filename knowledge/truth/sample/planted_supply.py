"""Planted exceptions of supply: late orders, missed orders, too much, too old, on hold."""

import numpy as np
import polars as pl

from .book import conform
from .oddities import AGEING, HELD_UP_VESSEL, OVERBOUGHT, SENT_ASTRAY, UNRELEASED
from .planting import Order, PlantedException, Planting, is_line
from .timeline import DAYS, PLANNING_DATE, dates, day_of, number_of

RUN_OUT_DAYS = (4, 12)
"""A planted stock-out comes between so many days from the planning date."""
DELAY_BEYOND_RUN_OUT = 9
"""Days after the stock-out at which a delayed order comes."""
ON_HOLD = (("B-203", "DC-VEN"), ("C-302", "DC-HAM"))
PHASE_OUT = ("G-713", "DC-VEN")
PHASE_OUT_ORDER_WEEKS = 30
NEAR_DAYS = 30
"""Stock that expires within so many days is near its end."""


def held_up_vessel(state: Planting) -> Planting:
    """The Siamese vessel that was due in February and is still at sea."""
    item, location = HELD_UP_VESSEL
    overdue = state.open_orders(item, location).filter(pl.col("promised_on") < pl.col("eta"))
    day = state.run_out(item, location)
    one = PlantedException(
        "projected_stock_out",
        item,
        location,
        overdue["order_id"][0],
        day_of(DAYS + day),
        float(overdue["quantity"].sum()),
        "late supplier order",
        f"{state.names[item]} runs out at {location}: its containers from Siam Coconut Works were promised for "
        f"{overdue['promised_on'][0]} and are now expected on {overdue['eta'][0]}.",
    )
    return state.with_one(one)


def late_purchase(state: Planting) -> Planting:
    """A purchase from Spain that comes after the stock is gone."""
    return _delay(state, "S-OLI", "late_supply", "late supplier order", "Oliva del Sur reports a broken bottling line")


def stuck_transfer(state: Planting) -> Planting:
    """A truck from Ghent that does not come in time."""
    return _delay(
        state, "GNT", "projected_stock_out", "late transfer", "the truck from Ghent is held after an accident"
    )


def late_material(state: Planting) -> Planting:
    """A material without which a plant stops."""
    return _delay(state, "S-VAL", "material_late", "late supplier order", "Valdoro Conserve is short of raw produce")


def unreleased_orders(state: Planting) -> Planting:
    """Places whose replenishment nobody released in time."""
    for item, location in UNRELEASED:
        missing = state.safety_stock(item, location) - state.on_hand(item, location)
        one = PlantedException(
            "below_safety_stock",
            item,
            location,
            "",
            PLANNING_DATE,
            missing,
            "orders not released",
            f"{state.names[item]} at {location} lies {missing:.0f} cases below its safety stock: the last proposals "
            "to replenish it were not released.",
        )
        state = state.with_one(one)
    return state


def overbought(state: Planting) -> Planting:
    """Far too much of a slow item, and of one that went to the wrong place."""
    causes = {(item, location): "order entered too large" for item, location, *_ in OVERBOUGHT}
    causes[SENT_ASTRAY[:2]] = "sent to the wrong place"
    for (item, location), cause in causes.items():
        days, on_hand = 60, state.on_hand(item, location)
        surplus = on_hand - float(state.expected(item, location)[:days].sum())
        cover = on_hand / float(state.expected(item, location)[:91].mean())
        one = PlantedException(
            "excess",
            item,
            location,
            "",
            PLANNING_DATE,
            max(surplus, on_hand - 3 * state.safety_stock(item, location)),
            cause,
            f"{state.names[item]} at {location} covers {cover:.0f} days of demand: {cause}.",
        )
        state = state.with_one(one)
    return state


def ageing_lot(state: Planting) -> Planting:
    """A lot that will expire before it is sold."""
    item, location = AGEING[:2]
    here = (pl.col("item_id") == item) & (pl.col("location_id") == location)
    lots = state.tables["stock"].filter(here).sort("expires_on", "lot_id")
    lot = lots.row(lots["on_hand"].arg_max() or 0, named=True)
    sold = float(state.expected(item, location)[: number_of(lot["expires_on"]) - DAYS].sum())
    one = PlantedException(
        "near_expiry",
        item,
        location,
        "",
        lot["expires_on"],
        max(lot["on_hand"] - sold, 0.0),
        "batch too large for its shelf life",
        f"Of lot {lot['lot_id']} of {state.names[item]} at {location}, {lot['on_hand']:.0f} cases, "
        f"{lot['on_hand'] - sold:.0f} will not be sold before it expires on {lot['expires_on']}.",
        lot["lot_id"],
    )
    return state.with_one(one)


def quality_hold(state: Planting) -> Planting:
    """Stock that may not be shipped until quality has released it."""
    for item, location in ON_HOLD:
        here = (pl.col("item_id") == item) & (pl.col("location_id") == location)
        lots = state.tables["stock"].filter(here).sort("on_hand", "lot_id", descending=True)
        total, lot = float(lots["on_hand"].sum()), lots["lot_id"][0]
        stock = state.tables["stock"].with_columns(
            on_hold=pl.when(here & (pl.col("lot_id") == lot)).then("on_hand").otherwise("on_hold")
        )
        quantity = float(stock.filter(here)["on_hold"].sum())
        one = PlantedException(
            "quality_hold",
            item,
            location,
            "",
            PLANNING_DATE,
            quantity,
            "quality hold",
            f"Quality holds {quantity:.0f} of {total:.0f} cases of {state.names[item]} at {location} after a seal "
            "complaint; they must not be shipped.",
            lot,
        )
        state = state.with_one(one, stock=stock)
    return state


def phase_out_order(state: Planting) -> Planting:
    """A purchase of an item that is being phased out, far above what will still be sold."""
    item, location = PHASE_OUT
    orders = state.tables["supply_orders"]
    pattern = orders.filter((pl.col("item_id") == item) & (pl.col("to_location") == location)).sort("ordered_on")
    quantity = float(np.ceil(state.expected(item, location)[:28].mean() * 7 * PHASE_OUT_ORDER_WEEKS / 6) * 6)
    last = pattern.tail(1).with_columns(
        order_id=pl.lit("PO-90001"),
        line=1,
        quantity=quantity,
        received_quantity=0.0,
        status=pl.lit("shipped"),
        **{name: dates(np.array([DAYS + days])).first() for name, days in PHASE_OUT_DAYS.items()},
    )
    one = PlantedException(
        "phase_out_overstock",
        item,
        location,
        "PO-90001",
        day_of(DAYS + PHASE_OUT_DAYS["eta"]),
        quantity,
        "order placed before the phase-out was known to purchasing",
        f"{state.names[item]} is phased out by 30 June and replaced by G-712, yet {quantity:.0f} cases more are on "
        f"their way to {location} with PO-90001.",
    )
    return state.with_one(
        one, supply_orders=conform("supply_orders", pl.concat([orders, conform("supply_orders", last)]))
    )


PHASE_OUT_DAYS = {"ordered_on": -40, "recorded_on": -40, "shipped_on": -26, "due_on": 14, "promised_on": 14, "eta": 14}
"""Days of the phase-out order, counted from the planning date."""


def _delay(state: Planting, source: str, kind: str, cause: str, story: str) -> Planting:
    """Delay the next order of the item that suffers most from it beyond the day its stock is gone."""
    orders = state.tables["supply_orders"]
    coming = orders.filter((pl.col("from_location") == source) & pl.col("status").is_in(["open", "shipped"]))
    prices = dict(
        state.tables["items"].select("item_id", pl.col("unit_price").fill_null(pl.col("unit_cost"))).iter_rows()
    )
    found: list[tuple[float, str, str, frozenset[Order], int]] = []
    for item, location in (
        coming.select("item_id", "to_location").unique(maintain_order=True).sort("item_id", "to_location").iter_rows()
    ):
        if (item, location) in state.taken or (item, "*") in state.taken:
            continue
        lines = state.open_orders(item, location).select("order_id", "line", "eta")
        day = state.run_out(item, location, frozenset(lines.select("order_id", "line").iter_rows()))
        needed = lines.filter(pl.col("eta") <= day_of(DAYS + min(day, RUN_OUT_DAYS[1])))
        if RUN_OUT_DAYS[0] < day <= RUN_OUT_DAYS[1] and needed.height == 1:
            worth = float(state.expected(item, location)[:28].mean()) * prices[item]
            found.append((worth, item, location, frozenset(needed.select("order_id", "line").iter_rows()), day))
    if not found:
        return state
    _, item, location, delayed, day = max(found)
    (order,) = delayed
    eta = day_of(DAYS + day + DELAY_BEYOND_RUN_OUT)
    changed = orders.with_columns(eta=pl.when(is_line(order)).then(pl.lit(eta)).otherwise("eta"))
    line = changed.filter(is_line(order)).row(0, named=True)
    one = PlantedException(
        kind,
        item,
        location,
        order[0],
        day_of(DAYS + day),
        line["quantity"],
        cause,
        f"{state.names[item]} at {location}: order {order[0]} was promised for {line['promised_on']} and comes on {eta}, "
        f"because {story}.",
    )
    return state.with_one(one, supply_orders=changed)
