"""Small charts in text, without colour so that they read the same on every terminal and in a log."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tools.written import written_day

WIDTH, HEIGHT = 78, 14
TICKS = 6
MARKERS = ("hd", "o", "x", "+", "#")
BORDER = "."
FULL, NEGATIVE = "\u2588", "\u2592"
LABEL_SHARE, VALUE_WIDTH, LEAST_BAR, MOST_BARS = 0.45, 12, 10, 12
HEIGHT_TICKS, PLAIN_FROM = 5, 10.0


def draw_chart(chart: Mapping[str, Any], *, width: int = WIDTH) -> str:
    """Return a chart of an answer as lines of text, nothing where it holds no value.

    Bars lie, with their value before them, those below zero in a lighter shade; a band is drawn as its two borders.
    """
    series = [one for one in chart["series"] if any(value is not None for value in one["values"])]
    if not series:
        return ""
    title = f"{chart['title']} ({chart['unit']})"
    if chart["kind"] == "bar":
        return "\n".join([title, *_bars(chart["x"], series, width)])
    return _lines(title, chart["x"], series, width)


def _bars(names: Sequence[str], series: Sequence[Mapping[str, Any]], width: int) -> list[str]:
    rows = [
        (f"{name}, {one['name']}" if len(series) > 1 else name, one["values"][place])
        for place, name in enumerate(names)
        for one in series
    ]
    rows, left = rows[:MOST_BARS], len(rows) - MOST_BARS
    longest = max(len(name) for name, _ in rows)
    label = min(longest, int(width * LABEL_SHARE))
    room = max(LEAST_BAR, width - label - VALUE_WIDTH - 2)
    largest = max((abs(value) for _, value in rows if value is not None), default=0.0) or 1.0
    lines: list[str] = []
    for name, value in rows:
        shown = name if len(name) <= label else f"{name[: label - 1]}\u2026"
        number = "" if value is None else _number(value, largest)
        bar = round(room * abs(value or 0.0) / largest) * (FULL if (value or 0.0) >= 0 else NEGATIVE)
        lines.append(f"{shown:<{label}} {number:>{VALUE_WIDTH}} {bar}".rstrip())
    return [*lines, f"\u2026 and {left} more"] if left > 0 else lines


def _number(value: float, largest: float) -> str:
    return f"{value:,.0f}" if largest >= PLAIN_FROM else f"{value:,.3g}"


def _lines(title: str, x: Sequence[str], series: Sequence[Mapping[str, Any]], width: int) -> str:
    import plotext

    figure = plotext.figure
    figure.clear()
    figure.plot_size(width, HEIGHT)
    figure.title(title)
    for number, one in enumerate(series):
        for border in ("low", "high"):
            _line(figure, one.get(border) or (), BORDER)
        _line(figure, one["values"], MARKERS[number % len(MARKERS)], str(one["name"]))
    values = [value for one in series for name in ("low", "high", "values") for value in one.get(name) or ()]
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    heights = [low + (high - low) * step / (HEIGHT_TICKS - 1) for step in range(HEIGHT_TICKS)] if high > low else [low]
    figure.ruler("y").ticks(heights, [_number(height, max(abs(low), abs(high))) for height in heights])
    places = _ticks(len(x))
    figure.ruler("x").ticks(places, [_day(x[place]) for place in places])
    return str(figure.build().string(True))


def _day(name: str) -> str:
    """A day as answers write it; any other name as it is."""
    try:
        return written_day(date.fromisoformat(name))
    except ValueError:
        return name


def _line(figure: Any, values: Sequence[float | None], marker: str, label: str | None = None) -> None:
    points = [(place, value) for place, value in enumerate(values) if value is not None]
    if not points:
        return
    signal = figure.signal([place for place, _ in points], [value for _, value in points], marker=marker)
    if label:
        signal.label(label)
    if marker == MARKERS[0]:
        signal.lines()
    figure.draw(signal)


def _ticks(length: int) -> list[int]:
    if length <= TICKS:
        return list(range(length))
    return sorted({round(step * (length - 1) / (TICKS - 1)) for step in range(TICKS)})
