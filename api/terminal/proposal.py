"""Proposals on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Document = Mapping[str, Any]


def print_proposals(console: Console, proposals: Sequence[Document]) -> None:
    """Print a line a proposal."""
    if not proposals:
        console.print("There is no proposal.", highlight=False)
        return
    table = Table("proposal", "status", "what", "commits", "net benefit (95 %)", "waits for", "until")
    for each in proposals:
        benefit = each["effect"]["net_benefit"]
        table.add_row(
            each["proposal_id"],
            each["status"],
            each["title"],
            _money(each["value"], each["currency"]),
            f"{_money(benefit['value'], each['currency'])} ({benefit['low']:,.0f} to {benefit['high']:,.0f})",
            ", ".join(each["waits_for"]),
            each["expires_on"],
        )
    console.print(table)


def print_proposal(console: Console, proposal: Document) -> None:
    """Print what is asked, why, what it does against doing nothing, what the policies say and who decides."""
    currency, effect = proposal["currency"], proposal["effect"]
    console.print(f"{proposal['proposal_id']} {proposal['title']}", style="bold", highlight=False, markup=False)
    console.print(f"Status   {proposal['status']}, version {proposal['version']}", highlight=False)
    console.print(f"Reason   {proposal['reason']}", highlight=False, markup=False)
    console.print(f"Commits  {_money(proposal['value'], currency)}", highlight=False)
    if proposal["waits_for"]:
        console.print(f"Waits for {', '.join(proposal['waits_for'])} until {proposal['expires_on']}", highlight=False)
    nothing = effect["if_nothing_is_done"]
    harm = nothing["first_day_of_harm"] or "none within the horizon"
    console.print(
        f"If nothing is done: first day of harm {harm}, {nothing['units_short']:,.0f} units short, "
        f"{_money(nothing['cost'], currency)} lost.",
        highlight=False,
    )
    console.print(_effect_table(effect, currency))
    policies = Table("policy", "limit", "allowed", "this", "verdict")
    for verdict in proposal["policy_check"]["verdicts"]:
        policies.add_row(
            verdict["citation"],
            verdict["limit"].replace("_", " "),
            str(verdict["limit_value"]),
            str(verdict["actual_value"]),
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
    table = Table("measure", "doing nothing", "with it", "difference (95 %)", title=title, title_justify="left")
    for channel in effect["channels"]:
        rate = channel["fill_rate"]
        interval = f"{rate['difference']:+.1%} ({rate['low']:+.1%} to {rate['high']:+.1%})"
        table.add_row(
            f"fill rate {channel['channel_name']}", f"{rate['base']:.1%}", f"{rate['alternative']:.1%}", interval
        )
    for label, money in (
        ("total cost", effect["costs"]["total"]),
        ("cash", effect["cash"]),
        ("average stock value", effect["average_stock_value"]),
    ):
        interval = f"{money['difference']:+,.0f} ({money['low']:+,.0f} to {money['high']:+,.0f})"
        table.add_row(f"{label}, {currency}", f"{money['base']:,.0f}", f"{money['alternative']:,.0f}", interval)
    benefit = effect["net_benefit"]
    table.add_row(
        f"net benefit, {currency}",
        "",
        "",
        f"{benefit['value']:+,.0f} ({benefit['low']:+,.0f} to {benefit['high']:+,.0f})",
    )
    return table


def _money(value: float, currency: str) -> str:
    return f"{currency} {value:,.0f}"
