"""What is always said in the same words holds no number: it would be withheld, and the person told nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import agents.reasoners.embedded as embedded
from agents.evidence.numbers import numbers_in

FOLDER = Path(embedded.__file__).parent
SAYING = frozenset({"Ask", "asked", "Reply", "Lack"})
"""Calls whose texts are said as they stand."""


def said_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The constant parts of every text that is said, with their lines; what is put in between has its own cover."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SAYING:
            texts = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in ("text", "says"))]
            for part in (part for text in texts for part in ast.walk(text)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_no_fixed_reply_holds_a_number(file: Path) -> None:
    """Number words count: "one", "single", "two"."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [(line, [token.text for token in numbers_in(text)], text) for line, text in said_in(tree)]
    assert [entry for entry in found if entry[1]] == []
