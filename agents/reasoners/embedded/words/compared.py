"""Words for two figures of before put together."""

from collections.abc import Sequence
from typing import Any, cast

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, first_of, paragraphs


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say the result, then which two figures it comes from."""
    result = first_of(done, "calculate")
    if result is None:
        return Wording(template="The figures cannot be put together: they are not there any more.")
    value = _written(result)
    operands = cast(list[dict[str, Any]], request.details["operands"])
    parts = [
        f"{one['label']} is {Told(done[int(one['call'])], str(one['path'])).ref(format_=_FORMATS[str(one['unit'])])}"
        for one in operands
    ]
    said = _SAID[str(result.value("operation"))].format(value)
    return Wording(template=paragraphs(said, f"As told before, {' and '.join(parts)}."))


_FORMATS = {"money": "money", "base units": "units", "share": "percent"}
_SAID = {
    "difference": "The difference is {} from the earlier figure to the later.",
    "percent_change": "From the earlier figure to the later it is {}.",
    "sum": "Together it is {}.",
    "mean": "The average is {}.",
    "ratio": "The later figure is {} times the earlier.",
}


def _written(result: Told) -> str:
    signed = "+" if result.value("operation") in ("difference", "percent_change") else ""
    for field, format_ in (("money", "money"), ("share", "percent"), ("quantity", "units")):
        if result.value("typed", field) is not None:
            return result.ref(f"typed/{field}", f"{format_}{signed}")
    return result.ref("value")
