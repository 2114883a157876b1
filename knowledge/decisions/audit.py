"""The audit chain: what happened, in order, each row sealed by the hash of everything before it.

The hash of a row is SHA-256 over the hash of the row before and the row's canonical JSON. The chain's end is kept in a
row of its own, so that a cut at the end shows; whoever keeps an exported end elsewhere can also show a rewritten chain.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, RowMapping, insert, select, update

from ..canonical import canonical_json
from ..errors import AuditBroken
from ..principal import Principal
from .proposals import Record
from .schema import AuditHeadRow, AuditRow, spell
from .store import Store

GENESIS = "0" * 64
SYSTEM = Principal(person_id="tandem", name="Tandem", seats=())
"""The actor of what happens without a person: expiry, execution, checks after new data."""


class AuditEntry(Record):
    """One row of the chain."""

    seq: int
    at: str
    actor: str
    on_behalf_of: str
    kind: str
    subject: str
    payload: dict[str, JsonValue]
    previous: str
    hash: str


class AuditReport(Record):
    """What a verification found.

    Attributes
    ----------
    entries
        How many rows are intact, from the first on.
    head
        Hash of the last intact row; keep it elsewhere to recognise a chain that was rewritten as a whole.
    broken_at
        Number of the first row that is wrong or missing.
    reason
        What is wrong there, in words; empty for an intact chain.
    """

    entries: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed, added or moved."""
        return self.broken_at is None


def append(
    connection: Connection,
    *,
    at: datetime,
    actor: Principal,
    kind: str,
    subject: str,
    payload: Mapping[str, JsonValue],
) -> None:
    """Add a row to the chain, in the transaction of what it tells about.

    The transaction must have locked the end of the chain (`store.lock`).
    """
    head = connection.execute(select(AuditHeadRow.__table__)).mappings().one()
    row = {
        "seq": head["seq"] + 1,
        "at": spell(at),
        "actor": actor.person_id,
        "on_behalf_of": actor.on_behalf_of,
        "kind": kind,
        "subject": subject,
        "payload": canonical_json(dict(payload)),
    }
    sealed = seal(head["hash"], row)
    connection.execute(insert(AuditRow).values(**row, previous=head["hash"], hash=sealed))
    connection.execute(update(AuditHeadRow).values(seq=row["seq"], hash=sealed))


def seal(previous: str, row: Mapping[str, Any]) -> str:
    """Return the hash of a row that follows the row of hash `previous`."""
    content = [row[name] for name in ("seq", "at", "actor", "on_behalf_of", "kind", "subject", "payload")]
    spelled = json.dumps(content, separators=(",", ":"), ensure_ascii=True, default=repr)
    return hashlib.sha256(f"{previous}{spelled}".encode()).hexdigest()


class AuditTrail(Store):
    """Reading and verifying the chain, and noting what happens outside the ledger's own tables."""

    def note(self, actor: Principal, kind: str, subject: str, payload: Mapping[str, JsonValue]) -> None:
        """Add a row about something that a person did elsewhere, such as replacing a policy."""
        with self.changing() as connection:
            append(connection, at=self.clock(), actor=actor, kind=kind, subject=subject, payload=payload)

    def entries(self, *, subject: str | None = None, after: int = 0, limit: int = 100) -> list[AuditEntry]:
        """Return rows in order; `after` a row number, of one subject if it is given."""
        wanted = select(AuditRow.__table__).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(limit)
        if subject is not None:
            wanted = wanted.where(AuditRow.subject == subject)
        with self.viewing() as connection:
            return [_entry(row) for row in connection.execute(wanted).mappings()]

    def export(self, path: Path) -> int:
        """Write the whole chain as JSON lines; returns how many rows."""
        count = 0
        with path.open("w", encoding="utf-8") as lines, self.viewing() as connection:
            for row in _in_order(connection):
                lines.write(canonical_json({**row, "payload": _payload(row)}) + "\n")
                count += 1
        return count

    def verify(self, *, kept: tuple[int, str] | None = None) -> AuditReport:
        """Check every link of the chain, and its end.

        Parameters
        ----------
        kept
            Number and hash of a row as they were noted outside the database; the chain must still contain it.
        """
        previous, seq = GENESIS, 0
        with self.viewing() as connection:
            for row in _in_order(connection):
                reason = _fault(connection, previous, seq + 1, row)
                if reason:
                    return AuditReport(entries=seq, head=previous, broken_at=seq + 1, reason=reason)
                previous, seq = row["hash"], row["seq"]
                if kept is not None and seq == kept[0] and previous != kept[1]:
                    reason = "It is not the row whose hash was kept outside: the chain was rewritten."
                    return AuditReport(entries=seq - 1, head=row["previous"], broken_at=seq, reason=reason)
            heads = connection.execute(select(AuditHeadRow.__table__)).mappings().all()
        reason = _fault_at_end(heads, seq, previous, kept)
        return AuditReport(entries=seq, head=previous, broken_at=seq + 1 if reason else None, reason=reason)


def _in_order(connection: Connection) -> Iterator[dict[str, Any]]:
    wanted = select(AuditRow.__table__).order_by(AuditRow.seq).execution_options(yield_per=2_000)
    for row in connection.execute(wanted).mappings():
        yield {str(name): value for name, value in row.items()}


def _fault(connection: Connection, previous: str, expected: int, row: Mapping[str, Any]) -> str:
    """Say what is wrong with a row that should be number `expected` and follow `previous`; nothing if it is right."""
    if row["seq"] > expected:
        return f"Row {expected} was deleted."
    if row["seq"] < expected:
        return f"A row with the number {row['seq']} was inserted before the first."
    if row["previous"] == previous and row["hash"] == seal(previous, row):
        return ""
    count = connection.execute(select(AuditRow.seq).order_by(AuditRow.seq.desc()).limit(1)).scalar_one()
    places = (place for place in range(1, count + 2) if place != expected)
    if any(row["hash"] == seal(str(row["previous"]), {**row, "seq": place}) for place in places):
        return f"Row {expected} was reordered: its content belongs to another place of the chain."
    if row["hash"] == seal(str(row["previous"]), row):
        return f"Row {expected} was inserted or replaced: it does not follow the row before it."
    return f"Row {expected} was changed: its content does not give its hash."


def _fault_at_end(heads: Any, seq: int, hash_: str, kept: tuple[int, str] | None) -> str:
    if len(heads) != 1:
        return f"The row that keeps the end of the chain was {'deleted' if not heads else 'duplicated'}."
    head = heads[0]
    if head["seq"] > seq:
        return f"The chain was truncated: {head['seq'] - seq} rows after row {seq} were deleted."
    if head["seq"] < seq:
        return f"{seq - head['seq']} rows were inserted after row {head['seq']}, the kept end of the chain."
    if head["hash"] != hash_:
        return "The row that keeps the end of the chain was changed: it has another hash than the last row."
    if kept is not None and kept[0] > seq:
        return f"The chain was truncated: row {kept[0]}, whose hash was kept outside, is gone."
    return ""


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry.model_validate({**row, "payload": _payload(row)})


def _payload(row: Mapping[str, Any] | RowMapping) -> dict[str, JsonValue]:
    try:
        return json.loads(row["payload"])
    except (ValueError, TypeError) as error:
        raise AuditBroken(
            f"Row {row['seq']} of the audit chain cannot be read: somebody changed it.",
            "Run 'tandem audit verify' and restore the database from a backup.",
        ) from error
