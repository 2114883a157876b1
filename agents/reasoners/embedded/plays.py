"""Which calls follow which: the steps of each kind of question."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

import polars as pl
from pydantic import JsonValue

from ...evidence import CallRecord
from ...propose import SHORTAGES, Option, best_options, complete, draft_call, listed_options, suggested_orders
from ..protocol import Agent, PlannedCall, Request, Turn
from .comparing import KIND as COMPARED
from .comparing import compared_calls
from .concerned import Line, concerned
from .frames.records import kind_of_order

DAYS_A_WEEK = 7
TOP = 6
"""Exceptions for which mitigations are tried; of kinds other than shortages only those with an order of their own."""

PROPOSED = 3
"""Proposals that one question drafts at most, each for another exception."""

WANTS_ACTION = re.compile(
    r"\b(should|must|do about|do first|propos\w+|recommend\w*|suggest\w*|advise|remed\w+|actions?|act on|fix|solve)\b",
    re.IGNORECASE,
)
"""Words of a question that asks what to do; without them options are shown, but nothing is drafted."""

MOST_LATE = 100
"""Exceptions of late supply that are looked at beside late orders."""

ATTEMPTS = 4
"""Options that are tried as a proposal before it is left; a policy may refuse the better ones."""

POLICY_QUERIES = {
    "expedite_order": "when an order may be expedited and who approves premium freight",
    "push_out_order": "pushing out or postponing supply orders",
    "create_order": "who approves a new purchase order",
    "change_stock_policy": "changing safety stock",
    "override_forecast": "forecast overrides and their reason",
}
"""What to look for in the policies about each kind of action."""

Calls = Sequence[PlannedCall]
Play = Callable[[Turn, Request, Sequence[CallRecord]], Calls]


def next_calls(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Return the calls that follow what has been done for a request; none when there is enough to answer."""
    if agent == "sop" and turn.registry.get(request.first.tool).mandate == "soe" and turn.operating_model != "merged":
        return () if done else [PlannedCall(tool="reconcile_with_budget", arguments=_family_only(request))]
    play = PLAYS.get(request.kind)
    if play is not None:
        return play(turn, request, done)
    return () if done else [request.first]


