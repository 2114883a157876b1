"""What people did about exceptions: seen, put off, or settled."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import delete, insert, select

from ..principal import Principal
from .audit import append
from .proposals import Record
from .rules import ensure_acting
from .schema import ExceptionStateRow
from .store import Store

Handling = Literal["acknowledged", "snoozed", "resolved"]


class ExceptionState(Record):
    """What was last done about an exception, by whom and why.

    Attributes
    ----------
    until
        Last day on which a snoozed exception stays quiet, on the calendar of the planning date.
    """

    exception_id: str
    state: Handling
    until: date | None
    person_id: str
    on_behalf_of: str
    comment: str
    changed_at: datetime


class ExceptionStates(Store):
    """The states of exceptions."""

    def acknowledge(self, exception_id: str, principal: Principal, comment: str = "") -> ExceptionState:
        """Note that a person has seen an exception; `NotAllowed` for those who only look."""
        return self._handle(exception_id, "acknowledged", None, principal, comment)

    def snooze(self, exception_id: str, until: date, principal: Principal, comment: str = "") -> ExceptionState:
        """Keep an exception quiet up to and including a day; `NotAllowed` for those who only look."""
        return self._handle(exception_id, "snoozed", until, principal, comment)

    def resolve(self, exception_id: str, principal: Principal, comment: str = "") -> ExceptionState:
        """Note that an exception is settled; `NotAllowed` for those who only look."""
        return self._handle(exception_id, "resolved", None, principal, comment)

    def exception_states(self) -> dict[str, ExceptionState]:
        """Return the last state of every exception that somebody handled, by its id."""
        with self.viewing() as connection:
            rows = connection.execute(select(ExceptionStateRow.__table__)).mappings().all()
        return {row["exception_id"]: ExceptionState.model_validate(dict(row)) for row in rows}

    def _handle(
        self, exception_id: str, state: Handling, until: date | None, principal: Principal, comment: str
    ) -> ExceptionState:
        ensure_acting(principal)
        handled = ExceptionState(
            exception_id=exception_id,
            state=state,
            until=until,
            person_id=principal.person_id,
            on_behalf_of=principal.on_behalf_of,
            comment=comment,
            changed_at=self.clock(),
        )
        with self.changing() as connection:
            connection.execute(delete(ExceptionStateRow).where(ExceptionStateRow.exception_id == exception_id))
            connection.execute(insert(ExceptionStateRow).values(**handled.model_dump()))
            append(
                connection,
                at=handled.changed_at,
                actor=principal,
                kind=f"exception.{state}",
                subject=exception_id,
                payload={"until": None if until is None else until.isoformat(), "comment": comment},
            )
        return handled
