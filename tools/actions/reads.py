"""The rows that a proposal rests on, as JSON and back, and their digest."""

from collections.abc import Iterable, Sequence
from typing import cast

from pydantic import JsonValue

from knowledge.truth.snapshot import RowRange, Snapshot, Value

from ..errors import ActionError
from .types import Action, in_turn


def reads_of(snapshot: Snapshot, actions: Sequence[Action]) -> frozenset[RowRange]:
    """Return every row range that the effect of actions is computed from.

    What is learnt from the whole company, such as how late suppliers usually are, is not among them: one more receipt
    elsewhere does not change what was decided.
    """
    return frozenset(rows for action, before in in_turn(snapshot, actions) for rows in action.reads(before))


def reads_document(ranges: Iterable[RowRange]) -> list[JsonValue]:
    """Return row ranges as `[table, [[column, [values]]]]`, in order."""
    return [
        [rows.table, [[column, _plain(values)] for column, values in rows.where]] for rows in sorted(ranges, key=repr)
    ]


def reads_from(document: Iterable[JsonValue]) -> tuple[RowRange, ...]:
    """Return the row ranges that `reads_document` wrote down."""
    ranges: list[RowRange] = []
    for entry in document:
        table, where = cast(tuple[str, list[tuple[str, list[Value]]]], entry)
        ranges.append(RowRange.of(table, **{column: tuple(values) for column, values in where}))
    return tuple(ranges)


def rows_digest(snapshot: Snapshot, document: Iterable[JsonValue]) -> str:
    """Return the digest, in one version of the truth, of the rows that a proposal rests on (`Draft.reads`)."""
    return snapshot.digest(reads_from(document))


def _plain(values: Iterable[Value]) -> list[JsonValue]:
    plain: list[JsonValue] = []
    for value in values:
        if not (value is None or isinstance(value, str | int | float)):
            raise ActionError(f"A row range with the value {value!r} cannot be kept.", "Use texts and numbers only.")
        plain.append(value)
    return plain
