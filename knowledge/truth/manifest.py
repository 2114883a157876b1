"""The manifest: which version of each Delta table makes one version of the truth.

One row is one version, and a version exists from the moment its row is committed. Rows are never changed or removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import JSON, Connection, Date, DateTime, Integer, RowMapping, String, Text, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base
from ..errors import PublishConflict, UnknownVersion


class ManifestRow(Base):
    """A version of the truth as it is stored."""

    __tablename__ = "truth_versions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(24), unique=True)
    parent: Mapped[str | None] = mapped_column(String(24), unique=True)
    planning_date: Mapped[date | None] = mapped_column(Date)
    manifest: Mapped[dict[str, int]] = mapped_column(JSON)
    cause: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    idempotency_key: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class TruthVersion:
    """One version of the truth.

    Attributes
    ----------
    version, parent
        Its name (`t-000042`) and the name of the one before it; the first has no parent.
    planning_date
        The company's today in this version; absent before a company has been loaded.
    tables
        The Delta version of every table that has ever held a row.
    cause, author, idempotency_key, created_at
        Why, by whom, for which request and when it was published.
    """

    number: int
    version: str
    parent: str | None
    planning_date: date | None
    tables: Mapping[str, int]
    cause: str
    author: str
    idempotency_key: str
    created_at: datetime


def name_of(number: int) -> str:
    """Return the name of the version of a number.

    >>> name_of(42)
    't-000042'
    """
    return f"t-{number:06d}"


def find_head(connection: Connection) -> TruthVersion | None:
    """Return the newest version, or nothing before the first."""
    newest = list_versions(connection, limit=1, before=None)
    return newest[0] if newest else None


def find_version(connection: Connection, version: str) -> TruthVersion:
    """Return the version of that name; `UnknownVersion` if there is none."""
    row = connection.execute(select(ManifestRow.__table__).where(ManifestRow.version == version)).mappings().first()
    if row is None:
        raise UnknownVersion(
            f"There is no version '{version}' of the truth.",
            "List them with 'tandem data status' or GET /api/v1/truth.",
        )
    return _of_row(row)


def find_by_key(connection: Connection, idempotency_key: str) -> TruthVersion | None:
    """Return the version that a request published, or nothing if it has not."""
    wanted = select(ManifestRow.__table__).where(ManifestRow.idempotency_key == idempotency_key)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _of_row(row)


def list_versions(connection: Connection, *, limit: int, before: str | None) -> list[TruthVersion]:
    """Return up to `limit` versions, newest first; only those older than `before` if it is given."""
    wanted = select(ManifestRow.__table__).order_by(ManifestRow.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(ManifestRow.number < find_version(connection, before).number)
    return [_of_row(row) for row in connection.execute(wanted).mappings()]


def add_version(connection: Connection, version: TruthVersion) -> None:
    """Add a version if its parent is still the head.

    Raises
    ------
    PublishConflict
        If another version has been added since the parent was read.
    """
    head = find_head(connection)
    if (head.version if head else None) != version.parent:
        raise _conflict(version)
    row = {
        "number": version.number,
        "version": version.version,
        "parent": version.parent,
        "planning_date": version.planning_date,
        "manifest": dict(version.tables),
        "cause": version.cause,
        "author": version.author,
        "idempotency_key": version.idempotency_key,
        "created_at": version.created_at,
    }
    try:
        connection.execute(insert(ManifestRow).values(row))
    except IntegrityError as error:
        raise _conflict(version) from error


def _conflict(version: TruthVersion) -> PublishConflict:
    return PublishConflict(
        f"Another version of the truth was published while '{version.version}' was being made; nothing was written.",
        "Publish again: the rows will be checked against the new version.",
    )


def _of_row(row: RowMapping) -> TruthVersion:
    created_at: datetime = row["created_at"]
    return TruthVersion(
        number=row["number"],
        version=row["version"],
        parent=row["parent"],
        planning_date=row["planning_date"],
        tables=dict(row["manifest"]),
        cause=row["cause"],
        author=row["author"],
        idempotency_key=row["idempotency_key"],
        created_at=created_at.replace(tzinfo=UTC) if created_at.tzinfo is None else created_at.astimezone(UTC),
    )
