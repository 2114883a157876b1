"""Results as a model sees them: short, with the pointers and formats that it may refer to.

Lists of records become tables with one line of columns; what is too long is cut, and the cut is said.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import JsonValue

from tools.results import unit_at

from ...evidence import CallRecord
from ...evidence.formats import FORMAT_OF_UNIT, format_of

MOST_ROWS = 12
MOST_NESTED_ROWS = 5
ROWS_WITH_LISTS = 3
MOST_ENTRIES = 12
LONGEST_TEXT = 400
DIGITS = 10
"""Of a number; enough for it to be known again when it comes back as an argument."""

LONGEST_RESULT = 9_000
"""Characters."""

_LEFT_OUT = frozenset({"charts"})


def shown(record: CallRecord, schema: Mapping[str, Any]) -> str:
    """Return a call and its result, line by line.

    Parameters
    ----------
    schema
        JSON schema of the tool's result; it says the units.
    """
    given = ", ".join(f"{name}={value}" for name, value in record.arguments.items() if value is not None)
    head = f"{record.id} {record.tool}({given})" + ("" if record.ok else " gave no result:")
    lines = [head, *_object("", record.document, schema, 0)]
    text = "\n".join(lines)
    if len(text) <= LONGEST_RESULT:
        return text
    return text[:LONGEST_RESULT].rsplit("\n", 1)[0] + "\n(the rest is not shown)"


def _object(path: str, fields: Mapping[str, JsonValue], schema: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for name, value in fields.items():
        here = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        if value is None or value == [] or (not path and name in _LEFT_OUT):
            continue
        if isinstance(value, dict):
            lines += _object(here, value, schema, depth)
        elif isinstance(value, list):
            lines += _list(here, value, schema, depth)
        else:
            lines.append(f"{here}{_format(here, value, schema)} = {_text(value)}")
    return lines


def _list(path: str, values: Sequence[JsonValue], schema: Mapping[str, Any], depth: int) -> list[str]:
    rows = [value for value in values if isinstance(value, dict)]
    if len(rows) < len(values):
        entries = "; ".join(_text(value) for value in values[:MOST_ENTRIES])
        more = f" (and {len(values) - MOST_ENTRIES} more)" if len(values) > MOST_ENTRIES else ""
        return [f"{path}|count = {len(values)}: {entries}{more}"]
    most = MOST_NESTED_ROWS if depth else MOST_ROWS
    columns = list(dict.fromkeys(name for row in rows for name in _flat(row)))
    first = {name: next(flat[name] for row in rows if name in (flat := _flat(row))) for name in columns}
    heads = [f"{name}{_format(f'{path}/0/{name}', first[name], schema)}" for name in columns]
    lines = [f"{path}|count = {len(rows)}; a value is {path}/ROW/COLUMN, the columns are: {', '.join(heads)}"]
    for number, row in enumerate(rows[:most]):
        flat = _flat(row)
        lines.append(f"{number}: " + " ; ".join(_text(flat.get(name)) for name in columns))
    if len(rows) > most:
        lines.append(f"({len(rows) - most} more rows are not shown)")
    for number, row in enumerate(rows[:ROWS_WITH_LISTS] if depth < 2 else ()):
        for name, value in row.items():
            if isinstance(value, list) and value:
                lines += _list(f"{path}/{number}/{name}", value, schema, depth + 1)
    return lines


def _flat(row: Mapping[str, JsonValue], before: str = "") -> dict[str, JsonValue]:
    """The values of a row by their path below it; lists are told by themselves."""
    flat: dict[str, JsonValue] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{name}/")
        elif not isinstance(value, list):
            flat[f"{before}{name}"] = value
    return flat


def _format(path: str, value: JsonValue, schema: Mapping[str, Any]) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    unit = unit_at(schema, path) if not isinstance(value, str) else None
    format_ = format_of(value, unit) if isinstance(value, str) else FORMAT_OF_UNIT[unit]
    return f"|{format_}"


def _text(value: JsonValue) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    text = " ".join(str(value).split()) if not isinstance(value, list | dict) else str(cast(object, value))
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
