"""The folder of policy documents: the source of everything that is known about policies."""

import hashlib
import os
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ..errors import PolicyConflict, PolicyMalformed, UnknownPolicy
from .documents import FENCE, parse_policy, read_policy
from .policy import Policy

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every document of the folder at one moment.

    Parameters
    ----------
    policies
        By identifier, in its order.
    paths
        The file of each policy.
    digest
        SHA-256 over the documents' digests.
    """

    policies: MappingProxyType[str, Policy]
    paths: MappingProxyType[str, Path]
    digest: str


class Library:
    """Reads and writes the documents. A document edited by hand is noticed at the next use.

    Parameters
    ----------
    folder
        Holds `*.md`; replaced documents are kept in its folder `archive`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._shelf = _shelve([])

    def shelf(self) -> Shelf:
        """The documents as they are now.

        Raises
        ------
        PolicyMalformed
            A document cannot be read, or two have one identifier.
        """
        with self._lock:
            files = sorted(self._folder.glob("*.md"))
            seen = tuple((path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in files)
            if seen != self._seen:
                self._shelf = _shelve(files)
                self._seen = seen
            return self._shelf

    def add(self, source: Path | str) -> Policy:
        """Take in a new document, from a file or as text; errors as in `PolicyStore.add`."""
        content, policy = _read(source)
        with self._lock:
            if policy.id in self.shelf().policies:
                raise PolicyConflict(f"There is a policy {policy.id} already.", "Replace it, or choose another id.")
            self._write(self._folder / f"{policy.id}.md", content)
        return policy

    def replace(self, source: Path | str) -> Policy:
        """Put a document in the place of the one with its identifier; errors as in `PolicyStore.replace`."""
        content, policy = _read(source)
        with self._lock:
            path, old = self._held(policy.id)
            if policy.digest != old.digest:
                self._keep(path, old)
                self._write(path, content)
        return policy

    def withdraw(self, policy_id: str, on: date) -> Policy:
        """Write into a document that it no longer holds from a day on; errors as in `PolicyStore.withdraw`."""
        with self._lock:
            path, old = self._held(policy_id)
            known = old.head.withdrawn_on
            if known is not None and known <= on:
                raise PolicyConflict(f"{policy_id} is withdrawn from {known} on.", "There is nothing to withdraw.")
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            end = next(at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
            head = [line for line in lines[1:end] if not line.startswith("withdrawn_on:")]
            text = "\n".join([FENCE, *head, f"withdrawn_on: {on.isoformat()}", *lines[end:], ""])
            policy = parse_policy(text, path.name)
            self._keep(path, old)
            self._write(path, text.encode("utf-8"))
        return policy

    def _held(self, policy_id: str) -> tuple[Path, Policy]:
        shelf = self.shelf()
        if policy_id not in shelf.policies:
            raise UnknownPolicy(f"There is no policy {policy_id!r}.", f"Known are: {', '.join(shelf.policies)}.")
        return shelf.paths[policy_id], shelf.policies[policy_id]

    def _keep(self, path: Path, old: Policy) -> None:
        """Keep the document that is about to be replaced, under its digest."""
        self._write(self._folder / ARCHIVE / f"{old.id}-{old.digest[:12]}.md", path.read_bytes())

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all, also when the power fails."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._seen = None


def _read(source: Path | str) -> tuple[bytes, Policy]:
    if isinstance(source, str):
        return source.encode("utf-8"), parse_policy(source)
    policy = read_policy(source)
    return source.read_bytes(), policy


def _shelve(files: list[Path]) -> Shelf:
    policies: dict[str, Policy] = {}
    paths: dict[str, Path] = {}
    for path in files:
        policy = read_policy(path)
        if policy.id in policies:
            lines = path.read_text(encoding="utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, start=1) if text.startswith("id:")), 1)
            raise PolicyMalformed(
                f"{path.name}, line {line}: {policy.id} is also the id of {paths[policy.id].name}.",
                "Give each policy its own id.",
            )
        policies[policy.id], paths[policy.id] = policy, path
    ordered = {key: policies[key] for key in sorted(policies)}
    digest = hashlib.sha256("\n".join(f"{key} {ordered[key].digest}" for key in ordered).encode()).hexdigest()
    return Shelf(MappingProxyType(ordered), MappingProxyType(paths), digest)
