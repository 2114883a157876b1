"""Words for proposals: those that wait, and one that was drafted just now."""

import re
from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, bullets, first_of, listed, paragraphs, table, unless_zero

SHOWN = 10
STANDING = {
    "pending": ("waits for a decision", "wait for a decision"),
    "returned": ("was returned to whoever proposed it", "were returned to whoever proposed them"),
    "approved": ("is approved", "are approved"),
    "executing": ("is being executed", "are being executed"),
    "executed": ("is executed", "are executed"),
    "rejected": ("was rejected", "were rejected"),
    "withdrawn": ("was withdrawn", "were withdrawn"),
    "expired": ("has expired", "have expired"),
    "failed": ("failed to be executed", "failed to be executed"),
    "void": ("is void, because the data moved", "are void, because the data moved"),
}


def list_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how many there are and what each would bring."""
    told = Told(done[0])
    asked = done[0].arguments
    lines = told.each("proposals", SHOWN)
    status = "pending" if asked.get("waiting_for_me") and not asked.get("status") else asked.get("status")
    one, several = STANDING.get(str(status), ("is on record", "are on record"))
    whose = " of yours" if asked.get("mine") else " that you may decide" if asked.get("waiting_for_me") else ""
    if not lines:
        return Wording(template=f"No proposal{whose} {one}.")
    rows = [
        (
            line.ref("proposal_id"),
            line.ref("title", "text"),
            *((line.ref("status", "text"),) if status is None else ()),
            unless_zero(line, "net_benefit", "money+"),
            unless_zero(line, "fill_rate_change", "percent+", "no change"),
            listed(_titles(turn, line)) or "nobody",
            line.ref("expires_on", "date"),
        )
        for line in lines
    ]
    headings = ("Proposal", "What", *(("Status",) if status is None else ()), "Net benefit", "Fill rate", "Waits for")
    count, is_one = told.ref("count", "number"), told.value("count") == 1
    template = paragraphs(
        f"{count} {'proposal' if is_one else 'proposals'}{whose} {one if is_one else several}, the newest first.",
        table((*headings, "Decide by"), rows),
        "Net benefit and fill rate are simulated against doing nothing.",
    )
    return Wording(template=template)


def _titles(turn: Turn, line: Told) -> list[str]:
    """The titles of the positions that a proposal waits for."""
    positions = turn.context.snapshot.table("positions")
    titles = dict(positions.select("position_id", "title").iter_rows())
    return [str(titles.get(place, place)) for place in line.value("waits_for")]


def draft_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what was drafted, what it does, who decides and what happens otherwise."""
    return Wording(template=drafted(done)) if first_of(done, "draft_proposal") else _refused(done)


def drafted(done: Sequence[CallRecord]) -> str:
    """The drafted proposal, its effect, and the policies that it was checked against."""
    told = first_of(done, "draft_proposal")
    if told is None:
        return ""
    checked = [line.ref("", "text") for line in told.each("policies_in_words")]
    return paragraphs(
        decision(told),
        effect(told),
        paragraphs("Checked against the policies:", bullets(checked)) if checked else "",
        quoted(told, done),
    )


def decision(drafted: Told) -> str:
    """Which proposal it is, what it commits, who decides and by when."""
    was = "waits already" if drafted.value("existing") else "is drafted"
    stop = "" if str(drafted.value("title")).endswith((".", "…")) else "."
    what = f"**{drafted.ref('proposal_id')} {was}:** {drafted.ref('title', 'text')}{stop}"
    commits = f"It commits {unless_zero(drafted, 'value', 'money', 'no money')}"
    if drafted.value("status") != "pending":
        return f"{what} {commits} and is {drafted.ref('status', 'text')}."
    return (
        f"{what} {commits}; to be decided by {drafted.ref('expires_on', 'date')}: "
        f"{drafted.ref('route_in_words', 'text')}."
    )


def effect(drafted: Told) -> str:
    """What the actions do against doing nothing, with intervals."""
    told = drafted.at("effect")
    points = told.each("points")
    fill_rate = told.value("fill_rate/difference")
    lines = [
        benefit(told),
        f"Fill rate {told.ref('fill_rate/difference', 'percent+')}, from {told.ref('fill_rate/base', 'percent')} to "
        f"{told.ref('fill_rate/alternative', 'percent')}."
        if fill_rate and abs(fill_rate) >= 0.0005
        else f"The fill rate stays at {told.ref('fill_rate/base', 'percent')}.",
        f"Cash {told.ref('cash/difference', 'money+')}." if told.value("cash/difference") else "Cash stays as it is.",
    ]
    if told.value("if_nothing_is_done/first_day_of_harm"):
        short = points[0].ref("units_short/base", "units") if len(points) == 1 else ""
        lines.append(
            f"If nothing is done: {short or told.ref('if_nothing_is_done/units_short', 'units')} short on average, "
            f"from {told.ref('if_nothing_is_done/first_day_of_harm', 'date')} on, which costs "
            f"{told.ref('if_nothing_is_done/cost', 'money')}."
        )
    return paragraphs(
        f"Against doing nothing, simulated over {told.ref('horizon_days', 'days')} in "
        f"{told.ref('replications', 'number')} runs:",
        bullets(lines),
    )


def benefit(effect: Told) -> str:
    """The net benefit with its interval, and what it leaves out."""
    left_out = f" {effect.ref('leaves_out', 'text')}" if effect.value("leaves_out") else ""
    return (
        f"Net benefit {effect.ref('net_benefit/value', 'money+')} (between {effect.ref('net_benefit/low', 'money+')} "
        f"and {effect.ref('net_benefit/high', 'money+')}).{left_out}"
    )


def quoted(drafted: Told, done: Sequence[CallRecord]) -> str:
    """Quote the policy that the verdicts or the route name, where the search found it."""
    verdicts = {str(verdict.value("citation")) for verdict in drafted.each("policy_verdicts")}
    verdicts |= set(re.findall(r"[A-Z]+-\d+ §\d+", str(drafted.value("route_in_words"))))
    named = {citation.split(" ")[0] for citation in verdicts}
    search = first_of(done, "search_policies")
    passages = search.each("passages") if search is not None else []
    fitting = [p for p in passages if f"{p.value('policy')} §{p.value('section')}" in verdicts]
    fitting = fitting or [p for p in passages if p.value("policy") in named]
    if not fitting:
        return ""
    return f"The policy ({fitting[0].ref('', 'cite')}) says: {fitting[0].ref('', 'quote')}"


def _refused(done: Sequence[CallRecord]) -> Wording:
    last = Told(done[-1])
    if done[-1].ok:
        return Wording(template="There is nothing to propose: no such option beats doing nothing within the policies.")
    return Wording(
        template=f"I could not draft it: {last.ref('detail', 'text')} {last.ref('remedy', 'text')}",
        choices=(Choice(label="Which proposals wait?", message="Which proposals are waiting?"),),
    )
