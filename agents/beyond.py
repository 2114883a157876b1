"""Findings that an agent passes on: outside its mandate they are handed over, beyond its means they are escalated."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal, cast

from .evidence import CallRecord
from .mandates import is_beyond
from .propose import is_unmended
from .reasoners.protocol import Agent, PlannedCall, Request
from .state import Json

DEMAND_IS_SOPS = "Demand of {item} has left its forecast; whether the forecast must change is for S&OP to decide."
LATER_IS_SOPS = "The trouble with {item} begins beyond the execution horizon."
NOTHING_MENDS = "{value} are at risk with {item} at {place}, and no remedy that execution could try mends it at a gain."

IN_SHORTAGE = "order of priority in which channels and customers share scarce stock"
"""What to look for in the policies about a shortage that stays."""


def findings_beyond(agent: Agent, number: int, request: Request, done: Sequence[CallRecord], today: date) -> list[Json]:
    """Return what S&OE passes on to S&OP of its findings.

    It hands over demand that has left its forecast, and what begins beyond thirteen weeks, the gravest of each. It
    escalates every shortage for which it tried what it could and found nothing that mends it.

    Parameters
    ----------
    number
        Of the request within the question.
    """
    if agent == "sop":
        return []
    notes = [] if request.survey == "no" else _outside(number, request, done, today)
    return [*notes, *_unmended(number, request, done)]


def _outside(number: int, request: Request, done: Sequence[CallRecord], today: date) -> list[Json]:
    lines = list(_lines(done))
    drifted = [(item, line) for item, line in lines if line["kind"] == "demand_off_forecast"]
    later = [(item, line) for item, line in lines if is_beyond(str(line["first_harm_on"]), today)]
    notes: list[Json] = []
    for theirs, why in ((drifted, DEMAND_IS_SOPS), (later, LATER_IS_SOPS)):
        for item, line in theirs[:1]:
            look = PlannedCall(tool="forecast_demand", arguments={"item_id": line["item_id"]})
            begin = look if request.survey == "work" else None
            notes.append(handover("sop", number, why.format(item=item), begin))
    return notes


def _unmended(number: int, request: Request, done: Sequence[CallRecord]) -> list[Json]:
    notes: list[Json] = []
    for record in done:
        if record.ok and record.tool == "rank_mitigations" and is_unmended(record.document):
            subject = {name: f"{{{{{record.id}:/exception/{path}}}}}" for name, path in _SUBJECT}
            look = PlannedCall(tool="search_policies", arguments={"query": IN_SHORTAGE, "limit": 3})
            begin = look if request.survey == "work" else None
            exception = cast(dict[str, str], record.document["exception"])["exception_id"]
            notes.append(handover("sop", number, NOTHING_MENDS.format(**subject), begin, escalates=exception))
    return notes


_SUBJECT = (("item", "item_id"), ("place", "location_name"), ("value", "value_at_risk"))


def _lines(done: Sequence[CallRecord]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every exception that was listed, with a reference to its item."""
    for record in done:
        if record.ok and record.tool == "list_exceptions":
            for place, line in enumerate(cast(list[dict[str, Any]], record.document["exceptions"])):
                yield f"{{{{{record.id}:/exceptions/{place}/item_id}}}}", line


def handover(
    to: Agent, request: int, why: str, begin: PlannedCall | None = None, *, escalates: str | None = None
) -> Json:
    """Return the note with which something is passed on to the other agent.

    Parameters
    ----------
    why
        What it is about, in a sentence with references in place of numbers and names.
    begin
        A call with which the other agent begins.
    escalates
        The exception that the agent cannot mend by its own means.
    """
    kind: Literal["escalated", "handed_over"] = "handed_over" if escalates is None else "escalated"
    return {
        "key": f"{to}:{request}:{why}",
        "kind": kind,
        "to": to,
        "request": request,
        "why": why,
        "begin": begin.model_dump(mode="json") if begin else None,
        "exception_id": escalates,
    }
