"""What is printed must be readable at 80 columns and must not claim what the data do not hold."""

import io
from typing import Any

import pytest
from rich.console import Console

from api.terminal.charts import draw_chart
from api.terminal.proposal import print_proposals
from api.terminal.tables import print_exceptions


def series(name: str, values: list[float | None], **bands: list[float | None]) -> dict[str, Any]:
    """One series of a chart."""
    return {"name": name, "values": values, **bands}


def chart(kind: str, x: list[str], *several: dict[str, Any]) -> dict[str, Any]:
    """A chart."""
    return {"kind": kind, "title": "Stock by week", "unit": "case", "x": x, "series": list(several)}


def printed(width: int = 80) -> tuple[Console, io.StringIO]:
    """A terminal and what stands on it."""
    paper = io.StringIO()
    return Console(file=paper, width=width), paper


def test_bars_are_as_long_as_their_values_and_negative_ones_look_different() -> None:
    lines = draw_chart(chart("bar", ["a", "bb", "none"], series("money", [1000.0, -500.0, None]))).splitlines()
    assert lines[0] == "Stock by week (case)"
    full, half = lines[1].count("\u2588"), lines[2].count("\u2592")
    assert full == 2 * half > 0
    assert "1,000" in lines[1]
    assert "-500" in lines[2]
    assert lines[3] == "none"


def test_a_long_list_of_bars_says_how_many_are_left() -> None:
    names = [f"item {number}" for number in range(30)]
    lines = draw_chart(chart("bar", names, series("money", [1.0] * 30))).splitlines()
    assert lines[-1] == "\u2026 and 18 more"


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_a_chart_without_a_value_is_not_drawn(kind: str) -> None:
    assert draw_chart(chart(kind, ["a", "b"], series("money", [None, None]))) == ""


@pytest.mark.parametrize("width", [80, 120])
def test_a_curve_keeps_to_its_width_and_its_ticks_are_plain_numbers(width: int) -> None:
    weeks = [f"2026-03-{day:02}" for day in range(1, 21)]
    values: list[float | None] = [100_000.0 + 10_000 * number for number in range(20)]
    drawn = draw_chart(chart("line", weeks, series("stock", values, low=values, high=values)), width=width)
    assert max(len(line) for line in drawn.splitlines()) <= width
    assert "290,000" in drawn
    assert "100,000" in drawn
    assert "e5" not in drawn


def test_a_flat_curve_is_drawn() -> None:
    assert "1" in draw_chart(chart("line", ["a", "b"], series("fill rate", [1.0, 1.0])))


def test_an_exception_says_what_where_when_and_how_much() -> None:
    row = {
        "exception_id": "EX-1", "kind": "late_supply", "value_at_risk": 52_491.7, "first_harm_on": "2026-03-14",
        "state": "new", "item_id": "R-205", "item_name": "Basil Paste", "location_name": "Poznan plant",
        "cause": "It comes late.", "harm": "385 kg missing.",
    }  # fmt: skip
    console, paper = printed()
    print_exceptions(console, {"exceptions": [row], "total": 3, "value": 60_000.0, "currency": "EUR"})
    text = paper.getvalue()
    for words in ("EX-1", "late supply", "EUR 52,492", "2026-03-14", "R-205 Basil Paste", "Poznan plant", "1 shown"):
        assert words in text
    console, paper = printed()
    print_exceptions(console, {"exceptions": [], "total": 0, "value": 0.0, "currency": "EUR"})
    assert paper.getvalue() == "There is no exception.\n"


def test_no_proposal_is_said() -> None:
    console, paper = printed()
    print_proposals(console, [])
    assert paper.getvalue() == "There is no proposal.\n"
