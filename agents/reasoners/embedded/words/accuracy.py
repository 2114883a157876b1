"""Words for forecast accuracy: good or not, against what, and where it is worst."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs, table, taken_for_granted

SHOWN = 6


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how far off the forecasts were, whether they beat naive, and which lines make up the error."""
    told = Told(done[0])
    gain = told.value("value_added")
    verdict = (
        ""
        if gain is None
        else (
            f"That is better than repeating the last week, by {told.ref('value_added', 'percent')} of demand."
            if gain > 0
            else "That is no better than repeating the last week."
        )
    )
    template = paragraphs(
        f"For {told.ref('subject', 'text')}, forecasts {told.ref('horizon_weeks', 'number')} weeks ahead were "
        f"off by {told.ref('statistical/wape', 'percent')} of demand (WAPE). {verdict} {_bias(told)}",
        table(
            ("Method", "WAPE", "Bias", "MASE"),
            [
                (
                    name,
                    told.ref(f"{field}/wape", "percent"),
                    told.ref(f"{field}/bias", "percent+"),
                    told.ref(f"{field}/mase"),
                )
                for name, field in (
                    ("statistical", "statistical"),
                    ("naive", "naive"),
                    ("same week of last year", "seasonal_naive"),
                )
            ],
        ),
        _worst(told),
        f"Measured at {told.ref('origins', 'number')} past dates on {told.ref('series', 'number')} series.",
        taken_for_granted(told, 1),
    )
    return Wording(template=template)


def _bias(told: Told) -> str:
    bias = told.value("statistical/bias")
    if bias is None:
        return ""
    direction = "above" if bias > 0 else "below"
    return f"On the whole they lay {direction} demand ({told.ref('statistical/bias', 'percent+')})."


def _worst(told: Told) -> str:
    lines = told.each("worst", SHOWN)
    if len(lines) < 2:
        return ""
    rows = [
        (
            line.ref("name", "text"),
            line.ref("share_of_error", "percent"),
            line.ref("statistical/wape", "percent"),
            line.ref("naive/wape", "percent"),
            line.ref("statistical/bias", "percent+"),
        )
        for line in lines
    ]
    return table(("Largest errors", "Share of error", "WAPE", "Naive WAPE", "Bias"), rows)
