"""The company itself, what it sells, where and to whom."""

from .columns import Table, day, flag, number, text, whole
from .common import DAYS, MONEY, channel, item

TABLES = (
    Table(
        "company",
        "The company itself: one row.",
        (
            text("company_id"),
            text("name"),
            day("planning_date"),
            text("currency"),
            text("timezone"),
            whole("week_start", "ISO weekday, Monday is 1", minimum=1, maximum=7),
            whole("fiscal_year_start", "month", minimum=1, maximum=12),
            number("holding_cost_rate", "share of unit cost a year", maximum=5),
            text("operating_model", choices=("separate", "merged", "hybrid")),
        ),
        ("company_id",),
    ),
    Table(
        "items",
        "What is bought, made, held and sold.",
        (
            text("item_id"),
            text("name"),
            text("family"),
            text("category", required=False),
            text("unit"),
            whole("unit_precision", "decimal places", maximum=6),
            number("unit_cost", MONEY),
            number("unit_price", MONEY, required=False),
            number("volume_m3", "m3 a base unit", required=False),
            number("weight_kg", "kg a base unit", required=False),
            whole("shelf_life_days", DAYS, required=False, minimum=1),
            text("lifecycle", choices=("new", "active", "phase_out", "ended")),
            day("launched_on", required=False),
            item("replaced_by", required=False),
        ),
        ("item_id",),
    ),
    Table(
        "unit_conversions",
        "How many base units one other unit is.",
        (item(), text("unit"), number("factor_to_base", "base units", above=0)),
        ("item_id", "unit"),
    ),
    Table(
        "exchange_rates",
        "How much of the company currency one unit of another is worth.",
        (text("currency"), day("date"), number("rate", MONEY, above=0)),
        ("currency", "date"),
    ),
    Table(
        "locations",
        "Suppliers, plants, distribution centres and stores.",
        (
            text("location_id"),
            text("name"),
            text("kind", choices=("supplier", "plant", "dc", "store")),
            text("region"),
            number("latitude", "degrees", required=False, minimum=-90, maximum=90),
            number("longitude", "degrees", required=False, minimum=-180, maximum=180),
            text("calendar_id", "calendars.calendar_id", required=False),
        ),
        ("location_id",),
    ),
    Table(
        "calendars",
        "Which days a place works; a day that is not listed is a working day from Monday to Friday.",
        (
            text("calendar_id"),
            day("date"),
            flag("working"),
            number("hours", "hours", maximum=24),
            text("holiday_name", required=False),
        ),
        ("calendar_id", "date"),
    ),
    Table(
        "channels",
        "The ways to the customer and how a shortage is felt there.",
        (
            text("channel_id"),
            text("name"),
            whole("priority", "1 is served first", minimum=1),
            number("target_fill_rate", "share", maximum=1),
            text("shortage_mode", choices=("backorder", "lost")),
            whole("patience_days", DAYS, required=False),
            number("shortage_cost_rate", "share of unit price a day for each backordered unit"),
        ),
        ("channel_id",),
    ),
    Table(
        "customers",
        "Who buys.",
        (
            text("customer_id"),
            text("name"),
            channel(),
            text("region"),
            whole("priority", "1 is served first", minimum=1),
        ),
        ("customer_id",),
    ),
)
