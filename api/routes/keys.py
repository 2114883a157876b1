"""Keys with which people and programs sign in; for administrators."""

from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from knowledge.principal import Role

from ..auth import App, Signed, require
from ..people import principal_of
from .bodies import Body

router = APIRouter(prefix="/keys", tags=["keys"])


class NewKey(Body):
    """Whom the key is for, and for how long."""

    person_id: str = Field(examples=["ana"])
    label: str = Field(default="", examples=["laptop"])
    days: int = Field(default=365, ge=1, le=3650)


class KeyView(BaseModel):
    """A key without its secret."""

    key_id: str
    person_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class MadeKey(KeyView):
    """A new key; `key` cannot be shown again."""

    key: str


class KeyList(BaseModel):
    """Every key."""

    keys: list[KeyView]


@router.post("", status_code=HTTPStatus.CREATED)
def create_key(body: NewKey, tandem: App, principal: Signed) -> MadeKey:
    """Make a key for a person of the truth."""
    require(principal, Role.ADMIN)
    principal_of(tandem.truth.snapshot(), body.person_id)
    key, token = tandem.keys.create(body.person_id, body.label, timedelta(days=body.days))
    return MadeKey(**asdict(key), key=token)


@router.get("")
def list_keys(tandem: App, principal: Signed) -> KeyList:
    """List the keys, newest first."""
    require(principal, Role.ADMIN)
    return KeyList(keys=[KeyView(**asdict(key)) for key in tandem.keys.listed()])


@router.delete("/{key_id}", status_code=HTTPStatus.NO_CONTENT)
def revoke_key(key_id: str, tandem: App, principal: Signed) -> None:
    """End a key at once."""
    require(principal, Role.ADMIN)
    tandem.keys.revoke(key_id)
