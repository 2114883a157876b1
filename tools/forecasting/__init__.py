"""Forecasts of demand, and how good they have been."""

from .accuracy import TOOL as MEASURE_FORECAST_ACCURACY
from .demand import TOOL as FORECAST_DEMAND

TOOLS = (FORECAST_DEMAND, MEASURE_FORECAST_ACCURACY)
"""The tools of this package."""
