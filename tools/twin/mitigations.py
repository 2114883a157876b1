"""What should we do: candidate actions for an exception, each tried on the twin, ranked by money."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated
from weakref import WeakKeyDictionary

from pydantic import Field, JsonValue

from knowledge.policies import Policy
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..exceptions.list_exceptions import find_exception, line_of
from ..exceptions.model import ExceptionLine, Finding
from ..forms import forms_beside
from ..registry import Tool
from ..results import Arguments, Chart, Count, Days, Money, Part, Series, ToolResult
from .candidates import candidates_for
from .comparison import QuantityEffect, ShareEffect

if TYPE_CHECKING:
    from ..actions.types import Action

MOST_TRIED = 16


class RankMitigations(Arguments):
    """About which exception."""

    exception_id: str = Field(description="Identifier of an exception, as list_exceptions gives it.")
    limit: Annotated[int, Field(ge=1, le=MOST_TRIED)] = Field(default=5, description="How many options at most.")


class Mitigation(Part):
    """One option.

    Attributes
    ----------
    actions
        What `draft_proposal` takes; empty for doing nothing.
    net_benefit
        Money saved against doing nothing, all costs taken off; `low` and `high` bound it with 95 %.
    cost
        Money that the actions commit: premium freight, value of an order and the like.
    decide_by
        Last day on which it can still be started.
    """

    rank: Count
    is_do_nothing: bool
    summary: str
    actions: tuple[dict[str, JsonValue], ...]
    net_benefit: Money
    net_benefit_low: Money
    net_benefit_high: Money
    cost: Money
    fill_rate: ShareEffect | None
    units_short: QuantityEffect | None
    decide_by: date | None


class Refused(Part):
    """A candidate that cannot be done, and why."""

    summary: str
    reason: str


class RankedMitigations(ToolResult):
    """Options by expected money, doing nothing among them.

    Attributes
    ----------
    tried
        How many candidates were simulated, doing nothing not counted.
    leaves_out
        What the benefits do not count although the options serve it, as a sentence.
    """

    exception: ExceptionLine
    options: tuple[Mitigation, ...]
    tried: Count
    refused: tuple[Refused, ...]
    unit: str
    currency: str
    horizon_days: Days | None
    replications: Count | None
    leaves_out: str | None
    seed: int


_kept: WeakKeyDictionary[Snapshot, dict[tuple[object, ...], RankedMitigations]] = WeakKeyDictionary()
"""What was tried on a version of the truth, by exception, limit, seed and policies."""


def rank_mitigations(context: ToolContext, arguments: RankMitigations) -> RankedMitigations:
    """Try what could be done about an exception on the twin and rank it, doing nothing included.

    What cannot be done, or breaks a limit of a policy, is not tried but listed with the reason. A ranking is kept for
    as long as its snapshot is in memory, because the same question is asked again and again.
    """
    finding = find_exception(context, arguments.exception_id)
    policies = context.policies.all_policies()
    digests = tuple(policy.digest for policy in policies)
    key = (arguments.exception_id, arguments.limit, context.seed, digests)
    kept = _kept.setdefault(context.snapshot, {})
    if key not in kept:
        kept[key] = _ranked(context, arguments, finding, policies)
    return kept[key]


def _ranked(
    context: ToolContext, arguments: RankMitigations, finding: Finding, policies: Sequence[Policy]
) -> RankedMitigations:
    from ..actions.effect import Effect, effect_of
    from ..actions.policy_check import check_policies
    from ..actions.propose import facts_of
    from ..actions.types import canonical, validate_all
    from ..errors import ActionRefused, NotEnoughData

    snapshot = context.snapshot
    options: list[Mitigation] = [_do_nothing()]
    refused: list[Refused] = []
    effect: Effect | None = None
    assumptions: dict[str, None] = {}
    for actions in candidates_for(snapshot, finding):
        context.check()
        if len(options) > MOST_TRIED:
            break
        try:
            validate_all(snapshot, actions)
            facts = facts_of(snapshot, actions, f"Mitigation of exception {arguments.exception_id}.")
            check_policies(snapshot, facts, policies)
            effect = effect_of(snapshot, actions, context.seed)
        except (ActionRefused, NotEnoughData) as error:
            refused.append(Refused(summary=_said(actions, snapshot), reason=error.detail))
            continue
        assumptions |= dict.fromkeys(effect.assumptions)
        deadlines = [day for action in actions if (day := action.decide_by(snapshot)) is not None]
        options.append(
            Mitigation(
                rank=0,
                is_do_nothing=False,
                summary=" ".join(action.summary(snapshot) for action in actions),
                actions=tuple(canonical(action) for action in actions),
                net_benefit=effect.net_benefit.value,
                net_benefit_low=effect.net_benefit.low,
                net_benefit_high=effect.net_benefit.high,
                cost=sum(action.facts(snapshot).value or 0.0 for action in actions),
                fill_rate=effect.fill_rate,
                units_short=effect.units_short,
                decide_by=min(deadlines, default=None),
            )
        )
    ranked = sorted(options, key=lambda option: (-option.net_benefit, option.cost, option.summary))
    numbered = [option.model_copy(update={"rank": rank}) for rank, option in enumerate(ranked, start=1)]
    shown = [option for option in numbered if option.rank <= arguments.limit or option.is_do_nothing]
    line = line_of(snapshot, finding)
    return RankedMitigations(
        exception=line,
        options=tuple(shown),
        tried=len(options) - 1,
        refused=tuple(refused),
        unit=line.unit,
        currency=snapshot.company.currency,
        horizon_days=None if effect is None else effect.horizon_days,
        replications=None if effect is None else effect.replications,
        leaves_out=None if effect is None else effect.leaves_out,
        seed=context.seed,
        assumptions=(
            *assumptions,
            "Tried: expediting the next two orders that have not left, new orders from every source by every way; "
            "for excess pushing out.",
        ),
        warnings=_warnings(finding, len(options) > 1),
        charts=(_chart(shown, line, snapshot.company.currency),) if len(options) > 1 else (),
    )


def _warnings(finding: Finding, found: bool) -> tuple[str, ...]:
    place = "every place" if finding.location_id == EVERY else finding.location_id
    subject = f"{finding.item_id} at {place}"
    if finding.kind == "demand_off_forecast":
        return (
            f"{subject}: demand off its forecast calls for another look at the forecast; what an override is worth "
            "cannot be told by simulating it, because demand would differ too.",
        )
    if not found:
        return (f"{subject}: nothing that could be tried is possible as things stand.",)
    return ()


def _do_nothing() -> Mitigation:
    return Mitigation(
        rank=0,
        is_do_nothing=True,
        summary="Do nothing.",
        actions=(),
        net_benefit=0.0,
        net_benefit_low=0.0,
        net_benefit_high=0.0,
        cost=0.0,
        fill_rate=None,
        units_short=None,
        decide_by=None,
    )


def _said(actions: "Sequence[Action]", snapshot: Snapshot) -> str:
    """Return refused actions in words; by their kinds alone where one cannot be said, as of an order that is closed."""
    from ..errors import ActionRefused

    try:
        return " ".join(action.summary(snapshot) for action in actions)
    except ActionRefused:
        kinds = dict.fromkeys(str(action.kind) for action in actions)
        return ", ".join(kinds).replace("_", " ").capitalize() + "."


def _chart(options: list[Mitigation], line: ExceptionLine, currency: str) -> Chart:
    return Chart(
        kind="bar",
        title=f"Benefit for {line.item_id} at {line.location_name} against doing nothing",
        unit=currency,
        x=tuple(option.summary for option in options),
        series=(
            Series(
                name="net benefit",
                values=tuple(option.net_benefit for option in options),
                low=tuple(option.net_benefit_low for option in options),
                high=tuple(option.net_benefit_high for option in options),
                coverage=0.95,
            ),
        ),
    )


TOOL = Tool(
    name="rank_mitigations",
    summary="What should we do about an exception: options tried on the digital twin, ranked by money saved.",
    arguments=RankMitigations,
    result=RankedMitigations,
    run=rank_mitigations,
    mandate="both",
    utterances=forms_beside(__file__, "one_exception", "mitigations"),
)
