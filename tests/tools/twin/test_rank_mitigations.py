"""The best advice is the one that saves most, doing nothing is always among the options."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.policies import PolicyStore
from knowledge.truth.snapshot import Snapshot
from tools.actions.types import read_actions, validate_all
from tools.context import ToolContext
from tools.errors import UnknownSubject
from tools.exceptions.list_exceptions import ListExceptions, list_exceptions
from tools.twin.mitigations import RankedMitigations, RankMitigations, rank_mitigations

Tiny = Callable[..., Snapshot]
Policed = Callable[..., ToolContext]
MONDAY = date(2026, 3, 2)
LATE = {"promised_on": MONDAY + timedelta(days=2), "eta": MONDAY + timedelta(days=20)}


EXPEDITING = """---
id: POL-01
title: Expediting
owner: Logistics
currency: EUR
effective_from: 2025-01-01
effective_to: null
applies_to: {actions: [expedite_order], families: ["*"], locations: ["*"]}
limits:
  - {limit: max_expedite_cost, section: 1, value: 10}
---
# Expediting

## 1. Limit
Premium freight for one order is at most EUR 10.
"""


@pytest.fixture
def policed(context_of: Callable[..., ToolContext], tmp_path: Path) -> Policed:
    """Make the surroundings of a tool with the policies given."""

    def make(snapshot: Snapshot, *documents: str) -> ToolContext:
        store = PolicyStore(tmp_path)
        for document in documents:
            store.add(document)
        return replace(context_of(snapshot), policies=store)

    return make


def ranked(context: ToolContext) -> RankedMitigations:
    exception = list_exceptions(context, ListExceptions()).exceptions[0]
    return rank_mitigations(context, RankMitigations(exception_id=exception.exception_id))


def company(tiny: Tiny, air: float, **rows: list[dict[str, object]]) -> Snapshot:
    lanes = [{}, {"mode": "air", "transit_days": 1.0, "cost_per_shipment": air}]
    return tiny(**{"stock": [{"on_hand": 40.0}], "lanes": lanes, "supply_orders": [LATE], **rows})


def test_cheap_air_freight_beats_doing_nothing_and_dear_does_not(tiny: Tiny, policed: Policed) -> None:
    cheap = ranked(policed(company(tiny, air=90.0)))
    best = cheap.options[0]
    assert best.actions[0]["kind"] == "expedite_order"
    assert best.net_benefit > 0
    assert best.net_benefit_low <= best.net_benefit <= best.net_benefit_high
    assert cheap.tried >= 2
    dear = ranked(policed(company(tiny, air=9000.0)))
    by_air = [option for option in dear.options if option.actions and option.actions[0].get("mode") == "air"]
    assert all(option.net_benefit < 0 for option in by_air)


def test_options_are_ranked_by_money_with_doing_nothing_at_zero(tiny: Tiny, policed: Policed) -> None:
    options = ranked(policed(company(tiny, air=90.0))).options
    benefits = [option.net_benefit for option in options]
    assert benefits == sorted(benefits, reverse=True)
    assert [option.rank for option in options] == sorted(option.rank for option in options)
    assert [option.net_benefit for option in options if option.is_do_nothing] == [0]


def test_every_option_can_be_drafted_as_it_stands(tiny: Tiny, policed: Policed) -> None:
    snapshot = company(tiny, air=90.0)
    for option in ranked(policed(snapshot)).options:
        if not option.is_do_nothing:
            validate_all(snapshot, read_actions(option.actions))


def test_what_a_policy_forbids_is_not_tried_but_named(tiny: Tiny, policed: Policed) -> None:
    free = ranked(policed(company(tiny, air=90.0)))
    bound = ranked(policed(company(tiny, air=90.0), EXPEDITING))
    forbidden = [one for one in bound.refused if "POL-01" in one.reason]
    assert bound.tried == free.tried - len(forbidden)
    assert forbidden
    assert all(
        option.actions[0]["kind"] != "expedite_order" or option.cost <= 10 for option in bound.options if option.actions
    )


def test_a_shipped_order_is_not_expedited(tiny: Tiny, policed: Policed) -> None:
    shipped = company(tiny, air=90.0, supply_orders=[{**LATE, "status": "shipped", "shipped_on": MONDAY}])
    kinds = {str(option.actions[0]["kind"]) for option in ranked(policed(shipped)).options if option.actions}
    assert kinds == {"create_order"}


def test_excess_with_nothing_to_push_out_leaves_doing_nothing(tiny: Tiny, policed: Policed) -> None:
    result = ranked(policed(tiny(stock=[{"on_hand": 900.0}])))
    assert [option.is_do_nothing for option in result.options] == [True]
    assert result.warnings


def test_an_unknown_exception_is_refused_with_those_there_are(tiny: Tiny, policed: Policed) -> None:
    context = policed(company(tiny, air=90.0))
    known = list_exceptions(context, ListExceptions()).exceptions[0].exception_id
    with pytest.raises(UnknownSubject) as refused:
        rank_mitigations(context, RankMitigations(exception_id="EX-0"))
    assert refused.value.suggestions == (known,)
