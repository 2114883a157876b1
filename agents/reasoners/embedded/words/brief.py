"""Words for "What will hurt us, and what should we do?": the risks, the remedies, the proposal, the policy."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from . import exceptions, mitigations, proposals
from .told import Told, all_of, bullets, first_of, paragraphs, taken_for_granted


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:  # noqa: ARG001
    """Say what is at risk, what to do about the gravest, what was drafted and which policy it rests on."""
    listing = Told(done[0])
    lines = listing.each("exceptions")
    if not lines:
        return Wording(template="Nothing is going to hurt in this time: no exception meets these conditions.")
    rankings = all_of(done, "rank_mitigations")
    drafted = first_of(done, "draft_proposal")
    template = paragraphs(
        f"{exceptions.summary(listing)} {exceptions.gravest(lines[0])}",
        exceptions.listing(lines[: exceptions.SHOWN]),
        exceptions.rest(listing, min(len(lines), exceptions.SHOWN)),
        "**What to do**" if rankings else "",
        bullets(f"{mitigations.headline(r.at('exception'))} {mitigations.recommendation(r)}" for r in rankings),
        mitigations.sureness(rankings[0]) if rankings else "",
        proposals.drafted(done) if drafted is not None else _not_drafted(done),
        taken_for_granted(listing, 1),
    )
    return Wording(template=template, choices=_next_steps(lines, drafted is not None))


def _not_drafted(done: Sequence[CallRecord]) -> str:
    refused = [record for record in done if record.tool == "draft_proposal" and not record.ok]
    if not refused:
        return ""
    return f"Nothing was drafted: {Told(refused[0]).ref('detail', 'text')}"


def _next_steps(lines: Sequence[Told], is_drafted: bool) -> tuple[Choice, ...]:
    where = "" if lines[0].value("location_id") == "*" else f" at {lines[0].value('location_id')}"
    choices = [Choice(label="Why?", message="Why?")]
    if is_drafted:
        choices.append(Choice(label="Which proposals wait?", message="Which proposals are waiting?"))
    subject = f"{lines[0].value('item_id')}{where}"
    return (*choices, Choice(label=f"All options for {subject}", message=f"What can we do about {subject}?"))
