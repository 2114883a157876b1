"""Whether the arguments of a call contain what was asked for."""

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic import JsonValue

TOLERANCE = 0.001
"""Numbers match within this share of the expected one."""

NO_NAMES: Mapping[str, str] = {}


def contains(actual: JsonValue, expected: JsonValue, names: Mapping[str, str] = NO_NAMES) -> bool:
    """Return whether `actual` is what was expected, or more.

    An object contains another if it contains each of its values; a list matches element by element, in any order, and
    has no further elements; `{"any_of": [...]}` accepts alternatives; numbers match within `TOLERANCE`; null is the
    same as missing; texts match exactly, or by the name of the thing that an identifier stands for.

    Parameters
    ----------
    names
        Names of items, places and channels by identifier: tools take either.

    Examples
    --------
    >>> contains({"weeks": 8, "item_id": "A-104"}, {"weeks": {"any_of": [8, 9]}})
    True
    >>> contains({"events": [{"change": 0.333}]}, {"events": [{"change": 0.3333}]})
    True
    """
    if isinstance(expected, dict):
        alternatives = expected.get("any_of")
        if set(expected) == {"any_of"} and isinstance(alternatives, list):
            return any(contains(actual, each, names) for each in alternatives)
        if not isinstance(actual, dict):
            return False
        return all(contains(actual.get(key), value, names) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and _paired(actual, expected, names)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return actual is expected
    if isinstance(expected, int | float):
        return isinstance(actual, int | float) and abs(actual - expected) <= TOLERANCE * abs(expected)
    if isinstance(expected, str) and isinstance(actual, str):
        return actual == expected or actual.casefold() == names.get(expected, expected).casefold()
    return actual is None and expected is None


def _paired(actual: Sequence[JsonValue], expected: Sequence[JsonValue], names: Mapping[str, str]) -> bool:
    """Whether each expected element has an actual one of its own."""
    if not expected:
        return True
    rest = expected[1:]
    return any(
        contains(candidate, expected[0], names) and _paired([*actual[:n], *actual[n + 1 :]], rest, names)
        for n, candidate in enumerate(actual)
    )


def names_of(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, str]:
    """Return names by identifier from rows of `items`, `locations` and `channels`."""
    keys = {"items": "item_id", "locations": "location_id", "channels": "channel_id"}
    return {cast(str, row[keys[table]]): cast(str, row["name"]) for table, rows in tables.items() for row in rows}
