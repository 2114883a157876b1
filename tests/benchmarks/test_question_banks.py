"""The question banks: their format, and that every line can be fulfilled."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.benchmarks.questions import OPEN, SEALED, bank_path, read_bank
from api.errors import BankUnreadable
from tools.catalogue import all_tools

LINE: dict[str, Any] = {
    "question": "Which orders are late?",
    "kind": "late_orders",
    "difficulty": "plain",
    "outcome": "answer",
    "tools": ["list_exceptions"],
}
BANKS = [name for name in (OPEN, SEALED) if bank_path(name).exists()]


def bank_of(folder: Path, *lines: dict[str, Any]) -> Path:
    """A bank of some lines."""
    path = folder / "some.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_a_line_is_read_as_it_stands(tmp_path: Path) -> None:
    """The defaults are those of the format."""
    bank = read_bank(bank_of(tmp_path, LINE))
    assert (bank.name, len(bank.lines), bank.lines[0].arguments, bank.lines[0].thread) == ("some", 1, {}, ())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"tool": "list_exceptions"}, "tool"),
        ({"question": ""}, "question"),
        ({"tools": []}, "tools exactly where"),
        ({"outcome": "help"}, "tools exactly where"),
        ({"thread": "Hello"}, "thread"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    """A misspelt field would silently ask for nothing."""
    with pytest.raises(BankUnreadable, match=f"line 2: .*{named}"):
        read_bank(bank_of(tmp_path, {**LINE, "question": "Another?"}, {**LINE, **changes}))


def test_a_question_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """It would count twice."""
    with pytest.raises(BankUnreadable, match="line 2: the question of line 1"):
        read_bank(bank_of(tmp_path, LINE, {**LINE, "question": "which orders are LATE?"}))
    assert len(read_bank(bank_of(tmp_path, LINE, {**LINE, "thread": ["Hello"]})).lines) == 2


def test_a_missing_bank_is_said_to_be_missing(tmp_path: Path) -> None:
    """Shares of nothing would read as 0."""
    with pytest.raises(BankUnreadable, match="cannot be read"):
        read_bank(bank_path(str(tmp_path / "none.jsonl")))


@pytest.mark.parametrize("name", BANKS)
def test_every_line_of_a_bank_can_be_fulfilled(name: str) -> None:
    """A tool or argument that does not exist could never be right."""
    tools = {tool.name: tool.arguments.model_fields for tool in all_tools()}
    unknown = [
        f"{line.question}: {named}"
        for line in read_bank(bank_path(name)).lines
        for named in _named(line.tools, {*line.arguments}, tools)
    ]
    assert unknown == []


def _named(tools: tuple[str, ...], arguments: set[str], known: dict[str, Any]) -> set[str]:
    """Names of tools, and of arguments of the last one, that there are not."""
    asked = {name for tool in tools for name in tool.split("|")}
    fields = {field for name in (tools[-1].split("|") if tools else ()) if name in known for field in known[name]}
    return (asked - known.keys()) | (arguments - fields)


def test_the_open_bank_is_large_enough() -> None:
    """Four hundred questions, every kind and difficulty among them."""
    lines = read_bank(bank_path(OPEN)).lines
    assert len(lines) >= 400
    assert len({line.kind for line in lines}) >= 28
    assert {line.difficulty for line in lines} == {"plain", "loose", "hard"}
