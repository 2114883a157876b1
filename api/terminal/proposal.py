"""Proposals on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .tables import plain_table, print_entry

Document = Mapping[str, Any]
WHOLE_FROM = 1000


def print_proposals(console: Console, proposals: Sequence[Document]) -> None:
    """Print an entry a proposal."""
    if not proposals:
        console.print("There is no proposal.", highlight=False)
    for each in proposals:
        heading = (each["proposal_id"], each["status"], f"commits {_money(each['value'], each['currency'])}")
        waits = f"Waits for {' or '.join(each['waits_for'])} until {each['expires_on']}." if each["waits_for"] else ""
        print_entry(console, heading, f"{each['title']}.", _benefit(each), waits, each["outcome"])


def _benefit(proposal: Document) -> str:
    benefit = proposal["effect"].get("net_benefit")
    if benefit is None:
        return ""
    money = _money(benefit["value"], proposal["currency"])
    return f"Net benefit {money}, between {benefit['low']:,.0f} and {benefit['high']:,.0f} (95 %)."


def print_proposal(console: Console, proposal: Document) -> None:
    """Print what is asked, why, what it does against doing nothing, what the policies say and who decides."""
    currency, effect = proposal["currency"], proposal["effect"]
    heading = f"{proposal['proposal_id']} {proposal['title']}"
    console.print(heading, style="bold", highlight=False, markup=False)
    facts = Table.grid(padding=(0, 2))
    facts.add_row("Status", f"{proposal['status']}, version {proposal['version']}")
    facts.add_row("Reason", Text(proposal["reason"]))
    facts.add_row("Commits", _money(proposal["value"], currency))
    if proposal["waits_for"]:
        facts.add_row("Waits for", f"{' or '.join(proposal['waits_for'])}, until {proposal['expires_on']}")
    console.print(facts)
    nothing = effect["if_nothing_is_done"]
    harm = nothing["first_day_of_harm"] or "none within the horizon"
    console.print(
        f"If nothing is done: first day of harm {harm}, {nothing['units_short']:,.0f} units short, "
        f"{_money(nothing['cost'], currency)} lost.",
        highlight=False,
    )
    console.print(_effect_table(effect, currency))
    policies = plain_table("policy", "limit", "allowed", "this", "verdict", whole=("policy", "verdict"))
    for verdict in proposal["policy_check"]["verdicts"]:
        policies.add_row(
            verdict["citation"],
            verdict["limit"].replace("_", " "),
            _shown(verdict["limit_value"]),
            _shown(verdict["actual_value"]),
            verdict["verdict"],
        )
    console.print(policies)
    for number, step in enumerate(proposal["route"], start=1):
        console.print(
            f"Step {number}: {', '.join(step['position_ids'])} ({step['reason']})", highlight=False, markup=False
        )
    for decision in proposal["decisions"]:
        console.print(
            f"{decision['decided_at'][:16]} {decision['person_id']} as {decision['position_id']}: "
            f"{decision['verdict']} {decision['comment']}".rstrip(),
            highlight=False,
            markup=False,
        )
    if proposal["outcome"]:
        console.print(f"Outcome: {proposal['outcome']}", highlight=False, markup=False)


def _effect_table(effect: Document, currency: str) -> Table:
    days = int(effect["horizon_days"])
    title = f"Effect over {days} days, {effect['replications']} replications, seed {effect['seed']}"
    columns = ("measure", "doing nothing", "with it", "difference", "95 %")
    table = plain_table(*columns, numbers=columns[1:], title=title)
    for channel in effect["channels"]:
        rate = channel["fill_rate"]
        points = [f"{100 * rate[name]:+.1f}" for name in ("difference", "low", "high")]
        table.add_row(
            f"fill rate {channel['channel_name']}",
            f"{rate['base']:.1%}",
            f"{rate['alternative']:.1%}",
            f"{points[0]} points",
            f"{points[1]} to {points[2]}",
        )
    for label, money in (
        ("total cost", effect["costs"]["total"]),
        ("cash", effect["cash"]),
        ("average stock value", effect["average_stock_value"]),
    ):
        table.add_row(
            f"{label}, {currency}",
            f"{money['base']:,.0f}",
            f"{money['alternative']:,.0f}",
            f"{money['difference']:+,.0f}",
            f"{money['low']:+,.0f} to {money['high']:+,.0f}",
        )
    benefit = effect["net_benefit"]
    table.add_row(
        f"net benefit, {currency}",
        "",
        "",
        f"{benefit['value']:+,.0f}",
        f"{benefit['low']:+,.0f} to {benefit['high']:+,.0f}",
    )
    return table


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if abs(value) >= WHOLE_FROM else f"{value:.3g}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in cast(list[Any], value))
    return str(value)


def _money(value: float, currency: str) -> str:
    return f"{currency} {value:,.0f}"
