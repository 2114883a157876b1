"""Rows come in whole or not at all, every problem is named, and old versions stay as they were."""

from typing import Any

import pytest

from tests.fixtures_home import House, Speaker, problem_of


@pytest.fixture(scope="module")
def row(house: House) -> dict[str, Any]:
    """An item as the interface gives it."""
    return house.operator.get("/truth/items?where=item_id=A-104")["rows"][0]


def merge(speaker: Speaker, rows: list[Any], key: str, table: str = "items") -> Any:
    """Send rows."""
    return speaker.send("POST", f"/truth/{table}/rows", {"rows": rows, "cause": "a test"}, Idempotency_Key=key)


def test_a_row_can_be_sent_back_as_it_was_read(house: House, row: dict[str, Any]) -> None:
    told = merge(house.operator, [row], "same").json()
    assert (told["created"], told["changed"]) == (False, {})


def test_a_change_makes_one_version_however_often_it_is_sent(house: House, row: dict[str, Any]) -> None:
    before = house.operator.get("/truth")["head"]
    changed = {**row, "unit_price": row["unit_price"] + 1}
    first = merge(house.operator, [changed], "price").json()
    assert (first["created"], first["changed"]) == (True, {"items": 1})
    again = merge(house.operator, [changed], "price").json()
    assert (again["created"], again["version"]) == (False, first["version"])
    page = "/truth/items?where=item_id=A-104"
    assert house.operator.get(page)["rows"][0]["unit_price"] == changed["unit_price"]
    assert house.operator.get(f"{page}&truth_version={before}")["rows"] == [row]
    versions = house.operator.get("/truth")["versions"]
    assert (versions[0]["version"], versions[0]["parent"], versions[0]["cause"]) == (first["version"], before, "a test")
    older = house.operator.get(f"/truth?limit=1&before={first['version']}")["versions"]
    assert [each["version"] for each in older] == [before]


def test_every_problem_of_the_rows_is_named_and_nothing_is_written(house: House, row: dict[str, Any]) -> None:
    before = house.operator.get("/truth")["head"]
    rows = [
        {**row, "item_id": "N-1", "unit_cost": -1},
        {**row, "item_id": "N-2", "lifecycle": "retired"},
        {**row, "item_id": "N-3", "launched_on": "31/02/2026"},
        {**row, "item_id": "N-4", "unit_cost": -2},
        row,
    ]
    told = problem_of(merge(house.operator, rows, "bad"), 422, "rows_refused")
    found = {(each["column"], each["row"], each["count"]) for each in told["errors"]}
    assert found == {("unit_cost", 1, 2), ("lifecycle", 2, 1), ("launched_on", 3, 1)}
    for each in told["errors"]:
        assert each["table"] == "items"
        assert each["value"]
        assert each["reason"]
        assert each["cure"]
    assert house.operator.get("/truth")["head"] == before


def test_a_reference_that_leads_nowhere_is_refused(house: House) -> None:
    stock = house.operator.get("/truth/stock?limit=1")["rows"][0]
    told = problem_of(merge(house.operator, [{**stock, "item_id": "NOPE"}], "ref", "stock"), 422, "rows_refused")
    assert [(each["column"], each["value"]) for each in told["errors"]] == [("item_id", "NOPE")]


def test_a_row_twice_in_one_request_is_refused(house: House, row: dict[str, Any]) -> None:
    problem_of(merge(house.operator, [row, {**row, "name": "Other"}], "double"), 422, "rows_refused")


def test_values_that_are_no_values_are_refused(house: House, row: dict[str, Any]) -> None:
    problem_of(merge(house.operator, [{**row, "name": {"en": "Oat"}}], "dict"), 422, "arguments_refused")
    problem_of(merge(house.operator, [{**row, "name": [["Oat"]]}], "list"), 422, "arguments_refused")
    problem_of(merge(house.operator, [{**row, "colour": "red"}], "column"), 422, "rows_refused")
    problem_of(merge(house.operator, [], "none"), 422, "request_refused")
    problem_of(merge(house.operator, ["row"], "text"), 422, "request_refused")
    problem_of(merge(house.operator, [row], "table", "tables"), 404, "unknown_table")


def test_rows_need_an_idempotency_key(house: House, row: dict[str, Any]) -> None:
    response = house.operator.send("POST", "/truth/items/rows", {"rows": [row], "cause": "a test"})
    problem_of(response, 428, "precondition_missing")


def test_rows_are_paged_in_the_order_of_the_key(house: House) -> None:
    whole = house.operator.get("/truth/items?limit=1000")
    assert whole["total"] == len(whole["rows"])
    halves = [house.operator.get(f"/truth/items?limit=100&offset={offset}")["rows"] for offset in (0, 100)]
    assert halves[0] + halves[1] == whole["rows"]
    assert [row["item_id"] for row in whole["rows"]] == sorted(row["item_id"] for row in whole["rows"])
    assert house.operator.get("/truth/items?offset=100000")["rows"] == []


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/truth/tables", 404, "unknown_table"),
        ("/truth/items?truth_version=t-999999", 404, "unknown_version"),
        ("/truth/items?truth_version=latest", 404, "unknown_version"),
        ("/truth?before=latest", 404, "unknown_version"),
        ("/truth/items?where=colour=red", 422, "arguments_refused"),
        ("/truth/items?where=item_id", 422, "arguments_refused"),
        ("/truth/forecasts?where=quantiles=1", 422, "arguments_refused"),
        ("/truth/items?limit=10001", 422, "request_refused"),
        ("/truth/items?offset=-1", 422, "request_refused"),
    ],
)
def test_what_is_not_there_is_said(house: House, path: str, status: int, code: str) -> None:
    problem_of(house.operator.send("GET", path), status, code)


def test_the_sample_company_is_made_once(house: House) -> None:
    made = house.operator.post("/truth/sample")
    assert made["created"] is False


def test_only_the_operator_reads_the_files_of_the_server(house: House) -> None:
    noor = house.holder("noor")
    problem_of(noor.send("POST", "/truth/loads", {"folder": "/"}), 403, "forbidden")
