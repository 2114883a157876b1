"""Who may decide what."""

from .columns import Table, day, number, text
from .common import location

TABLES = (
    Table(
        "people",
        "Who works here.",
        (text("person_id"), text("name"), text("email", required=False)),
        ("person_id",),
    ),
    Table(
        "positions",
        "Seats in the organisation: what the holder may do, for what, up to which value.",
        (
            text("position_id"),
            text("title"),
            text("role", choices=("viewer", "planner", "manager", "executive", "admin", "auditor")),
            text("mandate", choices=("sop", "soe", "both")),
            text("holder", "people.person_id", required=False),
            text("family"),
            text("region"),
            location(every=True),
            number("approval_limit", "company currency a decision", required=False),
            text("reports_to", "positions.position_id", required=False),
        ),
        ("position_id",),
    ),
    Table(
        "delegations",
        "Who stands in for the holder of a position, from when to when.",
        (
            text("position_id", "positions.position_id"),
            text("delegate", "people.person_id"),
            day("valid_from"),
            day("valid_to"),
            text("reason", required=False),
        ),
        ("position_id", "delegate", "valid_from"),
    ),
)
