"""What people did about an exception counts until it counts no more, and tools refuse in words."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.fixtures_home import House, problem_of


@pytest.fixture(scope="module")
def listed(house: House) -> Any:
    """The exceptions before anybody did anything."""
    return house.person("sam").get("/exceptions?limit=500")


def ids(house: House, query: str = "") -> dict[str, str]:
    """The states of the exceptions shown, by identifier."""
    found = house.person("sam").get(f"/exceptions?limit=500{query}")["exceptions"]
    return {row["exception_id"]: row["state"] for row in found}


def test_exceptions_come_with_the_most_money_first(house: House, listed: Any) -> None:
    values = [row["value_at_risk"] for row in listed["exceptions"]]
    assert values == sorted(values, reverse=True)
    assert listed["total"] == len(values) > 4
    assert listed["value"] == pytest.approx(sum(values))
    assert {row["state"] for row in listed["exceptions"]} == {"new"}
    few = house.person("sam").get("/exceptions?limit=2")
    assert few["exceptions"] == listed["exceptions"][:2]
    assert few["total"] == listed["total"]
    soon = house.person("sam").get("/exceptions?within_days=7")["exceptions"]
    assert {row["exception_id"] for row in soon} < set(ids(house))
    assert all(row["days_to_harm"] <= 7 for row in soon)


def test_what_is_snoozed_or_resolved_is_quiet_until_its_day_is_over(house: House, listed: Any) -> None:
    sam = house.person("sam")
    seen, snoozed, resolved = (row["exception_id"] for row in listed["exceptions"][:3])
    company = house.operator.get("/truth/company")["rows"][0]
    today = date.fromisoformat(company["planning_date"])
    assert sam.post(f"/exceptions/{seen}/acknowledge", {"comment": "on it"})["state"] == "acknowledged"
    sam.post(f"/exceptions/{snoozed}/snooze", {"until": str(today), "comment": "the supplier calls back"})
    sam.post(f"/exceptions/{resolved}/resolve", {"comment": "stock was found"})
    shown = ids(house)
    assert shown[seen] == "acknowledged"
    assert not {snoozed, resolved} & set(shown)
    everything = ids(house, "&handled=true")
    assert (everything[snoozed], everything[resolved]) == ("snoozed", "resolved")
    assert sam.get("/exceptions")["total"] == listed["total"] - 2
    tomorrow = {**company, "planning_date": str(today + timedelta(days=1))}
    body = {"rows": [tomorrow], "cause": "the next day"}
    house.operator.post("/truth/company/rows", body, Idempotency_Key="tomorrow")
    assert ids(house, "&handled=true").get(snoozed, "new") == "new"
    trail = house.operator.get(f"/audit?subject={snoozed}")["entries"]
    assert [entry["kind"] for entry in trail] == ["exception.snoozed"]


def test_a_snooze_that_is_over_already_or_no_date(house: House, listed: Any) -> None:
    path = f"/exceptions/{listed['exceptions'][3]['exception_id']}/snooze"
    problem_of(house.person("sam").send("POST", path, {"until": "2020-01-01"}), 422, "arguments_refused")
    problem_of(house.person("sam").send("POST", path, {"until": "tomorrow"}), 422, "request_refused")
    problem_of(house.person("sam").send("POST", path, {}), 422, "request_refused")


def test_who_only_looks_changes_nothing(house: House, listed: Any) -> None:
    path = f"/exceptions/{listed['exceptions'][3]['exception_id']}/acknowledge"
    problem_of(house.person("otto").send("POST", path, {}), 403, "not_allowed")
    problem_of(house.person("sam").send("POST", "/exceptions/EX-NOTHING/acknowledge", {}), 404, "unknown_subject")


def test_every_tool_is_listed_with_what_it_takes(house: House) -> None:
    tools = house.operator.get("/tools")["tools"]
    assert len({tool["name"] for tool in tools}) == len(tools) >= 12
    for tool in tools:
        assert tool["summary"].endswith((".", "?"))
        assert tool["arguments"]["type"] == "object"
        assert tool["arguments"]["additionalProperties"] is False


def test_a_tool_refuses_in_words(house: House) -> None:
    sam = house.person("sam")
    told = problem_of(sam.send("POST", "/tools/list_exception", {}), 404, "unknown_tool")
    assert "list_exceptions" in told["suggestions"]
    unknown = {"arguments": {"item_id": "A-1O4"}}
    told = problem_of(sam.send("POST", "/tools/forecast_demand", unknown), 404, "unknown_subject")
    assert told["suggestions"]
    extra = {"arguments": {"limit": "5"}}
    problem_of(sam.send("POST", "/tools/list_exceptions", extra), 422, "arguments_refused")
    version = {"truth_version": "t-999999"}
    problem_of(sam.send("POST", "/tools/list_exceptions", version), 404, "unknown_version")


def test_who_only_looks_drafts_nothing(house: House) -> None:
    body = {"arguments": {"actions": [], "reason": "why"}}
    problem_of(house.person("otto").send("POST", "/tools/draft_proposal", body), 422, "tool_error")
    assert house.operator.get("/proposals")["proposals"] == []


def test_an_escalated_exception_shows_where_it_was_passed_on(house: House, listed: Any) -> None:
    """Whoever looks at the list sees that planning has it, and in which answer it came up."""
    sam = house.person("sam")
    assert {row["escalated"] for row in listed["exceptions"]} == {None}
    thread = sam.post("/threads")["thread_id"]
    answer = sam.post(f"/threads/{thread}/messages", {"text": "What can we do about F-601 at DC-HAM?"})
    (note,) = answer["handovers"]
    rows = sam.get("/exceptions?limit=500&handled=true")["exceptions"]
    passed_on = {row["exception_id"]: row["escalated"] for row in rows if row["escalated"]}
    assert list(passed_on) == [note["exception_id"]]
    told = passed_on[note["exception_id"]]
    assert (told["to"], told["about"], told["answer_id"]) == ("sop", note["about"], answer["answer_id"])
    trail = house.operator.get(f"/audit?subject={note['exception_id']}")["entries"]
    assert [entry["kind"] for entry in trail if entry["kind"] == "exception.escalated"] == ["exception.escalated"]
