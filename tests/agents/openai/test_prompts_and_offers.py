"""What a model is given: prompts with versions, tools by their schemas, examples of another company."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz, process

from agents.reasoners.openai.examples import FILE
from agents.reasoners.openai.offers import native_tools, offered, reply_schema
from agents.reasoners.openai.prompting import FOLDER, prompts, versions
from knowledge.truth.snapshot import Snapshot
from tools.registry import Registry

TESTS = Path(__file__).parents[2]
EXAMPLES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_prompt_has_a_version_and_is_short() -> None:
    """An answer's record names them; a prompt that grows is paid for at every turn."""
    assert set(prompts()) == {path.stem for path in FOLDER.glob("*.md")}
    assert all(f"{name}@{prompt.version}" in versions() for name, prompt in prompts().items())
    assert all(len(prompt.text) < 3_000 for prompt in prompts().values())


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema."""
    if isinstance(schema, dict):
        yield schema
        for below in schema.values():  # pyright: ignore[reportUnknownVariableType] - JSON of any shape
            yield from nodes(below)
    elif isinstance(schema, list):
        for below in schema:  # pyright: ignore[reportUnknownVariableType] - JSON of any shape
            yield from nodes(below)


def test_every_tool_is_offered_by_its_argument_model_without_references(registry: Registry) -> None:
    """Servers that turn schemas into grammars know neither references nor discriminators."""
    tools = offered(registry, drafting=True)
    assert {tool["function"]["name"] for tool in native_tools(tools)} == {tool.name for tool in registry}
    for node in nodes([native_tools(tools), reply_schema(tools)]):
        assert not {"$ref", "$defs", "discriminator", "oneOf"} & node.keys()


def test_what_drafts_is_offered_only_for_a_wish(registry: Registry) -> None:
    """What is not offered is not called by mistake."""
    assert {tool.name for tool in registry} - {tool.name for tool in offered(registry, drafting=False)} == {
        "draft_proposal"
    }


def asked_elsewhere() -> list[str]:
    """Every question of the test banks."""
    questions: list[str] = []
    for path in TESTS.rglob("*.jsonl"):
        lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        questions += [str(line["question"]) for line in lines if "question" in line]
    for path in TESTS.rglob("questions*.csv"):
        with path.open(encoding="utf-8") as file:
            questions += [row["question"] for row in csv.DictReader(file)]
    return questions


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["question"][:40])
def test_no_example_gives_a_test_away(example: dict[str, Any], sample_snapshot: Snapshot, registry: Registry) -> None:
    """Examples speak of another company, are valid calls, and resemble no question of a test bank."""
    for call in example["calls"]:
        tool = registry.get(call["tool"])
        tool.arguments.model_validate_json(json.dumps(call["arguments"]))
    items = set(sample_snapshot.table("items")["item_id"].to_list())
    families = set(sample_snapshot.table("items")["family"].to_list())
    assert not [name for name in items | families if name in json.dumps(example)]
    closest = process.extractOne(example["question"], asked_elsewhere(), scorer=fuzz.token_sort_ratio)
    assert closest is None or closest[1] < 90, closest
