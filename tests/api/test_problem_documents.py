"""A client that meets an error must always find the same document, with what to do next."""

from collections.abc import Iterator

import pytest

from tests.fixtures_home import House, problem_of


def test_an_address_that_does_not_exist(house: House) -> None:
    for path in ("/nothing-here", "/api/v1/nothing-here"):
        told = problem_of(house.client.get(path), 404, "not_found")
        assert path in told["detail"]


def test_a_method_that_an_address_does_not_know_names_those_it_does(house: House) -> None:
    response = house.operator.send("DELETE", "/truth")
    told = problem_of(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET"
    assert told["next"] == "Use GET."


def test_a_body_that_is_no_json_names_the_place(house: House) -> None:
    headers = {**house.operator.headers, "Content-Type": "application/json"}
    response = house.client.post("/api/v1/keys", content=b'{"person_id": ', headers=headers)
    assert "character" in problem_of(response, 400, "malformed_json")["detail"]


def test_a_body_of_another_kind_is_refused(house: House) -> None:
    headers = {**house.operator.headers, "Content-Type": "text/plain"}
    response = house.client.post("/api/v1/keys", content=b'{"person_id": "ana"}', headers=headers)
    assert "text/plain" in problem_of(response, 415, "unsupported_media_type")["detail"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"person_id": "ana", "role": "admin"}, "body.role"),
        ({"person_id": 7}, "body.person_id"),
        ({"person_id": "ana", "days": "7"}, "body.days"),
        ({"person_id": "ana", "days": 7.0}, "body.days"),
        ({"person_id": "ana", "days": True}, "body.days"),
        ({"person_id": "ana", "days": 0}, "body.days"),
        ({}, "body.person_id"),
        ([], "body"),
    ],
)
def test_a_body_that_does_not_fit_names_the_field(house: House, body: object, place: str) -> None:
    told = problem_of(house.operator.send("POST", "/keys", body), 422, "request_refused")
    assert [error["where"] for error in told["errors"]] == [place]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=many", "limit=1.5"])
def test_a_query_that_does_not_fit_names_the_parameter(house: House, query: str) -> None:
    told = problem_of(house.operator.send("GET", f"/proposals?{query}"), 422, "request_refused")
    assert [error["where"] for error in told["errors"]] == ["query.limit"]


def test_a_body_that_announces_too_much_is_not_read(house: House) -> None:
    headers = {**house.operator.headers, "Content-Length": str(65 * 1024 * 1024)}
    problem_of(house.client.post("/api/v1/keys", content=b"{}", headers=headers), 413, "body_too_large")


def test_a_body_that_announces_nothing_is_read_up_to_the_limit(house: House) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(70):
            read += 1
            yield b" " * 1024 * 1024

    response = house.client.post("/api/v1/keys", content=endless(), headers=dict(house.operator.headers))
    problem_of(response, 413, "body_too_large")


def test_every_response_carries_its_request_id(house: House) -> None:
    ids = {house.client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert house.client.get("/nothing-here").headers["x-request-id"]
