"""The limits that a policy can state so that code can check them: a closed set, told apart by `limit`."""

import math
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ..principal import Role
from .bounds import BoundLimit
from .facts import ActionFacts
from .limit import Amount, Lifecycle, Limit, Mandate, OrderStatus, Some, Strict, Text


class ForbiddenLifecycle(Limit):
    """Lifecycles of items for which the action is not allowed."""

    limit: Literal["forbidden_lifecycle"]
    values: Some[Lifecycle]
    of: ClassVar[str] = "the lifecycle of the item"

    def actual(self, facts: ActionFacts) -> str | None:
        """The item's lifecycle, or `None` where it is unknown."""
        return facts.lifecycle


class ForbiddenOrderStatus(Limit):
    """Statuses of orders for which the action is not allowed."""

    limit: Literal["forbidden_order_status"]
    about: ClassVar[tuple[str, ...]] = ("expedite_order", "push_out_order")
    values: Some[OrderStatus]
    of: ClassVar[str] = "the status of the order"

    def actual(self, facts: ActionFacts) -> str | None:
        """The order's status, or `None` where it is unknown."""
        return facts.order_status


class ApprovalStep(Strict):
    """One signature: the position that gives it, and what its holder must be.

    A countersignature speaks for its own field (quality, finance) or prepares a higher one; it needs no approval
    limit as high as the value.
    """

    position: Text
    title: Text
    role: Role
    mandate: Mandate
    countersigns: Annotated[bool, Field(strict=True)] = False


class ApprovalBand(Strict):
    """The signatures needed up to a value; `None` as the upper end means without end."""

    up_to: Amount | None
    steps: tuple[ApprovalStep, ...]


class Approval(Limit):
    """Who approves, by value: bands in rising order, the first one that reaches the value counts."""

    limit: Literal["approval"]
    bands: Some[ApprovalBand]

    @model_validator(mode="after")
    def _rising(self) -> "Approval":
        ends = [math.inf if band.up_to is None else band.up_to for band in self.bands]
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("bands must rise: each up_to larger than the one before, null only in the last")
        return self


class StandingApproval(Limit):
    """A position's approval given in advance, within caps on the value and on the relative change."""

    limit: Literal["standing_approval"]
    granted_by: Text
    max_value: Amount
    max_change_share: Amount | None = None


class BudgetTolerance(Limit):
    """How far expected and budgeted revenue may differ, as a share of the budget; it judges plans, not actions."""

    limit: Literal["budget_tolerance"]
    quarter_share: Amount
    year_share: Amount


ForbiddenLimit = ForbiddenLifecycle | ForbiddenOrderStatus
CheckedLimit = BoundLimit | ForbiddenLimit
AnyLimit = Annotated[CheckedLimit | Approval | StandingApproval | BudgetTolerance, Field(discriminator="limit")]
