"""The home folder: one process holds it; what it must remember about itself lies in files for its owner only."""

import json
import os
import secrets
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import HomeInUse

from .errors import ConfigurationRefused

LOCK, SERVER, KEY = "tandem.lock", "server.json", "operator.key"
WAIT_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RunningServer:
    """The server that holds a home folder."""

    url: str
    pid: int


@contextmanager
def hold(home: Path, wait_seconds: float = WAIT_SECONDS) -> Generator[None]:
    """Hold the home folder for the length of the block; makes it where it does not exist.

    Raises
    ------
    HomeInUse
        If another process still holds it after `wait_seconds`.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise HomeInUse(
            f"Another Tandem process holds {home}.", "Wait until it has ended, or set TANDEM_HOME to another folder."
        ) from error
    try:
        (home / SERVER).unlink(missing_ok=True)  # left by a server that was killed; it must not mislead anybody
        yield
    finally:
        (home / SERVER).unlink(missing_ok=True)
        lock.release()


def silent(text: str) -> None:
    """Tell nobody."""


@contextmanager
def reach(
    home: Path, wait_seconds: float = WAIT_SECONDS, tell: Callable[[str], None] = silent
) -> Generator[RunningServer | None]:
    """Find the server that holds the home folder, or hold the folder for the length of the block.

    While another command holds it, or a server that has not said yet where it listens, this waits for either.

    Parameters
    ----------
    tell
        Told once, in words, when there is something to wait for.

    Raises
    ------
    HomeInUse
        If after `wait_seconds` neither has come about.
    """
    deadline = time.monotonic() + wait_seconds
    waiting = False
    with ExitStack() as held:
        while (server := running_server(home)) is None:
            try:
                held.enter_context(hold(home, wait_seconds=LOOK_AGAIN_SECONDS))
                break
            except HomeInUse:
                if time.monotonic() >= deadline:
                    raise
                if not waiting:
                    tell(f"Waiting for another Tandem process to let go of {home}, at most {wait_seconds:g} seconds.")
                    waiting = True
        yield server


def announce(home: Path, url: str) -> None:
    """Write down where the server that holds the home can be reached."""
    write_private(home / SERVER, json.dumps({"url": url, "pid": os.getpid()}))


def running_server(home: Path) -> RunningServer | None:
    """Return the server that holds the home, or `None` when nobody does or a short-lived command does."""
    if not (home / SERVER).exists():
        return None
    probe = FileLock(home / LOCK)
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return _announced(home)
    probe.release()
    return None


def _announced(home: Path) -> RunningServer | None:
    try:
        told = json.loads((home / SERVER).read_text())
        return RunningServer(told["url"], told["pid"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # not written yet, or by nobody who listens
        return None


def operator_key(home: Path) -> str:
    """Return the key of whoever owns the home folder, made at the first call.

    Raises
    ------
    ConfigurationRefused
        If the file of the key holds none.
    """
    path = home / KEY
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(home / f".{KEY}.lock"):  # of two processes that begin at once, one makes the key
            if not path.exists():
                write_private(path, f"tandem_{secrets.token_urlsafe(32)}")
    key = path.read_bytes().strip()
    if not key or not key.isascii():
        raise ConfigurationRefused(f"The file {path} holds no key.", "Remove it; the next command makes a new one.")
    return key.decode("ascii")


def write_private(path: Path, content: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    temporary.replace(path)
