"""Forecasts of demand, and how good they have been."""
