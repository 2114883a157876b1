"""Tables and lists that read well from 80 columns on."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = 4


def plain_table(*columns: str, numbers: Sequence[str] = (), whole: Sequence[str] = (), title: str = "") -> Table:
    """Return an empty table.

    Parameters
    ----------
    numbers
        Columns of numbers, which stand to the right and are never broken.
    whole
        Columns that are never broken, such as identifiers and dates.
    """
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        right = column in numbers
        table.add_column(column, justify="right" if right else "left", no_wrap=right or column in whole)
    return table


def print_entry(console: Console, heading: Sequence[str], *lines: str) -> None:
    """Print an entry of a list: its key facts in one line, what is to be said about it indented below."""
    head = Text(heading[0], style="bold")
    head.append("".join(f"  {part}" for part in heading[1:] if part), style="not bold")
    console.print(head)
    for line in lines:
        if line:
            console.print(Padding(Text(line), (0, 0, 0, INDENT)))


def print_exceptions(console: Console, listed: Mapping[str, Any]) -> None:
    """Print exceptions in the order given, most valuable first."""
    currency = listed["currency"]
    for row in listed["exceptions"]:
        kind, place = row["kind"].replace("_", " "), row["location_name"]
        heading = (
            row["exception_id"],
            kind,
            f"{currency} {row['value_at_risk']:,.0f} at risk",
            f"harm from {row['first_harm_on']}",
            row["state"],
        )
        where = f"{row['item_id']} {row['item_name']}, {place}"
        print_entry(console, heading, where, f"{row['cause']} {row['harm']}")
    shown, total = len(listed["exceptions"]), listed["total"]
    if not total:
        console.print("There is no exception.")
        return
    more = f"; {shown} shown" if shown < total else ""
    console.print(f"\n{total} in all, {currency} {listed['value']:,.0f} at risk{more}.", highlight=False)


def print_tools(console: Console, tools: Sequence[Mapping[str, Any]]) -> None:
    """Print the tools with what they answer and take."""
    agents = {"sop": "S&OP agent", "soe": "S&OE agent", "both": "both agents"}
    for tool in tools:
        arguments = ", ".join(tool["arguments"].get("properties", {})) or "none"
        effect = "drafts a proposal" if tool["effect"] == "draft" else ""
        print_entry(
            console, (tool["name"], agents[tool["mandate"]], effect), tool["summary"], f"Arguments: {arguments}"
        )


def print_bench(console: Console, report: Mapping[str, Any] | Any) -> None:
    """Print the figures of one benchmark."""
    document = report if isinstance(report, Mapping) else report.model_dump()
    table = plain_table(
        "figure", "value", "unit", "peer", "peer's value", "ratio", "repeats",
        numbers=("value", "peer's value", "ratio", "repeats"), title=document["bench"],
    )  # fmt: skip
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
    if document["conditions"]:
        console.print("; ".join(f"{name.replace('_', ' ')} {value}" for name, value in document["conditions"].items()))
