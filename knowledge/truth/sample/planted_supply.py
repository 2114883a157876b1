"""Planted exceptions of supply: late orders, missed orders, too much, too old, on hold."""

from statistics import NormalDist

import numpy as np
import polars as pl

from ..schema.columns import EVERY
from .book import conform
from .oddities import AGEING, HELD_UP_SUPPLIER, OVERBOUGHT, SENT_ASTRAY, UNRELEASED
from .planting import PlantedException, Planting, is_open
from .timeline import DAYS, PLANNING_DATE, dates, day_of, next_working, number_of

RUN_OUT_DAYS = (4, 12)
"""A planted stock-out comes between so many days from the planning date."""
DELAY_BEYOND_RUN_OUT = 9
"""Days after the stock-out at which a delayed order comes."""
RAISED_TARGET, RAISED_PLACES = 0.999, 2
"""The service target that was raised, and in how many places."""
ON_HOLD = (("B-203", "DC-VEN"), ("C-302", "DC-HAM"))
PHASE_OUT = ("G-713", "DC-VEN")
PHASE_OUT_ORDER_WEEKS = 30
USEFUL_DAYS = 28
"""What covers more than so many days of demand is counted as surplus."""


def held_up_vessel(state: Planting) -> Planting:
    """The Siamese vessel that was due in February and is still at sea."""
    late = (pl.col("from_location") == HELD_UP_SUPPLIER) & (pl.col("eta") > pl.col("promised_on"))
    overdue = state.tables["supply_orders"].filter(late).sort("eta", "order_id")
    item, location = overdue["item_id"][0], overdue["to_location"][0]
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
    """A place whose replenishment nobody released in time, while another one got too much."""
    item, location = UNRELEASED[:2]
    day = state.run_out(item, location)
    need = float(state.expected(item, location)[:14].sum()) - state.on_hand(item, location)
    one = PlantedException(
        "projected_stock_out",
        item,
        location,
        "",
        day_of(DAYS + day),
        need,
        "orders not released",
        f"{state.names[item]} at {location} has {state.on_hand(item, location):.0f} cases and nothing on order: the "
        f"last proposals to replenish it were not released; {SENT_ASTRAY[1]} got too much instead.",
    )
    return state.with_one(one)


def raised_targets(state: Planting) -> Planting:
    """Places whose service target was raised in February, before the stock for it was built."""
    found: list[tuple[float, str, str, float]] = []
    factor = NormalDist().inv_cdf(RAISED_TARGET)
    policies = state.tables["stock_policies"]
    centres = policies.filter(pl.col("location_id").str.starts_with("DC-") & (pl.col("kind") != "days_of_cover"))
    for item, location, safety, target in centres.select(
        "item_id", "location_id", "safety_stock", "service_target"
    ).iter_rows():
        raised = float(np.ceil(safety * factor / NormalDist().inv_cdf(target)))
        share = state.on_hand(item, location) / max(raised, 1.0)
        if 0.6 < share < 0.92 and not state.has(item, location) and state.run_out(item, location) > RUN_OUT_DAYS[1]:
            found.append((raised - safety, item, location, raised))
    for more, item, location, raised in sorted(found, reverse=True)[:RAISED_PLACES]:
        here = (pl.col("item_id") == item) & (pl.col("location_id") == location)
        policies = policies.with_columns(
            safety_stock=pl.when(here).then(raised).otherwise("safety_stock"),
            reorder_point=pl.when(here).then(pl.col("reorder_point") + more).otherwise("reorder_point"),
            order_up_to=pl.when(here).then(pl.col("order_up_to") + more).otherwise("order_up_to"),
            service_target=pl.when(here).then(RAISED_TARGET).otherwise("service_target"),
        )
        missing = raised - state.on_hand(item, location)
        one = PlantedException(
            "below_safety_stock",
            item,
            location,
            "",
            PLANNING_DATE,
            missing,
            "service target raised",
            f"{state.names[item]} at {location} lies {missing:.0f} cases below its safety stock of {raised:.0f}: its "
            f"service target was raised to {RAISED_TARGET:.1%} before the stock for it was built.",
        )
        state = state.with_one(one, stock_policies=policies)
    return state


