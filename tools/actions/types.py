"""The actions that a proposal can hold: a closed set, told apart by `kind`, and their one canonical form."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError, field_validator

from knowledge.canonical import canonical_digest, canonical_json

from ..errors import ActionRefused

Text = Annotated[str, Field(min_length=1, max_length=200)]
Quantity = Annotated[float, Field(ge=0, description="Base units.")]
Line = Annotated[int, Field(ge=1)]
Mode = Literal["road", "rail", "sea", "air", "any"]
OrderKind = Literal["purchase", "production", "transfer"]


class ActionModel(BaseModel):
    """An action on the business: strict, immutable, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ExpediteOrder(ActionModel):
    """Pull in a supply order so that it arrives on `arrive_on`, by a faster mode where one is named."""

    kind: Literal["expedite_order"] = "expedite_order"
    order_id: Text
    line: Line = 1
    arrive_on: date
    mode: Mode | None = None


class PushOutOrder(ActionModel):
    """Push out a supply order to a later due date."""

    kind: Literal["push_out_order"] = "push_out_order"
    order_id: Text
    line: Line = 1
    due_on: date


class CreateOrder(ActionModel):
    """Order an item for a place: buy it, make it or bring it from another place."""

    kind: Literal["create_order"] = "create_order"
    order_kind: OrderKind
    item_id: Text
    location_id: Annotated[Text, Field(description="The receiving place.")]
    from_location: Text | None = None
    mode: Mode = "any"
    quantity: Quantity
    due_on: date


class ChangeStockPolicy(ActionModel):
    """Change the replenishment levels or the service target of an item at a place; what is left out stays."""

    kind: Literal["change_stock_policy"] = "change_stock_policy"
    item_id: Text
    location_id: Text
    safety_stock: Quantity | None = None
    reorder_point: Quantity | None = None
    order_up_to: Quantity | None = None
    service_target: Annotated[float, Field(gt=0, le=1)] | None = None


class OverriddenPeriod(ActionModel):
    """The forecast of one period, all channels together."""

    period_start: date
    quantity: Quantity


class OverrideForecast(ActionModel):
    """Put a planner's figures in place of the forecast of an item at a place, with the reason."""

    kind: Literal["override_forecast"] = "override_forecast"
    item_id: Text
    location_id: Text
    periods: Annotated[tuple[OverriddenPeriod, ...], Field(min_length=1, max_length=160)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]

    @field_validator("periods")
    @classmethod
    def _in_order(cls, periods: tuple[OverriddenPeriod, ...]) -> tuple[OverriddenPeriod, ...]:
        starts = [period.period_start for period in periods]
        if len(set(starts)) < len(starts):
            raise ValueError("a period is named twice; name each once")
        return tuple(sorted(periods, key=lambda period: period.period_start))


Action = Annotated[
    ExpediteOrder | PushOutOrder | CreateOrder | ChangeStockPolicy | OverrideForecast,
    Field(discriminator="kind"),
]
"""Any action."""

ACTION: TypeAdapter[Action] = TypeAdapter(Action)


def parse_actions(documents: Iterable[Mapping[str, JsonValue]]) -> tuple[Action, ...]:
    """Read actions from JSON.

    Raises
    ------
    ActionRefused
        If one of them is not an action; the detail says which one, which field and why.
    """
    return tuple(_parse(number, document) for number, document in enumerate(documents, start=1))


def _parse(number: int, document: Mapping[str, JsonValue]) -> Action:
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
