"""Files are loaded whole, or exactly their good rows, and nothing wrong with them goes unsaid."""

import re
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from knowledge.errors import RowsRefused, SourceUnreadable
from knowledge.truth.loading import check, load
from knowledge.truth.store import TruthStore

Frames = dict[str, pl.DataFrame]


def append(path: Path, *lines: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def kinds(folder: Path, mapping: Path | None = None) -> list[tuple[str, int | None, str, str]]:
    frame = check(folder, mapping=mapping).problems.frame()
    return frame.select("file", "row", "column", "kind").rows()  # pyright: ignore[reportReturnType] - rows are tuples of what was selected


def test_a_folder_is_loaded_once(store: TruthStore, folder: Path, demand: pl.DataFrame):
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    assert check(folder).ok
    result = load(store, folder, author="ana", progress=progress)
    assert result.created
    assert result.report.rows == demand.height + 5
    assert {stage for stage, _, _ in told} == {"read", "check", "publish"}
    assert told[-1] == ("publish", demand.height + 5, demand.height + 5)
    again = load(store, folder, author="ana")
    assert (again.created, again.version, again.changed) == (False, result.version, {})


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_the_same_rows_in_another_format_change_nothing(
    store: TruthStore, folder: Path, company: Frames, demand: pl.DataFrame, kind: str
):
    load(store, folder, author="ana")
    for name, rows in {**company, "demand_history": demand}.items():
        (folder / f"{name}.csv").unlink()
        if kind == "parquet":
            rows.write_parquet(folder / f"{name}.parquet")
        else:
            rows.write_excel(folder / f"{name}.xlsx")
    assert not load(store, folder, author="ana").created


def test_rows_are_counted_as_in_the_file(folder: Path):
    append(folder / "items.csv", "", '"A-3","two\nlines",A,piece,0,-1,active', "A-4,x,A,piece,0,y,active")
    assert kinds(folder) == [("items.csv", 5, "unit_cost", "limit"), ("items.csv", 6, "unit_cost", "unparsable")]


@pytest.mark.parametrize("above", [0, 2])
def test_rows_of_a_workbook_are_counted_as_it_shows_them(folder: Path, company: Frames, above: int):
    import xlsxwriter

    (folder / "items.csv").unlink()
    book = xlsxwriter.Workbook(str(folder / "items.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(above, 0, company["items"].columns)
    sheet.write_row(above + 1, 0, ["A-1", "First", "A", "piece", 0, 2.0, "active"])
    sheet.write_row(above + 3, 0, ["A-2", "Second", "A", "piece", 0, -2.0, "active"])
    sheet.write_row(above + 4, 0, [85123, "Third", "A", "piece", 0, "unknown", "active"])
    book.close()
    found = kinds(folder)
    rows = [(above + 4, "limit"), (above + 5, "unparsable")]
    assert found == [("items.xlsx", row, "unit_cost", kind) for row, kind in rows]


def test_nothing_is_loaded_if_anything_is_wrong(store: TruthStore, folder: Path, tmp_path: Path):
    append(folder / "demand_history.csv", "2024-05-01,A-9,W,SHOP,1.0", "2024-05-01,A-1,W,SHOP,-1.0")
    with pytest.raises(RowsRefused, match="2 problems"):
        load(store, folder, author="ana", report_to=tmp_path / "report")
    assert store.head() is None
    written = pl.read_csv(tmp_path / "report" / "problems.csv")
    assert written["row"].to_list() == [22, 23]
    assert written["cure"].null_count() == 0


def test_quarantine_loads_exactly_the_good_rows(store: TruthStore, folder: Path, tmp_path: Path, demand: pl.DataFrame):
    append(folder / "items.csv", "A-3,Third,A,piece,0,-1,active")
    append(folder / "demand_history.csv", "2024-05-01,A-3,W,SHOP,1.0", "2024-05-01,A-1,W,SHOP,x")
    result = load(store, folder, author="ana", quarantine=True, report_to=tmp_path / "report")
    assert result.quarantined == {"items": 1, "demand_history": 2}
    assert store.snapshot().table("demand_history").select(demand.columns).equals(demand)
    kept = [pl.read_csv(path) for path in result.quarantine_files]
    rows = {tuple(frame.select("row", "item_id").rows()) for frame in kept}
    assert rows == {((4, "A-3"),), ((22, "A-3"), (23, "A-1"))}
    bad = next(frame for frame in kept if "quantity" in frame.columns)
    assert bad["quantity"].to_list() == ["1.0", "x"]
    assert all(frame["reasons"].null_count() == 0 for frame in kept)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("person_id,name\n1,J\xf6rg\n".encode("latin-1"), "line 2.*Latin-1"),
        ("person_id,name\n1,Ann\n".encode("utf-16"), "utf-16"),
        (b"person_id;name\n1;Ann\n", "separated by ';'"),
        (b"person_id,name\n1,Ann\n2,Bob,what\n", "Row 3"),
        (b"person_id,nam\n1,Ann\n", "no column 'nam'"),
        (b"person_id\n1\n", "'name' is missing"),
    ],
)
def test_a_file_that_cannot_be_understood_is_a_problem(folder: Path, content: bytes, words: str):
    (folder / "people.csv").write_bytes(content)
    report = check(folder)
    assert not report.ok
    pattern = f"people.csv.*{words}" if "column" not in words and "missing" not in words else words
    assert any(re.search(pattern, str(group)) for group in report.groups)


def test_a_byte_order_mark_is_no_part_of_the_header(folder: Path):
    (folder / "people.csv").write_bytes("\ufeffperson_id,name\n1,Jörg\n".encode())
    assert check(folder).ok


def test_lines_may_end_as_on_any_system(folder: Path):
    (folder / "people.csv").write_bytes(b'person_id,name\r\n1,Ann\r\n2,"Bob\r\nJunior"\r\n3,Eve')
    report = check(folder)
    assert report.ok
    assert [file.rows for file in report.files if file.table == "people"] == [3]


def test_files_are_never_ignored_silently(folder: Path):
    (folder / "itemz.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "README.md").write_text("about", encoding="utf-8")
    groups = check(folder).groups
    assert [group.example.file for group in groups] == ["itemz.csv"]
    assert "Did you mean 'items'?" in groups[0].example.cure
    with pytest.raises(SourceUnreadable, match="no folder"):
        check(folder / "nowhere")


MAPPING = """
sources:
  - file: lines_*.csv
    table: demand_history
    encoding: latin-1
    delimiter: ";"
    drop_duplicates: true
    reversals: {match: [Kunde, Artikel], quantity: Menge, time: Zeit, within_hours: 2}
    filter:
      - {column: Artikel, not_one_of: [PORTO]}
      - {column: Preis, present: true}
    columns:
      date: {from: Tag, format: "%d.%m.%Y"}
      item_id: Artikel
      location_id: {constant: W}
      channel_id: {from: Land, translate: {Österreich: SHOP}, otherwise: SHOP}
      quantity: {from: Menge, factor_by: {column: Einheit, factors: {Stk: 1, Ktn: 12}}}
      unit_price: {from: Preis, decimal: ",", thousands: "."}
    group:
      by: [date, item_id, location_id, channel_id]
      aggregate: {quantity: sum, unit_price: mean}
"""

LINES = """Tag;Zeit;Kunde;Artikel;Land;Menge;Einheit;Preis
2.5.2024;2024-05-02 09:00:00;K1;A-1;Österreich;2;Ktn;1.200,50
2.5.2024;2024-05-02 09:00:00;K1;A-1;Österreich;2;Ktn;1.200,50
2.5.2024;2024-05-02 09:30:00;K2;A-1;Schweiz;3;Stk;1.000,50
2.5.2024;2024-05-02 10:00:00;K3;A-2;Schweiz;900;Stk;1,0
2.5.2024;2024-05-02 10:10:00;K3;A-2;Schweiz;-900;Stk;1,0
2.5.2024;2024-05-02 10:10:00;K3;PORTO;Schweiz;1;Stk;1,0
3.5.2024;2024-05-03 10:10:00;K3;A-2;Schweiz;7;Stk;2,0
3.5.2024;2024-05-03 10:10:00;K3;A-2;Schweiz;7;Stk;
"""


def test_a_mapping_reads_filters_translates_converts_and_groups(store: TruthStore, folder: Path, tmp_path: Path):
    (folder / "demand_history.csv").unlink()
    (folder / "lines_1.csv").write_bytes(LINES.encode("latin-1"))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    load(store, folder, mapping=mapping, author="ana")
    rows = store.snapshot().table("demand_history").select("date", "item_id", "quantity", "unit_price").rows()
    assert rows == [(date(2024, 5, 2), "A-1", 27.0, 1100.5), (date(2024, 5, 3), "A-2", 7.0, 2.0)]


def test_what_a_mapping_does_not_cover_is_a_problem_of_its_row(folder: Path, tmp_path: Path):
    (folder / "demand_history.csv").unlink()
    (folder / "lines_1.csv").write_bytes(LINES.replace("Stk;2,0", "Pal;2,0").encode("latin-1"))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING.replace(", otherwise: SHOP", ""), encoding="utf-8")
    found = kinds(folder, mapping)
    assert ("lines_1.csv", 4, "channel_id", "translation") in found
    assert ("lines_1.csv", 8, "quantity", "unit") in found


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("    table: demand_history", "    table: demand_histroy", "line 3.*Did you mean 'demand_history'"),
        ("      item_id: Artikel", "      item: Artikel", "no column 'item'"),
        ("      location_id: {constant: W}", "      location_id: {konstant: W}", "line 15.*konstant"),
        ("within_hours: 2", "within_hours: two", "line 8.*within_hours"),
        ("filter:", "filters:", "line 9.*filters"),
        ("quantity: sum", "quantity: total", "line 21.*quantity"),
        ("sources:", "sources: [", "cannot be read"),
    ],
)
def test_errors_of_a_mapping_name_their_line(folder: Path, tmp_path: Path, before: str, after: str, words: str):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SourceUnreadable, match=words):
        check(folder, mapping=mapping)


def test_a_mapping_that_names_missing_files_or_columns_is_a_problem(folder: Path, tmp_path: Path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert ("lines_*.csv", None, "", "file") in kinds(folder, mapping)
    (folder / "lines_1.csv").write_bytes(LINES.replace("Menge", "Anzahl").encode("latin-1"))
    assert ("lines_1.csv", None, "Menge", "missing column") in kinds(folder, mapping)


def test_times_of_day_are_not_dropped_unasked(folder: Path):
    rows = pl.DataFrame(
        {
            "date": [datetime(2024, 5, 1), datetime(2024, 5, 1, 12, 30)],
            "item_id": "A-1",
            "location_id": "W",
            "channel_id": "SHOP",
            "quantity": 1,
        }
    )
    (folder / "demand_history.csv").unlink()
    rows.write_parquet(folder / "demand_history.parquet")
    assert kinds(folder) == [("demand_history.parquet", 2, "date", "unparsable")]