def overbought(state: Planting) -> Planting:
    """Far too much of a slow item, and of one that went to the wrong place."""
    causes = {(item, location): "order entered too large" for item, location, *_ in OVERBOUGHT}
    causes[SENT_ASTRAY[:2]] = "sent to the wrong place"
    for (item, location), cause in causes.items():
        on_hand = state.on_hand(item, location)
        surplus = on_hand - float(state.expected(item, location)[:USEFUL_DAYS].sum())
        cover = on_hand / float(state.expected(item, location)[:91].mean())
        one = PlantedException(
            "excess",
            item,
            location,
            "",
            PLANNING_DATE,
            surplus,
            cause,
            f"{state.names[item]} at {location} covers {cover:.0f} days of demand: {cause}.",
        )
        state = state.with_one(one)
    return state


def leftovers(state: Planting) -> Planting:
    """What lies about of an item that has ended."""
    ended = state.tables["items"].filter(pl.col("lifecycle") == "ended").select("item_id", "unit_cost", "replaced_by")
    left = state.tables["stock"].join(ended, on="item_id").group_by("item_id", "unit_cost", "replaced_by")
    for item, cost, successor, quantity in left.agg(pl.col("on_hand").sum()).sort("item_id").iter_rows():
        one = PlantedException(
            "excess",
            item,
            EVERY,
            "",
            PLANNING_DATE,
            quantity,
            "left over from an ended item",
            f"{quantity:.0f} cases of {state.names[item]}, worth {quantity * cost:.0f} EUR, are left since it ended "
            f"and was replaced by {successor}.",
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
    """Delay the next orders of the item that suffers most from it beyond the day its stock is gone.

    Only items whose stock without them ends within `RUN_OUT_DAYS` are considered; where there is none, as there might
    be for some seed, nothing is planted.
    """
    orders = state.tables["supply_orders"]
    coming = orders.filter((pl.col("from_location") == source) & pl.col("status").is_in(["open", "shipped"]))
    prices = dict(
        state.tables["items"].select("item_id", pl.col("unit_price").fill_null(pl.col("unit_cost"))).iter_rows()
    )
    found: list[tuple[bool, float, str, str, int]] = []
    for item, location in (
        coming.select("item_id", "to_location").unique(maintain_order=True).sort("item_id", "to_location").iter_rows()
    ):
        if state.has(item, location):
            continue
        lines = state.open_orders(item, location).select("order_id", "line", "eta")
        day = state.run_out(item, location, frozenset(lines.select("order_id", "line").iter_rows()))
        needed = lines.filter(pl.col("eta") <= day_of(DAYS + min(day, RUN_OUT_DAYS[1])))
        if RUN_OUT_DAYS[0] < day <= RUN_OUT_DAYS[1] and needed.height:
            daily_worth = float(state.expected(item, location)[:28].mean()) * prices[item]
            # A material stops all that needs it, so the soonest counts; of goods the best sold.
            urgency = -day if kind == "material_late" else daily_worth
            found.append((kind == "material_late" or needed.height == 1, urgency, item, location, day))
    if not found:
        return state
    _, _, item, location, day = max(found)
    eta = day_of(next_working("CAL-EU")[DAYS + day + DELAY_BEYOND_RUN_OUT])
    delayed = is_open(item, location) & (pl.col("eta") < eta)
    line = orders.filter(delayed).sort("eta", "order_id").row(0, named=True)
    quantity = float(orders.filter(delayed)["quantity"].sum())
    changed = orders.with_columns(eta=pl.when(delayed).then(pl.lit(eta)).otherwise("eta"))
    one = PlantedException(
        kind,
        item,
        location,
        line["order_id"],
        day_of(DAYS + day),
        quantity,
        cause,
        f"{state.names[item]} at {location}: order {line['order_id']} was promised for {line['promised_on']} "
        f"and comes on {eta} with whatever was to follow it, because {story}.",
    )
    return state.with_one(one, supply_orders=changed)
