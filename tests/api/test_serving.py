"""The server as its own process: it starts light, holds the home alone, outlives its listeners and ends cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.home import SERVER, operator_key
from tests.fixtures_home import BASE, copy_home

START_SECONDS, END_SECONDS, POLL_SECONDS = 90.0, 20.0, 0.05
HEAVY = ("polars", "chromadb", "langgraph", "openai", "numpy", "sqlalchemy", "fastapi", "deltalake", "rapidfuzz")


def tandem(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments], capture_output=True, text=True, env=surroundings(home) | more
    )


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a command over a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    return kept | {"TANDEM_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}


@contextmanager
def serving(home: Path) -> Generator["subprocess.Popen[str]"]:
    """A server of its own, ready to answer."""
    command = [sys.executable, "-m", "api", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=surroundings(home)) as server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not is_ready(home):
                assert server.poll() is None, server.communicate()[1]
                assert time.monotonic() < deadline
                time.sleep(POLL_SECONDS)
            yield server
        finally:
            server.kill()


def url_of(home: Path) -> str:
    """Where the server of a home said that it listens."""
    return json.loads((home / SERVER).read_text())["url"]


def is_ready(home: Path) -> bool:
    """Whether the server of a home answers that it is ready."""
    try:
        return httpx2.get(f"{url_of(home)}/readyz").is_success
    except (FileNotFoundError, httpx2.TransportError):
        return False


def test_help_loads_nothing_heavy() -> None:
    """Half a second for a help text is lost as soon as one of these is imported."""
    script = "import sys, api.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_server_holds_the_home_and_lets_it_go(sample_home: Path, tmp_path: Path) -> None:
    home = copy_home(sample_home, tmp_path)
    with serving(home) as server:
        status = tandem(home, "data", "status", "--json")
        assert (status.returncode, status.stderr) == (0, "")
        assert json.loads(status.stdout)["head"] == "t-000001"
        second = tandem(home, "serve", "--port", "0")
        assert second.returncode == 1
        assert str(home) in second.stderr
        assert "Traceback" not in second.stderr
        leave_a_stream(home)
        server.send_signal(signal.SIGTERM)
        log = server.communicate(timeout=END_SECONDS)[1]
        assert server.returncode == 0, log
        assert "Traceback" not in log
    assert not (home / SERVER).exists()
    assert tandem(home, "audit", "verify").returncode == 0, "the home is free again"


def leave_a_stream(home: Path) -> None:
    """Ask as a stream, go after the first event, and find the answer in the thread all the same."""
    headers = {"Authorization": f"Bearer {operator_key(home)}", "Tandem-As": "sam"}
    with httpx2.Client(base_url=url_of(home) + BASE, headers=headers, timeout=START_SECONDS) as client:
        thread = client.post("/threads").json()["thread_id"]
        body = {"text": "What does the policy say about expediting?"}
        streaming = {"Accept": "text/event-stream"}
        with client.stream("POST", f"/threads/{thread}/messages", json=body, headers=streaming) as response:
            assert "RUN_STARTED" in next(response.iter_text())
        deadline = time.monotonic() + START_SECONDS
        messages: list[Any] = []
        while len(messages) < 2 and time.monotonic() < deadline:
            messages = client.get(f"/threads/{thread}").json()["messages"]
            time.sleep(POLL_SECONDS)
        assert [message["author"] for message in messages] == ["person", "tandem"]


@pytest.mark.slow
def test_an_address_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    told = tandem(tmp_path, "serve", "--host", "203.0.113.1", "--port", "8321")
    assert told.returncode == 1
    assert "203.0.113.1" in told.stderr
    assert "Traceback" not in told.stderr
