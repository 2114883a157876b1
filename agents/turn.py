"""A conversation's turn, from question to answer."""

import hashlib
import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from knowledge.truth.snapshot import Snapshot
from tools.context import ToolContext
from tools.registry import Registry
from tools.results import Chart

from .answers import Answer, Choice, Figure, Handover, ToolCall
from .coordinator import choices_of, merge
from .events import Emit, Event, silent
from .evidence import CallRecord, Rendered, Sources
from .evidence.identifiers import identifiers_of, item_units
from .evidence.records import Speaker
from .graph import STEPS, turn_graph
from .reasoners.protocol import OperatingModel, PerTurn, Reasoner, Turn
from .state import Desk, State, blank
from .version import code_version
from .warnings import grouped
from .wording import checked_reply, offered, rendered_or_withheld, sources_of

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Conversation:
    """Answers questions.

    Parameters
    ----------
    registry
        The tools.
    reasoner
        Understands and words; one that keeps something for each turn is begun anew for each.
    fallback
        Takes over the wording where the reasoner's was refused; the embedded one.
    """

    registry: Registry
    reasoner: Reasoner | PerTurn
    fallback: Reasoner

    def prepare(self, snapshot: Snapshot) -> None:
        """Collect the names of a version and build the graph, so that the first question does not wait for it."""
        identifiers_of(snapshot)
        item_units(snapshot)
        turn_graph()
        if isinstance(self.reasoner, PerTurn):
            self.reasoner.prepare()

    def close(self) -> None:
        """Let go of what the reasoner holds between turns."""
        if isinstance(self.reasoner, PerTurn):
            self.reasoner.close()

    def answer(
        self,
        question: str,
        *,
        context: ToolContext,
        thread_id: str,
        thread: Sequence[Answer] = (),
        operating_model: OperatingModel = "hybrid",
        emit: Emit | None = None,
    ) -> Answer:
        """Answer a question from one version of the truth.

        Parameters
        ----------
        context
            Whose clock, seed and snapshot make the answer what it is: the same give the same answer.
        thread
            The earlier answers, the oldest first.
        emit
            Is told what is going on, within the same thread of execution.

        Raises
        ------
        QuestionRefused
            If the question cannot be read at all.
        BudgetExhausted, Cancelled
            If the context's time is up or the turn was stopped.
        """
        started, asked_at = time.perf_counter(), context.clock()
        answer_id = answer_id_of(asked_at, context.seed, context.snapshot.version, thread_id, len(thread), question)
        tell = emit or silent
        turn = Turn(question, answer_id, context, self.registry, tuple(thread), operating_model)
        tell(Event(kind="turn_started", answer_id=answer_id, data={"thread_id": thread_id}))
        told = _Told(tell, answer_id)
        at_work = self.reasoner.begin(turn, told) if isinstance(self.reasoner, PerTurn) else None
        reasoner = at_work or cast(Reasoner, self.reasoner)
        fallback = at_work.fallback if at_work else self.fallback
        desk = Desk(turn, reasoner, fallback, tell, choices_by_code=at_work is not None)
        final = turn_graph().invoke(blank(), {"recursion_limit": STEPS}, context=desk)
        state = cast(State, final)
        records = tuple(CallRecord.model_validate(entry["record"]) for entry in state["records"])
        reply = state["reply"]
        template = checked_reply(desk, reply["text"]) if reply else merge(operating_model, state)
        sources = sources_of(turn, records)
        rendered, withheld = rendered_or_withheld(template, sources)
        choices, dropped = choices_of(state), ()
        if reply:
            replied = [Choice.model_validate(choice) for choice in reply["choices"]]
            choices, dropped = offered(desk, reasoner, replied, sources)
        answer = Answer(
            answer_id=answer_id,
            thread_id=thread_id,
            question=question,
            asked_by=context.principal.person_id,
            asked_at=asked_at,
            truth_version=context.snapshot.version,
            operating_model=operating_model,
            reasoner=reasoner.name,
            seed=context.seed,
            code_version=code_version(),
            agents=_speakers(state),
            text=rendered.text,
            figures=rendered.figures,
            tool_calls=tuple(_call(record) for record in records),
            citations=rendered.citations,
            charts=tuple(_charts(records, rendered.figures)),
            proposals=_proposals(records),
            handovers=_handovers(state, sources_of(turn, records)),
            asked_back=bool(reply and reply["asked_back"]) or any(s["asked_back"] for s in state["sections"]),
            choices=tuple(choices),
            warnings=(*withheld, *dropped, *(at_work.warnings if at_work else ()), *_warnings(state, records)),
            usage=at_work.usage if at_work else None,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )
        told.rest(rendered)
        tell(Event(kind="turn_finished", answer_id=answer_id, data={"elapsed_ms": round(answer.elapsed_ms, 1)}))
        return answer


