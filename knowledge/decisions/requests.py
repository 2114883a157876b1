"""Requests that were answered once and are answered alike when they come again."""

import json
from typing import cast

from pydantic import JsonValue
from sqlalchemy import Connection, insert, select

from ..canonical import canonical_digest
from ..errors import IdempotencyConflict
from .schema import RequestRow
from .store import Store


class Requests(Store):
    """Responses by idempotency key."""

    def recall(self, key: str, scope: str, request_digest: str) -> JsonValue | None:
        """Return the response given earlier under a key, or nothing if it is new.

        Raises
        ------
        IdempotencyConflict
            If the key came with another request.
        """
        with self.viewing() as connection:
            return find_response(connection, key, scope, request_digest)

    def remember(self, key: str, scope: str, request_digest: str, response: JsonValue) -> JsonValue:
        """Keep the response to a request; returns the one that was kept first, if another was quicker.

        Parameters
        ----------
        scope
            What makes keys of different callers and routes different, such as `"post-rows:anna"`.

        Raises
        ------
        IdempotencyConflict
            If the key came with another request.
        """
        with self.changing() as connection:
            earlier = find_response(connection, key, scope, request_digest)
            if earlier is not None:
                return earlier
            self.keep_response(connection, key, scope, request_digest, response)
            return response

    def keep_response(
        self, connection: Connection, key: str, scope: str, request_digest: str, response: JsonValue
    ) -> None:
        """Keep a response in the transaction that made it."""
        kept = json.dumps(response, ensure_ascii=False)
        row = {"scope": scope, "key_digest": canonical_digest(key), "request_digest": request_digest}
        connection.execute(insert(RequestRow).values(**row, response=kept, created_at=self.clock()))


def find_response(connection: Connection, key: str, scope: str, request_digest: str) -> JsonValue | None:
    """Return the response kept under a key; `IdempotencyConflict` if it answered another request."""
    wanted = select(RequestRow.request_digest, RequestRow.response).where(
        RequestRow.scope == scope, RequestRow.key_digest == canonical_digest(key)
    )
    row = connection.execute(wanted).first()
    if row is None:
        return None
    if row.request_digest != request_digest:
        raise IdempotencyConflict(
            f"The idempotency key '{key}' was used for another request.", "Use a new key for a new request."
        )
    return cast(JsonValue, json.loads(row.response))
