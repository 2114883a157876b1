"""Homes with the sample company, and people who speak to an application over one."""

import json
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.home import operator_key
from api.settings import Settings
from tests.fixtures_heads import heads_of

BASE = "/api/v1"


def sample_home_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a home with the sample company once for all workers of a run; nobody may change it, only copy it."""
    from api.compose import compose

    root = tmp_path_factory.getbasetemp()
    shared = root.parent if root.name.startswith("popen-") else root
    home = shared / "sample_home"
    with FileLock(shared / "sample_home.lock"):
        if not (home / "done").exists():
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(heads_of(tmp_path_factory), home)
            tandem = compose(Settings(home=home))
            tandem.make_sample("test")
            tandem.policies.prepare()
            tandem.reasoner.prepare()
            tandem.close()
            (home / "done").touch()
    return home


def copy_home(sample_home: Path, folder: Path) -> Path:
    """Copy a home so that a test may change it."""
    return Path(shutil.copytree(sample_home, folder / "home"))


@dataclass(frozen=True)
class Speaker:
    """Somebody who sends requests with a key, perhaps in the name of a person."""

    client: TestClient
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a request; names of headers are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, BASE + path, json=body, headers={**self.headers, **given})

    def get(self, path: str) -> Any:
        """Return the JSON of an address that must answer."""
        return ok(self.send("GET", path))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Return the JSON that a request which must succeed is answered with."""
        return ok(self.send("POST", path, body, **headers))

    def ask(self, question: str) -> Any:
        """Ask a question in a new thread and return the answer."""
        thread = self.post("/threads")["thread_id"]
        return self.post(f"/threads/{thread}/messages", {"text": question})

    def decide(self, proposal: Mapping[str, Any], verdict: str, key: str, comment: str = "") -> Response:
        """Decide a proposal as it was read."""
        return self.send(
            "POST",
            f"/proposals/{proposal['proposal_id']}/decisions",
            {"verdict": verdict, "comment": comment},
            If_Match=f'"{proposal["version"]}"',
            Idempotency_Key=key,
        )


@dataclass(frozen=True)
class House:
    """An application at work over a home."""

    client: TestClient
    home: Path

    @property
    def operator(self) -> Speaker:
        """Whoever owns the home folder."""
        return self._with(operator_key(self.home))

    @property
    def stranger(self) -> Speaker:
        """Somebody without a key."""
        return Speaker(self.client)

    def person(self, person_id: str) -> Speaker:
        """The operator in the name of a person."""
        return self._with(operator_key(self.home), person_id)

    def holder(self, person_id: str) -> Speaker:
        """A person with a key of their own."""
        return self._with(self.operator.post("/keys", {"person_id": person_id})["key"])

    def with_key(self, key: str) -> Speaker:
        """Whoever has a key."""
        return self._with(key)

    def _with(self, key: str, person_id: str | None = None) -> Speaker:
        headers = {"Authorization": f"Bearer {key}"}
        return Speaker(self.client, headers if person_id is None else {**headers, "Tandem-As": person_id})


@contextmanager
def open_house(home: Path, **settings: Any) -> Generator[House]:
    """Run the application over a home for the length of the block."""
    with TestClient(create_app(Settings(home=home, **settings)), base_url="http://tandem.invalid") as client:
        yield House(client, home)


def ok(response: Response) -> Any:
    """Return the JSON of a response that must not be an error."""
    assert response.is_success, response.text
    return response.json() if response.content else None


def problem_of(response: Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of a response, which must be complete and of that status and code."""
    document: dict[str, Any] = response.json()
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert (document["status"], document["code"]) == (status, code), json.dumps(document)
    assert document["type"] == "about:blank"
    assert document["title"]
    assert document["detail"].endswith((".", "?", "!", ")")), document["detail"]
    assert document["next"], "every problem says what to do next"
    return document
