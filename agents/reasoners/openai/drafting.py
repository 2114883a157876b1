"""What a model may have drafted as a proposal: what the person wished, or an option that a result holds, as it stands.

The model chooses; it never writes an action. Its arguments only say which action it means: they are compared with the
wish as the embedded reasoner understood it, completed by `agents.propose`, and with the options of this turn's results.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, cast

from pydantic import JsonValue

from knowledge.errors import TandemError

from ...evidence import CallRecord
from ...propose import Option, best_options, complete, draft_call, suggested_orders
from ..embedded.plays import PROPOSED, WANTS_ACTION
from ..protocol import PlannedCall, Reading, Turn

Json = dict[str, JsonValue]

DRAFT = "draft_proposal"

_FREE = frozenset({"reason", "title"})
"""Texts of an action that a model may fill in and that are never used."""


class CallRefused(Exception):
    """A call that is not made; says why, so that the model can mend it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a message wishes to be done.

    Attributes
    ----------
    actions
        Named by the person, as far as they are.
    options
        Whether what results offer may be drafted.
    said
        The message.
    """

    actions: tuple[Json, ...] = ()
    options: bool = False
    said: str = ""

    @property
    def any(self) -> bool:
        """Whether it wishes anything to be done at all."""
        return bool(self.actions) or self.options


def wishes_of(said: str, reading: Reading) -> Wishes:
    """Return what a message wishes, by how the embedded reasoner read it."""
    actions: list[Json] = []
    options = False
    for request in reading.requests:
        named = request.first.arguments.get("actions")
        if isinstance(named, list):
            actions += [action for action in named if isinstance(action, dict)]
        wants = bool(WANTS_ACTION.search(said))
        options = options or request.kind == "propose" or (request.kind == "brief" and wants)
    return Wishes(tuple(actions), options, said)


def settled(turn: Turn, given: Mapping[str, JsonValue], wishes: Wishes, done: Sequence[CallRecord]) -> PlannedCall:
    """Return the call that drafts what the model chose, made of the wish or the option itself.

    Raises
    ------
    CallRefused
        If nobody wished it, or if it is neither the wish nor an option.
    """
    if not wishes.any:
        raise CallRefused(f"{DRAFT}: the person did not ask for a proposal. Show what is possible instead.")
    if sum(record.tool == DRAFT and record.ok for record in done) >= PROPOSED:
        raise CallRefused(f"{DRAFT}: this turn has drafted as many proposals as one turn may.")
    raw = given.get("actions")
    actions = [action for action in raw if isinstance(action, dict)] if isinstance(raw, list) else []
    if not actions:
        raise CallRefused(f"{DRAFT}: name the actions.")
    if wishes.options:
        for option in _options(done):
            if _agree(actions, option.actions):
                return draft_call(option.actions, option.reason)
    if wishes.actions:
        whole = [_whole(turn, action, done) for action in wishes.actions]
        if _agree(actions, whole):
            return draft_call(whole, f"Asked for: {wishes.said}")
        raise CallRefused(f"{DRAFT}: {_difference(actions, whole)} Draft exactly what the person asked for.")
    raise CallRefused(
        f"{DRAFT}: this is none of the options. Take the actions of an option of rank_mitigations that beats doing "
        "nothing, or an order of plan_replenishment, as they stand there."
    )


def _options(done: Sequence[CallRecord]) -> list[Option]:
    ranked = best_options(record.document for record in done if record.ok and record.tool == "rank_mitigations")
    plans = [record.document for record in done if record.ok and record.tool == "plan_replenishment"]
    return [*ranked, *(order for plan in plans for order in suggested_orders(plan))]


def _whole(turn: Turn, action: Json, done: Sequence[CallRecord]) -> Json:
    """Complete a wish; an override in percent needs the forecast that it changes."""
    forecast: Json = {}
    if action.get("kind") == "override_forecast" and "quantity" not in action:
        found = next((r.document for r in done if r.ok and r.tool == "forecast_demand" and _is_of(r, action)), None)
        if found is None:
            raise CallRefused(
                f"{DRAFT}: call forecast_demand for {action['item_id']} at {action['location_id']} first; the change "
                "applies to its figures."
            )
        forecast = found
    try:
        return complete(turn.context.snapshot, action, forecast)
    except TandemError as error:
        raise CallRefused(f"{DRAFT}: {error}") from error


def _is_of(record: CallRecord, action: Json) -> bool:
    return all(record.arguments.get(name) == action.get(name) for name in ("item_id", "location_id"))


def _agree(chosen: Sequence[Json], actions: Sequence[Json]) -> bool:
    """Whether everything that the model named of some actions is so, in any order."""
    left = list(actions)
    for choice in chosen:
        match = next((action for action in left if not _differing(choice, action)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _differing(choice: Json, action: Json) -> list[str]:
    return [
        name
        for name, value in choice.items()
        if name not in _FREE and value is not None and not _same(value, action.get(name))
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return isclose(one, other, rel_tol=1e-9)
    if isinstance(one, list) and isinstance(other, list):
        pairs = list(zip(cast(list[Any], one), cast(list[Any], other), strict=False))
        return len(cast(list[Any], one)) == len(cast(list[Any], other)) and all(_same(a, b) for a, b in pairs)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_same(value, cast(Json, other).get(name)) for name, value in cast(Json, one).items())
    return one == other


def _difference(chosen: Sequence[Json], whole: Sequence[Json]) -> str:
    if len(chosen) != len(whole):
        return "it is not as many actions as were asked for."
    for choice, action in zip(chosen, whole, strict=True):
        if names := _differing(choice, action):
            name = names[0]
            return f"{name} is {choice[name]} where the person's words give {action.get(name)}."
    return "the actions are not those that were asked for."
