"""The truth as its own ERP: what is decided becomes the next version of it."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from knowledge.truth.manifest import TruthVersion
from knowledge.truth.store import TruthStore

from ...errors import ConnectorFailed
from ..types import Action, changes_of
from .connector import Guard, Noted, Receipt, unguarded, unnoted

ATTEMPTS = 5
"""How often a publication is computed anew because somebody else published meanwhile."""

OnPublished = Callable[[Connection, TruthVersion], None]


class _Overtaken(Exception):
    """Another version was published between reading and writing."""


class EmbeddedErp:
    """Publishes a version of the truth under the idempotency key, so that its effect happens once.

    Parameters
    ----------
    on_published
        Called for every new version in the transaction that makes it (`Ledger.on_published`).
    """

    name = "embedded_erp"
    idempotent = True

    def __init__(self, store: TruthStore, on_published: OnPublished) -> None:
        self._store = store
        self._on_published = on_published

    def apply(
        self,
        actions: Sequence[Action],
        idempotency_key: str,
        author: str,
        *,
        guard: Guard = unguarded,
        noted: Noted = unnoted,
    ) -> Receipt:
        """Publish the rows that the actions change; see `Connector.apply`."""
        for _ in range(ATTEMPTS):
            done = self.find(idempotency_key)
            if done is not None:
                return done
            try:
                return self._publish(actions, idempotency_key, author, guard, noted)
            except _Overtaken:
                continue
        raise ConnectorFailed(
            f"Others published {ATTEMPTS} versions of the truth while one was being prepared.", "It is tried again."
        )

    def find(self, idempotency_key: str) -> Receipt | None:
        """Return the receipt of the version that a key made."""
        version = self._store.made_under(idempotency_key)
        return None if version is None else _receipt(idempotency_key, version.version)

    def _publish(
        self, actions: Sequence[Action], idempotency_key: str, author: str, guard: Guard, noted: Noted
    ) -> Receipt:
        base = self._store.snapshot()
        guard(base)
        rows = changes_of(base, actions, author)

        def also(connection: Connection, version: TruthVersion) -> None:
            is_new = version.idempotency_key == idempotency_key
            if (version.parent if is_new else version.version) != base.version:
                raise _Overtaken
            if is_new:
                self._on_published(connection, version)
            noted(connection, _receipt(idempotency_key, version.version))

        kinds = sorted({action.kind.replace("_", " ") for action in actions})
        published = self._store.publish(
            rows, cause=", ".join(kinds), author=author, idempotency_key=idempotency_key, also=also
        )
        return _receipt(idempotency_key, published.version.version)


def _receipt(idempotency_key: str, version: str) -> Receipt:
    return Receipt(EmbeddedErp.name, idempotency_key, version, f"Published as version {version} of the truth.")
