"""Sources as they really come: with names twice, errors in cells, odd types; nothing of them is lost unsaid."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from knowledge.errors import RowsRefused
from knowledge.truth.loading import check, load
from knowledge.truth.store import TruthStore

HEADER = ["person_id", "name"]
ITEMS = {"item_id": "A-1", "name": "x", "family": "A", "unit": "piece", "unit_precision": 0, "unit_cost": 2.0}


def said(folder: Path) -> str:
    """Every group of problems, a line each."""
    return "\n".join(str(group) for group in check(folder).groups)


def workbook(path: Path, fill: Callable[[Any, Any], object]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    fill(book, book.add_worksheet())
    book.close()


@pytest.mark.parametrize("name", ["_row", "_file"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_columns_with_the_loaders_own_names_are_refused(folder: Path, name: str, kind: str):
    rows = pl.DataFrame({"person_id": ["1"], "name": ["Ann"], name: ["7"]})
    rows.write_csv(folder / "people.csv") if kind == "csv" else rows.write_parquet(folder / "people.parquet")
    assert f"column '{name}'" in said(folder)


@pytest.mark.parametrize("name", ["_row", "_file"])
def test_rows_with_the_loaders_own_names_are_refused(store: TruthStore, company: dict[str, pl.DataFrame], name: str):
    rows = {**company, "items": company["items"].with_columns(pl.lit("7").alias(name))}
    with pytest.raises(RowsRefused, match=name):
        store.publish(rows, cause="test", author="ana", idempotency_key="1")


def test_a_column_that_stands_there_twice_is_refused(folder: Path):
    (folder / "people.csv").write_text("person_id,name,name\n1,Ann,Bob\n", encoding="utf-8")
    assert "'name' stands there twice" in said(folder)
    (folder / "people.csv").unlink()
    workbook(folder / "people.xlsx", lambda _, sheet: sheet.write_row(2, 0, [*HEADER, "name"]))
    assert "'name' stands there twice" in said(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('person_id,name\n1,Ann\n2,"Bob\n3,Eve\n', "row 3.*double quote"),
        ('person_id,name\n1,Ann\n2,"Bo"b\n3,Eve\n', "row 3.*double quote"),
        ("person_id,name\r1,Ann\r", "carriage return"),
        (f"person_id,name\n1,{'x' * 200_000}\n2,Bob,what\n", "Row 3.*more values"),
    ],
)
def test_a_malformed_file_says_where(folder: Path, content: str, words: str):
    import re

    (folder / "people.csv").write_text(content, encoding="utf-8", newline="")
    assert re.search(words, said(folder))
    assert "infer_schema" not in said(folder)


def test_the_errors_of_a_spreadsheet_are_no_missing_values(folder: Path):
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, [*ITEMS, "lifecycle", "weight_kg", "category"])
        sheet.write_row(2, 0, [*ITEMS.values(), "active", 1.5, "dry"])
        sheet.write_row(4, 0, [85123, *list(ITEMS.values())[1:], "active"])
        sheet.write_formula(4, 7, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 8, "=NA()", None, "#N/A")

    (folder / "items.csv").unlink()
    (folder / "demand_history.csv").unlink()
    workbook(folder / "items.xlsx", fill)
    found = check(folder).problems.frame().select("row", "column", "value").rows()
    assert found == [(5, "category", "#N/A"), (5, "weight_kg", "#DIV/0!")]


def test_one_bad_date_of_a_workbook_does_not_spoil_the_others(folder: Path):
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [*ITEMS, "lifecycle", "launched_on"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"A-{row}", *list(ITEMS.values())[1:], "active"])
        sheet.write_datetime(1, 7, datetime(2024, 1, 2), day)
        sheet.write(2, 7, "soon")
        sheet.write_datetime(3, 7, datetime(2024, 1, 2, 3, 4), day)

    (folder / "items.csv").unlink()
    workbook(folder / "items.xlsx", fill)
    found = check(folder).problems.frame().select("row", "column").rows()
    assert found == [(3, "launched_on"), (4, "launched_on")]


@pytest.mark.parametrize(
    "odd",
    [
        pl.Series("name", [b"\xff\xfe"]),
        pl.Series("name", [1]).cast(pl.Duration),
        pl.Series("name", [{"a": 1}]),
        pl.Series("name", [[b"\xff"]]),
    ],
)
def test_types_that_are_no_text_are_problems_of_their_row(folder: Path, odd: pl.Series):
    pl.DataFrame([pl.Series("person_id", ["1"]), odd]).write_parquet(folder / "people.parquet")
    assert "row 1, column name" in said(folder)


def test_texts_that_parquet_holds_as_bytes_are_texts(store: TruthStore, folder: Path):
    pl.DataFrame({"person_id": [b"1"], "name": ["Jörg".encode()]}).write_parquet(folder / "people.parquet")
    load(store, folder, author="ana")
    assert store.snapshot().table("people")["name"].to_list() == ["Jörg"]


def test_each_file_keeps_its_own_rows_in_quarantine(store: TruthStore, folder: Path, tmp_path: Path):
    (folder / "people.csv").write_text("person_id,name\n1,\n", encoding="utf-8")
    pl.DataFrame({"person_id": ["2"], "name": [None]}, schema_overrides={"name": pl.String}).write_parquet(
        folder / "people.parquet"
    )
    result = load(store, folder, author="ana", quarantine=True, report_to=tmp_path / "report")
    assert result.quarantined == {"people": 2}
    kept = [pl.read_csv(path, infer_schema=False) for path in result.quarantine_files]
    assert sorted(person for frame in kept for person in frame["person_id"]) == ["1", "2"]


def test_quarantine_keeps_rows_that_no_text_can_show(store: TruthStore, folder: Path, tmp_path: Path):
    odd = {"id": ["1", "2"], "who": ["Ann", None], "a": [b"\xff", b"\xff"], "b": [{"c": 1}, {"c": 2}], "d": [[1], [2]]}
    pl.DataFrame(odd).write_parquet(folder / "staff.parquet")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "sources:\n  - {file: staff.parquet, table: people, columns: {person_id: id, name: who}}\n", encoding="utf-8"
    )
    result = load(store, folder, mapping=mapping, author="ana", quarantine=True, report_to=tmp_path / "report")
    (kept,) = (pl.read_csv(path, infer_schema=False) for path in result.quarantine_files)
    assert kept.select("row", "id", "b", "d").rows() == [("2", "2", "{2}", "2")]


def test_quarantine_keeps_columns_that_are_called_like_its_own(store: TruthStore, folder: Path, tmp_path: Path):
    (folder / "staff.csv").write_text("id,who,row,reasons\n1,Ann,9,because\n2,,8,why\n", encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "sources:\n  - {file: staff.csv, table: people, columns: {person_id: id, name: who}}\n", encoding="utf-8"
    )
    result = load(store, folder, mapping=mapping, author="ana", quarantine=True, report_to=tmp_path / "report")
    (kept,) = (pl.read_csv(path, infer_schema=False) for path in result.quarantine_files)
    assert kept.height == 1
    assert {"2", "8", "why", "3"} <= set(kept.row(0))
    assert any("missing" in str(value) for value in kept.row(0))


def test_days_written_with_midnight_are_days(store: TruthStore, folder: Path):
    (folder / "demand_history.csv").write_text(
        "date,item_id,location_id,channel_id,quantity\n2024-05-20 00:00:00,A-1,W,SHOP,1\n", encoding="utf-8"
    )
    load(store, folder, author="ana")
    assert store.snapshot().table("demand_history")["date"].to_list() == [date(2024, 5, 20)]
