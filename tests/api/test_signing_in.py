"""Nobody does anything without a key in force, and nobody more than their positions allow."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from knowledge.database import writing
from tests.fixtures_home import House, problem_of

SIGNED: tuple[tuple[str, str], ...] = (
    ("GET", "/threads"),
    ("POST", "/threads"),
    ("GET", "/threads/th-1"),
    ("POST", "/threads/th-1/messages"),
    ("GET", "/runs/run-1/events"),
    ("GET", "/answers/A-1"),
    ("POST", "/answers/A-1/replay"),
    ("GET", "/tools"),
    ("POST", "/tools/calculate"),
    ("GET", "/exceptions"),
    ("POST", "/exceptions/EX-1/acknowledge"),
    ("POST", "/exceptions/EX-1/snooze"),
    ("POST", "/exceptions/EX-1/resolve"),
    ("GET", "/proposals"),
    ("GET", "/proposals/P-000001"),
    ("PATCH", "/proposals/P-000001"),
    ("POST", "/proposals/P-000001/decisions"),
    ("GET", "/policies"),
    ("POST", "/policies"),
    ("GET", "/policies/search?q=expedite"),
    ("GET", "/policies/POL-01"),
    ("DELETE", "/policies/POL-01"),
    ("GET", "/truth"),
    ("POST", "/truth/sample"),
    ("POST", "/truth/loads"),
    ("GET", "/truth/items"),
    ("POST", "/truth/items/rows"),
    ("GET", "/audit"),
    ("GET", "/audit/verify"),
    ("GET", "/keys"),
    ("POST", "/keys"),
    ("DELETE", "/keys/K-1"),
)
BODIES: Mapping[tuple[str, str], Any] = {
    ("POST", "/threads/th-1/messages"): {"text": "hello"},
    ("POST", "/tools/calculate"): {},
    ("POST", "/exceptions/EX-1/acknowledge"): {},
    ("POST", "/exceptions/EX-1/snooze"): {"until": "2026-03-09"},
    ("POST", "/exceptions/EX-1/resolve"): {},
    ("PATCH", "/proposals/P-000001"): {"actions": [{}], "reason": "why"},
    ("POST", "/proposals/P-000001/decisions"): {"verdict": "approve"},
    ("POST", "/policies"): {"text": "x"},
    ("POST", "/truth/loads"): {"folder": "/"},
    ("POST", "/truth/items/rows"): {"rows": [{"item_id": "X"}], "cause": "test"},
    ("POST", "/keys"): {"person_id": "ana"},
}
ADMIN_ONLY = (
    ("POST", "/policies"),
    ("DELETE", "/policies/POL-01"),
    ("POST", "/truth/sample"),
    ("POST", "/truth/loads"),
    ("POST", "/truth/items/rows"),
    ("GET", "/keys"),
    ("POST", "/keys"),
    ("DELETE", "/keys/K-1"),
)


def test_the_list_above_names_every_route(house: House) -> None:
    paths = house.client.get("/openapi.json").json()["paths"]
    served = {(method.upper(), path.count("/")) for path, methods in paths.items() for method in methods}
    listed = {(method, f"/api/v1{path}".count("/")) for method, path in SIGNED} | {("GET", 1)}
    assert served == listed
    count = sum(len(methods) for path, methods in paths.items() if path.startswith("/api/v1"))
    assert count == len(SIGNED)


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_no_route_answers_without_a_key(house: House, method: str, path: str) -> None:
    response = house.stranger.send(method, path, BODIES.get((method, path)))
    problem_of(response, 401, "not_signed_in")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic b3BlcmF0b3I6", "Bearer tandem_wrong", "\xe9"]
)
def test_what_is_no_key_is_refused(house: House, authorization: str) -> None:
    response = house.client.get("/api/v1/truth", headers={b"Authorization": authorization.encode("latin-1")})
    problem_of(response, 401, "not_signed_in")


@pytest.mark.parametrize(("method", "path"), ADMIN_ONLY)
def test_only_an_administrator_manages(house: House, method: str, path: str) -> None:
    for person in ("sam", "maria", "otto", "eva"):
        response = house.person(person).send(method, path, BODIES.get((method, path)))
        assert "admin" in problem_of(response, 403, "forbidden")["detail"]


def test_who_reads_the_audit_trail(house: House) -> None:
    for person in ("otto", "noor", "maria", "eva"):
        assert house.person(person).get("/audit/verify")["intact"]
    for person in ("sam", "greet"):
        problem_of(house.person(person).send("GET", "/audit"), 403, "forbidden")


def test_a_key_of_a_person_works_until_it_is_revoked(house: House) -> None:
    made = house.operator.post("/keys", {"person_id": "sam", "label": "laptop", "days": 30})
    sam = house.with_key(made["key"])
    assert sam.get("/threads") == {"threads": []}
    listed = {key["key_id"]: key for key in house.operator.get("/keys")["keys"]}
    assert made["key"] not in str(listed), "a key is never shown again"
    assert listed[made["key_id"]]["revoked_at"] is None
    assert house.operator.send("DELETE", f"/keys/{made['key_id']}").status_code == 204
    problem_of(sam.send("GET", "/threads"), 401, "not_signed_in")
    problem_of(house.operator.send("DELETE", f"/keys/{made['key_id']}"), 404, "unknown_key")


def test_a_key_ends_with_its_days(house: House) -> None:
    made = house.operator.post("/keys", {"person_id": "sam"})
    tandem = house.client.app.state.tandem  # type: ignore[attr-defined] - the client declares any ASGI application
    with writing(tandem.engine) as connection:
        connection.execute(
            text("UPDATE api_keys SET expires_at = '2020-01-01 00:00:00' WHERE key_id = :key"), {"key": made["key_id"]}
        )
    problem_of(house.with_key(made["key"]).send("GET", "/threads"), 401, "not_signed_in")


def test_a_key_is_made_for_people_of_the_truth_only(house: House) -> None:
    told = problem_of(house.operator.send("POST", "/keys", {"person_id": "nobody"}), 404, "unknown_person")
    assert "sam" in told["next"]


def test_a_key_of_a_person_speaks_for_nobody_else(house: House) -> None:
    sam = house.holder("sam")
    response = house.client.get("/api/v1/threads", headers={**sam.headers, "Tandem-As": "maria"})
    problem_of(response, 403, "forbidden")


def test_the_operator_speaks_as_people_of_the_sample_company(house: House) -> None:
    told = problem_of(house.person("nobody").send("GET", "/truth"), 404, "unknown_person")
    assert "nobody" in told["detail"]
    assert house.person("sam").get("/threads") == {"threads": []}
