"""The audit chain."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from knowledge.decisions.audit import AuditEntry
from knowledge.principal import Role

from ..auth import App, Signed, require

router = APIRouter(prefix="/audit", tags=["audit"])
READERS = (Role.AUDITOR, Role.ADMIN, Role.MANAGER, Role.EXECUTIVE)


class AuditPage(BaseModel):
    """Rows of the chain in their order."""

    entries: list[AuditEntry]


class Verification(BaseModel):
    """What recomputing every hash found."""

    intact: bool
    rows: int
    head: str
    broken_at: int | None
    reason: str


@router.get("")
def audit_rows(
    tandem: App,
    principal: Signed,
    subject: str | None = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """Give rows behind number `after`, of one subject or of all."""
    require(principal, *READERS)
    return AuditPage(entries=tandem.ledger.entries(subject=subject, after=after, limit=limit))


@router.get("/verify")
def verify_audit(tandem: App, principal: Signed) -> Verification:
    """Recompute the hash of every row."""
    require(principal, *READERS)
    report = tandem.ledger.verify()
    return Verification(
        intact=report.intact,
        rows=report.entries,
        head=report.head,
        broken_at=report.broken_at,
        reason=report.reason,
    )
