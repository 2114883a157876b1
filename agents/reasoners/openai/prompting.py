"""The prompts: files with a version, and what is put into their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of a file."""

    name: str
    version: int
    text: str

    def filled(self, places: Mapping[str, str]) -> str:
        """Return the text with its places filled; empty ones leave no blank lines behind."""
        lines = Template(self.text).substitute(places).strip().split("\n")
        kept = [line for number, line in enumerate(lines) if line.strip() or lines[number - 1].strip()]
        return "\n".join(kept)


@cache
def prompts() -> dict[str, Prompt]:
    """Return every prompt by its name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.md"))}


def _read(path: Path) -> Prompt:
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    name, _, version = head.strip().partition(": ")
    if name != "version":
        raise ValueError(f"{path.name} does not begin with its version")
    return Prompt(path.stem, int(version), text)


def prompt(name: str, **places: str) -> str:
    """Return a prompt with its places filled."""
    return prompts()[name].filled(places)


@cache
def versions() -> str:
    """Return name and version of every prompt, as a turn's record keeps them."""
    return " ".join(f"{each.name}@{each.version}" for each in prompts().values())
