"""The main job over HTTP: a question ends in a changed order, and every step of the way can be checked afterwards."""

import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.fixtures_home import House, Speaker, ok, problem_of

QUESTION = "What will hurt us in the next two weeks, and what should we do?"
PATIENCE_SECONDS = 60.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answer(house: House) -> Any:
    """What Sam, the S&OE planner, is told."""
    return house.person("sam").ask(QUESTION)


@pytest.fixture(scope="module")
def proposal(house: House, answer: Any) -> Any:
    """The proposal that was drafted with it."""
    assert answer["proposals"], answer["text"]
    return house.person("sam").get(f"/proposals/{answer['proposals'][0]}")


def at(document: Any, pointer: str) -> Any:
    """The value that a JSON pointer leads to (RFC 6901)."""
    for step in pointer.strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


def decided(house: House, proposal: Any) -> Any:
    """The proposal once everybody on its route has approved it and it has been carried out."""
    people = {row["name"]: row["person_id"] for row in house.operator.get("/truth/people")["rows"]}
    while proposal["status"] == "pending":
        manager = house.person(people[proposal["waits_for"][0]])
        proposal = ok(manager.decide(proposal, "approve", f"step-{proposal['step']}", "agreed"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while proposal["status"] in ("approved", "executing") and time.monotonic() < deadline:
        proposal = house.operator.get(f"/proposals/{proposal['proposal_id']}")
    return proposal


def test_every_number_of_the_answer_leads_to_the_call_that_gave_it(house: House, answer: Any) -> None:
    """The tools are called again, over HTTP, with the arguments, version and seed that the answer names."""
    sam = house.person("sam")
    text: str = answer["text"]
    results: dict[str, Any] = {}
    for call in answer["tool_calls"]:
        if call["tool"] not in ("draft_proposal", "list_proposals"):
            body = {"arguments": call["arguments"], "truth_version": answer["truth_version"], "seed": answer["seed"]}
            outcome = sam.post(f"/tools/{call['tool']}", body)
            assert outcome["result_digest"] == call["result_digest"], call
            results[call["id"]] = outcome["result"]
    traced = 0
    for figure in answer["figures"]:
        assert text[figure["start"] : figure["end"]] == figure["text"]
        if figure["source"] == "tool" and figure["tool_call"] in results:
            found = at(results[figure["tool_call"]], figure["path"])
            if isinstance(found, str):
                assert figure["text"] in found or figure["value"] == found, figure
            else:
                assert found == pytest.approx(figure["value"]), figure
            traced += 1
    assert traced >= 10


def test_an_answer_about_the_next_two_weeks_names_what_was_planted_there(answer: Any) -> None:
    assert {"list_exceptions", "rank_mitigations", "draft_proposal"} <= {call["tool"] for call in answer["tool_calls"]}
    assert "soe" in answer["agents"]
    assert not answer["asked_back"]


def test_the_proposal_says_what_it_does_and_who_decides(answer: Any, proposal: Any) -> None:
    assert proposal["status"] == "pending"
    assert proposal["answer_id"] == answer["answer_id"]
    assert proposal["proposer"] == "sam"
    assert proposal["waits_for"]
    benefit = proposal["effect"]["net_benefit"]
    assert benefit["low"] <= benefit["value"] <= benefit["high"]
    assert benefit["low"] > 0, "what is proposed beats doing nothing beyond chance"
    assert {verdict["verdict"] for verdict in proposal["policy_check"]["verdicts"]} <= {"meets", "not_applicable"}


def test_an_edit_is_simulated_again_and_needs_what_was_read(house: House, answer: Any) -> None:
    """The twin is warm after the question, so that a second draft costs little."""
    assert answer["tool_calls"]
    sam = house.person("sam")
    path, action = drafted_by(sam, house)
    seen = sam.get(path)
    due_on = str(date.fromisoformat(str(action["due_on"])) + timedelta(days=1))
    edit: dict[str, Any] = {"actions": [{**action, "due_on": due_on}], "reason": "Stock lasts a day longer."}
    tag = f'"{seen["version"]}"'
    problem_of(sam.send("PATCH", path, edit), 428, "precondition_missing")
    problem_of(sam.send("PATCH", path, edit, If_Match='"99"'), 412, "stale_proposal")
    problem_of(house.person("ana").send("PATCH", path, edit, If_Match=tag), 403, "not_allowed")
    problem_of(sam.send("PATCH", path, {**edit, "actions": [{"kind": "fly"}]}, If_Match=tag), 422, "action_refused")
    assert sam.get(path) == seen
    response = sam.send("PATCH", path, edit, If_Match=tag)
    edited = ok(response)
    assert response.headers["etag"] == f'"{edited["version"]}"' != tag
    assert (edited["status"], edited["step"]) == ("pending", 0)
    assert edited["actions"][0]["due_on"] == due_on
    assert edited["digest"] != seen["digest"]
    problem_of(house.person("maria").decide(seen, "approve", "edited"), 412, "stale_proposal")
    assert ok(sam.decide(edited, "withdraw", "enough"))["status"] == "withdrawn"


def test_approval_changes_the_truth_once_and_leaves_a_trail(house: House, proposal: Any, answer: Any) -> None:
    sam, operator = house.person("sam"), house.operator
    number = proposal["proposal_id"]
    problem_of(sam.decide(proposal, "approve", "by-myself"), 403, "not_allowed")
    before = operator.get("/truth")["head"]
    done = decided(house, proposal)
    assert done["status"] == "executed", done
    after = operator.get("/truth")["head"]
    assert after != before
    table, rows = touched(done["actions"][0])
    old, new = (operator.get(f"/truth/{table}?truth_version={version}{rows}") for version in (before, after))
    assert old["rows"] != new["rows"]
    assert_carried_out(done["actions"][0], old["rows"], new["rows"])
    entries = operator.get(f"/audit?subject={number}")["entries"]
    kinds = [entry["kind"] for entry in entries]
    steps = len(proposal["route"])
    assert kinds[0] == "proposal.opened"
    assert kinds.count("proposal.decided") == steps
    assert kinds[-1] == "proposal.executed"
    assert kinds.count("proposal.executed") == 1
    assert operator.get("/audit/verify")["intact"]
    again = house.person("maria").decide(proposal, "approve", "once-more")
    assert again.status_code in (409, 412)
    assert operator.get("/truth")["head"] == after
    report = sam.post(f"/answers/{answer['answer_id']}/replay")
    assert report["same"], report["differences"]
    assert report["truth_version"] == answer["truth_version"]
    assert report["figures_checked"] >= 10


def drafted_by(speaker: Speaker, house: House) -> tuple[str, dict[str, Any]]:
    """The address and action of a proposal that pushes out the first order which the policies let go."""
    query = "where=status=open&where=kind=purchase&limit=1000"
    for order in house.operator.get(f"/truth/supply_orders?{query}")["rows"]:
        expected = date.fromisoformat(order["eta"] or order["promised_on"] or order["due_on"])
        action: dict[str, Any] = {"kind": "push_out_order", "order_id": order["order_id"], "line": order["line"]}
        action["due_on"] = str(expected + timedelta(days=2))
        body = {"arguments": {"actions": [action], "reason": "Stock lasts."}}
        response = speaker.send("POST", "/tools/draft_proposal", body)
        if response.is_success:
            return f"/proposals/{response.json()['result']['proposal_id']}", action
        problem_of(response, 422, "action_refused")
    pytest.fail("no open purchase order of the sample company may be pushed out")


def touched(action: Any) -> tuple[str, str]:
    """The table that an action changes, and the query for its rows."""
    if "order_id" in action:
        return "supply_orders", f"&where=order_id={action['order_id']}&where=line={action['line']}"
    table, place = (
        ("supply_orders", "to_location") if action["kind"] == "create_order" else ("forecasts", "location_id")
    )
    if action["kind"] == "change_stock_policy":
        table = "stock_policies"
    return table, f"&where=item_id={action['item_id']}&where={place}={action['location_id']}&limit=1000"


def assert_carried_out(action: Any, old: list[Any], new: list[Any]) -> None:
    """Check that the rows changed as the action says, and no others."""
    fresh = [row for row in new if row not in old]
    assert len(fresh) == 1
    row = fresh[0]
    if action["kind"] == "create_order":
        assert len(new) == len(old) + 1
        assert (row["quantity"], row["due_on"], row["status"]) == (action["quantity"], action["due_on"], "open")
    elif action["kind"] == "expedite_order":
        assert action["arrive_on"] in (row["eta"], row["promised_on"], row["due_on"])
    elif action["kind"] == "push_out_order":
        assert row["due_on"] == action["due_on"]
