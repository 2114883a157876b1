"""The words for a tool that has none of its own: its figures by their names, then its first list as a table."""

from collections.abc import Sequence
from typing import Any, cast

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, bullets, paragraphs, table, taken_for_granted

COMMON = frozenset({"assumptions", "warnings", "charts"})
MOST_COLUMNS, MOST_ROWS = 6, 10


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Return the figures of the first result under their names."""
    told = Told(done[0])
    document = cast(dict[str, Any], done[0].document)
    single = [name for name, value in document.items() if name not in COMMON and _is_plain(value)]
    lines = [f"{_spoken(name).capitalize()}: {told.ref(name)}" for name in single]
    lists = [name for name, value in document.items() if name not in COMMON and _has_rows(value)]
    return Wording(
        template=paragraphs(
            bullets(lines),
            *(_table(told, name) for name in lists[:1]),
            taken_for_granted(told),
        )
        or "There is nothing to tell."
    )


def _table(told: Told, name: str) -> str:
    rows = told.each(name, MOST_ROWS)
    first = cast(dict[str, Any], rows[0].value())
    columns = [column for column, value in first.items() if _is_plain(value)][:MOST_COLUMNS]
    return table([_spoken(column) for column in columns], [[row.ref(column) for column in columns] for row in rows])


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _has_rows(value: object) -> bool:
    return (
        isinstance(value, list) and bool(cast(list[object], value)) and isinstance(cast(list[object], value)[0], dict)
    )


def _spoken(name: str) -> str:
    return name.replace("_", " ")
