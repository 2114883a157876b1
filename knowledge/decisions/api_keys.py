"""Keys with which programs and people sign in: only their digests are kept."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import DateTime, Engine, String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Base, reading, writing
from ..errors import UnknownKey

PREFIX = "tandem_"
DEFAULT_LIFE = timedelta(days=365)


class ApiKeyRow(Base):
    """A key of a person or a service account."""

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String, primary_key=True)
    person_id: Mapped[str] = mapped_column(String, index=True)
    digest: Mapped[str] = mapped_column(String, unique=True)
    label: Mapped[str] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key; never the key itself."""

    key_id: str
    person_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class ApiKeys:
    """The keys of an installation.

    Parameters
    ----------
    clock
        Gives the time, with a time zone.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def create(self, person_id: str, label: str = "", life: timedelta = DEFAULT_LIFE) -> tuple[ApiKey, str]:
        """Make a key for a person; the second value is the key, which cannot be shown again."""
        token = PREFIX + secrets.token_urlsafe(32)
        now = self._clock()
        key = ApiKey(f"K-{secrets.token_hex(6)}", person_id, label, now, now + life, None)
        with writing(self._engine) as connection:
            connection.execute(
                insert(ApiKeyRow).values(
                    key_id=key.key_id,
                    person_id=person_id,
                    digest=_digest(token),
                    label=label,
                    created_at=now,
                    expires_at=key.expires_at,
                )
            )
        return key, token

    def owner(self, token: str) -> str | None:
        """Return the person that a key belongs to; `None` where it is unknown, revoked or expired."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(ApiKeyRow.person_id, ApiKeyRow.expires_at, ApiKeyRow.revoked_at).where(
                    ApiKeyRow.digest == _digest(token)
                )
            ).one_or_none()
        if row is None or row.revoked_at is not None:
            return None
        now = self._clock()
        expires = row.expires_at if row.expires_at.tzinfo else row.expires_at.replace(tzinfo=now.tzinfo)
        return str(row.person_id) if now < expires else None

    def revoke(self, key_id: str) -> None:
        """End a key at once.

        Raises
        ------
        UnknownKey
            If there is no such key.
        """
        with writing(self._engine) as connection:
            revoked = connection.execute(
                update(ApiKeyRow)
                .where(ApiKeyRow.key_id == key_id, ApiKeyRow.revoked_at.is_(None))
                .values(revoked_at=self._clock())
                .returning(ApiKeyRow.key_id)
            ).one_or_none()
        if revoked is None:
            raise UnknownKey(f"There is no key {key_id} in force.", "List the keys with 'tandem key list'.")

    def listed(self) -> list[ApiKey]:
        """Return every key, newest first."""
        columns = (
            ApiKeyRow.key_id,
            ApiKeyRow.person_id,
            ApiKeyRow.label,
            ApiKeyRow.created_at,
            ApiKeyRow.expires_at,
            ApiKeyRow.revoked_at,
        )
        with reading(self._engine) as connection:
            rows = connection.execute(select(*columns).order_by(ApiKeyRow.created_at.desc())).all()
        return [ApiKey(*row) for row in rows]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
