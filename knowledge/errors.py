"""Every error that leaves the knowledge packages.

TandemError                      the root of all packages' errors
└── KnowledgeError
    ├── TruthError
    │   ├── UnknownVersion       no such version of the truth
    │   ├── UnknownTable         no such table
    │   ├── RowsRefused          rows to be published have problems; nothing was written
    │   ├── SourceUnreadable     a file to be loaded cannot be read or understood
    │   ├── PublishConflict      another publisher moved the truth meanwhile
    │   ├── TruthUnreadable      the tables that a version is made of are gone or damaged
    │   └── TruthEmpty           nothing has been loaded yet
    ├── PolicyError
    │   ├── PolicyMalformed      a policy document cannot be read; says which line
    │   ├── UnknownPolicy        no such policy
    │   ├── PolicyConflict       a policy of this name exists, or has been withdrawn
    │   ├── PolicyIndexUnavailable  the search index of the policies cannot be reached or read
    │   └── ApprovalRouteUnknown the policies do not say with certainty who approves
    ├── DecisionError
    │   ├── UnknownProposal      no such proposal
    │   ├── StaleProposal        the proposal changed since it was read
    │   ├── RecheckPending       data moved; the effect is being computed again
    │   ├── NotDecidable         the proposal is not waiting for a decision
    │   ├── NotAllowed           this person may not do that
    │   ├── UnknownAnswer        no such answer or thread
    │   ├── IdempotencyConflict  the same key came with another request
    │   ├── DraftRefused         what is to be proposed is incomplete or has impossible numbers
    │   └── AuditBroken          the audit chain cannot be continued
    ├── UnknownKey               no such API key in force
    ├── EmbedderUnavailable      the files of the language embedding are missing or altered
    └── HomeInUse                another process holds the home folder
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .truth.loading.report import Report
    from .truth.problems import ProblemGroup


class TandemError(Exception):
    """An error that says what was wrong and what to do.

    Parameters
    ----------
    detail
        One sentence: what was wrong, and where.
    remedy
        One sentence: what the reader can do next.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, detail: str, remedy: str = "") -> None:
        super().__init__(f"{detail} {remedy}".strip())
        self.detail = detail
        self.remedy = remedy


class KnowledgeError(TandemError):
    """An error of the truth, the policies or the decisions."""

    code = "knowledge_error"


class TruthError(KnowledgeError):
    """An error of the versioned tables."""

    code = "truth_error"


class UnknownVersion(TruthError):
    """There is no such version of the truth."""

    code, status = "unknown_version", 404


class UnknownTable(TruthError):
    """There is no such table."""

    code, status = "unknown_table", 404


class RowsRefused(TruthError):
    """Rows to be published have problems; nothing was written.

    `problems` holds them in groups, each with its first example; `report` says what was read and found, where the rows
    came from files.
    """

    code, status = "rows_refused", 422

    def __init__(self, detail: str, remedy: str = "", problems: "Sequence[ProblemGroup]" = ()) -> None:
        super().__init__(detail, remedy)
        self.problems = tuple(problems)
        self.report: Report | None = None


class SourceUnreadable(TruthError):
    """A file to be loaded cannot be read or understood."""

    code, status = "source_unreadable", 422


class PublishConflict(TruthError):
    """Another publisher moved the truth meanwhile."""

    code, status = "publish_conflict", 409


class TruthUnreadable(TruthError):
    """The tables that a version is made of are gone or damaged."""

    code, status = "truth_unreadable", 503


class TruthEmpty(TruthError):
    """Nothing has been loaded yet."""

    code, status = "truth_empty", 409


class PolicyError(KnowledgeError):
    """An error of the policy documents."""

    code = "policy_error"


class PolicyMalformed(PolicyError):
    """A policy document cannot be read; the detail says which line."""

    code, status = "policy_malformed", 422


class UnknownPolicy(PolicyError):
    """There is no such policy."""

    code, status = "unknown_policy", 404


class PolicyConflict(PolicyError):
    """A policy of this name exists already, or has been withdrawn already."""

    code, status = "policy_conflict", 409


class PolicyIndexUnavailable(PolicyError):
    """The search index of the policies cannot be reached or read; the documents are not touched by that."""

    code, status = "policy_index_unavailable", 503


class ApprovalRouteUnknown(PolicyError):
    """The policies do not say with certainty who approves."""

    code, status = "approval_route_unknown", 422


class DecisionError(KnowledgeError):
    """An error of the ledger."""

    code = "decision_error"


class UnknownProposal(DecisionError):
    """There is no such proposal."""

    code, status = "unknown_proposal", 404


class StaleProposal(DecisionError):
    """The proposal changed since it was read."""

    code, status = "stale_proposal", 412


class RecheckPending(DecisionError):
    """Data moved under the proposal; its effect is being computed again."""

    code, status = "recheck_pending", 409


class NotDecidable(DecisionError):
    """The proposal is not waiting for a decision."""

    code, status = "not_decidable", 409


class NotAllowed(DecisionError):
    """This person may not do that."""

    code, status = "not_allowed", 403


class UnknownAnswer(DecisionError):
    """There is no such answer or thread."""

    code, status = "unknown_answer", 404


class IdempotencyConflict(DecisionError):
    """The same idempotency key came with another request."""

    code, status = "idempotency_conflict", 422


class UnknownKey(KnowledgeError):
    """There is no such API key in force."""

    code, status = "unknown_key", 404


class EmbedderUnavailable(KnowledgeError):
    """The files of the language embedding are missing or altered."""

    code, status = "embedder_unavailable", 503


class DraftRefused(DecisionError):
    """What is to be proposed is incomplete or has impossible numbers."""

    code, status = "draft_refused", 422


class AuditBroken(DecisionError):
    """The audit chain cannot be continued; nothing more is recorded or decided until it is restored."""

    code = "audit_broken"


class HomeInUse(KnowledgeError):
    """Another process holds the home folder."""

    code, status = "home_in_use", 409
