"""Answers with their evidence, and the same computed again."""

from fastapi import APIRouter
from pydantic import BaseModel

from agents.answers import Answer
from knowledge.errors import UnknownAnswer

from ..auth import App, Signed
from ..people import principal_of
from ..problems import ProblemDocument
from ..tandem import Tandem

router = APIRouter(prefix="/answers", tags=["answers"], responses={404: {"model": ProblemDocument}})


class ReplayView(BaseModel):
    """Whether an answer computed again is the same, and what differs."""

    answer_id: str
    same: bool
    summary: str
    differences: list[str]


@router.get("/{answer_id}")
def read_answer(answer_id: str, tandem: App, principal: Signed) -> Answer:
    """Give an answer as it was given."""
    return own_answer(answer_id, tandem, principal)


@router.post("/{answer_id}/replay")
def replay_answer(answer_id: str, tandem: App, principal: Signed) -> ReplayView:
    """Compute every tool call of an answer again, from its version, arguments and seed, and compare."""
    from agents.replay import replay

    answer = own_answer(answer_id, tandem, principal)
    asker = principal
    if principal.person_id != answer.asked_by:
        asker = principal_of(tandem.truth.snapshot(answer.truth_version), answer.asked_by)
    report = replay(answer, tandem.context(asker, version=answer.truth_version, seed=answer.seed))
    return ReplayView(
        answer_id=answer_id, same=report.same, summary=report.summary, differences=list(report.differences)
    )


def own_answer(answer_id: str, tandem: Tandem, principal: Signed) -> Answer:
    """Return an answer that the person got; to others it does not exist, except to the operator."""
    answer = Answer.model_validate(tandem.ledger.answer(answer_id))
    if answer.asked_by != principal.person_id and not tandem.is_operator(principal):
        raise UnknownAnswer(f"There is no answer '{answer_id}'.", "Answers can be read by whoever asked.")
    return answer
