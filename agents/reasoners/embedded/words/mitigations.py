"""Words for the options about an exception, each tried on the digital twin."""

from collections.abc import Sequence

from ....answers import Choice
from ....evidence import CallRecord
from ....propose import is_unmended, is_worth_it
from ...protocol import Agent, Request, Turn, Wording
from ..concerned import concerned
from . import exceptions
from .told import Told, bullets, first_of, known, paragraphs, table, unless_zero

RULED_OUT_SHOWN = 3
BRIDGES = (
    "The order makes good what is missing until the late order arrives. The replenishment plan orders another "
    "quantity, because it fills up to the level of the stock policy and counts the late order as on its way."
)
"""Why a remedy and the replenishment plan differ in quantity."""


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Recommend the best option, show all of them with intervals, and offer to propose it."""
    ranking = first_of(done, "rank_mitigations")
    if ranking is None:
        listed = exceptions.words(turn, agent, request, done[:1])
        lines = Told(done[0]).value("exceptions") or []
        free = not concerned(turn, request, lines) or request.details.get("choice") is not None
        return Wording(template=_free(request)) if free else listed
    exception = ranking.at("exception")
    best = best_of(ranking)
    template = paragraphs(
        recommendation(ranking),
        f"**Why:** {exceptions.named(exception)} has {unless_zero(exception, 'value_at_risk', 'money', 'no money')} "
        f"at risk from {exception.ref('first_harm_on', 'date')} on. {exception.ref('cause', 'text')} "
        f"{exception.ref('harm', 'text')}",
        options_table(ranking),
        _ruled_out(ranking),
        BRIDGES if best is not None and _bridges(best, exception) else "",
        sureness(ranking),
    )
    choice = Choice(label="Propose the best one", message="Propose the first one")
    return Wording(template=template, choices=(choice,) if best is not None else ())


def _free(request: Request) -> str:
    """There is nothing to mend."""
    if request.details.get("choice") is not None:
        return "The list does not have so many exceptions."
    about = request.details.get("order") or request.details.get("supplier")
    if about is None:
        return "There is no exception about it, so nothing needs to be done."
    return f"No exception has to do with {about}: as things stand, nothing needs to be done about it."


def recommendation(ranking: Told) -> str:
    """The best option, or that doing nothing is best."""
    best = best_of(ranking)
    if not ranking.value("tried"):
        return "Nothing can be done about it as things stand: no order can be moved or placed that would mend it."
    if best is None:
        why = (
            "it is S&OP's to decide who is served"
            if is_unmended(ranking.value())
            else "doing nothing is best as things stand"
        )
        saves = any(option.value("net_benefit_low") > 0 for option in ranking.each("options"))
        pays = " What saves money below spares nothing of what is short, so it is no remedy." if saves else ""
        return f"No remedy that was tried mends it at a gain; {why}.{pays}"
    by = f" Start it by {best.ref('decide_by', 'date')}." if best.value("decide_by") else ""
    return f"Best: {best.ref('summary', 'text')} {saving(ranking, best)}{by}"


def saving(ranking: Told, best: Told) -> str:
    """What the best option saves with its interval, and what that leaves out."""
    between = f"between {best.ref('net_benefit_low', 'money')} and {best.ref('net_benefit_high', 'money')}"
    saved = f"It saves {best.ref('net_benefit', 'money')} ({between})"
    if not ranking.value("leaves_out"):
        return f"{saved}."
    return (
        f"{saved}; the {ranking.ref('exception/value_at_risk', 'money')} at risk are not part of that: "
        f"{ranking.ref('leaves_out', 'text')}"
    )


def best_of(ranking: Told) -> Told | None:
    """The best option that is worth proposing, if there is one."""
    return next((option for option in ranking.each("options") if is_worth_it(option.value())), None)


def options_table(ranking: Told) -> str:
    """Every option beside doing nothing."""
    options = [option for option in ranking.each("options") if not option.value("is_do_nothing")]
    if not options:
        return ""
    return table(
        ("Option", "Net benefit", "Interval", "Commits", "Fill rate", "Start by"),
        [
            (
                option.ref("summary", "text"),
                option.ref("net_benefit", "money+"),
                f"{option.ref('net_benefit_low', 'money+')} to {option.ref('net_benefit_high', 'money+')}",
                unless_zero(option, "cost", "money"),
                unless_zero(option, "fill_rate/difference", "percent+", "no change"),
                known(option, "decide_by", "date", "any day"),
            )
            for option in options
        ],
    )


def _ruled_out(ranking: Told) -> str:
    lines = ranking.each("refused", RULED_OUT_SHOWN)
    if not lines:
        return ""
    return paragraphs(
        "Ruled out before the trial:",
        bullets(f"{line.ref('summary', 'text')} {line.ref('reason', 'text')}" for line in lines),
    )


def _bridges(best: Told, exception: Told) -> bool:
    kinds = [action["kind"] for action in best.value("actions")]
    return exception.value("kind") == "late_supply" and "create_order" in kinds


def sureness(ranking: Told) -> str:
    """How it was tried."""
    if ranking.value("replications") is None:
        return ""
    return (
        f"Each option was tried on the twin against doing nothing, over {ranking.ref('horizon_days', 'days')} in "
        f"{ranking.ref('replications', 'number')} runs with the same random numbers; intervals bound the mean."
    )
