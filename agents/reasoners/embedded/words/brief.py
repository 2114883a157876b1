"""Words for "What will hurt us, and what should we do?": the risks, the remedies, the proposals, then the details."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ....propose import is_unmended
from ...protocol import Agent, Request, Turn, Wording
from . import exceptions, mitigations, proposals
from .told import Told, all_of, bullets, listed, paragraphs, unless_zero

GRAVEST = 3


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say what is at risk, what to do about the gravest and who decides, what was drafted; then the details."""
    listing = Told(done[0])
    lines = listing.each("exceptions")
    if not lines:
        return Wording(template="Nothing is going to hurt in this time: no exception meets these conditions.")
    supply = [line for line in lines if line.value("kind") != "demand_off_forecast"]
    if supply:  # what demand does to its forecast is handed over to S&OP and must not crowd out the rest
        lines = supply
    rankings = all_of(done, "rank_mitigations")
    drafts = all_of(done, "draft_proposal")
    top = lines[:GRAVEST]
    shown = [str(line.value("exception_id")) for line in top]
    others = [ranking for ranking in rankings if str(ranking.value("exception/exception_id")) not in shown]
    helped = [ranking for ranking in others if mitigations.best_of(ranking) is not None]
    template = paragraphs(
        _answer(listing, lines[0], rankings, drafts),
        bullets(
            [*(_gravest(line, rankings, drafts) for line in top), *(_remedy(ranking, drafts) for ranking in helped)]
        ),
        _not_drafted(done, drafts),
        _left_alone([ranking for ranking in others if ranking not in helped]),
        "**What is at risk, the most money first**",
        exceptions.listing(lines[: exceptions.SHOWN]),
        exceptions.rest(listing, min(len(lines), exceptions.SHOWN)),
        _checked(done, drafts),
        mitigations.sureness(rankings[0]) if rankings else "",
    )
    return Wording(template=template, choices=_next_steps(turn, lines, bool(helped), bool(drafts)))


def _answer(listing: Told, worst: Told, rankings: Sequence[Told], drafts: Sequence[Told]) -> str:
    """How much is at risk, where most, and what is to be decided."""
    told = [
        exceptions.summary(listing),
        f"The most is with {exceptions.named(worst)}: {worst.ref('value_at_risk', 'money')} from "
        f"{worst.ref('first_harm_on', 'date')} on.",
    ]
    if drafts:
        waiting = [draft.ref("proposal_id") for draft in drafts]
        told.append(f"{listed(waiting)} {'is' if len(waiting) == 1 else 'are'} drafted and to be decided now.")
    elif rankings and all(mitigations.best_of(ranking) is None for ranking in rankings):
        told.append("No remedy that was tried mends any of it at a gain.")
    return " ".join(told)


def _gravest(line: Told, rankings: Sequence[Told], drafts: Sequence[Told]) -> str:
    """An exception, what to do about it and who decides."""
    ranking = next((one for one in rankings if one.value("exception/exception_id") == line.value("exception_id")), None)
    return (
        f"**{exceptions.named(line)}, {line.ref('value_at_risk', 'money')}:** {line.ref('cause', 'text')} "
        f"{line.ref('harm', 'text')} {_to_do(ranking, drafts)}"
    )


def _remedy(ranking: Told, drafts: Sequence[Told]) -> str:
    """What to do about an exception that is not among the gravest."""
    line = ranking.at("exception")
    return f"**{exceptions.named(line)}, {line.ref('value_at_risk', 'money')}:** {_to_do(ranking, drafts)}"


def _to_do(ranking: Told | None, drafts: Sequence[Told]) -> str:
    if ranking is None:
        return "*To do:* ask for its options; none has been tried here."
    best = mitigations.best_of(ranking)
    if not ranking.value("tried"):
        return "*To do:* nothing is possible as things stand; no order can be moved or placed that would mend it."
    if best is None:
        unmended = is_unmended(ranking.value())
        return (
            "*To do:* nothing that execution could try pays; it is escalated to S&OP."
            if unmended
            else "*To do:* nothing that could be tried beats leaving it."
        )
    draft = _draft_about(ranking, drafts)
    saved = mitigations.saving(ranking, best)
    if draft is None:
        return f"*To do:* {best.ref('summary', 'text')} {saved}"
    return f"*To do:* {draft.ref('title', 'text')}. {saved} {_decides(draft)}"


def _decides(draft: Told) -> str:
    return (
        f"*Decides:* {draft.ref('route_in_words', 'text')}, by {draft.ref('expires_on', 'date')} "
        f"({draft.ref('proposal_id')}, commits {unless_zero(draft, 'value', 'money', 'no money')})."
    )


def _draft_about(ranking: Told, drafts: Sequence[Told]) -> Told | None:
    """The proposal that was drafted for the exception of a ranking."""
    ways = [option.value("actions") for option in ranking.each("options")]
    return next((draft for draft in drafts if draft.record.arguments["actions"] in ways), None)


def _left_alone(rankings: Sequence[Told]) -> str:
    """For which other exceptions doing nothing is best, and which of these are S&OP's to decide now."""
    if not rankings:
        return ""
    escalated = [ranking for ranking in rankings if is_unmended(ranking.value())]
    left = [ranking for ranking in rankings if ranking not in escalated]
    told = [
        f"Nothing that execution could try pays for {_places(escalated)}; that is escalated to S&OP."
        if escalated
        else "",
        f"Nothing that could be tried beats leaving {_places(left)} alone." if left else "",
    ]
    return " ".join(sentence for sentence in told if sentence)


def _places(rankings: Sequence[Told]) -> str:
    return listed([exceptions.named(told.at("exception")) for told in rankings])


def _checked(done: Sequence[CallRecord], drafts: Sequence[Told]) -> str:
    """Which policies the drafts were checked against, and what the policy behind them says."""
    if not drafts:
        return ""
    cited: list[str] = []
    for draft in drafts:
        verdicts = draft.each("policy_verdicts")
        once = {str(verdict.value("citation")): verdict.ref("citation", "text") for verdict in verdicts}
        cited.append(f"{draft.ref('proposal_id')} by {listed(list(once.values()))}" if once else "")
    met = f"The proposals keep every limit of the policies: {'; '.join(one for one in cited if one)}."
    return paragraphs(met if any(cited) else "", proposals.quoted(drafts[0], done))


def _not_drafted(done: Sequence[CallRecord], drafts: Sequence[Told]) -> str:
    refused = [record for record in done if record.tool == "draft_proposal" and not record.ok]
    if drafts or not refused:
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
