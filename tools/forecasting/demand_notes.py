"""What the reader of a demand forecast must be told: how it was made, what it takes for granted, what is doubtful."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from knowledge.truth.snapshot import Snapshot

from ..subjects import StockingPoint, find_item
from .demand_result import ForecastDemand, Source
from .outlook import Outlook

MOST_WARNINGS = 5
"""Series whose own warnings are spelled out; the others are counted."""


def method_of(view: Outlook, source: Source, weeks: int) -> str:
    """Return how the forecast was made, in words."""
    methods = Counter(part.method for part in view.parts)
    statistical = "; ".join(words for words, _ in methods.most_common())
    if source == "statistical":
        return f"Statistical: {statistical}."
    steps = Counter(view.source[:weeks])
    named = ", ".join(f"{step} for {count} {'week' if count == 1 else 'weeks'}" for step, count in steps.most_common())
    return f"What planning uses: {named}. The statistical forecast is by {statistical}."


def assumptions_of(snapshot: Snapshot, view: Outlook, arguments: ForecastDemand, share: float) -> tuple[str, ...]:
    """Return what the forecast takes for granted."""
    spread = view.spread
    notes = [
        "Intervals of single weeks come from the errors of the statistical method at past origins two weeks apart, "
        "save for a single item at a place whose agreed forecast brings its own quantiles.",
        "The interval of the total is not a sum of quantiles: it is normal, with the variance of a sum of errors whose "
        + (
            "correlation between weeks is taken as zero, because too few past errors are known."
            if spread is None
            else f"correlation between weeks was measured as {spread.correlation:.2f}."
        ),
        "The statistical forecast knows past promotions only as demand and adds nothing for promotions ahead.",
        "Demand in weeks without stock is taken as recorded.",
    ]
    gone = (snapshot.planning_date - view.starts[0].item()).days
    if gone:
        days = "1 day of it has" if gone == 1 else f"{gone} days of it have"
        notes.append(f"The first week is counted whole, although {days} passed.")
    if arguments.channel_id is not None:
        notes.append(
            f"The forecast is for all channels; {arguments.channel_id} gets its share of the last 13 weeks, "
            f"{share:.1%}, and its errors are taken to be independent of the other channels'."
        )
    return tuple(notes)


def warnings_of(
    snapshot: Snapshot, points: Sequence[StockingPoint], view: Outlook, weeks: int, *, is_mixed: bool
) -> tuple[str, ...]:
    """Return what the reader must know before relying on the forecast."""
    warnings: list[str] = []
    if is_mixed:
        warnings.append("The items are counted in different units; their sum is only a rough measure.")
    spoken = [(point, text) for point, part in zip(points, view.parts, strict=True) for text in part.warnings]
    warnings += [f"{point.item_id} at {point.location_id}: {text}" for point, text in spoken[:MOST_WARNINGS]]
    if len(spoken) > MOST_WARNINGS:
        warnings.append(f"{len(spoken) - MOST_WARNINGS} more warnings of single series are not shown.")
    for item_id in sorted({point.item_id for point in points}):
        item = find_item(snapshot, item_id)
        if item.lifecycle == "phase_out":
            follower = f"; {item.replaced_by} replaces it" if item.replaced_by else ""
            warnings.append(f"{item_id} is being phased out{follower}.")
    days = _days_without_stock(snapshot, points)
    if days:
        warnings.append(
            f"On {days} days of the last 13 weeks one of the places was short of stock: demand was probably higher "
            "than recorded."
        )
    if weeks > 26 and any(source != "consensus" for source in view.source[:weeks]):
        warnings.append("So far ahead little is agreed: treat the later weeks as a direction, not as a plan.")
    return tuple(warnings)


def _days_without_stock(snapshot: Snapshot, points: Sequence[StockingPoint]) -> int:
    keys = ["item_id", "location_id"]
    wanted = pl.DataFrame([(point.item_id, point.location_id) for point in points], keys, orient="row")
    since = snapshot.planning_date - timedelta(weeks=13)
    rows = snapshot.table("stock_history").filter(
        (pl.col("date") >= since) & (pl.col("recorded_on") <= snapshot.planning_date) & (pl.col("in_stock_share") < 1)
    )
    return rows.join(wanted, on=keys, how="semi").select("date").n_unique()
