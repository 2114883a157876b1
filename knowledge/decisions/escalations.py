"""Exceptions that execution could not mend and that were passed on to planning; the audit chain is their record."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import JsonValue
from sqlalchemy import Connection, select

from .audit import SYSTEM, append
from .proposals import Record
from .schema import AuditRow
from .store import Store

ESCALATED = "exception.escalated"


class Escalation(Record):
    """Who passed an exception on, in which answer, and why.

    Attributes
    ----------
    to
        `sop` or `soe`.
    about
        What is to be decided there, in words.
    asked_by
        The person in whose answer it came up.
    """

    exception_id: str
    to: str
    about: str
    answer_id: str
    truth_version: str
    asked_by: str
    at: str


class Escalations(Store):
    """What was passed on."""

    def escalations(self, exception_ids: Iterable[str]) -> dict[str, Escalation]:
        """Return the last escalation of each of these exceptions that has one, by the exception."""
        wanted = select(AuditRow.__table__).where(AuditRow.subject.in_(list(exception_ids)))
        with self.viewing() as connection:
            rows = connection.execute(wanted.where(AuditRow.kind == ESCALATED).order_by(AuditRow.seq)).mappings().all()
        return {
            row["subject"]: Escalation(exception_id=row["subject"], at=row["at"], **json.loads(row["payload"]))
            for row in rows
        }


def record_escalations(connection: Connection, document: Mapping[str, JsonValue], at: datetime) -> None:
    """Add what an answer escalates to the audit chain, each exception once for a version of the truth.

    Parameters
    ----------
    document
        An answer document; see `Conversations.save_answer`.
    """
    for note in cast(list[dict[str, Any]], document.get("handovers") or []):
        if note["kind"] != "escalated":
            continue
        payload = {
            "to": note["to_agent"],
            "about": note["about"],
            **{name: document[name] for name in ("answer_id", "truth_version", "asked_by")},
        }
        known = select(AuditRow.payload).where(AuditRow.subject == note["exception_id"], AuditRow.kind == ESCALATED)
        earlier = [json.loads(text)["truth_version"] for text in connection.execute(known).scalars()]
        if document["truth_version"] not in earlier:
            append(connection, at=at, actor=SYSTEM, kind=ESCALATED, subject=str(note["exception_id"]), payload=payload)
