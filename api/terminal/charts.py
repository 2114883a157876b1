"""Small charts in text, without colour so that they read the same on every terminal and in a log."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 78, 14
TICKS = 6
MARKERS = ("hd", "o", "x", "+", "#")
BORDER = "."


def draw_chart(chart: Mapping[str, Any], *, width: int = WIDTH) -> str:
    """Return a chart of an answer as lines of text; a band is drawn as its two borders."""
    import plotext

    figure = plotext.figure
    figure.clear()
    figure.plot_size(width, HEIGHT)
    figure.title(f"{chart['title']} ({chart['unit']})")
    x: Sequence[str] = chart["x"]
    if chart["kind"] == "bar":
        groups = [[value or 0.0 for value in series["values"]] for series in chart["series"]]
        figure.draw(figure.bar(list(x), groups if len(groups) > 1 else groups[0]))
    else:
        for number, series in enumerate(chart["series"]):
            for border in ("low", "high"):
                _line(figure, series.get(border) or (), BORDER)
            _line(figure, series["values"], MARKERS[number % len(MARKERS)], str(series["name"]))
        places = _ticks(len(x))
        figure.ruler("x").ticks(places, [x[place] for place in places])
    return str(figure.build().string(True))


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
