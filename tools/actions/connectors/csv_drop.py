"""Files for an ERP that imports CSV: a folder for each decision, complete or not there at all."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot

from ...errors import ActionRefused, ConnectorFailed
from ..types import Action, canonical, changes_of
from .connector import Guard, Noted, Receipt, unguarded, unnoted

MANIFEST = "manifest.json"
SAFE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
PARTIAL = ".partial-"


class CsvDrop:
    """Writes `<folder>/<key>/<table>.csv` and a manifest beside them.

    The folder of a key is written under another name, made durable and then renamed: who imports the folders that do
    not begin with a dot never sees a half of one, and of several writers of one key one wins.

    Parameters
    ----------
    head
        Gives the newest version of the truth, which the rows are computed from.
    """

    name = "csv_drop"
    idempotent = True

    def __init__(self, folder: Path, head: Callable[[], Snapshot]) -> None:
        self._folder = folder
        self._head = head

    def apply(
        self,
        actions: Sequence[Action],
        idempotency_key: str,
        author: str,
        *,
        guard: Guard = unguarded,
        noted: Noted = unnoted,
    ) -> Receipt:
        """Write the rows that the actions change; see `Connector.apply`."""
        done = self.find(idempotency_key)
        if done is not None:
            return done
        snapshot = self._head()
        guard(snapshot)
        tables = changes_of(snapshot, actions, author)
        about: dict[str, JsonValue] = {
            "idempotency_key": idempotency_key,
            "author": author,
            "truth_version": snapshot.version,
            "actions": [canonical(action) for action in actions],
        }
        try:
            self._write(idempotency_key, tables, about)
        except OSError as error:
            raise ConnectorFailed(
                f"The files of {idempotency_key} cannot be written: {error.strerror}.",
                "Make room in the folder, or allow writing to it; it is tried again.",
            ) from error
        return self._receipt(idempotency_key)

    def find(self, idempotency_key: str) -> Receipt | None:
        """Return the receipt of the folder that a key made."""
        return self._receipt(idempotency_key) if (self._place(idempotency_key) / MANIFEST).is_file() else None

    def _write(self, key: str, tables: Mapping[str, pl.DataFrame], about: dict[str, JsonValue]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = Path(mkdtemp(prefix=f"{PARTIAL}{key}-", dir=self._folder))
        try:
            files: dict[str, JsonValue] = {}
            for name, rows in tables.items():
                content = rows.write_csv().encode()
                _write_durably(partial / f"{name}.csv", content)
                files[name] = {
                    "file": f"{name}.csv",
                    "rows": rows.height,
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            manifest = json.dumps({**about, "tables": files}, indent=2, ensure_ascii=False)
            _write_durably(partial / MANIFEST, manifest.encode())
            _make_durable(partial)
            partial.chmod(0o755)
            self._take_name(partial, key)
            _make_durable(self._folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _take_name(self, partial: Path, key: str) -> None:
        """Rename; a folder that is there already was written by somebody quicker, and stays."""
        try:
            partial.rename(self._place(key))
        except OSError:
            if self.find(key) is None:
                raise

    def _place(self, key: str) -> Path:
        if not SAFE_KEY.fullmatch(key):
            raise ActionRefused(
                f"'{key}' cannot name a folder.", "Use letters, digits, dots, hyphens and underscores in the key."
            )
        return self._folder / key

    def _receipt(self, key: str) -> Receipt:
        return Receipt(self.name, key, key, f"Written as files into the folder {key} of the drop.")


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
