"""What must hold between the columns of one row: dates in order, quantities that fit, settings that belong together."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import available_timezones

import polars as pl

from ..problems import FILE, ROW, Problems, Severity
from ..schema.columns import Table

OVERDELIVERY = 2.0
"""Above this multiple of what was ordered, a received or shipped quantity is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold in each row of a table; `broken` is never true where a value is missing.

    `column` is the one to blame, `shown` the expression of what is shown as its value.
    """

    column: str
    broken: pl.Expr
    kind: str
    reason: str
    cure: str
    severity: Severity = "problem"


def _order(earlier: str, later: str, severity: Severity = "problem") -> Rule:
    return Rule(
        later,
        pl.col(later) < pl.col(earlier),
        "dates out of order",
        f"'{later}' lies before '{earlier}'.",
        "Exchange or correct the dates." if severity == "problem" else "Check both dates.",
        severity,
    )


def _fits(part: str, whole: str) -> tuple[Rule, Rule]:
    reason, cure = f"'{part}' is more than '{whole}'", f"Check '{part}' and '{whole}', and their unit."
    over = pl.col(part) > OVERDELIVERY * pl.col(whole)
    return (
        Rule(part, over, "quantity", f"{reason} by a factor of {OVERDELIVERY:g} or more.", cure),
        Rule(part, (pl.col(part) > pl.col(whole)) & ~over, "quantity", f"{reason}.", cure, "warning"),
    )


def _needs(when: pl.Expr, column: str, why: str) -> Rule:
    return Rule(column, when & pl.col(column).is_null(), "missing", why, "Fill it in.")


def _kind(*kinds: str) -> pl.Expr:
    return pl.col("kind").is_in(kinds)


VALIDITY = (_order("valid_from", "valid_to"),)

RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "company": (
            Rule(
                "timezone",
                ~pl.col("timezone").is_in(sorted(available_timezones())),
                "choice",
                "There is no such time zone.",
                "Write a name such as 'Europe/Berlin'.",
            ),
        ),
        "items": (
            Rule(
                "replaced_by",
                pl.col("replaced_by") == pl.col("item_id"),
                "cycle",
                "An item cannot replace itself.",
                "Name its successor, or leave it empty.",
            ),
        ),
        "sourcing": (
            *VALIDITY,
            _needs(_kind("transfer"), "from_location", "A transfer needs the place it comes from."),
            _needs(pl.col("purchase_price").is_not_null(), "currency", "A purchase price needs a currency."),
            Rule(
                "from_location",
                _kind("transfer") & (pl.col("from_location") == pl.col("location_id")),
                "cycle",
                "A place cannot be supplied from itself.",
                "Name the place the goods come from.",
            ),
        ),
        "bill_of_materials": VALIDITY,
        "assumptions": VALIDITY,
        "delegations": VALIDITY,
        "demand_history": (_order("date", "recorded_on"),),
        "stock_history": (_order("date", "recorded_on"),),
        "promotions": (_order("starts_on", "ends_on"), _order("announced_on", "starts_on", "warning")),
        "supply_orders": (
            _order("ordered_on", "due_on", "warning"),
            _order("ordered_on", "shipped_on", "warning"),
            _order("shipped_on", "eta", "warning"),
            *_fits("received_quantity", "quantity"),
            Rule(
                "from_location",
                _kind("transfer") & (pl.col("from_location") == pl.col("to_location")),
                "cycle",
                "A transfer cannot end where it starts.",
                "Correct one of the places.",
            ),
        ),
        "receipts": (_order("received_on", "recorded_on"),),
        "sales_orders": _fits("shipped_quantity", "quantity"),
        "stock": (
            Rule(
                "on_hold",
                pl.col("on_hold") > pl.col("on_hand"),
                "quantity",
                "More is on hold than is on hand.",
                "Check both quantities.",
                "warning",
            ),
        ),
        "stock_policies": (
            _needs(_kind("s_S", "r_Q"), "reorder_point", "This kind of policy needs a reorder point."),
            _needs(_kind("s_S", "base_stock"), "order_up_to", "This kind of policy needs an order-up-to level."),
            _needs(_kind("r_Q"), "order_quantity", "This kind of policy needs an order quantity."),
            _needs(_kind("days_of_cover"), "cover_days", "This kind of policy needs days of cover."),
            Rule(
                "order_up_to",
                _kind("s_S") & (pl.col("order_up_to") < pl.col("reorder_point")),
                "quantity",
                "The order-up-to level lies below the reorder point.",
                "Exchange or correct the two.",
            ),
        ),
    }
)
"""The rules by table; a table without rules is not named."""


def check_rules(table: Table, rows: pl.DataFrame) -> Problems:
    """Return a problem, or a warning, for each rule that a row breaks."""
    problems = Problems()
    for rule in RULES.get(table.name, ()):
        bad = rows.lazy().filter(rule.broken).select(FILE, ROW, rule.column).collect()
        problems.add_rows(
            bad,
            table=table.name,
            column=rule.column,
            kind=rule.kind,
            reason=rule.reason,
            cure=rule.cure,
            severity=rule.severity,
        )
    return problems
