"""Forecasts of demand, and how good they have been."""

from .accuracy import TOOL as MEASURE_FORECAST_ACCURACY
from .demand import TOOL as FORECAST_DEMAND
from .past_demand import TOOL as SHOW_PAST_DEMAND

TOOLS = (FORECAST_DEMAND, MEASURE_FORECAST_ACCURACY, SHOW_PAST_DEMAND)
"""The tools of this package."""
