"""The reference pages of `docs/`, written from the code so that they cannot drift apart.

`make docs` writes them; a test compares them with what this module gives.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from knowledge.truth.schema.columns import Column
from knowledge.truth.tables import TABLES

FOLDER = Path(__file__).parents[1] / "docs"
NOTE = "<!-- Written by `make docs`; do not edit. -->\n\n"


def write_pages() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


def data_page() -> str:
    """The tables of the truth."""
    lines = [
        "# The tables of the truth",
        "",
        "A file a table (`items.csv`, `items.parquet`, `items.xlsx`), or any file with a mapping. Columns of the key",
        "are bold, optional columns are in italics. Quantities are in the item's base unit, money in the company",
        "currency unless the row names another, dates are ISO dates without time.",
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", table.purpose, "", "| column | type | unit | allowed |", "|---|---|---|---|"]
        for column in table.columns:
            shown = f"**{column.name}**" if column.name in table.key else column.name
            shown = shown if column.required else f"*{column.name}*"
            lines.append(f"| {shown} | {column.kind.value} | {column.unit} | {_allowed(column)} |")
    return _page(lines)


def _allowed(column: Column) -> str:
    parts = []
    if column.choices:
        parts.append(", ".join(column.choices))
    if column.references:
        parts.append(f"a value of {column.references}" + (" or `*` for all" if column.allows_every else ""))
    if column.minimum is not None and column.minimum != 0:
        parts.append(f"from {column.minimum:g}")
    if column.minimum == 0:
        parts.append("not negative")
    if column.above is not None:
        parts.append(f"above {column.above:g}")
    if column.maximum is not None:
        parts.append(f"up to {column.maximum:g}")
    if column.when_absent:
        meaning = column.when_absent.removeprefix("=")
        parts.append(f"`{meaning}` where the column is missing")
    return "; ".join(parts)


def settings_page() -> str:
    """The settings."""
    from .settings import Settings, variable_of

    meanings = _attributes(inspect.getdoc(Settings) or "")
    lines = [
        "# Settings",
        "",
        "Environment variables, read when a process starts; one that is unknown is refused.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| `{variable_of(name)}` | {default} | {meanings[name]} |")
    return _page(lines)


def interfaces_page() -> str:
    """The command line and the HTTP interface."""
    import typer.main

    from .app import create_app
    from .cli import app
    from .settings import Settings

    command: Any = typer.main.get_command(app)
    lines = [
        "# Interfaces",
        "",
        "## Command line",
        "Exit code 0 is done, 1 refused or failed, 2 bad usage; `--json` prints one document on standard output.",
        "",
        "| command | what it does |",
        "|---|---|",
        *_commands(command, "tandem"),
        "",
        "## HTTP",
        "Described in full at `/openapi.json` of a running server. Errors are RFC 9457 problem documents.",
        "",
        "| route | what it does |",
        "|---|---|",
    ]
    for path, methods in create_app(Settings()).openapi()["paths"].items():
        for method, route in methods.items():
            summary = route.get("description", route.get("summary", "")).split("\n\n")[0].replace("\n", " ")
            lines.append(f"| `{method.upper()} {path}` | {summary} |")
    return _page(lines)


def _commands(command: Any, name: str) -> list[str]:
    below: Mapping[str, Any] = getattr(command, "commands", {})
    if below:
        return [line for key in below for line in _commands(below[key], f"{name} {key}")]
    arguments = " ".join(
        parameter.name.upper()
        if parameter.param_type_name == "argument" and parameter.required
        else f"[{parameter.name.upper() if parameter.param_type_name == 'argument' else parameter.opts[0]}]"
        for parameter in command.params
        if parameter.name != "help"
    )
    summary = (command.help or "").split("\n\n")[0].replace("\n", " ")
    return [f"| `{name} {arguments}`".rstrip("`").rstrip() + f"` | {summary} |"]


def tools_page() -> str:
    """The tools and the actions."""
    from tools.actions.types import Action
    from tools.catalogue import all_tools

    agents = {"sop": "S&OP", "soe": "S&OE", "both": "both"}
    lines = ["# Tools", "", "| tool | agent | effect | what it answers | arguments |", "|---|---|---|---|---|"]
    for tool in all_tools():
        arguments = ", ".join(f"`{name}`" for name in tool.arguments.model_fields)
        lines.append(f"| {tool.name} | {agents[tool.mandate]} | {tool.effect} | {tool.summary} | {arguments} |")
    lines += ["", "# Actions", "", "What a proposal can hold, each an object with its `kind`.", ""]
    lines += ["| kind | what it does | fields |", "|---|---|---|"]
    for action in get_args(get_args(Action)[0]):
        fields = ", ".join(f"`{name}`" for name in action.model_fields if name != "kind")
        summary = (inspect.getdoc(action) or "").split("\n\n")[0].replace("\n", " ")
        lines.append(f"| {action.model_fields['kind'].default} | {summary} | {fields} |")
    return _page(lines)


def _attributes(docstring: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    current = ""
    for line in docstring.partition("----------\n")[2].splitlines():
        if re.fullmatch(r"\w+", line):
            current = line
            entries[current] = ""
        elif current:
            entries[current] = f"{entries[current]} {line.strip()}".strip()
    return entries


def _page(lines: list[str]) -> str:
    return NOTE + "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "data.md": data_page,
    "settings.md": settings_page,
    "interfaces.md": interfaces_page,
    "tools.md": tools_page,
}
"""The pages by file name."""


if __name__ == "__main__":
    write_pages()
