"""Frames of requests for a proposal, and of questions about proposals and policies.

A quantity of an action comes from the question or is computed by `agents.propose`, never from a policy's text.
"""

from ..slots import Slots
from .frame import Arguments, Ask, Frame, line_named, place

POINT = frozenset({"item", "site", "number", "percent", "day", "period"})


def _draft(action: Arguments, slots: Slots) -> Arguments:
    return {"actions": [action], "reason": f"Asked for: {slots.said}"}


def _expedite(slots: Slots) -> Arguments | Ask:
    if slots.id("order") is None:
        return Ask("Which order shall be expedited?")
    action: Arguments = {"kind": "expedite_order", "order_id": slots.id("order")}
    length = slots.quantity("duration")
    if slots.day is not None:
        action["arrive_on"] = slots.day.isoformat()
    elif length is not None:
        action["earlier_days"] = round(length.value)
    else:
        return Ask(f"By which day shall {slots.spoken('order')} arrive?")
    for mode in ("road", "rail", "sea", "air"):
        if slots.says(f"by {mode}"):
            action["mode"] = mode
    return _draft(_with_line(action, slots), slots)


def _push_out(slots: Slots) -> Arguments | Ask:
    if slots.id("order") is None:
        return Ask("Which order shall be pushed out?")
    action: Arguments = {"kind": "push_out_order", "order_id": slots.id("order")}
    length = slots.quantity("duration")
    if slots.day is not None:
        action["due_on"] = slots.day.isoformat()
    elif length is not None:
        action["later_days"] = round(length.value)
    else:
        return Ask(f"To which day shall {slots.spoken('order')} be pushed out?")
    return _draft(_with_line(action, slots), slots)


def _with_line(action: Arguments, slots: Slots) -> Arguments:
    line = line_named(slots.said)
    return action if line is None else {**action, "line": line}


def _create(slots: Slots) -> Arguments | Ask:
    number = slots.quantity("number")
    if slots.id("item") is None:
        return Ask("Which item shall be ordered?")
    if slots.id("site") is None:
        return Ask(f"For which place shall {slots.spoken('item')} be ordered?")
    if number is None:
        return Ask(f"How much of {slots.spoken('item')} shall be ordered?")
    is_transfer = slots.id("site", 1) is not None
    receiving, sending = slots.id("site", 1 if is_transfer else 0), slots.id("site") if is_transfer else None
    action: Arguments = {
        "kind": "create_order",
        "item_id": slots.id("item"),
        "location_id": receiving,
        "quantity": number.value,
    }
    if sending or slots.id("supplier"):
        action["from_location"] = sending or slots.id("supplier")
    if slots.day is not None:
        action["due_on"] = slots.day.isoformat()
    return _draft(action, slots)


def _stock_policy(slots: Slots) -> Arguments | Ask:
    if slots.id("item") is None or slots.id("site") is None:
        return Ask("Of which item, at which place, shall it be changed?")
    action: Arguments = {
        "kind": "change_stock_policy",
        "item_id": slots.id("item"),
        "location_id": slots.id("site"),
    }
    field, number, percent, factor = _level(slots), slots.quantity("number"), slots.quantity("percent"), _factor(slots)
    if field == "service_target" and percent is not None:
        action[field] = percent.value
    elif number is not None:
        action[field] = number.value
    elif factor is not None:
        action[f"{field}_factor"] = factor
    else:
        return Ask(f"To what shall the {field.replace('_', ' ')} of {slots.spoken('item')} be changed?")
    return _draft(action, slots)


def _level(slots: Slots) -> str:
    for words, field in (
        (("reorder point",), "reorder_point"),
        (("order-up-to level", "order up to level", "order-up-to"), "order_up_to"),
        (("service target", "service level"), "service_target"),
    ):
        if slots.says(*words):
            return field
    return "safety_stock"


def _factor(slots: Slots) -> float | None:
    percent, factor = slots.quantity("percent"), slots.quantity("factor")
    if factor is not None:
        return factor.value
    if percent is None:
        return None
    down = slots.says("lower", "reduce", "cut", "decrease", "less", "down")
    return 1.0 - percent.value if down else 1.0 + percent.value


def _override(slots: Slots) -> Arguments | Ask:
    if slots.id("item") is None or slots.id("site") is None:
        return Ask("The forecast of which item, at which place, shall be overridden?")
    period, number, factor = slots.period, slots.quantity("number"), _factor(slots)
    if period is None:
        return Ask("For which weeks shall the forecast be overridden?")
    if number is None and factor is None:
        return Ask("To how much a week, or by which percentage, shall the forecast be changed?")
    action: Arguments = {
        "kind": "override_forecast",
        "item_id": slots.id("item"),
        "location_id": slots.id("site"),
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
        "reason": slots.said,
    }
    action |= {"quantity": number.value} if number is not None else {"factor": factor}
    return _draft(action, slots)


def _proposals(slots: Slots) -> Arguments | Ask:
    arguments: Arguments = {}
    for status, words in (
        ("approved", ("approved",)),
        ("rejected", ("rejected",)),
        ("executed", ("executed", "carried out")),
        ("returned", ("returned", "sent back")),
    ):
        if slots.says(*words):
            return {"status": status}
    if slots.says("inbox", "my inbox", "for me", "on me", "have i to", "i have to", "do i have to"):
        arguments["waiting_for_me"] = True
    elif slots.says("waiting", "wait", "pending", "open", "undecided"):
        arguments["status"] = "pending"
    if slots.says("my proposals", "mine", "i proposed", "i drafted"):
        arguments["mine"] = True
    return arguments


def _policy(slots: Slots) -> Arguments | Ask:
    return {"query": slots.said[:500]}


ORDER = frozenset({"order", "day", "period", "duration"})

FRAMES = (
    Frame(
        "expedite",
        "draft_proposal",
        _expedite,
        lambda slots: f"Propose to expedite {slots.id('order') or 'an order'}",
        requires=(("order",),),
        welcomes=ORDER,
    ),
    Frame(
        "push_out",
        "draft_proposal",
        _push_out,
        lambda slots: f"Propose to push out {slots.id('order') or 'an order'}",
        requires=(("order",),),
        welcomes=ORDER,
    ),
    Frame(
        "create_order",
        "draft_proposal",
        _create,
        lambda slots: f"Propose an order{place(slots)}",
        requires=(("item",),),
        welcomes=POINT | {"supplier"},
    ),
    Frame(
        "stock_policy",
        "draft_proposal",
        _stock_policy,
        lambda slots: f"Propose a change of the safety stock{place(slots)}",
        requires=(("item",), ("number", "percent", "factor", "duration")),
        welcomes=POINT | {"factor"},
    ),
    Frame(
        "override",
        "forecast_demand",
        _override,
        lambda slots: f"Propose a forecast override{place(slots)}",
        requires=(("item",), ("number", "percent", "factor")),
        welcomes=POINT | {"factor", "duration"},
    ),
    Frame(
        "proposals",
        "list_proposals",
        _proposals,
        lambda _slots: "Which proposals are waiting?",
        welcomes=frozenset({"person", "proposal", "item", "order", "family", "period"}),
    ),
    Frame(
        "policy",
        "search_policies",
        _policy,
        lambda slots: f"What do the policies say about: {slots.said}",
        welcomes=frozenset({"policy", "person", "money", "percent", "order", "item", "family", "site"}),
    ),
)
