"""A model's first calls as requests: those of one mandate together, each for the agent that answers for it."""

from collections.abc import Sequence
from typing import Literal, cast

from pydantic import JsonValue

from ...mandates import reach_of
from ..embedded.follow_ups import KIND_OF_TOOL
from ..embedded.slots import Slots
from ..protocol import PlannedCall, Reading, Request, Turn
from .finishing import CHOSEN

Mandate = Literal["sop", "soe", "both"]


def requests_of(turn: Turn, calls: Sequence[PlannedCall], reading: Reading, slots: Slots) -> tuple[Request, ...]:
    """Return the requests; what both agents may do joins the first of them.

    Parameters
    ----------
    reading
        The embedded one: it says how names were read.
    """
    groups: dict[Mandate, list[PlannedCall]] = {}
    for call in calls:
        groups.setdefault(turn.registry.get(call.tool).mandate, []).append(call)
    common = groups.pop("both", [])
    if not groups:
        groups["both"] = common
    elif common:
        groups[next(iter(groups))] += common
    heard = reading.requests[0].heard if reading.requests else ()
    alone = len(groups) == 1
    return tuple(
        _request(calls_, number, slots, heard if number == 0 else (), alone=alone)
        for number, calls_ in enumerate(groups.values())
    )


def _request(
    calls: Sequence[PlannedCall], number: int, slots: Slots, heard: tuple[str, ...], *, alone: bool
) -> Request:
    """A request; where the model has spread its calls over both agents, the time it speaks of must not do so again."""
    first_day, last_day = slots.first_day, slots.last_day
    if not alone and reach_of(first_day, last_day) != "near":
        first_day = last_day = None
    chosen: list[JsonValue] = [call.model_dump(mode="json") for call in calls]
    return Request(
        kind=KIND_OF_TOOL.get(calls[0].tool, "propose"),
        first=calls[0],
        first_day=first_day,
        last_day=last_day,
        heard=heard,
        survey="line",
        details={"said": slots.said, CHOSEN: number, "calls": chosen},
    )


def chosen_calls(request: Request) -> list[PlannedCall]:
    """Return the calls that a model began a request with."""
    return [PlannedCall.model_validate(call) for call in cast(list[JsonValue], request.details["calls"])]
