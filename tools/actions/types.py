"""The actions that a proposal can hold: a closed set, told apart by `kind`, and their one canonical form."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import polars as pl
from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from knowledge.canonical import canonical_digest, canonical_json
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES

from ..errors import ActionRefused
from .create import CreateOrder
from .expedite import ExpediteOrder
from .override import OverriddenPeriod, OverrideForecast
from .push_out import PushOutOrder
from .stock_policy import ChangeStockPolicy

__all__ = [
    "ACTION",
    "MOST_ACTIONS",
    "Action",
    "ChangeStockPolicy",
    "CreateOrder",
    "ExpediteOrder",
    "OverriddenPeriod",
    "OverrideForecast",
    "PushOutOrder",
    "actions_digest",
    "canonical",
    "changes_of",
    "in_turn",
    "read_actions",
    "validate_all",
]

Action = Annotated[
    ExpediteOrder | PushOutOrder | CreateOrder | ChangeStockPolicy | OverrideForecast,
    Field(discriminator="kind"),
]
"""Any action."""

ACTION: TypeAdapter[Action] = TypeAdapter(Action)

MOST_ACTIONS = 20
"""A proposal holds so many actions at most; more cannot be judged by a person at once."""


def read_actions(documents: Iterable[Mapping[str, JsonValue]]) -> tuple[Action, ...]:
    """Read actions from JSON.

    Raises
    ------
    ActionRefused
        If one of them is not an action; the detail says which one, which field and why.
    """
    return tuple(_read(number, document) for number, document in enumerate(documents, start=1))


def _read(number: int, document: Mapping[str, JsonValue]) -> Action:
    try:
        return ACTION.validate_json(json.dumps(dict(document)))
    except ValidationError as error:
        faults = [f"{'.'.join(str(part) for part in e['loc']) or 'action'}: {e['msg']}" for e in error.errors()]
        raise ActionRefused(
            f"Action {number} cannot be read: {'; '.join(faults)}.",
            "Correct the fields named; quantities are numbers in base units, dates are written 2026-03-31.",
        ) from error


def canonical(action: Action) -> dict[str, JsonValue]:
    """Return an action as JSON in its one form: every field present, whole numbers without a decimal point."""
    return json.loads(canonical_json(action.model_dump(mode="json")))


def actions_digest(actions: Sequence[Action]) -> str:
    """Return the SHA-256 of actions in their order, the same for every spelling of the same actions."""
    return canonical_digest([canonical(action) for action in actions])


def validate_all(snapshot: Snapshot, actions: Sequence[Action]) -> None:
    """Make sure that actions can be done one after the other.

    Raises
    ------
    ActionRefused
        If there is none or too many, or one cannot be done after those before it.
    """
    if not 1 <= len(actions) <= MOST_ACTIONS:
        raise ActionRefused(
            f"A proposal holds 1 to {MOST_ACTIONS} actions, not {len(actions)}.", "Split or complete the proposal."
        )
    for action, before in in_turn(snapshot, actions):
        action.validate_on(before)


def changes_of(snapshot: Snapshot, actions: Sequence[Action], author: str = "tandem") -> dict[str, pl.DataFrame]:
    """Return the rows that actions, done one after the other, put into the tables; of equal keys the last counts."""
    merged: dict[str, pl.DataFrame] = {}
    for action, before in in_turn(snapshot, actions):
        for name, rows in action.changes(before, author).items():
            kept = merged.get(name, rows.clear()).join(rows, on=TABLES[name].key, how="anti")
            merged[name] = pl.concat([kept, rows])
    return merged


def in_turn(snapshot: Snapshot, actions: Sequence[Action]) -> Iterator[tuple[Action, Snapshot]]:
    """Yield each action with the truth as the actions before it leave it."""
    for action in actions:
        yield action, snapshot
        snapshot = snapshot.with_rows(action.changes(snapshot))
