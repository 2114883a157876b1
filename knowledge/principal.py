"""Who is asking: the person, what they may do and what they may see."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from .truth.schema.columns import EVERY

Mandate = Literal["sop", "soe", "both"]
"""Which agent a person works with."""


class Role(StrEnum):
    """What a person may do; each role is a set of rights, they do not contain one another."""

    VIEWER = "viewer"
    PLANNER = "planner"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the business that a person may see; `EVERY` means all of it."""

    family: str = EVERY
    region: str = EVERY
    location_id: str = EVERY


@dataclass(frozen=True, slots=True)
class Seat:
    """A position that the person holds or stands in for (`delegated`), with its scope and limit."""

    position_id: str
    role: Role
    mandate: Mandate = "both"
    scope: Scope = field(default_factory=Scope)
    approval_limit: float | None = None
    delegated: bool = False


@dataclass(frozen=True, slots=True)
class Principal:
    """The person behind a request.

    Parameters
    ----------
    person_id
        A row of the table `people`, or the name of a service account.
    on_behalf_of
        The operating-system user, where someone speaks as a person of the sample company.
    """

    person_id: str
    name: str
    seats: tuple[Seat, ...]
    on_behalf_of: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role of every seat."""
        return frozenset(seat.role for seat in self.seats)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What the person may see, seat by seat."""
        return tuple(seat.scope for seat in self.seats)
