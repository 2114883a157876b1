"""Mappings with mistakes: each is refused in words, and none loses or invents a value."""

import re
from pathlib import Path

import polars as pl
import pytest

from knowledge.errors import SourceUnreadable
from knowledge.truth.loading import check, load
from knowledge.truth.store import TruthStore

LINES = "SKU,Cost,T,Live\nA-1,2.0,2024-01-01 10:00:00,true\nA-1,3.0,2024-01-01 11:00:00,false\n"
MAPPING = """sources:
  - file: lines.csv
    table: items
    columns:
      item_id: SKU
      name: {constant: x}
      family: {constant: A}
      unit: {constant: piece}
      unit_precision: {constant: 0}
      lifecycle: {constant: active}
      unit_cost: Cost
"""
GROUP = "    group:\n      by: [%s]\n      aggregate: {%s}\n"
OTHERS = "item_id, name, family, unit, lifecycle"


@pytest.fixture
def source(folder: Path) -> Path:
    """The small company with its items, one of them twice, in a file that only a mapping can read."""
    (folder / "items.csv").unlink()
    (folder / "demand_history.csv").unlink()
    (folder / "lines.csv").write_text(LINES, encoding="utf-8")
    return folder


def said(source: Path, mapping: str) -> str:
    """What is wrong, from the refusal of the mapping or from the report."""
    path = source.parent / "mapping.yaml"
    path.write_text(mapping, encoding="utf-8")
    try:
        return "\n".join(str(group) for group in check(source, mapping=path).groups)
    except SourceUnreadable as error:
        return f"{error.detail} {error.remedy}"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("delimiter: 'é'", "line 4.*delimiter"),
        ('delimiter: "\\n"', "line 4.*delimiter"),
        ("delimiter: '\"'", "line 4.*delimiter"),
        ("encoding: base64", "'base64' is not an encoding"),
        ("encoding: undefined", "'undefined' is not an encoding"),
        ('encoding: "a\\0b"', "is not an encoding"),
        ("filter: [{column: SKU, among: {file: nope.csv, column: x}}]", "the file 'nope.csv'"),
        ("filter: [{column: SKU, above: null}]", "line 4.*no condition"),
        ("reversals: {match: [SKU], quantity: Cost, time: SKU, within_hours: 1}", "'SKU' holds no times"),
        ("reversals: {match: [SKU], quantity: Cost, time: T, within_hours: 1.0e+300}", "line 4.*within_hours"),
        ("reversals: {match: [SKU, SKU], quantity: Cost, time: T, within_hours: 1}", "line 4.*'SKU' twice"),
        (GROUP.strip() % ("item_id, family, unit, lifecycle, unit_precision, unit_cost", "name: sum"), "sum.*'name'"),
        (GROUP.strip() % (f"{OTHERS}, item_id, unit_precision", "unit_cost: sum"), "'item_id' twice"),
        (GROUP.strip() % (f"{OTHERS}, unit_precision, unit_cost", "unit_cost: sum"), "'unit_cost' twice"),
        ("table: people", "line 4.*'table' stands there twice"),
    ],
)
def test_a_mistake_in_a_rule_is_told(source: Path, option: str, words: str):
    mapping = MAPPING.replace("    columns:", f"    {option}\n    columns:", 1)
    assert re.search(words, said(source, mapping))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{constant: 100000000000000000000000}", "line 11.*constant"),
        ("Cost\n      unit_cost: T", "line 12.*'unit_cost' stands there twice"),
    ],
)
def test_a_mistake_in_a_column_is_told(source: Path, rule: str, words: str):
    assert re.search(words, said(source, MAPPING.replace("unit_cost: Cost", f"unit_cost: {rule}")))


def test_what_a_group_makes_is_checked_like_what_is_read(source: Path):
    (source / "lines.csv").write_text("SKU,Cost,P\nA-1,2.0,0\nA-1,3.0,1\n", encoding="utf-8")
    mapping = MAPPING.replace("{constant: 0}", "P") + GROUP % (OTHERS, "unit_cost: mean, unit_precision: mean")
    assert "row 2, column unit_precision '0.5'" in said(source, mapping)


def test_a_filter_knows_true_and_false_as_files_write_them(store: TruthStore, source: Path):
    path = source.parent / "mapping.yaml"
    for number, condition in enumerate(("equals: true", "one_of: [true, maybe]", "not_one_of: [false]")):
        rule = f"    filter: [{{column: Live, {condition}}}]\n    columns:"
        path.write_text(MAPPING.replace("    columns:", rule), encoding="utf-8")
        load(store, source, mapping=path, author="ana")
        assert store.snapshot().table("items")["unit_cost"].to_list() == [2.0], number


def test_columns_called_like_those_of_the_computation_are_matched_by_their_values(store: TruthStore, source: Path):
    (source / "lines.csv").write_text(
        "SKU,Cost,T,_time\nA-1,2.0,2024-01-01 10:00:00,x\nA-2,-2.0,2024-01-01 10:00:00,y\n", encoding="utf-8"
    )
    path = source.parent / "mapping.yaml"
    rule = "    reversals: {match: [_time], quantity: Cost, time: T, within_hours: 2}\n    columns:"
    path.write_text(MAPPING.replace("    columns:", rule).replace("unit_cost: Cost", "unit_cost: {constant: 1.0}"))
    load(store, source, mapping=path, author="ana")
    assert store.snapshot().table("items")["item_id"].to_list() == ["A-1", "A-2"]


def test_values_that_a_rule_cannot_work_on_are_a_problem_of_the_file(source: Path):
    (source / "lines.csv").unlink()
    pl.DataFrame({"SKU": ["A-1"], "Cost": [b"\xff"], "L": [[1]]}).write_parquet(source / "lines.parquet")
    for rule in ("    filter: [{column: L, above: 0}]\n", "    filter: [{column: Cost, starts_with: a}]\n"):
        mapping = MAPPING.replace("lines.csv", "lines.parquet").replace("    columns:", f"{rule}    columns:")
        assert "lines.parquet: The mapping cannot be applied" in said(source, mapping)
