"""Put a planner's figures in place of the forecast."""

from datetime import date, timedelta
from typing import Annotated, Literal

import numpy as np
import polars as pl
from pydantic import Field, field_validator

from knowledge.policies.facts import ActionFacts
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import RowRange, Snapshot
from knowledge.truth.tables import TABLES

from ..errors import ActionRefused
from ..forecasting.current import SeriesForecast, series_forecast
from ..forecasting.history import week_of
from ..inventory.points import stocking_points
from ..written import exact_quantity, written_day
from .action import ActionModel, Part, Point, Quantity, Text
from .cover import item_facts
from .dependencies import rows_behind
from .lots import check_precision
from .orders import exact_item, exact_location

WEEK = timedelta(days=7)


class OverriddenPeriod(Part):
    """The forecast of one week, all channels together; `period_start` is the first day of the company's week."""

    period_start: date
    quantity: Quantity


class OverrideForecast(ActionModel):
    """Put a planner's figures in place of the forecast of an item at a place, with the reason."""

    kind: Literal["override_forecast"] = "override_forecast"
    item_id: Text
    location_id: Text
    periods: Annotated[tuple[OverriddenPeriod, ...], Field(min_length=1, max_length=160)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]

    @field_validator("periods")
    @classmethod
    def _in_order(cls, periods: tuple[OverriddenPeriod, ...]) -> tuple[OverriddenPeriod, ...]:
        starts = [period.period_start for period in periods]
        if len(set(starts)) < len(starts):
            raise ValueError("a period is named twice; name each once")
        return tuple(sorted(periods, key=lambda period: period.period_start))

    def validate_on(self, snapshot: Snapshot) -> None:
        """Refuse what is not sold or stocked there, days that start no week, weeks not forecast, and no change."""
        item = exact_item(snapshot, self.item_id)
        exact_location(snapshot, self.location_id)
        if item.lifecycle == "ended":
            raise ActionRefused(
                f"{item.item_id} {item.name} has ended and is not forecast.", "Choose an item that is still sold."
            )
        stocking_points(snapshot).row(self.item_id, self.location_id)
        if not self.reason.strip():
            raise ActionRefused("An override needs a reason.", "Say why the forecast should be different.")
        first, weeks = _first_week(snapshot), self._forecast(snapshot).mean.size
        for period in self.periods:
            check_precision(item, period.quantity)
            days = (period.period_start - first).days
            if days % 7:
                before = period.period_start - timedelta(days=days % 7)
                raise ActionRefused(
                    f"{written_day(period.period_start)} is not the first day of a week.",
                    f"Write {written_day(before)} or {written_day(before + WEEK)}.",
                )
            if not 0 <= days // 7 < weeks:
                raise ActionRefused(
                    f"The week of {written_day(period.period_start)} is not one that is forecast.",
                    f"Choose weeks from {written_day(first)} to {written_day(first + (weeks - 1) * WEEK)}.",
                )
        old = self._old(snapshot)
        if all(np.isclose(period.quantity, old[period.period_start]) for period in self.periods):
            raise ActionRefused(
                f"The forecast of {self.item_id} at {self.location_id} has these figures already.",
                "Give a figure that differs.",
            )

    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """One planner's row for each week, in a version of the day's overrides."""
        table = TABLES["forecasts"]
        shared = {
            "version": f"override-{snapshot.planning_date}",
            "step": "planner",
            "bucket": "week",
            "item_id": self.item_id,
            "location_id": self.location_id,
            "channel_id": EVERY,
            "uplift": 0.0,
            "quantiles": None,
            "made_on": snapshot.planning_date,
            "author": author,
            "reason": self.reason,
        }
        rows = [shared | {"period_start": p.period_start, "baseline": p.quantity} for p in self.periods]
        return {"forecasts": pl.DataFrame([{name: row[name] for name in table.schema} for row in rows], table.schema)}

    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """Everything behind the future of the item there, the forecast included."""
        return rows_behind(snapshot, (self.item_id, self.location_id))

    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """The change of the forecast in revenue (at cost where there is no price), and the largest relative one."""
        item, old = exact_item(snapshot, self.item_id), self._old(snapshot)
        moved = sum(abs(period.quantity - old[period.period_start]) for period in self.periods)
        after = sum(period.quantity for period in self.periods)
        shares = [_share(period.quantity, old[period.period_start]) for period in self.periods]
        known = [share for share in shares if share is not None]
        starts = self.periods[0].period_start
        today = snapshot.planning_date
        price = item.unit_cost if item.unit_price is None else item.unit_price
        return ActionFacts(
            kind=self.kind,
            **item_facts(snapshot, (self.item_id, self.location_id)),
            value=moved * price,
            quantity=after,
            change_share=max(known, key=abs) if len(known) == len(shares) else None,
            days_ahead=max((starts - today).days, 0),
            horizon_weeks=(self.settles_on(snapshot) - today).days // 7,
            reason=self.reason,
        )

    def summary(self, snapshot: Snapshot) -> str:
        """Which weeks, from what to what in total, why."""
        item, old = exact_item(snapshot, self.item_id), self._old(snapshot)
        before, after = sum(old.values()), sum(period.quantity for period in self.periods)
        first, last = self.periods[0].period_start, self.periods[-1].period_start
        weeks = (
            f"in the week of {written_day(first)}"
            if first == last
            else f"in {len(self.periods)} weeks from {written_day(first)} to {written_day(last)}"
        )
        return (
            f"Override the forecast of {item.item_id} {item.name} at {self.location_id} {weeks}: "
            f"{exact_quantity(after, item.unit)} instead of {before:,.{item.unit_precision}f}. Reason: "
            f"{self.reason.strip()}"
        )

    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """The item at the place."""
        return frozenset({(self.item_id, self.location_id)})

    def decide_by(self, snapshot: Snapshot) -> date:
        """The last day of the last overridden week."""
        return self.settles_on(snapshot)

    def settles_on(self, snapshot: Snapshot) -> date:
        """The last day of the last overridden week."""
        return self.periods[-1].period_start + timedelta(days=6)

    def _forecast(self, snapshot: Snapshot) -> SeriesForecast:
        return series_forecast(snapshot, self.item_id, self.location_id)

    def _old(self, snapshot: Snapshot) -> dict[date, float]:
        """The forecast that counts now in each overridden week."""
        mean, first = self._forecast(snapshot).mean, _first_week(snapshot)
        return {p.period_start: float(mean[(p.period_start - first).days // 7]) for p in self.periods}


def _first_week(snapshot: Snapshot) -> date:
    return week_of(snapshot).astype("datetime64[D]").astype(date)


def _share(new: float, old: float) -> float | None:
    """Relative change; unknown where something is put in place of nothing."""
    if new == old:
        return 0.0
    return (new - old) / old if old else None
