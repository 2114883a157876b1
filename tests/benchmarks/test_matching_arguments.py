"""Whether a call contains what was asked for."""

import pytest
from pydantic import JsonValue

from api.benchmarks.matching import contains, names_of


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"item_id": "A-104", "weeks": 8, "source": "current"}, {"item_id": "A-104", "weeks": 8}),
        ({"weeks": 26}, {"weeks": {"any_of": [25, 26, 27]}}),
        ({"change": -0.3333}, {"change": -0.333333}),
        ({"limit": 1001}, {"limit": 1000}),
        ({"events": [{"kind": "a", "days": 1}, {"kind": "b", "days": 2}]}, {"events": [{"kind": "b"}, {"days": 1}]}),
        ({"location_id": None}, {"location_id": None}),
        ({}, {"location_id": None}),
        ({"mine": True}, {"mine": True}),
        ({"when": {"any_of": 1, "else": 2}}, {"when": {"any_of": 1, "else": 2}}),
    ],
)
def test_more_than_was_asked_for_is_fine(actual: JsonValue, expected: JsonValue) -> None:
    """A call that carries a default beside what was asked for answers the question."""
    assert contains(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"item_id": "A-105"}, {"item_id": "A-104"}),
        ({}, {"item_id": "A-104"}),
        ({"limit": 1002}, {"limit": 1000}),
        ({"change": 0.2}, {"change": -0.2}),
        ({"weeks": 28}, {"weeks": {"any_of": [25, 26, 27]}}),
        ({"events": [{"kind": "a"}, {"kind": "a"}]}, {"events": [{"kind": "a"}]}),
        ({"events": [{"kind": "a", "days": 1}]}, {"events": [{"kind": "a"}, {"days": 1}]}),
        ({"location_id": "DC-HAM"}, {"location_id": None}),
        ({"mine": 1}, {"mine": True}),
        ({"line": True}, {"line": 1}),
        ({"value": "12"}, {"value": 12}),
        ([], {"item_id": "A-104"}),
    ],
)
def test_other_than_was_asked_for_is_not(actual: JsonValue, expected: JsonValue) -> None:
    """A further event or action, or another sign, makes another question of it."""
    assert not contains(actual, expected)


def test_a_name_stands_for_its_identifier() -> None:
    """Tools take either; a reasoner that gives the name understood as well as one that gives the identifier."""
    names = names_of({"items": [{"item_id": "A-104", "name": "Oat Drink Barista 1 l"}]})
    assert contains({"item_id": "oat drink barista 1 l"}, {"item_id": "A-104"}, names)
    assert not contains({"item_id": "Oat Drink Light 1 l"}, {"item_id": "A-104"}, names)
