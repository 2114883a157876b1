"""A decision is made once, by the right person, on exactly what they read, and takes effect once."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import polars as pl
import pytest
from pydantic import JsonValue

import tools.actions.execution
from api.people import principal_of
from knowledge.truth.snapshot import Snapshot
from tests.api.proposing import DIRECTOR, LOGISTICS, order_now, push_out, tandem_of
from tests.fixtures_home import House, Speaker, copy_home, ok, open_house, problem_of
from tools.actions.dispatch import Dispatcher


@dataclass(frozen=True)
class Simulated:
    """An effect computed again."""

    document: dict[str, JsonValue]


def simulated(*_: object) -> Simulated:
    """What takes seconds elsewhere."""
    return Simulated({"note": "computed again"})


@pytest.fixture(scope="module")
def house(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    """An application whose outbox is worked on when a test says so."""

    def wait(_: Dispatcher, stop: Event) -> None:
        stop.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dispatcher, "run_until", wait)
        with open_house(copy_home(sample_home, tmp_path_factory.mktemp("deciding"))) as opened:
            yield opened


@pytest.fixture
def maria(house: House) -> Speaker:
    """The logistics manager."""
    return house.person("maria")


def read(house: House, proposal_id: str) -> dict[str, Any]:
    """A proposal as it stands."""
    return house.operator.get(f"/proposals/{proposal_id}")


def test_an_approval_takes_effect_once_and_leaves_the_old_version_as_it_was(house: House, maria: Speaker) -> None:
    proposal, order = push_out(house, 0)
    before = house.operator.get("/truth")["head"]
    decided = ok(maria.decide(read(house, proposal.proposal_id), "approve", "once", "agreed"))
    assert decided["status"] == "approved"
    assert order_now(house, order) == order, "nothing happens inside the request"
    tandem_of(house).dispatcher.run_once()
    done = read(house, proposal.proposal_id)
    assert done["status"] == "executed"
    assert done["outcome"]
    assert [decision["person_id"] for decision in done["decisions"]] == ["maria"]
    assert str(order_now(house, order)["due_on"]) == done["actions"][0]["due_on"]
    assert order_now(house, order, before) == order
    version = house.operator.get("/truth")["head"]
    again = maria.decide(
        {"proposal_id": proposal.proposal_id, "version": proposal.version}, "approve", "once", "agreed"
    )
    assert ok(again)["decisions"] == decided["decisions"]
    tandem_of(house).dispatcher.run_once()
    assert house.operator.get("/truth")["head"] == version


def test_a_key_that_came_with_another_request_is_refused(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 1)
    seen = read(house, proposal.proposal_id)
    ok(maria.decide(seen, "reject", "twice", "too late"))
    problem_of(maria.decide(seen, "approve", "twice"), 422, "idempotency_conflict")
    assert read(house, proposal.proposal_id)["status"] == "rejected"


def test_headers_that_are_missing_or_senseless(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 2)
    path = f"/proposals/{proposal.proposal_id}/decisions"
    approve = {"verdict": "approve"}
    told = problem_of(maria.send("POST", path, approve, Idempotency_Key="k"), 428, "precondition_missing")
    assert "If-Match" in told["detail"]
    told = problem_of(maria.send("POST", path, approve, If_Match='"1"'), 428, "precondition_missing")
    assert "Idempotency-Key" in told["detail"]
    for garbage in ("*", '"x"', "²", '"1", "2"', "", '"-1"', '"' + "9" * 5000 + '"'):
        headers = {**maria.headers, "Idempotency-Key": "k"}
        encoded = {name.encode(): value.encode() for name, value in headers.items()}
        encoded[b"If-Match"] = garbage.encode("latin-1")
        response = house.client.post(f"/api/v1{path}", json=approve, headers=encoded)
        problem_of(response, 400, "not_acceptable")
    assert read(house, proposal.proposal_id)["status"] == "pending"


def test_what_was_read_earlier_is_not_what_is_decided(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 3)
    seen = read(house, proposal.proposal_id)
    problem_of(maria.decide({**seen, "version": seen["version"] + 1}, "approve", "k3"), 412, "stale_proposal")
    ok(maria.decide(seen, "return", "k4", "by when is it needed?"))
    problem_of(maria.decide(seen, "approve", "k5"), 412, "stale_proposal")
    returned = read(house, proposal.proposal_id)
    assert returned["status"] == "returned"
    problem_of(maria.decide(returned, "approve", "k6"), 409, "not_decidable")


def test_the_etag_is_the_version_to_decide_with(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 4)
    response = maria.send("GET", f"/proposals/{proposal.proposal_id}")
    assert response.headers["etag"] == f'"{response.json()["version"]}"'
    assert response.json()["waits_for"] == ["Maria Lindqvist"]
    decided = maria.decide(response.json(), "reject", "k7", "no")
    assert decided.headers["etag"] == f'"{decided.json()["version"]}"'
    assert decided.json()["waits_for"] == []


def test_who_proposes_does_not_decide_but_may_withdraw(house: House) -> None:
    proposal, _ = push_out(house, 5, by="maria")
    maria = house.person("maria")
    seen = read(house, proposal.proposal_id)
    told = problem_of(maria.decide(seen, "approve", "k8"), 403, "not_allowed")
    assert "who proposes does not decide" in told["detail"]
    problem_of(house.person("sam").decide(seen, "withdraw", "k9"), 403, "not_allowed")
    assert ok(maria.decide(seen, "withdraw", "k10"))["status"] == "withdrawn"


@pytest.mark.parametrize("person", ["ana", "otto", "greet", "ines", "noor", "max"])
def test_who_does_not_hold_the_position_does_not_decide(house: House, person: str) -> None:
    proposal, _ = push_out(house, 6)
    seen = read(house, proposal.proposal_id)
    problem_of(house.person(person).decide(seen, "approve", f"by-{person}"), 403, "not_allowed")


def test_the_operator_decides_nothing_in_person(house: House) -> None:
    proposal, _ = push_out(house, 6)
    problem_of(house.operator.decide(read(house, proposal.proposal_id), "approve", "op"), 403, "not_allowed")


def test_a_value_beyond_the_limit_takes_the_next_step(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 7, route=(LOGISTICS, DIRECTOR), value=60_000.0)
    first = ok(maria.decide(read(house, proposal.proposal_id), "approve", "s1"))
    assert (first["status"], first["step"], first["waits_for"]) == ("pending", 1, ["Max Brandt"])
    problem_of(maria.decide(first, "approve", "s2"), 403, "not_allowed")
    assert ok(house.person("max").decide(first, "approve", "s3"))["status"] == "approved"
    tandem_of(house).dispatcher.run_once()


def test_a_limit_that_does_not_cover_the_value(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 8, value=60_000.0)
    told = problem_of(maria.decide(read(house, proposal.proposal_id), "approve", "v1"), 403, "not_allowed")
    assert "25" in told["detail"]


def test_rows_that_moved_are_looked_at_again_before_anybody_decides(
    house: House, maria: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal, order = push_out(house, 9)
    seen = read(house, proposal.proposal_id)
    row = {name: str(value) if hasattr(value, "isoformat") else value for name, value in order.items()}
    moved = {**row, "quantity": order["quantity"] + 1}
    body = {"rows": [moved], "cause": "the supplier added one"}
    assert house.operator.post("/truth/supply_orders/rows", body, Idempotency_Key="moved")["created"]
    problem_of(maria.decide(seen, "approve", "m1"), 409, "recheck_pending")
    monkeypatch.setattr(tools.actions.execution, "effect_of", simulated)
    tandem_of(house).dispatcher.run_once()
    checked = read(house, proposal.proposal_id)
    assert checked["effect"] == {"note": "computed again"}
    assert checked["checked_at_version"] == house.operator.get("/truth")["head"]
    problem_of(maria.decide(seen, "approve", "m2"), 412, "stale_proposal")
    assert ok(maria.decide(checked, "approve", "m3"))["status"] == "approved"
    tandem_of(house).dispatcher.run_once()
    assert read(house, proposal.proposal_id)["status"] == "executed"


def test_who_stands_in_decides_with_the_rights_of_the_position(house: House) -> None:
    today = house.operator.get("/truth/company")["rows"][0]["planning_date"]
    leave = {
        "position_id": "logistics_manager",
        "delegate": "quinn",
        "valid_from": today,
        "valid_to": today,
        "reason": "a day off",
    }
    body = {"rows": [leave], "cause": "a day off"}
    house.operator.post("/truth/delegations/rows", body, Idempotency_Key="leave")
    proposal, _ = push_out(house, 10)
    seen = read(house, proposal.proposal_id)
    assert set(seen["waits_for"]) == {"Maria Lindqvist", "Quinn Adeyemi"}
    assert ok(house.person("quinn").decide(seen, "reject", "q1", "not today"))["decisions"][0]["person_id"] == "quinn"


def test_lists_are_paged_and_filtered(house: House, maria: Speaker) -> None:
    opened = [push_out(house, number)[0].proposal_id for number in range(11, 17)]
    opened.append(push_out(house, 17, by="maria")[0].proposal_id)
    ok(maria.decide(read(house, opened[0]), "reject", "listed", "no"))
    ids: list[str] = []
    before = ""
    while True:
        page = house.operator.get(f"/proposals?limit=4{before}")
        ids += [each["proposal_id"] for each in page["proposals"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(set(ids))
    assert set(opened) <= set(ids)
    rejected = house.operator.get("/proposals?status=rejected&limit=1000")["proposals"]
    assert {each["status"] for each in rejected} == {"rejected"}
    mine = house.person("maria").get("/proposals?mine=true&limit=1000")["proposals"]
    assert {each["proposer"] for each in mine} == {"maria"}
    problem_of(house.operator.send("GET", "/proposals/P-999999"), 404, "unknown_proposal")
    problem_of(house.operator.send("GET", "/proposals/nonsense"), 404, "unknown_proposal")
    problem_of(house.operator.send("GET", "/proposals?status=open"), 422, "request_refused")


def test_everything_decided_is_on_the_audit_trail(house: House, maria: Speaker) -> None:
    proposal, _ = push_out(house, 18)
    ok(maria.decide(read(house, proposal.proposal_id), "reject", "on-record", "no"))
    entries = house.operator.get("/audit?limit=1000")["entries"]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert {entry["on_behalf_of"] for entry in entries if entry["actor"] == "maria"} == {tandem_of(house).operator}
    half = house.operator.get(f"/audit?after={len(entries) // 2}&limit=2")["entries"]
    assert [entry["seq"] for entry in half] == [len(entries) // 2 + 1, len(entries) // 2 + 2]
    report = house.operator.get("/audit/verify")
    assert (report["intact"], report["rows"]) == (True, len(entries))


def test_a_version_that_touches_nothing_it_rests_on_turns_nobody_away(
    house: House, maria: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others' orders are executed all the time, a decision would else be refused for no reason of its own."""
    tandem = tandem_of(house)
    opened, _ = push_out(house, 30)
    looked = tandem.truth.snapshot
    published: list[str] = []

    def looked_and_overtaken(*arguments: Any, **more: Any) -> Snapshot:
        """The first time it is looked at, another version comes between looking and deciding."""
        seen = looked(*arguments, **more)
        if not published:
            items = seen.table("items").head(1).with_columns(name=pl.lit("Another name"))
            made = tandem.truth.publish({"items": items}, cause="test", author="test", idempotency_key="meanwhile")
            published.append(made.version.version)
        return seen

    monkeypatch.setattr(tandem.truth, "snapshot", looked_and_overtaken)
    decided = tandem.decide(
        opened.proposal_id,
        version=opened.version,
        verdict="reject",
        comment="not now",
        principal=principal_of(looked(), "maria"),
        idempotency_key="in spite of it",
    )
    assert published
    assert decided.status == "rejected"
