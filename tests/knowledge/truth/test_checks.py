"""Every kind of problem is found, blamed on the right row, and cured in words."""

from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from knowledge.truth.checks import check, sift
from knowledge.truth.checks.network import find_cycle
from knowledge.truth.conform import Format, conform
from knowledge.truth.problems import FILE, ROW, Problems
from knowledge.truth.schema.columns import QUANTILE_LEVELS
from knowledge.truth.tables import TABLES

Frames = dict[str, pl.DataFrame]


def typed(name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, Problems]:
    return conform(TABLES[name], rows.with_columns(pl.lit(f"{name}.csv").alias(FILE)).with_row_index(ROW, 2))


def nothing(name: str) -> pl.LazyFrame:
    return TABLES[name].empty().lazy()


def found(tables: Frames) -> list[tuple[str, int, str, str]]:
    """Return table, row, column and kind of every problem and warning of rows that join nothing."""
    problems, incoming = Problems(), dict[str, pl.DataFrame]()
    for name, rows in tables.items():
        incoming[name], unread = typed(name, rows)
        problems.extend(unread)
    problems.extend(check(incoming, nothing))
    return problems.frame().select("table", "row", "column", "kind").rows()  # pyright: ignore[reportReturnType] - rows are tuples of what was selected


def changed(rows: pl.DataFrame, row: int, column: str, value: object) -> pl.DataFrame:
    """Put another value into one row, counted as in a file with a header."""
    values = rows[column].cast(pl.Object) if isinstance(value, list) else rows[column]
    new = [value if number == row else old for number, old in enumerate(values.to_list(), start=2)]
    return rows.with_columns(pl.Series(column, new, strict=False))


def test_good_rows_have_no_problem(company: Frames, demand: pl.DataFrame):
    assert found({**company, "demand_history": demand}) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "kind"),
    [
        ("items", "unit_cost", "-1", "limit"),
        ("items", "unit_cost", "nan", "limit"),
        ("items", "unit_cost", "inf", "limit"),
        ("items", "unit_cost", "1,234.5", "unparsable"),
        ("items", "unit_cost", " ", "missing"),
        ("items", "unit_precision", "1.5", "unparsable"),
        ("items", "unit_precision", "7", "limit"),
        ("items", "lifecycle", "actve", "choice"),
        ("items", "item_id", "*", "choice"),
        ("items", "name", "bell\x07", "text"),
        ("channels", "target_fill_rate", "95", "limit"),
        ("company", "timezone", "Europe/Berlyn", "choice"),
        ("company", "planning_date", "03.06.2024", "unparsable"),
        ("company", "planning_date", "24-06-03", "limit"),
        ("demand_history", "date", "2024-02-30", "unparsable"),
        ("demand_history", "item_id", "A-9", "reference"),
        ("demand_history", "channel_id", "*", "reference"),
    ],
)
def test_a_bad_value_is_found(company: Frames, demand: pl.DataFrame, table: str, column: str, value: str, kind: str):
    tables = {**company, "demand_history": demand.filter(pl.col("item_id") == "A-2")}
    row = 2 if tables[table].height == 1 else 3
    tables[table] = changed(tables[table].with_columns(pl.col(column).cast(pl.String)), row, column, value)
    hits = [one for one in found(tables) if one[0] == table]
    assert (table, row, column, kind) in hits
    assert {one[1] for one in hits} == {row}


def test_the_cure_of_an_unknown_item_is_the_closest_one(company: Frames, demand: pl.DataFrame):
    items = company["items"].with_columns(item_id=pl.Series(["PASTA-500", "SAUCE-250"]))
    more = demand.with_columns(item_id=pl.lit("PASTA-50O")).unique("date", maintain_order=True)
    tables = {**company, "items": items, "demand_history": more}
    problems = check({name: typed(name, rows)[0] for name, rows in tables.items()}, nothing)
    groups = problems.groups()
    assert len(groups) == 1
    assert groups[0].count == more.height
    assert "Did you mean 'PASTA-500'?" in groups[0].example.cure
    assert "10 such rows" in str(groups[0])


