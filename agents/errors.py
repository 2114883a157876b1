"""Every error that leaves the agents.

AgentError
├── QuestionRefused    a question that cannot be read at all
├── EvidenceMissing    a sentence with a number that no receipt covers
└── ModelStopped       a language model cannot go on with a turn; the embedded reasoner does
"""

from knowledge.errors import TandemError

from .usage import Ending


class AgentError(TandemError):
    """An error of the agents."""

    code = "agent_error"


class QuestionRefused(AgentError):
    """A question that cannot be read at all: empty, far too long, not text."""

    code, status = "question_refused", 422


class EvidenceMissing(AgentError):
    """A sentence with a number that no receipt covers; it does not leave the house."""

    code = "evidence_missing"


class ModelStopped(AgentError):
    """A language model cannot go on with a turn; the embedded reasoner finishes it.

    Parameters
    ----------
    ending
        Which way it ended.
    """

    code = "model_stopped"

    def __init__(self, ending: Ending, detail: str) -> None:
        super().__init__(detail, "The embedded reasoner finishes the turn.")
        self.ending: Ending = ending
