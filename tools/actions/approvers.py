"""Which positions must approve: the policies' steps, found again in the organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from knowledge.decisions.proposals import RouteStep
from knowledge.policies.approval import ApprovalRoute, Step, route
from knowledge.policies.facts import ActionFacts
from knowledge.policies.policy import Policy
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import RowRange, Snapshot

from ..errors import ActionRefused


@dataclass(frozen=True, slots=True)
class _Position:
    """A row of the table `positions`."""

    position_id: str
    title: str
    role: str
    mandate: str
    holder: str | None
    family: str
    region: str
    location_id: str
    approval_limit: float | None
    reports_to: str | None


def approval_steps(
    snapshot: Snapshot, facts: Sequence[ActionFacts], value: float, policies: Iterable[Policy], proposer: str
) -> tuple[RouteStep, ...]:
    """Return who must approve actions, in order: countersignatures first, each position once.

    A step whose position is held by the proposer alone goes to the position that it reports to.

    Parameters
    ----------
    value
        Money that all the actions commit together, company currency; splitting a decision does not lower its band.

    Raises
    ------
    ApprovalRouteUnknown
        If the policies do not say with certainty who approves.
    ActionRefused
        If a position does not exist, is not what the policy says, does not cover the item and place, has too low a
        limit, or nobody but the proposer fills it.
    """
    known = tuple(policies)
    routes = [(one, route(one, value, known, snapshot.planning_date)) for one in facts]
    steps: dict[str, RouteStep] = {}
    for first in (True, False):
        for one, found in routes:
            for step in found.steps:
                if step.countersigns is first:
                    resolved = _resolve(snapshot, step, one, proposer)
                    steps.setdefault(resolved.position_ids[0], resolved)
    return tuple(steps.values())


def standing_approvals(
    facts: Sequence[ActionFacts], value: float, policies: Iterable[Policy], on: date
) -> tuple[str, ...]:
    """Return the sections of approvals given in advance that cover every action, or nothing if one is not covered."""
    known = tuple(policies)
    routes: list[ApprovalRoute] = [route(one, value, known, on) for one in facts]
    cited = [found.standing.cited for found in routes if found.standing]
    return tuple(dict.fromkeys(cited)) if len(cited) == len(routes) else ()


def _resolve(snapshot: Snapshot, step: Step, facts: ActionFacts, proposer: str) -> RouteStep:
    position = _position(snapshot, step.position, step)
    if (position.role, position.mandate) != (step.role.value, step.mandate):
        raise _refusal(
            step,
            f"the position '{step.position}' is a {position.role} with the mandate {position.mandate}, and the policy "
            f"asks for a {step.role.value} with the mandate {step.mandate}",
        )
    passed: list[str] = []
    while _people(snapshot, position) <= {proposer}:
        passed.append(position.title)
        if position.reports_to is None:
            raise _refusal(step, f"nobody but the proposer fills {' or '.join(passed)}")
        position = _position(snapshot, position.reports_to, step)
    _check_authority(position, step, facts)
    reason = f"{position.title}, {_cited(step)}"
    if passed:
        reason += f"; in place of the {passed[0]}, because who proposes does not decide and a vacant position cannot"
    return RouteStep(position_ids=(position.position_id,), reason=reason)


def _check_authority(position: _Position, step: Step, facts: ActionFacts) -> None:
    if step.min_limit > (position.approval_limit or 0.0):
        limit = "has no limit" if position.approval_limit is None else f"may decide {position.approval_limit:,.0f}"
        raise _refusal(step, f"it commits {step.min_limit:,.2f} {facts.currency} and the {position.title} {limit}")
    for name, covered, asked in (
        ("family", position.family, facts.family),
        ("region", position.region, facts.region),
        ("place", position.location_id, facts.location_id),
    ):
        if covered not in (EVERY, asked):
            raise _refusal(step, f"the {position.title} decides about the {name} {covered}, and this is {asked}")


def _position(snapshot: Snapshot, position_id: str, step: Step) -> _Position:
    rows = snapshot.rows(RowRange.of("positions", position_id=position_id)).to_dicts()
    if not rows:
        raise _refusal(step, f"there is no position '{position_id}'")
    return _Position(**rows[0])


def _people(snapshot: Snapshot, position: _Position) -> set[str]:
    """Return who fills a position on the planning date: its holder and whoever stands in."""
    today = snapshot.planning_date
    delegates = snapshot.rows(RowRange.of("delegations", position_id=position.position_id)).filter(
        pl.col("valid_from") <= today, pl.col("valid_to") >= today
    )
    return {*delegates["delegate"].to_list(), *([position.holder] if position.holder else [])}


def _cited(step: Step) -> str:
    return ", ".join(step.cited)


def _refusal(step: Step, why: str) -> ActionRefused:
    return ActionRefused(
        f"{_cited(step)} asks for the approval of the {step.title}, but {why}.",
        "Correct the table 'positions' or the policy, or change the action.",
    )
