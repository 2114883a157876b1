"""What execution cannot mend is passed on to planning, said and recorded; what only looks cheap is told as such."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import OperatingModel
from agents.turn import Conversation
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.exceptions.list_exceptions import ListExceptions, list_exceptions
from tools.twin.mitigations import RankMitigations, rank_mitigations

Ask = Callable[..., Answer]
UNMENDED, MENDED, EXCESS, COMPONENT = "F-601 at DC-HAM", "H-802 at DC-HAM", "G-713 at DC-VEN", "R-205 at POZ"


@pytest.fixture(scope="module")
def ask(sample_context: ToolContext, embedded: EmbeddedReasoner) -> Ask:
    """Ask about the sample company."""
    conversation = Conversation(all_tools(), embedded, embedded)

    def answer(question: str, model: OperatingModel = "hybrid") -> Answer:
        return conversation.answer(question, context=sample_context, thread_id="T", operating_model=model)

    return answer


def exception_of(context: ToolContext, subject: str) -> str:
    """The exception about an item at a place."""
    item, place = subject.split(" at ")
    listed = list_exceptions(context, ListExceptions(item_id=item, location_id=place))
    return listed.exceptions[0].exception_id


@pytest.mark.parametrize("model", ["hybrid", "separate"])
def test_a_shortage_that_nothing_mends_is_escalated(
    ask: Ask, sample_context: ToolContext, model: OperatingModel
) -> None:
    """It would else be named and forgotten."""
    answer = ask(f"What can we do about {UNMENDED}?", model)
    (note,) = [note for note in answer.handovers if note.kind == "escalated"]
    assert (note.from_agent, note.to_agent) == ("soe", "sop")
    assert note.exception_id == exception_of(sample_context, UNMENDED)
    assert "F-601 at Hamburg distribution centre" in note.about
    assert "Escalated to S&OP" in answer.text
    assert note.about in answer.text


@pytest.mark.parametrize("subject", [MENDED, EXCESS])
def test_what_is_mended_or_is_no_shortage_is_not_escalated(ask: Ask, subject: str) -> None:
    """Planning would stop reading what is passed on if everything were."""
    answer = ask(f"What can we do about {subject}?")
    assert answer.handovers == ()
    assert "Escalated" not in answer.text


def test_the_brief_has_planning_take_up_what_is_escalated(ask: Ask) -> None:
    """S&OP answers with the rule by which a shortage is shared, beside what it says of demand."""
    answer = ask("What will hurt us in the next two weeks, and what should we do?")
    tried = {str(call.arguments["exception_id"]) for call in answer.tool_calls if call.tool == "rank_mitigations"}
    escalated = {note.exception_id for note in answer.handovers if note.kind == "escalated"}
    assert set() < escalated < tried
    assert [call.tool for call in answer.tool_calls if call.agent == "sop"] == ["forecast_demand", "search_policies"]
    assert "POL-03" in {citation.policy for citation in answer.citations}


def test_a_benefit_that_leaves_production_out_says_so_where_it_stands(ask: Ask, sample_context: ToolContext) -> None:
    """A small saving beside a large loss would be read as all that there is to win."""
    exception = exception_of(sample_context, COMPONENT)
    ranking = rank_mitigations(sample_context, RankMitigations(exception_id=exception))
    assert ranking.leaves_out is not None
    assert "R-205 at POZ" in ranking.leaves_out
    answer = ask(f"What can we do about {COMPONENT}?")
    saving = next(line for line in answer.text.splitlines() if "It saves" in line)
    assert "at risk are not part of that" in saving
    assert "is not counted" in saving
    sold = rank_mitigations(sample_context, RankMitigations(exception_id=exception_of(sample_context, MENDED)))
    assert sold.leaves_out is None


def test_an_escalation_is_on_record_once_for_a_version(ask: Ask, sample_context: ToolContext) -> None:
    """Asking again must not fill the audit chain, and a new version of the truth is a new reason to look."""
    answer = ask(f"What can we do about {UNMENDED}?")
    exception = exception_of(sample_context, UNMENDED)
    ledger = sample_context.ledger
    ledger.open_thread("T", "sam")
    document: dict[str, Any] = answer.model_dump(mode="json")
    ledger.save_answer(document)
    ledger.save_answer({**document, "answer_id": "A-again"})
    assert len(ledger.entries(subject=exception)) == 1
    ledger.save_answer({**document, "answer_id": "A-later", "truth_version": "t-000002"})
    kept = ledger.escalations([exception, "EX-0"])
    assert list(kept) == [exception]
    assert (kept[exception].answer_id, kept[exception].asked_by) == ("A-later", "sam")
    assert kept[exception].to == "sop"
    assert ledger.verify().intact
