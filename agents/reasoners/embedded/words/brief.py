"""Words for "What will hurt us, and what should we do?": the risks, the remedies, the proposal, the policy."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ....propose import is_unmended
from ...protocol import Agent, Request, Turn, Wording
from . import exceptions, mitigations, proposals
from .told import Told, all_of, bullets, first_of, paragraphs, taken_for_granted


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what is at risk, what to do about the gravest, what was drafted and which policy it rests on."""
    listing = Told(done[0])
    lines = listing.each("exceptions")
    if not lines:
        return Wording(template="Nothing is going to hurt in this time: no exception meets these conditions.")
    supply = [line for line in lines if line.value("kind") != "demand_off_forecast"]
    if supply:  # what demand does to its forecast is handed over to S&OP and must not crowd out the rest
        lines = supply
    rankings = all_of(done, "rank_mitigations")
    worth = [(ranking, best) for ranking in rankings if (best := mitigations.best_of(ranking)) is not None]
    helped = [ranking for ranking, _ in sorted(worth, key=lambda pair: -pair[1].value("net_benefit"))]
    drafted = first_of(done, "draft_proposal")
    template = paragraphs(
        f"{exceptions.summary(listing)} {exceptions.gravest(lines[0])}",
        exceptions.listing(lines[: exceptions.SHOWN]),
        exceptions.rest(listing, min(len(lines), exceptions.SHOWN)),
        "**What to do**" if rankings else "",
        bullets(f"{mitigations.headline(r.at('exception'))} {mitigations.recommendation(r)}" for r in helped),
        _left_alone([ranking for ranking in rankings if ranking not in helped]),
        mitigations.sureness(helped[0]) if helped else "",
        proposals.drafted(done) if drafted is not None else _not_drafted(done),
        _also_drafted(all_of(done, "draft_proposal")[1:]),
        taken_for_granted(listing, 1),
    )
    return Wording(template=template, choices=_next_steps(turn, lines, bool(helped), drafted is not None))


def _left_alone(rankings: Sequence[Told]) -> str:
    """For which exceptions doing nothing is best, and which of these are S&OP's to decide now."""
    if not rankings:
        return ""
    told = f"Nothing that could be tried and mends it beats doing nothing for {_places(rankings)}."
    escalated = [ranking for ranking in rankings if is_unmended(ranking.value())]
    return f"{told} Escalated to S&OP: {_places(escalated)}." if escalated else told


def _places(rankings: Sequence[Told]) -> str:
    return ", ".join(f"{told.ref('exception/item_id')} at {told.ref('exception/location_name')}" for told in rankings)


def _also_drafted(further: Sequence[Told]) -> str:
    """The other proposals of this answer, a line each."""
    if not further:
        return ""
    lines = [f"{proposals.proposal(each)} {proposals.benefit(each.at('effect'))}" for each in further]
    return f"Drafted besides:\n\n{bullets(lines)}"


def _not_drafted(done: Sequence[CallRecord]) -> str:
    refused = [record for record in done if record.tool == "draft_proposal" and not record.ok]
    if not refused:
        return ""
    return f"Nothing was drafted: {Told(refused[0]).ref('detail', 'text')}"


def _next_steps(turn: Turn, lines: Sequence[Told], is_helped: bool, is_drafted: bool) -> tuple[Choice, ...]:
    where = "" if lines[0].value("location_id") == "*" else f" at {lines[0].value('location_id')}"
    choices = [Choice(label="Why?", message="Why?")]
    if is_drafted:
        choices.append(Choice(label="Which proposals wait?", message="Which proposals are waiting?"))
    elif is_helped:
        choices.append(Choice(label="Propose what helps", message=f"{turn.question} What should we do?"))
    subject = f"{lines[0].value('item_id')}{where}"
    return (*choices, Choice(label=f"All options for {subject}", message=f"What can we do about {subject}?"))
