"""A PostgreSQL server for tests, in a folder of its own, on loopback, gone at the end.

Use it from a conftest:

    @pytest.fixture(scope="session")
    def postgres_url() -> Iterator[str]:
        with postgres_server() as url:
            yield url
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVERS = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")


def find_binaries() -> Path | None:
    """Return the folder of the newest installed server's programs, or nothing."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def postgres_server() -> Generator[str]:
    """Run a server; gives the SQLAlchemy URL of its database.

    Where no server is installed the test is skipped, and fails in CI.
    """
    binaries = find_binaries()
    if binaries is None:
        raise _left_out("no PostgreSQL server is installed")
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="tandem-postgres-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data, port = folder / "data", _free_port()
        _run([binaries / "initdb", "-D", data, "-U", "tandem", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
        options = f"-h 127.0.0.1 -p {port} -k {folder} -F -c max_connections=60"
        control = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run([*control, "-o", options, "start"], user)
        try:
            yield f"postgresql+psycopg://tandem@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder)


def _unprivileged_user() -> str | None:
    """Return whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise _left_out("PostgreSQL cannot run as root, and no other user is known")


def _left_out(reason: str) -> BaseException:
    """Return what ends a test that has no server: a failure in CI, where it would otherwise go unnoticed."""
    return pytest.fail.Exception(reason) if os.environ.get("CI") == "true" else pytest.skip.Exception(reason)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[Path | str], user: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} failed: {done.stderr}"
