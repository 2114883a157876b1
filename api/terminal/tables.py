"""Tables of exceptions and benchmark figures."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def print_exceptions(console: Console, listed: Mapping[str, Any]) -> None:
    """Print exceptions in the order given, most valuable first."""
    table = Table("exception", "kind", "item", "place", "first harm", "value at risk", "cause", "state")
    for row in listed["exceptions"]:
        table.add_row(
            row["exception_id"],
            row["kind"].replace("_", " "),
            f"{row['item_id']} {row['item_name']}",
            row["location_name"],
            str(row["first_harm_on"]),
            f"{row['value_at_risk']:,.0f}",
            row["cause"],
            row["state"],
        )
    console.print(table)
    console.print(f"{listed['total']} in all.", highlight=False)


def print_bench(console: Console, report: Mapping[str, Any] | Any) -> None:
    """Print the figures of one benchmark."""
    document = report if isinstance(report, Mapping) else report.model_dump()
    table = Table("figure", "value", "unit", "peer", "peer's value", "ratio", "repeats", title=document["bench"])
    for figure in document["figures"]:
        table.add_row(
            figure["name"],
            f"{figure['value']:,.4g}",
            figure["unit"],
            figure["peer"] or "",
            "" if figure["peer_value"] is None else f"{figure['peer_value']:,.4g}",
            "" if figure["ratio"] is None else f"{figure['ratio']:.3g}",
            str(figure["repeats"]),
        )
    console.print(table)