def _brief(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Exceptions, then mitigations for the gravest; then, if asked what to do, proposals and the policy behind them."""
    if not done:
        return [request.first]
    if len(done) == 1:
        return _rank_gravest(done[0], TOP)
    if not WANTS_ACTION.search(str(request.details.get("said", ""))):
        return ()
    return _propose_each(turn, _options(done), done)


def _mitigations(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """The exceptions, then the ranking for the one that is meant: by its place in the list, its order, or its weight."""
    if not done:
        return [request.first]
    if len(done) > 1 or not done[0].ok or done[0].tool != "list_exceptions":
        return ()
    lines = concerned(turn, request, cast(list[dict[str, Any]], done[0].document["exceptions"]))
    chosen, most = request.details.get("choice"), request.details.get("limit")
    wanted = [line for line in lines if line["exception_id"] == request.details.get("exception")]
    if wanted:
        return [_ranking(wanted[0], most)]
    if isinstance(chosen, int):
        return [_ranking(line, most) for line in lines[chosen : chosen + 1]]
    return [_ranking(line, most) for line in _mendable(lines)[:1]]


def _propose(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Repeat the call that led to the options, then draft the chosen one."""
    if not done:
        return [request.first]
    chosen = int(cast(int, request.details.get("choice", 0)))
    wished = _wished(request, done)
    options = wished if request.details.get("order") else _options(done) or suggested_orders(done[0].document) or wished
    if _made(done, "draft_proposal"):
        return _policies_behind(done)
    return _propose_best(turn, options[chosen : chosen + 1], done)


def _wished(request: Request, done: Sequence[CallRecord]) -> list[Option]:
    """Return the listed options where none beats doing nothing: all if one was named, else those that save money."""
    listed = listed_options(record.document for record in _made(done, "rank_mitigations") if record.ok)
    order = request.details.get("order")
    if order:
        return [one for one in listed if any(action.get("order_id") == order for action in one.actions)]
    return [one for one in listed if request.details.get("wished") == "named" or one.net_benefit > 0]


def _propose_each(turn: Turn, options: Sequence[Option], done: Sequence[CallRecord]) -> Calls:
    """Draft the best option for each exception in turn, the next one where the policies refuse it."""
    drafted = _made(done, "draft_proposal")
    made = sum(record.ok for record in drafted)
    for reason in dict.fromkeys(option.reason for option in options):
        tries = [record for record in drafted if record.arguments["reason"] == reason]
        ways = [option for option in options if option.reason == reason]
        if made >= PROPOSED or not _may_draft(turn):
            break
        if not any(record.ok for record in tries) and len(tries) < min(len(ways), ATTEMPTS):
            return [draft_call(ways[len(tries)].actions, reason)]
    return _policies_behind(done)


def _propose_best(turn: Turn, options: Sequence[Option], done: Sequence[CallRecord]) -> Calls:
    """Draft the best option; the next one where the policies refuse it; then quote the policy behind the draft."""
    drafted = _made(done, "draft_proposal")
    if any(record.ok for record in drafted):
        return _policies_behind(done)
    tried = len(drafted)
    if tried >= min(len(options), ATTEMPTS) or not _may_draft(turn):
        return ()
    return [draft_call(options[tried].actions, options[tried].reason)]


def _policies_behind(done: Sequence[CallRecord]) -> Calls:
    drafted = next((record for record in _made(done, "draft_proposal") if record.ok), None)
    if drafted is None or _made(done, "search_policies"):
        return ()
    actions = cast(list[dict[str, Any]], drafted.arguments["actions"])
    return [
        PlannedCall(tool="search_policies", arguments={"query": POLICY_QUERIES[str(actions[0]["kind"])], "limit": 5})
    ]


def _draft(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    if done:
        return ()
    actions = cast(list[dict[str, Any]], request.first.arguments["actions"])
    whole = [complete(turn.context.snapshot, action) for action in actions]
    return [draft_call(whole, str(request.first.arguments["reason"]))]


def _override(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """The forecast that is to be replaced first, then the proposal."""
    action = cast(list[dict[str, Any]], request.first.arguments["actions"])[0]
    if not done:
        point = {"item_id": action["item_id"], "location_id": action["location_id"]}
        weeks = min(max((request.last_day or 91) // 7 + 1, 1), 78)
        return [PlannedCall(tool="forecast_demand", arguments={**point, "weeks": weeks})]
    if len(done) == 1 and done[0].ok:
        whole = complete(turn.context.snapshot, action, done[0].document)
        return [draft_call([whole], str(request.first.arguments["reason"]))]
    return ()


def _forecast(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """The forecast from today on; then, where a later time was asked for, the sum of the weeks that it touches."""
    if not done:
        return [request.first]
    if len(done) > 1 or not done[0].ok or not request.first_day or request.first_day < DAYS_A_WEEK:
        return ()
    periods = cast(list[dict[str, Any]], done[0].document["periods"])
    weeks = weeks_asked(periods, turn.context.snapshot.planning_date, request)
    if not weeks:
        return ()
    operands = [{"value": w["mean"], "label": f"week from {w['start']}", "unit": "base units"} for w in weeks]
    return [PlannedCall(tool="calculate", arguments=cast(Any, {"operation": "sum", "operands": operands}))]


def weeks_asked(periods: Sequence[dict[str, Any]], today: date, request: Request) -> list[dict[str, Any]]:
    """Return the weeks of a forecast that a question's time touches."""
    first, last = request.first_day or 0, request.last_day or 0
    days = [(date.fromisoformat(str(period["start"])) - today).days for period in periods]
    return [p for p, day in zip(periods, days, strict=True) if day <= last and day + DAYS_A_WEEK > first]


def _why(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Repeat the call that is asked about, then explain its first line."""
    if not done:
        return [request.first]
    if len(done) > 1 or not done[0].ok:
        return ()
    line = _line_asked(done[0], request.details.get("number"))
    if line is None:
        return ()
    point = {"item_id": line["item_id"], "location_id": line["location_id"]}
    if point["location_id"] == "*":
        del point["location_id"]
    if done[0].tool == "plan_replenishment":
        return [PlannedCall(tool="explain_quantity", arguments=point)]
    return [PlannedCall(tool="project_inventory", arguments=point)] if done[0].tool == "list_exceptions" else ()


def _late(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Late supply that does harm, then every late order; of one order its lines, and the stock where it does no harm."""
    if not done:
        return [request.first]
    if not done[0].ok or request.first.arguments.get("minimum_value"):
        return ()
    order = request.details.get("order")
    if len(done) == 1:
        return [PlannedCall(tool="list_orders", arguments={"order_id": order} if order else _late_ones(request))]
    lines = cast(list[dict[str, Any]], done[0].document["exceptions"])
    if not order or len(done) > 2 or any(order == line["order_id"] for line in lines):
        return ()
    rows = turn.context.snapshot.table("supply_orders").filter(pl.col("order_id") == order).to_dicts()
    hurt = {line["item_id"] for line in lines if order in line["other_orders"]}
    rows.sort(key=lambda row: row["item_id"] not in hurt)
    return [
        PlannedCall(tool="project_inventory", arguments={"item_id": row["item_id"], "location_id": row["to_location"]})
        for row in rows[:1]
    ]


def _late_ones(request: Request) -> dict[str, JsonValue]:
    late: dict[str, JsonValue] = {"late_only": True, "from_location": request.details.get("supplier")}
    kind = kind_of_order(str(request.details.get("said", "")))
    return {**_subject(request), **late, **({"kind": kind} if kind and kind != "sales" else {})}


def _orders(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    """Open orders; then, where the late ones of supply are asked for, which of them do harm."""
    if not done:
        return [request.first]
    arguments = request.first.arguments
    is_late_supply = arguments.get("late_only") and "customer_id" not in arguments and arguments.get("kind") != "sales"
    if len(done) > 1 or not done[0].ok or not is_late_supply:
        return ()
    harm: dict[str, JsonValue] = {"kind": "late_supply", "limit": MOST_LATE}
    return [PlannedCall(tool="list_exceptions", arguments={**_subject(request), **harm})]


def _subject(request: Request) -> dict[str, JsonValue]:
    arguments = request.first.arguments
    return {name: arguments[name] for name in ("item_id", "family", "location_id") if arguments.get(name)}


def _compared(turn: Turn, request: Request, done: Sequence[CallRecord]) -> Calls:
    return compared_calls(request, done)


PLAYS: dict[str, Play] = {
    "forecast": _forecast,
    "late_orders": _late,
    "orders": _orders,
    "brief": _brief,
    "mitigations": _mitigations,
    "propose": _propose,
    "expedite": _draft,
    "push_out": _draft,
    "create_order": _draft,
    "stock_policy": _draft,
    "override": _override,
    "why": _why,
    COMPARED: _compared,
}
"""Kinds of question that take more than one call."""


def _rank_gravest(listing: CallRecord, most: int) -> Calls:
    lines = cast(list[dict[str, Any]], listing.document.get("exceptions", [])) if listing.ok else []
    return [_ranking(line) for line in _mendable(lines)[:most]]


def _mendable(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the exceptions that orders can mend; all of them where none can."""
    return [line for line in lines if line["kind"] in SHORTAGES or line["order_id"]] or lines


def _ranking(line: Line, most: object = None) -> PlannedCall:
    """Return the call that ranks what can be done about an exception, so many options at most."""
    limit = {"limit": most} if isinstance(most, int) else {}
    return PlannedCall(tool="rank_mitigations", arguments={"exception_id": line["exception_id"], **limit})


def _options(done: Sequence[CallRecord]) -> list[Option]:
    return best_options(record.document for record in _made(done, "rank_mitigations") if record.ok)


def _made(done: Sequence[CallRecord], tool: str) -> list[CallRecord]:
    return [record for record in done if record.tool == tool]


def _may_draft(turn: Turn) -> bool:
    return bool(turn.context.principal.roles & turn.registry.get("draft_proposal").roles)


def _line_asked(record: CallRecord, number: object) -> dict[str, Any] | None:
    """Return the line whose quantity a question names, else the first."""
    for name in ("exceptions", "orders"):
        lines = cast(list[dict[str, Any]], record.document.get(name) or [])
        if lines:
            return next((line for line in lines if line["quantity"] == number), lines[0])
    return None


def _family_only(request: Request) -> dict[str, Any]:
    family = request.first.arguments.get("family")
    return {"family": family} if family else {}
