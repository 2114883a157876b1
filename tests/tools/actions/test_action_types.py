"""Actions as JSON: one canonical form, and refusals that name the field."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.actions.types import actions_digest, canonical, read_actions
from tools.errors import ActionRefused

dates = st.dates().map(str)
names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
quantities = st.one_of(st.integers(0, 10**9), st.floats(0, 1e9))
actions = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("expedite_order"), "order_id": names, "arrive_on": dates},
        optional={"line": st.integers(1, 99), "mode": st.sampled_from(["air", "road", None])},
    ),
    st.fixed_dictionaries({"kind": st.just("push_out_order"), "order_id": names, "due_on": dates}),
    st.fixed_dictionaries(
        {"kind": st.just("change_stock_policy"), "item_id": names, "location_id": names, "safety_stock": quantities},
        optional={"service_target": st.floats(0.01, 1)},
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("override_forecast"),
            "item_id": names,
            "location_id": names,
            "reason": names,
            "periods": st.lists(
                st.fixed_dictionaries({"period_start": dates, "quantity": quantities}),
                min_size=1,
                max_size=5,
                unique_by=lambda period: period["period_start"],
            ),
        }
    ),
)


def respelled(document: dict[str, Any]) -> dict[str, Any]:
    """Write a document differently: keys and periods the other way round, whole numbers with a decimal point."""
    changed: dict[str, Any] = {}
    for key, value in reversed(document.items()):
        if key == "periods":
            value = [respelled(period) for period in reversed(value)]
        elif isinstance(value, int) and key != "line":
            value = float(value)
        changed[key] = value
    return changed


@given(actions)
def test_spelling_does_not_make_another_action(document: dict[str, Any]) -> None:
    plain, other = read_actions([document]), read_actions([respelled(document)])
    assert canonical(plain[0]) == canonical(other[0])
    assert actions_digest(plain) == actions_digest(other)


@given(actions)
def test_canonical_form_reads_back_as_the_same_action(document: dict[str, Any]) -> None:
    action = read_actions([document])[0]
    once = canonical(action)
    assert read_actions([once])[0] == action
    assert canonical(read_actions([json.loads(json.dumps(once))])[0]) == once


@given(actions, actions)
def test_different_actions_have_different_digests(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = read_actions([one]), read_actions([other])
    assert (actions_digest(first) == actions_digest(second)) == (canonical(first[0]) == canonical(second[0]))


def test_25_and_25_point_0_are_the_same_order() -> None:
    text = '{{"kind": "create_order", "order_kind": "production", "item_id": "A", "location_id": "P", "quantity": {}, '
    text += '"due_on": "2026-04-01"}}'
    digests = {actions_digest(read_actions([json.loads(text.format(spelt))])) for spelt in ("25", "25.0", "2.5e1")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"kind": "sell_company"}, "kind"),
        ({"kind": "push_out_order", "order_id": "PO-1", "due_on": "30.03.2026"}, "due_on"),
        ({"kind": "push_out_order", "order_id": "PO-1", "due_on": "2026-03-30", "note": "x"}, "note"),
        ({"kind": "push_out_order", "order_id": "PO-1", "due_on": "2026-03-30", "line": "1"}, "line"),
        ({"kind": "push_out_order", "order_id": "", "due_on": "2026-03-30"}, "order_id"),
        ({"kind": "change_stock_policy", "item_id": "A", "location_id": "D"}, "give safety_stock"),
        ({"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "safety_stock": -1}, "safety_stock"),
        ({"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "safety_stock": float("nan")}, "finite"),
        ({"kind": "change_stock_policy", "item_id": "A", "location_id": "D", "service_target": 95}, "service_target"),
    ],
)
def test_what_is_no_action_is_refused_with_the_field_named(document: dict[str, Any], named: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        read_actions([document])
    assert named in refused.value.detail
    assert refused.value.remedy
