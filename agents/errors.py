"""Every error that leaves the agents.

AgentError
├── QuestionRefused    a question that cannot be read at all
└── EvidenceMissing    a sentence with a number that no receipt covers
"""

from knowledge.errors import TandemError


class AgentError(TandemError):
    """An error of the agents."""

    code = "agent_error"


class QuestionRefused(AgentError):
    """A question that cannot be read at all: empty, far too long, not text."""

    code, status = "question_refused", 422


class EvidenceMissing(AgentError):
    """A sentence with a number that no receipt covers; it does not leave the house."""

    code = "evidence_missing"
