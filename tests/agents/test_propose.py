"""Wishes become complete actions by code, from the snapshot and from results."""

import json
from datetime import date, timedelta
from typing import Any, cast

import polars as pl

from agents.propose import best_options, complete, draft_call, suggested_orders
from knowledge.truth.snapshot import Snapshot
from tools.actions.types import ACTION

OPTION = {"is_do_nothing": False, "net_benefit": 10.0, "actions": [{"kind": "push_out_order"}]}


def validated(action: dict[str, Any]) -> bool:
    """Whether the action is one that `draft_proposal` can read."""
    return ACTION.validate_json(json.dumps(action)).kind == action["kind"]


def ranking(*options: dict[str, Any]) -> dict[str, Any]:
    """Return a result of `rank_mitigations` with these options."""
    exception = {"item_id": "A-104", "location_name": "Hamburg", "cause": "Late.", "harm": "Short."}
    return {"exception": exception, "options": list(options)}


def test_an_order_takes_its_way_and_source_from_the_first_choice(sample_snapshot: Snapshot) -> None:
    """What the person did not say is what the table `sourcing` puts first."""
    row = sample_snapshot.table("sourcing").filter(pl.col("rank") == 1, pl.col("kind") == "buy").row(0, named=True)
    wish = {"kind": "create_order", "item_id": row["item_id"], "location_id": row["location_id"], "quantity": 10.0}
    whole = complete(sample_snapshot, wish)
    assert (whole["order_kind"], whole["from_location"]) == ("purchase", row["from_location"])
    due = date.fromisoformat(str(whole["due_on"]))
    assert due >= sample_snapshot.planning_date + timedelta(days=row["lead_time_days"])
    assert validated(whole)


def test_an_order_without_a_day_is_due_when_it_can_be_there(sample_snapshot: Snapshot) -> None:
    """Making ready and the way: 12 and 33 days from the Mekong, 2 and 2 from Ghent; readiness alone is too early."""
    for item, days in (("F-601", 45), ("A-104", 4)):
        wish = {"kind": "create_order", "item_id": item, "location_id": "DC-HAM", "quantity": 10.0}
        due = date.fromisoformat(str(complete(sample_snapshot, wish)["due_on"]))
        assert due == sample_snapshot.planning_date + timedelta(days=days)


def test_a_change_in_percent_becomes_a_level(sample_snapshot: Snapshot) -> None:
    """Twenty percent more than the safety stock in the truth, in whole units."""
    row = sample_snapshot.table("stock_policies").filter(pl.col("safety_stock") > 50).row(0, named=True)
    wish = {
        "kind": "change_stock_policy",
        "item_id": row["item_id"],
        "location_id": row["location_id"],
        "safety_stock_factor": 1.2,
    }
    whole = complete(sample_snapshot, wish)
    assert whole["safety_stock"] == round(row["safety_stock"] * 1.2)
    assert "safety_stock_factor" not in whole
    assert validated(whole)


def test_an_override_in_percent_multiplies_the_forecast_of_each_week(sample_snapshot: Snapshot) -> None:
    """A week without forecast is left out: nothing times a factor is not zero."""
    wish = {
        "kind": "override_forecast",
        "item_id": "A-104",
        "location_id": "DC-HAM",
        "first_day": "2026-03-09",
        "last_day": "2026-03-29",
        "factor": 0.9,
        "reason": "A listing ends in March.",
    }
    forecast = {"periods": [{"start": "2026-03-09", "mean": 100.0}, {"start": "2026-03-16", "mean": 200.0}]}
    whole = complete(sample_snapshot, wish, cast(Any, forecast))
    assert whole["periods"] == [
        {"period_start": "2026-03-09", "quantity": 90.0},
        {"period_start": "2026-03-16", "quantity": 180.0},
    ]
    assert validated(whole)


def worth(benefit: float, least: float, *, is_do_nothing: bool = False) -> dict[str, object]:
    """An option that saves so much, and at least so much."""
    return {**OPTION, "is_do_nothing": is_do_nothing, "net_benefit": benefit, "net_benefit_low": least}


def test_only_what_surely_beats_doing_nothing_is_an_option_the_best_first() -> None:
    """Over several exceptions; doing nothing, losses and benefits that may be none are no proposals."""
    nothing = worth(0.0, 0.0, is_do_nothing=True)
    found = best_options([ranking(worth(10.0, 8.0), nothing), ranking(worth(30.0, 20.0), worth(-1.0, -2.0))])
    assert [option.net_benefit for option in found] == [30.0, 10.0]
    assert found[0].reason == "A-104 at Hamburg: Late. Short."
    assert best_options([ranking(worth(40.0, -3.0))]) == []


def test_an_order_that_mends_nothing_is_no_remedy() -> None:
    """It may come cheaper later than the policy would order, and still leave the stock-out as it is."""
    cheaper = {**worth(40.0, 30.0), "units_short": {"base": 100.0, "difference": -1.0}}
    mending = {**worth(20.0, 10.0), "units_short": {"base": 100.0, "difference": -60.0}}
    assert [option.net_benefit for option in best_options([ranking(cheaper, mending)])] == [20.0]


def test_a_suggested_order_becomes_a_readable_action() -> None:
    """Every field that `draft_proposal` needs."""
    order = {
        "order_kind": "transfer",
        "item_id": "A-104",
        "location_id": "DC-HAM",
        "location_name": "Hamburg",
        "from_location": "GNT",
        "mode": None,
        "quantity": 60.0,
        "due_on": "2026-03-06",
    }
    option = suggested_orders(cast(Any, {"orders": [order]}))[0]
    call = draft_call(option.actions, option.reason)
    assert call.tool == "draft_proposal"
    assert validated(cast(Any, call.arguments["actions"])[0])
