"""From actions to the draft of a proposal: validated, simulated, checked, routed and bound to what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.decisions.proposals import Draft
from knowledge.policies.facts import ActionFacts
from knowledge.principal import Scope
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import RowRange, Snapshot

from ..context import ToolContext
from ..errors import ActionRefused
from ..subjects import Item, Location, find_item, find_location, find_supply_order
from .approvers import approval_steps, standing_approvals
from .effect import Effect, effect_of
from .expedite import ExpediteOrder
from .policy_check import PolicyVerdicts, check_policies
from .push_out import PushOutOrder
from .reads import reads_document, reads_from, reads_of
from .types import Action, canonical, in_turn, read_actions, validate_all

__all__ = ["Prepared", "draft", "prepare", "ranges_of", "read_actions"]

DAYS_TO_DECIDE = 7
"""A proposal waits so many days at most; after that its picture of the business is too old."""

MOST_TITLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with its parts as values."""

    draft: Draft
    effect: Effect
    verdicts: PolicyVerdicts


def draft(
    context: ToolContext,
    actions: Sequence[Action],
    reason: str,
    title: str | None = None,
    answer_id: str | None = None,
    tool_call: str | None = None,
) -> Draft:
    """Return the draft of a proposal; see `prepare`."""
    return prepare(context, actions, reason, title, answer_id, tool_call).draft


def prepare(
    context: ToolContext,
    actions: Sequence[Action],
    reason: str,
    title: str | None = None,
    answer_id: str | None = None,
    tool_call: str | None = None,
) -> Prepared:
    """Validate actions, check them against the policies, simulate them and find who must approve.

    Parameters
    ----------
    reason
        Why, in the proposer's words.
    title
        One line for the inbox; the actions in words where it is left out.
    answer_id, tool_call
        The answer, and the call in it, that the proposal came from.

    Raises
    ------
    UnknownSubject
        If an action is about something that does not exist, or not for this person.
    ActionRefused
        If an action cannot be done, breaks a limit of a policy, or nobody can approve it.
    ApprovalRouteUnknown
        If the policies do not say with certainty who approves.
    """
    snapshot = context.snapshot
    if not reason.strip():
        raise ActionRefused("A proposal needs a reason.", "Say in a sentence why it should be done.")
    for action in actions:
        ensure_visible(snapshot, action, context.principal.scopes)
    validate_all(snapshot, actions)
    context.check()
    policies = context.policies.all_policies()
    facts = facts_of(snapshot, actions, reason)
    value = committed(facts)
    verdicts = PolicyVerdicts(
        verdicts=check_policies(snapshot, facts, policies),
        standing_approvals=standing_approvals(facts, value, policies, snapshot.planning_date),
    )
    route = approval_steps(snapshot, facts, value, policies, context.principal.person_id)
    effect = effect_of(snapshot, actions, context.seed)
    context.check()
    reads = reads_of(snapshot, actions)
    content = Draft(
        title=" ".join((title or "").split()) or _title(snapshot, actions),
        reason=reason.strip(),
        actions=tuple(canonical(action) for action in actions),
        effect=effect.document,
        policy_check=verdicts.document,
        route=route,
        value=value,
        reads=reads_document(reads),
        reads_digest=snapshot.digest(reads),
        truth_version=snapshot.version,
        seed=context.seed,
        expires_on=_expiry(snapshot, actions),
        answer_id=answer_id,
        tool_call=tool_call,
    )
    return Prepared(content, effect, verdicts)


def ranges_of(content: Draft) -> tuple[RowRange, ...]:
    """Return the row ranges that a draft rests on."""
    return reads_from(content.reads)


def facts_of(snapshot: Snapshot, actions: Sequence[Action], reason: str) -> tuple[ActionFacts, ...]:
    """Return what the policies are checked against, action by action; the reason is that of the proposal."""
    found = [action.facts(before) for action, before in in_turn(snapshot, actions)]
    return tuple(replace(one, reason=one.reason or reason) for one in found)


def committed(facts: Sequence[ActionFacts]) -> float:
    """Return the money that actions commit together, company currency, to the hundredth.

    Raises
    ------
    ActionRefused
        If that of one of them is not known.
    """
    values = [one.value for one in facts]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        raise ActionRefused("The money that an action commits is not known.", "Load the costs it is made of.")
    return round(sum(known), 2)


def ensure_visible(snapshot: Snapshot, action: Action, scopes: Sequence[Scope]) -> None:
    """Refuse an action about something outside a person's scopes in the words for what does not exist.

    Raises
    ------
    UnknownSubject
    """
    if isinstance(action, ExpediteOrder | PushOutOrder):
        find_supply_order(snapshot, action.order_id, action.line, scopes)
        return
    item, location = find_item(snapshot, action.item_id, scopes), find_location(snapshot, action.location_id, scopes)
    if not any(covers(scope, item, location) for scope in scopes):
        find_item(snapshot, action.item_id, ())


def covers(scope: Scope, item: Item, location: Location) -> bool:
    """Say whether an item at a place lies in a scope."""
    return (
        scope.family in (EVERY, item.family)
        and scope.region in (EVERY, location.region)
        and scope.location_id in (EVERY, location.location_id)
    )


def _title(snapshot: Snapshot, actions: Sequence[Action]) -> str:
    sentences = [action.summary(before).rstrip(".") for action, before in in_turn(snapshot, actions)]
    more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    room = MOST_TITLE_CHARACTERS - len(more)
    first = sentences[0] if len(sentences[0]) <= room else f"{sentences[0][: room - 1].rstrip()}…"
    return first + more


def _expiry(snapshot: Snapshot, actions: Sequence[Action]) -> date:
    """The last day to decide: the first on which an action would be late, or when the wait becomes too long."""
    days = [action.decide_by(before) for action, before in in_turn(snapshot, actions)]
    return min([snapshot.planning_date + timedelta(days=DAYS_TO_DECIDE), *(day for day in days if day is not None)])
