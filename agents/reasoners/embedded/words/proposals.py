"""Words for proposals: those that wait, and one that was drafted just now."""

import re
from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, bullets, first_of, paragraphs, table

SHOWN = 10


def list_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say how many there are and what each would bring."""
    told = Told(done[0])
    lines = told.each("proposals", SHOWN)
    if not lines:
        return Wording(template="No proposal of that kind.", choices=())
    rows = [
        (
            line.ref("proposal_id"),
            line.ref("title", "text"),
            line.ref("status", "text"),
            line.ref("net_benefit", "money+"),
            line.ref("fill_rate_change", "percent+"),
            line.joined("waits_for") or "nobody",
            line.ref("expires_on", "date"),
        )
        for line in lines
    ]
    several = told.value("count") != 1
    return Wording(
        template=paragraphs(
            f"{told.ref('count', 'number')} {'proposals' if several else 'proposal'}, newest first.",
            table(("Proposal", "What", "Status", "Net benefit", "Fill rate", "Waits for", "Expires"), rows),
        )
    )


def draft_words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what was drafted, what it does, who decides and what happens otherwise."""
    return Wording(template=drafted(done)) if first_of(done, "draft_proposal") else _refused(done)


def drafted(done: Sequence[CallRecord]) -> str:
    """The drafted proposal, its effect, and the policies that it was checked against."""
    told = first_of(done, "draft_proposal")
    if told is None:
        return ""
    return paragraphs(proposal(told), effect(told.at("effect")), policies(told), quoted(told, done))


def proposal(drafted: Told) -> str:
    """What was drafted and who decides."""
    was = "waits already" if drafted.value("existing") else "is drafted"
    return (
        f"**Proposal {drafted.ref('proposal_id')} {was}:** {drafted.ref('title', 'text')}. It commits "
        f"{drafted.ref('value', 'money')}. To be decided by {drafted.ref('expires_on', 'date')}: "
        f"{drafted.ref('route_in_words', 'text')}."
    )


def effect(told: Told) -> str:
    """What the actions do against doing nothing, with intervals."""
    lines = [
        benefit(told),
        f"Fill rate {told.ref('fill_rate/difference', 'percent+')}, from {told.ref('fill_rate/base', 'percent')} to "
        f"{told.ref('fill_rate/alternative', 'percent')}.",
        f"Cash {told.ref('cash/difference', 'money+')}.",
    ]
    if told.value("if_nothing_is_done/first_day_of_harm"):
        lines.append(
            f"If nothing is done: {told.ref('if_nothing_is_done/units_short', 'units')} short from "
            f"{told.ref('if_nothing_is_done/first_day_of_harm', 'date')} on, which costs "
            f"{told.ref('if_nothing_is_done/cost', 'money')}."
        )
    return f"Against doing nothing, over {told.ref('horizon_days', 'days')}:\n\n{bullets(lines)}"


def benefit(effect: Told) -> str:
    """The net benefit with its interval, and what it leaves out."""
    left_out = f" {effect.ref('leaves_out', 'text')}" if effect.value("leaves_out") else ""
    return (
        f"Net benefit {effect.ref('net_benefit/value', 'money+')} (between {effect.ref('net_benefit/low', 'money+')} "
        f"and {effect.ref('net_benefit/high', 'money+')}).{left_out}"
    )


def policies(drafted: Told) -> str:
    """Which limits apply, and whether they are met."""
    return bullets(verdict.ref("sentence", "text") for verdict in drafted.each("policy_verdicts", 4))


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
        template=f"I could not draft it. {last.ref('detail', 'text')} {last.ref('remedy', 'text')}",
        choices=(Choice(label="What else can we do?", message="Which proposals are waiting?"),),
    )
