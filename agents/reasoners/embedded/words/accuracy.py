"""Words for forecast accuracy: good or not, against what, and where it is worst."""

from collections.abc import Sequence

import polars as pl

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table

SHOWN = 6
METHODS = (
    ("Statistical forecast", "statistical"),
    ("Last week repeated", "naive"),
    ("Same week of last year", "seasonal_naive"),
)


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how far off the forecasts were, whether they beat naive, and which lines make up the error."""
    told = Told(done[0])
    template = paragraphs(
        f"Forecasts for {told.ref('subject', 'text')}, made {told.ref('horizon_weeks', 'number')} weeks ahead, were "
        f"off by {told.ref('statistical/wape', 'percent')} of demand (WAPE). {_verdict(told)} {_bias(told)}",
        table(
            ("Method", "WAPE", "Bias", "MASE"),
            [
                (
                    name,
                    told.ref(f"{field}/wape", "percent"),
                    told.ref(f"{field}/bias", "percent+"),
                    told.ref(f"{field}/mase"),
                )
                for name, field in METHODS
                if told.value(f"{field}/wape") is not None
            ],
        ),
        _worst(turn, told),
        f"Measured at {told.ref('origins', 'number')} past dates on {told.ref('series', 'number')} items at places; "
        "each forecast knew only what was known then.",
    )
    return Wording(template=template)


def _verdict(told: Told) -> str:
    gain = told.value("value_added")
    if gain is None:
        return ""
    if gain > 0:
        return f"That is better than repeating the last week, by {told.ref('value_added', 'percent')} of demand."
    return "That is no better than repeating the last week."


def _bias(told: Told) -> str:
    bias = told.value("statistical/bias")
    if bias is None:
        return ""
    direction = "above" if bias > 0 else "below"
    return f"On the whole they lay {direction} demand ({told.ref('statistical/bias', 'percent+')})."


def _named(turn: Turn, line: Told) -> str:
    """What a line is about; an item by identifier and name."""
    rows = turn.context.snapshot.table("items").filter(pl.col("item_id") == line.value("name"))
    return f"{line.ref('name', 'text')} {rows['name'][0]}" if rows.height else line.ref("name", "text")


def _worst(turn: Turn, told: Told) -> str:
    lines = told.each("worst", SHOWN)
    if len(lines) < 2:
        return ""
    rows = [
        (
            _named(turn, line),
            line.ref("share_of_error", "percent"),
            line.ref("statistical/wape", "percent"),
            line.ref("naive/wape", "percent"),
            line.ref("statistical/bias", "percent+"),
        )
        for line in lines
    ]
    return paragraphs(
        "Where most of the error is:", table(("Where", "Share of error", "WAPE", "Naive WAPE", "Bias"), rows)
    )
