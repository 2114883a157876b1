"""Words for the options about an exception, each tried on the digital twin."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ....propose import is_worth_it
from ...protocol import Agent, Request, Turn, Wording
from . import exceptions
from .told import Told, first_of, paragraphs, table, taken_for_granted


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Recommend the best option, show all of them with intervals, and offer to propose it."""
    ranking = first_of(done, "rank_mitigations")
    if ranking is None:
        listed = exceptions.words(turn, agent, request, done[:1])
        free = not Told(done[0]).value("exceptions")
        return Wording(template="There is no exception about it, so nothing needs to be done.") if free else listed
    exception = ranking.at("exception")
    template = paragraphs(
        f"{headline(exception)} {recommendation(ranking)}",
        options_table(ranking),
        sureness(ranking),
        taken_for_granted(ranking, 2),
    )
    options = [option for option in ranking.each("options") if not option.value("is_do_nothing")]
    helps = [option for option in options if is_worth_it(option.value())]
    choice = Choice(label="Propose the best one", message="Propose the first one")
    return Wording(template=template, choices=(choice,) if helps else ())


def headline(exception: Told) -> str:
    """What the exception is, in a sentence or two."""
    return (
        f"**{exception.ref('item_id')} {exception.ref('item_name')} at {exception.ref('location_name')}**: "
        f"{exception.ref('cause', 'text')} {exception.ref('harm', 'text')}"
    )


def recommendation(ranking: Told) -> str:
    """The best option, or that doing nothing is best."""
    best = best_of(ranking)
    if best is None:
        return "Of what could be tried, nothing that mends it beats doing nothing."
    by = f" Start it by {best.ref('decide_by', 'date')}." if best.value("decide_by") else ""
    between = f"between {best.ref('net_benefit_low', 'money')} and {best.ref('net_benefit_high', 'money')}"
    if ranking.value("leaves_out"):
        saved = (
            f"It saves {best.ref('net_benefit', 'money')}, {between}, and the "
            f"{ranking.ref('exception/value_at_risk', 'money')} at risk are not part of that. "
            f"{ranking.ref('leaves_out', 'text')}"
        )
    else:
        saved = f"It saves {best.ref('net_benefit', 'money')}, {between}."
    return f"Best: {best.ref('summary', 'text')} {saved}{by}"


def best_of(ranking: Told) -> Told | None:
    """The best option that is worth proposing, if there is one."""
    return next((option for option in ranking.each("options") if is_worth_it(option.value())), None)


def options_table(ranking: Told) -> str:
    """Every option beside doing nothing."""
    return table(
        ("Option", "Net benefit", "Interval", "Commits", "Fill rate", "Start by"),
        [
            (
                option.ref("summary", "text"),
                option.ref("net_benefit", "money+"),
                f"{option.ref('net_benefit_low', 'money+')} to {option.ref('net_benefit_high', 'money+')}",
                option.ref("cost", "money"),
                option.ref("fill_rate/difference", "percent+") if option.value("fill_rate") else "–",
                option.ref("decide_by", "date"),
            )
            for option in ranking.each("options")
        ],
    )


def sureness(ranking: Told) -> str:
    """How it was tried."""
    if ranking.value("replications") is None:
        return ""
    return (
        f"Each option was tried on the twin over {ranking.ref('horizon_days', 'days')} in "
        f"{ranking.ref('replications', 'number')} runs with the same random numbers; intervals bound the mean."
    )
