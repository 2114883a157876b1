"""The main job, played once on the terminal: question, answer, proposal, approval, effect, audit."""

import uuid
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from knowledge.errors import TandemError

from ..client import Client
from ..commands.proposals import follow, sentence
from .answer import print_answer
from .proposal import print_proposal

PLANNER = "sam"
QUESTION = "What will hurt us in the next two weeks, and what should we do?"


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
    _step(console, 3, f"The proposal {waiting['proposal_id']} waits for {', '.join(waiting['waits_for'])}")
    print_proposal(console, waiting)
    action: Mapping[str, Any] = waiting["actions"][0]
    before = _rows(api, waiting["truth_version"], action)
    decided = _approve(console, api, waiting)
    _step(console, 5, sentence(decided))
    if decided["status"] != "executed":
        raise TandemError("The proposal was not executed.", "'tandem proposal show' says why.")
    head = api.request("GET", "/truth")["head"]
    for old, new in zip(before, _rows(api, head, action), strict=False):
        changed = {name: (old[name], value) for name, value in new.items() if old[name] != value}
        console.print(f"{new['order_id']} line {new['line']} in the embedded ERP and in {head}:", highlight=False)
        for name, (was, now) in changed.items():
            console.print(f"  {name}: {was} → {now}", highlight=False, markup=False)
    report = api.request("GET", "/audit/verify")
    entries = api.request("GET", f"/audit?subject={waiting['proposal_id']}")["entries"]
    _step(console, 6, f"The audit trail: {report['rows']} rows, {'intact' if report['intact'] else 'BROKEN'}")
    for entry in entries:
        who = entry["actor"] + (f" (through {entry['on_behalf_of']})" if entry["on_behalf_of"] else "")
        console.print(f"  {entry['seq']:>4} {entry['at'][:19]} {who}: {entry['kind']}", highlight=False, markup=False)
    replayed = api.request("POST", f"/answers/{answer['answer_id']}/replay", headers=speaking)
    console.print(f"\n{replayed['summary']}", highlight=False, markup=False)
    console.print('Ask yourself: tandem ask "Which orders are late?"', highlight=False, markup=False)


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
        person = people[proposal["waits_for"][0]]
        _step(console, 4, f"{person} approves, on behalf of {proposal['waits_for'][0]}'s position")
        proposal = api.request(
            "POST",
            f"/proposals/{proposal['proposal_id']}/decisions",
            {"verdict": "approve", "comment": "Agreed."},
            headers={
                "Tandem-As": person,
                "If-Match": f'"{proposal["version"]}"',
                "Idempotency-Key": str(uuid.uuid4()),
            },
        )
    return follow(api, proposal)


def _rows(api: Client, version: str, action: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the supply orders that an action is about, at a version of the truth."""
    page = api.request("GET", f"/truth/supply_orders?truth_version={version}&limit=10000")
    return [row for row in page["rows"] if row["order_id"] == action.get("order_id")]
