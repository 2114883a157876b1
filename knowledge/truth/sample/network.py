"""Where the company is, how goods move and are made, and who buys."""

from datetime import timedelta

import numpy as np
import polars as pl

from .book import conform, read
from .timeline import DAYS, HORIZON, PLANNING_DATE, SATURDAY_HOURS, START, dates

COMPANY_ID = "alder-finch"
CURRENCY = "EUR"
DOLLAR_RATE = 0.92
"""What a US dollar is worth in euro on average."""


def tables(rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Return the tables of the company, its places, ways, resources and customers."""
    return {
        "company": conform("company", _company()),
        "locations": conform("locations", read("locations")),
        "calendars": conform("calendars", _calendars()),
        "channels": conform("channels", read("channels")),
        "customers": conform("customers", read("customers")),
        "lanes": conform("lanes", read("lanes")),
        "resources": conform("resources", read("resources")),
        "changeovers": conform("changeovers", read("changeovers")),
        "exchange_rates": conform("exchange_rates", _exchange_rates(rng)),
    }


def plants() -> list[str]:
    """Return the plants' ids."""
    return read("locations").filter(pl.col("kind") == "plant")["location_id"].to_list()


def regular_lanes() -> pl.DataFrame:
    """Return the way that goods usually take between two places: the first one written down."""
    return read("lanes").unique(["from_location", "to_location"], keep="first", maintain_order=True)


def _company() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "company_id": COMPANY_ID,
            "name": "Alder & Finch Foods (invented sample company)",
            "planning_date": PLANNING_DATE,
            "currency": CURRENCY,
            "timezone": "Europe/Brussels",
            "week_start": 1,
            "fiscal_year_start": 1,
            "holding_cost_rate": 0.18,
            "operating_model": "hybrid",
        }
    )


def _calendars() -> pl.DataFrame:
    """Return the days that differ from Monday to Friday: holidays, and Saturdays where these are worked."""
    rows = [
        (calendar, holiday["first"] + timedelta(days=offset), False, 0.0, holiday["name"])
        for holiday in read("holidays").iter_rows(named=True)
        for calendar in holiday["calendars"].split()
        for offset in range((holiday["last"] - holiday["first"]).days + 1)
    ]
    closed = {(calendar, day) for calendar, day, *_ in rows}
    for calendar, hours in SATURDAY_HOURS.items():
        for number in range(5, DAYS + HORIZON, 7):
            saturday = START + timedelta(days=number)
            if (calendar, saturday) not in closed:
                rows.append((calendar, saturday, True, hours, None))
    return pl.DataFrame(rows, schema=["calendar_id", "date", "working", "hours", "holiday_name"], orient="row")


def _exchange_rates(rng: np.random.Generator) -> pl.DataFrame:
    """Return the weekly worth of a dollar: it wanders, and comes back to its average."""
    weeks = np.arange(0, DAYS + 1, 7)
    drift = np.zeros(weeks.size)
    for week in range(1, weeks.size):
        drift[week] = 0.97 * drift[week - 1] + rng.normal(0, 0.006)
    rates = np.round(DOLLAR_RATE * np.exp(drift), 4)
    return pl.DataFrame({"currency": "USD", "date": dates(weeks), "rate": rates})
