"""Requests that no honest client sends, or two by mistake: each is refused in words, and no row is dropped unsaid."""

import json

import pytest

from tests.fixtures_home import BASE, House

ITEM = {"item_id": "Z-1", "name": "x", "family": "A", "unit": "piece", "unit_precision": 0, "unit_cost": 1.0}


def test_an_idempotency_key_is_not_answered_for_other_rows(house: House) -> None:
    operator = house.operator
    body = {"rows": [{**ITEM, "lifecycle": "active"}], "cause": "test"}
    made = operator.post("/truth/items/rows", body, Idempotency_Key="one")
    again = operator.post("/truth/items/rows", body, Idempotency_Key="one")
    assert (again["version"], again["created"]) == (made["version"], False)
    other = {**body, "rows": [{**ITEM, "name": "y", "lifecycle": "active"}]}
    refused = operator.send("POST", "/truth/items/rows", other, Idempotency_Key="one")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_conflict")
    assert operator.post("/truth/items/rows", other, Idempotency_Key="two")["created"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/truth/items/rows", {"rows": [{**ITEM, "name": "\ud800", "lifecycle": "active"}], "cause": "test"}),
        ("/truth/items/rows", {"rows": [{**ITEM, "\ud800": 1, "lifecycle": "active"}], "cause": "test"}),
        ("/tools/calculate", {"arguments": {"expression": "\ud800"}}),
        ("/exceptions/x/acknowledge", {"comment": "\ud800"}),
    ],
)
def test_half_a_character_is_refused(house: House, path: str, body: object) -> None:
    headers = {**house.operator.headers, "Content-Type": "application/json", "Idempotency-Key": "half"}
    response = house.client.post(BASE + path, content=json.dumps(body), headers=headers)
    assert response.status_code in (400, 422), response.text
