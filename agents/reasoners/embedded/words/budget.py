"""Words for plan against budget: families, months and money."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, assuming, listed, paragraphs, table

SHOWN = 10


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how far sales and forecast are from the budget, in which families and months, and why."""
    told = Told(done[0])
    total = told.at("total")
    template = paragraphs(
        f"{_subject(told)} {_stand(total)} budget {_months_named(told)}: {total.ref('revenue', 'money')} of revenue "
        f"against {total.ref('budget_revenue', 'money')}, {total.ref('revenue_gap', 'money+')}{_share(total)}. "
        f"{_outside(told)}",
        f"Margin is {total.ref('margin_gap', 'money+')} against its budget. {_causes(total)}",
        _families(told),
        _months(told),
        assuming(told, "Days before"),
    )
    return Wording(template=template, choices=_next_steps(told))


def _subject(told: Told) -> str:
    families = told.each("families")
    return f"{families[0].ref('name', 'text')} is" if len(families) == 1 else "We are"


def _stand(total: Told) -> str:
    gap = total.value("revenue_gap")
    return "below" if gap < 0 else "above" if gap > 0 else "on"


def _months_named(told: Told) -> str:
    first, last = told.ref("first_month", "month"), told.ref("last_month", "month")
    return f"in {first}" if told.value("first_month") == told.value("last_month") else f"from {first} to {last}"


def _share(gap: Told) -> str:
    return f" ({gap.ref('revenue_gap_share', 'percent+')})" if gap.value("revenue_gap_share") is not None else ""


def _causes(total: Told) -> str:
    if total.value("volume_effect") is None:
        return ""
    return (
        f"Of the revenue gap, {total.ref('volume_effect', 'money+')} come from volume and "
        f"{total.ref('price_effect', 'money+')} from price and mix."
    )


def _outside(told: Told) -> str:
    """Which families the tolerance finds too far from the budget."""
    if told.value("tolerance") is None:
        return ""
    families = told.each("families")
    names = [line.ref("name", "text") for line in families if line.value("is_outside_tolerance")]
    tolerance = f"the tolerance of {told.ref('tolerance', 'percent')}"
    if len(families) == 1:
        return f"That is {'beyond' if names else 'within'} {tolerance}."
    return f"Beyond {tolerance}: {listed(names)}." if names else f"Every family is within {tolerance}."


def _families(told: Told) -> str:
    lines = told.each("families", SHOWN)
    if len(lines) < 2:
        return ""
    return table(
        ("Family", "Budget", "Expected", "Gap", "Share", "Margin gap"),
        [
            (
                line.ref("name", "text"),
                line.ref("budget_revenue", "money"),
                line.ref("revenue", "money"),
                line.ref("revenue_gap", "money+"),
                line.ref("revenue_gap_share", "percent+"),
                line.ref("margin_gap", "money+"),
            )
            for line in lines
        ],
    )


def _months(told: Told) -> str:
    lines = told.each("months")
    if len(lines) < 2:
        return ""
    return table(
        ("Month", "Budget", "Expected", "Gap"),
        [
            (
                line.ref("name", "month"),
                line.ref("budget_revenue", "money"),
                line.ref("revenue", "money"),
                line.ref("revenue_gap", "money+"),
            )
            for line in lines
        ],
    )


def _next_steps(told: Told) -> tuple[Choice, ...]:
    families = told.each("families", 1)
    if not families or len(told.each("families")) == 1:
        return ()
    name = families[0].value("name")
    return (
        Choice(label=f"Forecast of {name}", message=f"Forecast the demand for {name}"),
        Choice(label=f"How accurate is {name}?", message=f"How accurate is the forecast for {name}?"),
    )
