"""Finds who must approve an action. A route that is not certain is refused; it is never open by mistake."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..errors import ApprovalRouteUnknown
from ..principal import Role
from .facts import ActionFacts
from .limit import Mandate
from .limits import Approval, ApprovalStep, StandingApproval
from .policy import Policy, applies, cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One signature.

    Parameters
    ----------
    position
        The position (`positions.position_id`) whose holder or delegate signs.
    title
        The position in words.
    role, mandate
        What the signing seat must be.
    min_limit
        The approval limit that the signing seat must have, in company currency; 0 for a countersignature.
    countersigns
        Whether the signature only accompanies an approval; a route never consists of such steps alone.
    cited
        The sections that ask for the signature.
    """

    position: str
    title: str
    role: Role
    mandate: Mandate
    min_limit: float
    countersigns: bool
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An approval given in advance that covers the action."""

    granted_by: str
    cited: str


@dataclass(frozen=True, slots=True)
class ApprovalRoute:
    """Who signs, in order: countersignatures first. At least one step is an approval.

    Parameters
    ----------
    steps
        The signatures in the order in which they are given.
    standing
        An approval given in advance, if one covers the action; the steps are those without it.
    """

    steps: tuple[Step, ...]
    standing: Standing | None = None

    @property
    def citations(self) -> tuple[str, ...]:
        """Each section that the route rests on, once."""
        cited = [citation for step in self.steps for citation in step.cited]
        return tuple(dict.fromkeys(cited + ([self.standing.cited] if self.standing else [])))


def route(facts: ActionFacts, value: float, policies: Iterable[Policy], on: date) -> ApprovalRoute:
    """Find who must approve an action of a certain value.

    Where several policies ask for signatures, all of them are needed: each position signs once, and every policy
    that asks for it is cited.

    Parameters
    ----------
    facts
        What is known about the action.
    value
        Money that the action commits, in company currency.
    policies
        All policies; those that do not hold on the day are passed over.
    on
        The planning date.

    Raises
    ------
    ApprovalRouteUnknown
        No policy says who approves; or a fact that decides it is unknown; or a policy gives two answers; or the
        value is beyond every band, not a number, negative, or in another currency.
    """
    if not math.isfinite(value) or value < 0:
        raise _refusal(facts, f"its value {value} is not an amount of money")
    effective = [policy for policy in policies if policy.is_effective(on)]
    steps: dict[str, Step] = {}
    for policy in effective:
        found = [limit for limit in policy.head.limits if isinstance(limit, Approval)]
        answers = [(limit, applies(policy, limit, facts)) for limit in found]
        open_question = next((limit for limit, about in answers if about is None), None)
        if open_question is not None:
            raise _refusal(facts, f"it is not known whether {cite(policy.id, open_question.section)} applies")
        asked = [limit for limit, about in answers if about]
        if len(asked) > 1:
            both = " and ".join(cite(policy.id, limit.section) for limit in asked)
            raise _refusal(facts, f"{both} give two answers")
        for limit in asked:
            for step in _signatures(policy, limit, facts, value):
                steps[step.position] = _merge(facts, steps.get(step.position), step)
    if all(step.countersigns for step in steps.values()):
        raise _refusal(facts, f"no policy in force on {on} says who approves it")
    ordered = sorted(steps.values(), key=lambda step: not step.countersigns)
    return ApprovalRoute(tuple(ordered), _standing(facts, value, effective))


def _signatures(policy: Policy, limit: Approval, facts: ActionFacts, value: float) -> list[Step]:
    citation = cite(policy.id, limit.section)
    if facts.currency != policy.head.currency:
        raise _refusal(facts, f"{citation} is in {policy.head.currency} and the action in {facts.currency}")
    band = next((band for band in limit.bands if band.up_to is None or value <= band.up_to), None)
    if band is None:
        raise _refusal(facts, f"its value {value:,.2f} is beyond every band of {citation}")
    return [_step(step, value, citation) for step in band.steps]


def _step(step: ApprovalStep, value: float, citation: str) -> Step:
    return Step(
        position=step.position,
        title=step.title,
        role=step.role,
        mandate=step.mandate,
        min_limit=0.0 if step.countersigns else value,
        countersigns=step.countersigns,
        cited=(citation,),
    )


def _merge(facts: ActionFacts, known: Step | None, new: Step) -> Step:
    if known is None:
        return new
    if (known.role, known.mandate) != (new.role, new.mandate):
        raise _refusal(facts, f"{known.cited[0]} and {new.cited[0]} describe the position {new.position!r} differently")
    return Step(
        position=known.position,
        title=known.title,
        role=known.role,
        mandate=known.mandate,
        min_limit=max(known.min_limit, new.min_limit),
        countersigns=known.countersigns and new.countersigns,
        cited=known.cited + new.cited,
    )


def _standing(facts: ActionFacts, value: float, effective: Iterable[Policy]) -> Standing | None:
    """The first approval given in advance that certainly covers the action."""
    for policy in effective:
        for limit in policy.head.limits:
            if (
                isinstance(limit, StandingApproval)
                and applies(policy, limit, facts)
                and facts.currency == policy.head.currency
                and value <= limit.max_value
                and _within(facts.change_share, limit.max_change_share)
            ):
                return Standing(limit.granted_by, cite(policy.id, limit.section))
    return None


def _within(actual: float | None, cap: float | None) -> bool:
    return cap is None or (actual is not None and abs(actual) <= cap)


def _refusal(facts: ActionFacts, why: str) -> ApprovalRouteUnknown:
    return ApprovalRouteUnknown(
        f"Nobody can be asked to approve this {facts.kind.replace('_', ' ')}: {why}.",
        "Complete the action, or correct the approval bands of the policy.",
    )