def test_repeated_keys_blame_all_rows_that_differ_but_only_the_copies_that_do_not(
    demand: pl.DataFrame, company: Frames
):
    rows = pl.concat([demand, demand.head(1), demand.tail(1).with_columns(quantity=pl.lit(-0.5).abs())])
    hits = [one for one in found({**company, "demand_history": rows}) if one[3] == "duplicate key"]
    assert [one[1] for one in hits] == [demand.height + 1, demand.height + 2, demand.height + 3]


def bill(*pairs: tuple[str, str]) -> pl.DataFrame:
    rows = [(parent, part, "W", 1.0, 0.0, date(2024, 1, 1)) for parent, part in pairs]
    columns = ["parent_item", "component_item", "location_id", "quantity_per", "scrap_rate", "valid_from"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_cycles_of_the_bill_of_materials_are_found_and_shown(company: Frames):
    items = pl.concat([company["items"].head(1).with_columns(item_id=pl.lit(name)) for name in "ABCDEF"])
    parts = bill(("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"), ("E", "F"), ("F", "F"))
    hits = [one for one in found({**company, "items": items, "bill_of_materials": parts}) if one[3] == "cycle"]
    assert [one[1] for one in hits] == [2, 3, 4, 7]
    assert found({**company, "items": items, "bill_of_materials": bill(("A", "B"), ("A", "C"), ("B", "C"))}) == []


def test_find_cycle_agrees_with_a_topological_sort_on_random_graphs():
    from graphlib import CycleError, TopologicalSorter

    random = np.random.default_rng(3)
    for _ in range(300):
        count = int(random.integers(1, 12))
        edges = [(str(a), str(b)) for a, b in random.integers(0, 8, (count, 2))]
        graph: dict[str, set[str]] = {}
        for start, end in edges:
            graph.setdefault(start, set()).add(end)
        try:
            list(TopologicalSorter(graph).static_order())
            cyclic = False
        except CycleError:
            cyclic = True
        cycle = find_cycle([a for a, _ in edges], [b for _, b in edges])
        assert bool(cycle) == cyclic
        assert all(pair in edges for pair in pairwise(cycle))


def test_quantiles_must_be_complete_and_never_decrease(company: Frames):
    levels = len(QUANTILE_LEVELS)
    good = [float(level) for level in range(levels)]
    lists = [good, good[:-1], good[::-1], [*good[:-1], float("nan")], [-1.0, *good[1:]], [0.0] * levels, None]
    forecasts = pl.DataFrame(
        {
            "version": "f-1",
            "step": "statistical",
            "bucket": "week",
            "period_start": [date(2024, 6, 3 + day) for day in range(len(lists))],
            "item_id": "A-1",
            "location_id": "W",
            "channel_id": "*",
            "baseline": 1.0,
            "uplift": 0.0,
            "quantiles": lists,
            "made_on": date(2024, 6, 3),
            "author": "ana",
        }
    )
    assert [one[1] for one in found({**company, "forecasts": forecasts})] == [3, 4, 5, 6]
    texts = [None if one is None else ";".join(map(str, one)) for one in lists]
    from_text = forecasts.with_columns(quantiles=pl.Series(texts))
    assert [one[1] for one in found({**company, "forecasts": from_text})] == [3, 4, 5, 6]


def orders(**values: object) -> pl.DataFrame:
    row: dict[str, object] = {
        "order_id": "PO-1",
        "kind": "purchase",
        "item_id": "A-1",
        "to_location": "W",
        "mode": "road",
        "quantity": 10.0,
        "ordered_on": date(2024, 5, 1),
        "due_on": date(2024, 6, 1),
        "received_quantity": 0.0,
        "status": "open",
    }
    return pl.DataFrame([{**row, **values}])


@pytest.mark.parametrize(
    ("values", "column", "severity"),
    [
        ({"due_on": date(2024, 4, 1)}, "due_on", "warning"),
        ({"received_quantity": 11.0}, "received_quantity", "warning"),
        ({"received_quantity": 500.0}, "received_quantity", "problem"),
        ({"kind": "transfer", "from_location": "W"}, "from_location", "problem"),
        ({"currency": "USD"}, "currency", "problem"),
    ],
)
def test_orders_that_make_no_sense_are_found(company: Frames, values: dict[str, object], column: str, severity: str):
    incoming = {name: typed(name, rows)[0] for name, rows in {**company, "supply_orders": orders(**values)}.items()}
    problems = check(incoming, nothing).frame()
    assert problems.select("severity", "column").rows() == [(severity, column)]


def test_receipts_need_the_line_of_their_order(company: Frames):
    receipt = pl.DataFrame({"order_id": ["PO-1"], "line": 2, "received_on": date(2024, 5, 9), "quantity": 1.0})
    hits = found({**company, "supply_orders": orders(), "receipts": receipt})
    assert hits == [("receipts", 2, "line", "reference")]


def test_receipts_must_fit_their_order(company: Frames):
    days, units = [date(2024, 4, 9), date(2024, 5, 9)], [5.0, 16.0]
    receipts = pl.DataFrame({"order_id": "PO-1", "line": 1, "received_on": days, "quantity": units})
    hits = found({**company, "supply_orders": orders(), "receipts": receipts})
    assert sorted(hits) == [
        ("receipts", 2, "quantity", "quantity"),
        ("receipts", 2, "received_on", "dates out of order"),
        ("receipts", 3, "quantity", "quantity"),
    ]


def test_leaving_out_a_row_leaves_out_what_refers_to_it(company: Frames, demand: pl.DataFrame):
    items = company["items"].with_columns(unit_cost=pl.Series([2.0, -3.0]))
    receipt = pl.DataFrame({"order_id": ["PO-1"], "line": 1, "received_on": date(2024, 5, 9), "quantity": 1.0})
    tables = {"supply_orders": orders(item_id="A-2"), "receipts": receipt, "demand_history": demand}
    incoming = {name: typed(name, rows)[0] for name, rows in {**company, "items": items, **tables}.items()}
    problems = check(incoming, nothing)
    assert problems.count() == 1
    good = sift(incoming, nothing, problems)
    assert good["items"]["item_id"].to_list() == ["A-1"]
    assert good["supply_orders"].is_empty()
    assert good["receipts"].is_empty()
    assert set(good["demand_history"]["item_id"]) == {"A-1"}
    assert problems.count() == 1 + 1 + 1 + 10


def test_a_hundred_thousand_problems_are_one_line(company: Frames):
    count = 100_000
    rows = pl.DataFrame({"person_id": [""] * count, "name": "x"})
    _, problems = typed("people", rows)
    groups = problems.groups()
    assert [group.count for group in groups] == [count]
    assert (groups[0].example.row, groups[0].example.file) == (2, "people.csv")
    assert company


def test_formats_read_what_the_plain_way_does_not():
    rows = pl.DataFrame(
        {"currency": ["USD"] * 3, "date": ["2-Jun-06", "14-Feb-24", "x"], "rate": ["1.234,5", "0,9", "1.5"]}
    )
    numbered = rows.with_columns(pl.lit("f").alias(FILE)).with_row_index(ROW, 2)
    formats = {"date": Format(date_format="%d-%b-%y"), "rate": Format(decimal=",", thousands=".")}
    read, problems = conform(TABLES["exchange_rates"], numbered, formats)
    assert read["date"].to_list() == [date(2006, 6, 2), date(2024, 2, 14), None]
    assert read["rate"].to_list() == [1234.5, 0.9, None]
    assert problems.frame().select("row", "column", "value").rows() == [(4, "date", "x"), (4, "rate", "1.5")]
