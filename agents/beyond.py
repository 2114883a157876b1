"""Findings that lie outside the mandate of the agent that made them: handed over, never dropped."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from .evidence import CallRecord
from .mandates import is_beyond
from .reasoners.protocol import Agent, PlannedCall, Request
from .state import Json

DEMAND_IS_SOPS = "Demand of {item} has left its forecast; whether the forecast must change is to be decided there."
LATER_IS_SOPS = "The trouble with {item} begins beyond the execution horizon."


def findings_beyond(agent: Agent, number: int, request: Request, done: Sequence[CallRecord], today: date) -> list[Json]:
    """Return what an agent hands over of its findings, the gravest of each sort.

    S&OE hands over demand that has left its forecast, and what begins beyond thirteen weeks.

    Parameters
    ----------
    number
        Of the request within the question.
    """
    if agent == "sop" or request.survey == "no":
        return []
    lines = [
        (f"{{{{{record.id}:/exceptions/{place}/item_id}}}}", line)
        for record in done
        if record.ok and record.tool == "list_exceptions"
        for place, line in enumerate(cast(list[dict[str, Any]], record.document["exceptions"]))
    ]
    drifted = [(item, line) for item, line in lines if line["kind"] == "demand_off_forecast"]
    later = [(item, line) for item, line in lines if is_beyond(str(line["first_harm_on"]), today)]
    notes: list[Json] = []
    for theirs, why in ((drifted, DEMAND_IS_SOPS), (later, LATER_IS_SOPS)):
        for item, line in theirs[:1]:
            look = PlannedCall(tool="forecast_demand", arguments={"item_id": line["item_id"]})
            begin = look if request.survey == "work" else None
            notes.append(handover("sop", number, why.format(item=item), begin))
    return notes


def handover(to: Agent, request: int, why: str, begin: PlannedCall | None = None) -> Json:
    """Return the note with which something is passed on to the other agent.

    Parameters
    ----------
    why
        What it is about, in a sentence with references in place of numbers and names.
    begin
        The call with which the other agent begins.
    """
    call = begin.model_dump(mode="json") if begin else None
    return {"key": f"{to}:{request}:{why}", "to": to, "request": request, "why": why, "begin": call}
