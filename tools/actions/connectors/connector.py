"""What a connector to another system can do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from knowledge.truth.snapshot import Snapshot

from ..types import Action


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a connector did, for the record.

    Attributes
    ----------
    reference
        Under what name the other system knows it.
    detail
        What was done, in words.
    """

    connector: str
    idempotency_key: str
    reference: str
    detail: str


Guard = Callable[[Snapshot], None]
"""Raises an error if actions may not be done on this version of the truth."""

Noted = Callable[[Connection, Receipt], None]
"""Notes a receipt in the transaction of the effect."""


def unguarded(snapshot: Snapshot) -> None:
    """Allow actions on every version."""


def unnoted(connection: Connection, receipt: Receipt) -> None:
    """Note nothing."""


class Connector(Protocol):
    """A way into the system that carries out what was decided.

    Attributes
    ----------
    idempotent
        Whether `apply` may be repeated under a key after an attempt whose end is not known. If it may not, such an
        attempt is left to a person.
    """

    @property
    def name(self) -> str: ...

    @property
    def idempotent(self) -> bool: ...

    def apply(
        self,
        actions: Sequence[Action],
        idempotency_key: str,
        author: str,
        *,
        guard: Guard = unguarded,
        noted: Noted = unnoted,
    ) -> Receipt:
        """Carry out actions, all or none; the same key again has no further effect and gives the same receipt.

        Parameters
        ----------
        author
            Whose proposal it is.
        guard
            Called with the version of the truth that the change is computed from, before anything is written.
        noted
            Called in the transaction in which the effect happens, by connectors that share Tandem's database.

        Raises
        ------
        ConnectorFailed
            If the other system did not answer or could not be written to; trying again may help.
        ActionRefused, RowsRefused
            If the other system refuses the actions; trying again does not help.
        """
        ...

    def find(self, idempotency_key: str) -> Receipt | None:
        """Return the receipt of what was done under a key, or nothing if nothing was.

        Raises
        ------
        ConnectorFailed
            If the other system does not answer.
        """
        ...
