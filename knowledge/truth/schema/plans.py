"""What is expected, agreed and budgeted."""

from .columns import Table, day, number, quantiles, text
from .common import BUCKET, MONEY, UNITS, channel, item, location

TABLES = (
    Table(
        "forecasts",
        "Forecasts by version and step.",
        (
            text("version"),
            text("step", choices=("naive", "statistical", "sensed", "planner", "consensus")),
            BUCKET,
            day("period_start"),
            item(),
            location(),
            channel(every=True),
            number("baseline", UNITS),
            number("uplift", UNITS, minimum=None),
            quantiles("quantiles", UNITS),
            day("made_on"),
            text("author"),
            text("reason", required=False),
        ),
        ("version", "step", "bucket", "period_start", "item_id", "location_id", "channel_id"),
    ),
    *(
        Table(
            name,
            purpose,
            (
                text("version"),
                subject,
                location(every=True),
                day("period_start"),
                BUCKET,
                number("demand", UNITS),
                number("production", UNITS),
                number("purchase", UNITS),
                number("ending_stock", UNITS, minimum=None),
                number("revenue", MONEY),
                number("margin", MONEY, minimum=None),
            ),
            ("version", subject.name, "location_id", "period_start", "bucket"),
        )
        for name, purpose, subject in (
            ("family_plans", "Agreed plans by family.", text("family")),
            ("item_plans", "Agreed plans by item.", item()),
        )
    ),
    Table(
        "budget",
        "The money plan.",
        (
            text("family"),
            channel(),
            day("month"),
            number("revenue", MONEY),
            number("units", UNITS),
            number("margin", MONEY, minimum=None),
        ),
        ("family", "channel_id", "month"),
    ),
    Table(
        "assumptions",
        "What the plan takes for granted, and who answers for it.",
        (
            text("assumption_id"),
            text("text"),
            text("owner", "people.person_id"),
            day("valid_from"),
            day("valid_to", required=False),
            text("affects"),
        ),
        ("assumption_id",),
    ),
)
