"""Commands with odd words, files and homes: each is refused in words, and none reports what it did not do."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from api.cli import app
from api.errors import ConfigurationRefused
from api.home import SERVER, hold, operator_key, running_server

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Run a command over an empty home, without a server."""
    monkeypatch.delenv("TANDEM_API_KEY", raising=False)
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "home"))
    yield lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])
    structlog.reset_defaults()


def refused(result: Result) -> str:
    """The one message of a command that was refused."""
    assert result.exit_code == 1, (result.exit_code, result.output, result.exception)
    assert isinstance(result.exception, SystemExit), result.exception
    return result.stderr


@pytest.mark.parametrize(
    "command", [("key", "revoke", ""), ("proposal", "show", "#"), ("policy", "withdraw", "?"), ("replay", "../x")]
)
def test_an_id_that_is_none_is_not_taken_for_an_address(run: Run, command: tuple[str, ...]) -> None:
    assert "/api/v1/x" not in refused(run(*command))


def test_a_name_or_key_that_no_header_can_hold_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'Jörg'" in refused(run("proposal", "list", "--as", "Jörg"))
    monkeypatch.setenv("TANDEM_API_KEY", "schlüssel")
    assert "TANDEM_API_KEY" in refused(run("proposal", "list"))


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe", "schlüssel".encode()])
def test_a_spoiled_operator_key_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    operator_key(tmp_path)
    (tmp_path / "operator.key").write_bytes(content)
    with pytest.raises(ConfigurationRefused, match=r"operator\.key.*[Rr]emove it"):
        operator_key(tmp_path)


def test_a_spoiled_announcement_is_no_server(tmp_path: Path) -> None:
    with hold(tmp_path):
        (tmp_path / SERVER).write_text("{")
        assert running_server(tmp_path) is None


def test_the_audit_chain_is_not_exported_to_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    assert str(tmp_path) in refused(run("audit", "export", tmp_path))
    assert "nowhere" in refused(run("audit", "export", tmp_path / "nowhere" / "audit.jsonl"))


def test_policy_files_are_read_as_they_come(run: Run, tmp_path: Path) -> None:
    from api.routes.policies import EXAMPLE

    folder = tmp_path / "policies"
    folder.mkdir()
    assert "no policy" in refused(run("policy", "add", folder)).lower()
    (folder / "a.md").write_bytes(b"---\n\xff\xfe\n")
    assert "a.md, line 2" in refused(run("policy", "add", folder))
    (folder / "a.md").write_bytes(EXAMPLE.encode("utf-8-sig"))
    added = run("policy", "add", folder)
    assert (added.exit_code, "POL-20" in added.stderr) == (0, True), added.output
