"""The main job, played once on the terminal: question, answer, proposal, approval, effect, audit."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rich.console import Console

from knowledge.errors import TandemError

from ..client import Client
from ..commands.proposals import follow, sentence
from .answer import print_answer
from .proposal import print_proposal

Row = Mapping[str, Any]

PLANNER = "sam"
QUESTION = "What will hurt us in the next two weeks, and what should we do?"
ORDER = ("supply_orders", {"order_id": "order_id", "line": "line"})
TOUCHED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "expedite_order": ORDER,
    "push_out_order": ORDER,
    "create_order": ("supply_orders", {"item_id": "item_id", "to_location": "location_id"}),
    "change_stock_policy": ("stock_policies", {"item_id": "item_id", "location_id": "location_id"}),
    "override_forecast": ("forecasts", {"item_id": "item_id", "location_id": "location_id"}),
}
"""Where the effect of an action shows: the table, and which of its columns are which fields of the action."""


def play(console: Console, api: Client) -> None:
    """Play the main job on the sample company, which is made where the home folder is empty.

    Raises
    ------
    TandemError
        If a step does not come out as it must.
    """
    made = api.request("POST", "/truth/sample")
    _step(console, 1, f"The truth: version {made['version']} of the sample company, which is invented")
    _step(console, 2, f"{PLANNER} asks: {QUESTION}")
    speaking = {"Tandem-As": PLANNER}
    thread = api.request("POST", "/threads", headers=speaking)["thread_id"]
    answer = api.request("POST", f"/threads/{thread}/messages", {"text": QUESTION}, headers=speaking)
    print_answer(console, answer)
    waiting = _waiting(api, answer)
    _step(console, 3, f"The proposal {waiting['proposal_id']} waits for {' or '.join(waiting['waits_for'])}")
    print_proposal(console, waiting)
    before = api.request("GET", "/truth")["head"]
    _step(console, 4, "The approval")
    decided = _approve(console, api, waiting)
    _step(console, 5, "The effect in the embedded ERP, which is the truth")
    console.print(sentence(decided), highlight=False, markup=False)
    if decided["status"] != "executed":
        raise TandemError(
            f"{decided['proposal_id']} was not executed.", f"'tandem proposal show {decided['proposal_id']}' says why."
        )
    after = api.request("GET", "/truth")["head"]
    for action in decided["actions"]:
        _print_changes(console, api, action, before, after)
    report = api.request("GET", "/audit/verify")
    _step(console, 6, f"The audit trail: {report['rows']} rows, {'intact' if report['intact'] else 'BROKEN'}")
    for entry in api.request("GET", f"/audit?subject={waiting['proposal_id']}")["entries"]:
        who = entry["actor"] + (f" (played by {entry['on_behalf_of']})" if entry["on_behalf_of"] else "")
        moment = entry["at"][:19].replace("T", " ")
        console.print(f"{entry['seq']:>4} {moment} {who}: {entry['kind']}", highlight=False, markup=False)
    _step(console, 7, "The answer, computed again")
    replayed = api.request("POST", f"/answers/{answer['answer_id']}/replay", headers=speaking)
    console.print(replayed["summary"], highlight=False, markup=False)
    console.print('\nAsk yourself: tandem ask "Which orders are late?"', highlight=False, markup=False)
    if not (report["intact"] and replayed["same"]):
        raise TandemError("The audit trail or the replay is not as it must be.", "The lines above say what differs.")


def _step(console: Console, number: int, title: str) -> None:
    console.print()
    console.rule(f"{number}. {title}", align="left")


def _waiting(api: Client, answer: Mapping[str, Any]) -> dict[str, Any]:
    for proposal_id in answer["proposals"]:
        proposal: dict[str, Any] = api.request("GET", f"/proposals/{proposal_id}")
        if proposal["status"] == "pending":
            return proposal
    raise TandemError(
        "Nothing is left to propose in this home folder.",
        "Set TANDEM_HOME to a new folder, or delete this one, to play it again from the beginning.",
    )


def _approve(console: Console, api: Client, proposal: dict[str, Any]) -> dict[str, Any]:
    """Approve every step of the route as whoever it waits for."""
    people = {row["name"]: row["person_id"] for row in api.request("GET", "/truth/people")["rows"]}
    while proposal["status"] == "pending":
        name = proposal["waits_for"][0]
        step = proposal["route"][proposal["step"]]
        proposal = api.request(
            "POST",
            f"/proposals/{proposal['proposal_id']}/decisions",
            {"verdict": "approve", "comment": "Agreed."},
            headers={
                "Tandem-As": people[name],
                "If-Match": f'"{proposal["version"]}"',
                "Idempotency-Key": str(uuid.uuid4()),
            },
        )
        console.print(f"{name} approves: {step['reason']}", highlight=False, markup=False)
    return follow(api, proposal)


def _print_changes(console: Console, api: Client, action: Mapping[str, Any], before: str, after: str) -> None:
    """Print what is different in the rows that an action is about, between two versions of the truth."""
    table, fields = TOUCHED[str(action["kind"])]
    conditions = [("where", f"{column}={action[field]}") for column, field in fields.items() if action.get(field)]
    old, new = (_rows(api, table, conditions, version) for version in (before, after))
    for row in (row for row in new if row not in old):
        was = next((each for each in old if _same(each, row)), None)
        name = " ".join(
            str(row[column]) for column in ("order_id", "line", "item_id", "period_start") if row.get(column)
        )
        console.print(f"{'Changed' if was else 'New'} in {table} of {after}: {name}", highlight=False, markup=False)
        for column, value in row.items():
            if was is None and value is not None:
                console.print(f"  {column}: {_shown(value)}", highlight=False, markup=False)
            elif was is not None and was[column] != value:
                console.print(
                    f"  {column}: {_shown(was[column])} \u2192 {_shown(value)}", highlight=False, markup=False
                )


def _same(one: Row, other: Row) -> bool:
    keys = ("order_id", "line", "version", "step", "period_start", "item_id", "location_id", "channel_id")
    return all(one.get(key) == other.get(key) for key in keys)


def _rows(api: Client, table: str, conditions: list[tuple[str, str]], version: str) -> list[dict[str, Any]]:
    query = urlencode([*conditions, ("truth_version", version), ("limit", 1000)])
    page: list[dict[str, Any]] = api.request("GET", f"/truth/{table}?{query}")["rows"]
    return page


def _shown(value: Any) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
