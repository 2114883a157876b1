"""Answers with their evidence, and the same computed again."""

from fastapi import APIRouter

from agents.answers import Answer
from agents.replay import ReplayReport, replay
from knowledge.errors import UnknownAnswer

from ..auth import App, Signed
from ..people import principal_of
from ..problems import ProblemDocument
from ..tandem import Tandem

router = APIRouter(prefix="/answers", tags=["answers"], responses={404: {"model": ProblemDocument}})


class ReplayView(ReplayReport):
    """Whether an answer computed again is the same, call by call and figure by figure; `summary` says it in words."""

    summary: str


@router.get("/{answer_id}")
def read_answer(answer_id: str, tandem: App, principal: Signed) -> Answer:
    """Give an answer as it was given."""
    return own_answer(answer_id, tandem, principal)


@router.post("/{answer_id}/replay")
def replay_answer(answer_id: str, tandem: App, principal: Signed) -> ReplayView:
    """Compute every tool call of an answer again, from its version, arguments and seed, and compare."""
    answer = own_answer(answer_id, tandem, principal)
    asker = principal
    if principal.person_id != answer.asked_by:
        asker = principal_of(tandem.truth.snapshot(answer.truth_version), answer.asked_by)
    context = tandem.context(asker, version=answer.truth_version, seed=answer.seed, fresh=True)
    report = replay(answer, context, tandem.registry)
    return ReplayView(**dict(report), summary=_summary(report))


def _summary(report: ReplayReport) -> str:
    made = sum(not call.skipped for call in report.calls)
    again = f"{made} of {len(report.calls)} tool calls made again on {report.truth_version}"
    checked = f"{report.figures_checked} figures checked"
    if report.same:
        return f"{report.answer_id} computed again is the same: {again}, {checked}."
    return f"{report.answer_id} computed again differs: {again}, {checked}; {len(report.differences)} differences."


def own_answer(answer_id: str, tandem: Tandem, principal: Signed) -> Answer:
    """Return an answer that the person got; to others it does not exist, except to the operator."""
    answer = Answer.model_validate(tandem.ledger.answer(answer_id))
    if answer.asked_by != principal.person_id and not tandem.is_operator(principal):
        raise UnknownAnswer(f"There is no answer '{answer_id}'.", "Answers can be read by whoever asked.")
    return answer
