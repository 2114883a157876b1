"""Who works on what: by the tool's mandate, the stretch of time, and the operating model.

| | question within an agent's mandate | question that touches both |
|---|---|---|
| separate | that agent alone | the owner of the first call answers; the rest is handed over in so many words |
| hybrid | S&OE within thirteen weeks, S&OP beyond | both answer, each for its part |
| merged | one of them, with every tool | one answer |

What an agent hands over is worked on by the other one, except where the two are separate: there the person is told who
answers for it, with the question to ask. Nothing is dropped.
"""

from collections.abc import Sequence

from .answers import Choice
from .mandates import Mandate, reach_of
from .reasoners.protocol import Agent, OperatingModel, Request, Turn
from .soe import SOE
from .sop import SOP
from .state import Json, State

MANDATES: dict[Agent, Mandate] = {"sop": SOP, "soe": SOE}


def assign(turn: Turn, requests: Sequence[Request]) -> list[Json]:
    """Return who works on each request, in order, as `{"agent", "request"}`."""
    assigned: list[Json] = []
    for number, request in enumerate(requests):
        agents = agents_for(turn, request)
        assigned += [{"agent": agent, "request": number} for agent in agents]
    return assigned


def agents_for(turn: Turn, request: Request) -> tuple[Agent, ...]:
    """Return the agents that answer a request, the leading one first."""
    mandate = turn.registry.get(request.first.tool).mandate
    reach = reach_of(request.first_day, request.last_day)
    if mandate == "both":
        lead: Agent = "sop" if reach == "far" else "soe"
    else:
        lead = mandate
    other: Agent = "soe" if lead == "sop" else "sop"
    touches_both = reach == "both" or (lead == "soe" and reach == "far")
    return (lead, other) if turn.operating_model == "hybrid" and touches_both else (lead,)


def next_after(turn: Turn, state: State) -> list[Json]:
    """Return what is still waiting when the first assignment is done, with what was handed over meanwhile."""
    waiting = list(state["waiting"][1:])
    if turn.operating_model == "separate":
        return waiting
    known = {(entry["agent"], entry["request"]) for entry in state["waiting"]}
    known |= {(section["agent"], section["request"]) for section in state["sections"]}
    for note in state["handovers"]:
        if note["begin"] is not None and (note["to"], note["request"]) not in known:
            begin = [other["begin"] for other in state["handovers"] if _is_with(other, note)]
            calls = [call for number, call in enumerate(begin) if call is not None and call not in begin[:number]]
            waiting.append({"agent": note["to"], "request": note["request"], "begin": calls})
            known.add((note["to"], note["request"]))
    return waiting


def _is_with(note: Json, other: Json) -> bool:
    return (note["to"], note["request"]) == (other["to"], other["request"])


def merge(operating_model: OperatingModel, state: State) -> str:
    """Return the template of the whole answer from the agents' sections.

    The leading agent's part comes first, so that the text begins with the answer; where another one speaks as well and
    they are not merged, its part stands under its name.
    """
    sections = [section for section in state["sections"] if section["template"].strip()]
    speakers = {section["agent"] for section in sections}
    parts: list[str] = []
    said: set[str] = {section["agent"] for section in sections[:1]}
    for section in sections:
        if operating_model != "merged" and len(speakers) > 1 and section["agent"] not in said:
            parts.append(f"### {MANDATES[section['agent']].title}")
            said.add(section["agent"])
        taken_over = [note for note in state["handovers"] if _is_for(note, section) and note["begin"]]
        if operating_model != "separate" and len(speakers) > 1:
            parts += ["\n".join(f"- {_taken_over(note)}" for note in taken_over)] if taken_over else []
        parts.append(section["template"].strip())
    for note in state["handovers"]:
        if operating_model == "separate" or (operating_model == "hybrid" and note["begin"] is None):
            parts.append(_handed_over(note))
    return "\n\n".join(parts)


def _is_for(note: Json, section: Json) -> bool:
    return (note["to"], note["request"]) == (section["agent"], section["request"])


def _taken_over(note: Json) -> str:
    return f"Escalated to {MANDATES[note['to']].title}: {note['why']}" if note["exception_id"] else str(note["why"])


def _handed_over(note: Json) -> str:
    mandate = MANDATES[note["to"]]
    passed_on = "Escalated" if note["exception_id"] else "Handed over"
    return f"{passed_on} to {mandate.title}, which answers for {mandate.owns}: {note['why']}"


def choices_of(state: State) -> list[Choice]:
    """Return every way to go on that the sections offer, each once."""
    offered = [choice for section in state["sections"] for choice in section["choices"]]
    return list(dict.fromkeys(Choice.model_validate(choice) for choice in offered))
