"""What every action on the business can say about itself, given a version of the truth."""

from abc import ABC, abstractmethod
from datetime import date
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from knowledge.policies.facts import ActionFacts
from knowledge.truth.snapshot import RowRange, Snapshot

Text = Annotated[str, Field(min_length=1, max_length=200)]
Quantity = Annotated[float, Field(ge=0, description="Base units.")]
Line = Annotated[int, Field(ge=1)]
Mode = Literal["road", "rail", "sea", "air", "any"]
OrderKind = Literal["purchase", "production", "transfer"]
Point = tuple[str, str]
"""A stocking point: item and place."""


class Part(BaseModel):
    """A part of an action: strict, immutable, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ActionModel(Part, ABC):
    """An action on the business.

    Every method but `validate_on` takes for granted that the action is valid on the snapshot.
    """

    @abstractmethod
    def validate_on(self, snapshot: Snapshot) -> None:
        """Make sure that the action can be done as things stand.

        Raises
        ------
        ActionRefused
            If it cannot; the detail says why, the remedy what could be done instead.
        """

    @abstractmethod
    def changes(self, snapshot: Snapshot, author: str = "tandem") -> dict[str, pl.DataFrame]:
        """Return the rows to put in place of, or beside, those of equal key, by table, in the tables' schemas.

        Parameters
        ----------
        author
            Whose change it is, where a table has a column for it.
        """

    @abstractmethod
    def reads(self, snapshot: Snapshot) -> frozenset[RowRange]:
        """Return the rows that the action's effect depends on."""

    @abstractmethod
    def facts(self, snapshot: Snapshot) -> ActionFacts:
        """Return what the policies' limits are checked against."""

    @abstractmethod
    def summary(self, snapshot: Snapshot) -> str:
        """Say in one sentence what is done."""

    @abstractmethod
    def points(self, snapshot: Snapshot) -> frozenset[Point]:
        """Return the stocking points whose supply or demand changes."""

    @abstractmethod
    def decide_by(self, snapshot: Snapshot) -> date | None:
        """Return the last day on which the action can still be started in time; `None` if there is no such day."""

    @abstractmethod
    def settles_on(self, snapshot: Snapshot) -> date:
        """Return the day from which the action's effect is felt: the arrival, or the first period."""
