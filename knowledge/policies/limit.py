"""What every limit of a policy has, and the words in which its front matter is written."""

from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .facts import ActionKind, OrderKind

EVERY = "*"

Element = TypeVar("Element")
Some = Annotated[tuple[Element, ...], Field(min_length=1)]
"""At least one; a list without elements would make a limit void."""

Text = Annotated[str, Field(strict=True, min_length=1)]
Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
"""Money in the policy's currency, days, or a share, as the kind of limit says."""

Count = Annotated[int, Field(strict=True, ge=0)]
Unit = Literal["money", "days", "share", "characters"]
Lifecycle = Literal["new", "active", "phase_out", "ended"]
OrderStatus = Literal["planned", "open", "shipped", "received", "cancelled"]
Mandate = Literal["sop", "soe", "both"]


class Strict(BaseModel):
    """A part of the front matter: immutable, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Weeks(Strict):
    """A range of planning weeks, both ends included; week 0 is the current one."""

    first: Count = 0
    last: Count

    @model_validator(mode="after")
    def _in_order(self) -> "Weeks":
        if self.last < self.first:
            raise ValueError("last must not be before first")
        return self


class Limit(Strict):
    """What all limits have: the section that states it in words, and what it applies to beyond the policy's scope."""

    section: Annotated[int, Field(strict=True, ge=1)]
    actions: Some[ActionKind | Literal["*"]] = (EVERY,)
    families: Some[Text] = (EVERY,)
    locations: Some[Text] = (EVERY,)
    order_kinds: Some[OrderKind | Literal["*"]] = (EVERY,)
    lifecycles: Some[Lifecycle | Literal["*"]] = (EVERY,)
    horizon_weeks: Weeks | None = None

    about: ClassVar[tuple[str, ...]] = (EVERY,)
    """The actions for which a limit of this kind has a meaning."""
