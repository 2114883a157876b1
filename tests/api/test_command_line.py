"""A command ends with 0, 1 or 2, prints one document when asked for JSON, and explains a refusal without a trace."""

import json
import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

import api.client
from api.cli import app
from api.errors import RequestFailed
from api.home import operator_key
from api.settings import Settings
from tests.api.proposing import push_out
from tests.fixtures_home import BASE, House

Run = Callable[..., Result]


class _Within:
    """The client of the command line over an application that is open already."""

    def __init__(self, house: House, headers: Mapping[str, str]) -> None:
        self._house, self._headers = house, headers

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        given = {**self._headers, **(headers or {})}
        response = self._house.client.request(method, BASE + path, json=body, headers=given)
        content: Any = response.json() if response.content else None
        if response.is_error:
            raise RequestFailed(response.status_code, content)
        return content


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Run a command against the open application."""

    @contextmanager
    def connect(settings: Settings, speak_as: str | None = None, **_: object) -> Generator[_Within]:
        headers = {"Authorization": f"Bearer {settings.api_key or operator_key(house.home)}"}
        yield _Within(house, headers if speak_as is None else {**headers, "Tandem-As": speak_as})

    monkeypatch.setattr(api.client, "connect", connect)
    for name in ("TANDEM_API_KEY", "TANDEM_TEST_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TANDEM_HOME", str(house.home))
    monkeypatch.setenv("COLUMNS", "80")
    handlers = logging.getLogger().handlers[:]
    yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


def document(result: Result) -> Any:
    """The one JSON document on standard output."""
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    "command",
    [
        ("data", "status"),
        ("tool", "list"),
        ("tool", "run", "list_proposals"),
        ("policy", "list"),
        ("policy", "search", "who approves an expedite"),
        ("proposal", "list"),
        ("audit", "verify"),
        ("key", "list"),
    ],
)
def test_json_is_one_document_and_the_plain_way_fits_80_columns(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command, "--json")
    assert (told.exit_code, told.stderr) == (0, "")
    document(told)
    plain = run(*command)
    assert plain.exit_code == 0, plain.output
    assert plain.output.strip()
    assert max(len(line) for line in plain.stdout.splitlines() or [""]) <= 80


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("tool", "run", "calculat"), "calculate"),
        (("tool", "run", "calculate", "--args", '{"operaton": "add"}'), "operation"),
        (("proposal", "show", "P-999999"), "P-999999"),
        (("proposal", "list", "--status", "open"), "status"),
        (("replay", "A-nothing"), "A-nothing"),
        (("ask", "hello", "--as", "nobody"), "nobody"),
        (("ask", "hello", "--thread", "th-nothing"), "th-nothing"),
        (("key", "create", "nobody"), "nobody"),
        (("key", "revoke", "K-nothing"), "K-nothing"),
    ],
)
def test_what_is_refused_says_why_and_ends_with_1(run: Run, command: tuple[str, ...], words: str) -> None:
    told = run(*command)
    assert (told.exit_code, told.stdout) == (1, "")
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_refusal_as_json_is_one_document_too(run: Run) -> None:
    told = run("proposal", "show", "P-999999", "--json")
    assert told.exit_code == 1
    assert document(told)["error"]["code"] == "unknown_proposal"


@pytest.mark.parametrize(
    "command",
    [
        ("ask",),
        ("ask", "hello", "--loud"),
        ("proposal",),
        ("proposal", "reject", "P-000001"),
        ("tool", "run", "calculate", "--args", "{"),
        ("tool", "run", "calculate", "--args", "[]"),
        ("data", "load", "no-such-folder"),
        ("policy", "add", "no-such-file.md"),
        ("key", "create", "sam", "--days", "0"),
        ("serve", "--port", "70000"),
        ("bench", "nothing"),
    ],
)
def test_bad_usage_ends_with_2(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command)
    assert told.exit_code == 2, told.output
    assert "Traceback" not in told.output


def test_an_answer_on_the_terminal_and_its_replay(run: Run) -> None:
    told = run("ask", "What does the policy say about expediting?", "--as", "sam", "--json")
    answer = document(told)
    assert answer["asked_by"] == "sam"
    plain = run("ask", "And who approves it?", "--as", "sam", "--thread", answer["thread_id"], "--evidence")
    assert plain.exit_code == 0, plain.output
    assert answer["thread_id"] in plain.stdout
    replayed = run("replay", answer["answer_id"], "--as", "sam")
    assert replayed.exit_code == 0, replayed.output
    assert answer["answer_id"] in replayed.stderr


def test_proposals_are_shown_and_decided(run: Run, house: House) -> None:
    proposal, _ = push_out(house, 0)
    number = proposal.proposal_id
    assert f"{number}  pending" in run("proposal", "list", "--status", "pending").stdout
    refused = run("proposal", "approve", number, "--as", "sam")
    assert (refused.exit_code, "who proposes does not decide" in refused.stderr) == (1, True)
    decided = run("proposal", "approve", number, "--as", "maria", "--comment", "agreed", "--json")
    assert decided.exit_code == 0, decided.output
    assert document(decided)["status"] == "executed"
    again = run("proposal", "approve", number, "--as", "maria")
    assert (again.exit_code, "executed" in again.stderr) == (1, True)


def test_a_proposal_is_returned_and_rejected_with_words(run: Run, house: House) -> None:
    returned, rejected = push_out(house, 1)[0].proposal_id, push_out(house, 2)[0].proposal_id
    assert "its proposer" in run("proposal", "return", returned, "-c", "by when?", "--as", "maria").stderr
    assert "is rejected" in run("proposal", "reject", rejected, "-c", "too late", "--as", "maria").stderr


def test_a_key_signs_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("key", "create", "lea", "--label", "laptop")
    key = made.stdout.strip()
    assert key.startswith("tandem_")
    assert key not in made.stderr
    assert key not in run("key", "list", "--json").stdout
    monkeypatch.setenv("TANDEM_API_KEY", key)
    assert document(run("ask", "hello", "--json"))["asked_by"] == "lea"
    assert run("key", "list").exit_code == 1
    assert run("ask", "hello", "--as", "sam").exit_code == 1
    monkeypatch.setenv("TANDEM_API_KEY", "tandem_wrong")
    refused = run("data", "status")
    assert (refused.exit_code, "key" in refused.stderr) == (1, True)


def test_a_setting_that_does_not_exist_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_HOEM", "x")
    told = run("data", "status")
    assert (told.exit_code, "TANDEM_HOME" in told.stderr) == (1, True)


def test_a_malformed_policy_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "POL-90.md"
    bad.write_text("---\nid: POL-90\ntitle: Words\neffective_from: soon\n---\n", encoding="utf-8")
    told = run("policy", "add", bad)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "POL-90.md, line " in told.stderr


def test_the_audit_trail_is_exported_row_by_row(run: Run, tmp_path: Path) -> None:
    rows = document(run("audit", "verify", "--json"))["rows"]
    lines = run("audit", "export").stdout.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, rows + 1))
    told = run("audit", "export", tmp_path / "audit.jsonl")
    assert str(rows) in told.stderr
    assert (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines() == lines
