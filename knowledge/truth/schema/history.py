"""What happened, and the promotions behind it."""

from .columns import Table, day, number, text
from .common import MONEY, UNITS, channel, item, location

TABLES = (
    Table(
        "demand_history",
        "Past demand; ordered or shipped, one meaning for the whole company.",
        (
            day("date"),
            item(),
            location(),
            channel(),
            number("quantity", UNITS),
            number("unit_price", MONEY, required=False),
            text("promotion_id", "promotions.promotion_id", required=False),
            day("recorded_on", when_absent="=date"),
        ),
        ("date", "item_id", "location_id", "channel_id"),
    ),
    Table(
        "stock_history",
        "Past stock at the end of a day.",
        (
            day("date"),
            item(),
            location(),
            number("on_hand", UNITS),
            number("backorders", UNITS),
            number("in_stock_share", "share of the day", maximum=1),
            day("recorded_on", when_absent="=date"),
        ),
        ("date", "item_id", "location_id"),
    ),
    Table(
        "promotions",
        "Promotions, past and announced.",
        (
            text("promotion_id"),
            item(),
            location(every=True),
            channel(every=True),
            day("starts_on"),
            day("ends_on"),
            day("announced_on"),
            text("mechanism"),
            number("discount", "share of price", maximum=1),
            number("expected_uplift", "share of baseline", required=False),
        ),
        ("promotion_id", "item_id", "location_id", "channel_id"),
    ),
)