def answer_id_of(asked_at: datetime, seed: int, version: str, thread_id: str, turn: int, question: str) -> str:
    """Return an identifier that sorts by time and is the same for the same question at the same moment.

    Ten signs of milliseconds and sixteen of a digest in Crockford's base 32, as in a ULID, behind `A-`.
    """
    millis = int(asked_at.timestamp() * 1000)
    digest = hashlib.sha256(repr((seed, version, thread_id, turn, question)).encode()).digest()
    number = (millis << 80) | int.from_bytes(digest[:10], "big")
    return "A-" + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


class _Told:
    """Tells the text of an answer: pieces that are certain as they come, the rest when it is whole."""

    def __init__(self, tell: Emit, answer_id: str) -> None:
        self._tell = tell
        self._answer_id = answer_id
        self.text = ""

    def __call__(self, piece: str) -> None:
        self.text += piece
        self._tell(Event(kind="text", answer_id=self._answer_id, data={"text": piece}))

    def rest(self, rendered: Rendered) -> None:
        """Tell what has not been told, paragraph by paragraph.

        What was told cannot be taken back; where the whole begins otherwise after all, it is told from its beginning.
        """
        if self.text and not rendered.text.startswith(self.text):
            self("\n\n")
            self.text = ""
        for paragraph in re.split(r"(?<=\n\n)", rendered.text[len(self.text) :]):
            if paragraph:
                self(paragraph)


def _speakers(state: State) -> tuple[Speaker, ...]:
    speakers: list[Speaker] = [section["agent"] for section in state["sections"]]
    return tuple(dict.fromkeys(speakers)) or ("coordinator",)


def _call(record: CallRecord) -> ToolCall:
    return ToolCall(
        id=record.id,
        agent=record.agent,
        tool=record.tool,
        arguments=record.arguments,
        result_digest=record.digest,
        elapsed_ms=record.elapsed_ms,
    )


def _charts(records: Sequence[CallRecord], figures: Sequence[Figure]) -> list[Chart]:
    """The charts of the results; of several results of one tool only those of the one that the text names first."""
    named = {figure.tool_call: figure.start for figure in reversed(figures)}
    drawn = [record for record in records if record.ok and record.document.get("charts")]
    first: dict[str, CallRecord] = {}
    for record in sorted(drawn, key=lambda record: named.get(record.id, math.inf)):
        first.setdefault(record.tool, record)
    shown = [record for record in drawn if first[record.tool] is record]
    return [Chart.model_validate(chart) for record in shown for chart in cast(list[object], record.document["charts"])]


def _proposals(records: Sequence[CallRecord]) -> tuple[str, ...]:
    drafted = [record for record in records if record.ok and record.tool == "draft_proposal"]
    return tuple(str(record.document["proposal_id"]) for record in drafted if record.document.get("proposal_id"))


def _handovers(state: State, sources: Sources) -> tuple[Handover, ...]:
    return tuple(
        Handover(
            kind=note["kind"],
            from_agent="soe" if note["to"] == "sop" else "sop",
            to_agent=note["to"],
            about=rendered_or_withheld(note["why"], sources)[0].text,
            exception_id=note["exception_id"],
        )
        for note in state["handovers"]
    )


def _warnings(state: State, records: Sequence[CallRecord]) -> tuple[str, ...]:
    said = [warning for section in state["sections"] for warning in section["warnings"]]
    given = [cast(list[str], record.document.get("warnings", [])) for record in records if record.ok]
    return grouped([*said, *(warning for warnings in given for warning in warnings)])
