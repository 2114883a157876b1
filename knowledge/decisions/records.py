"""Reading proposals and decisions from their rows."""

from collections import defaultdict
from collections.abc import Sequence

from pydantic import JsonValue
from sqlalchemy import Connection, RowMapping, Select, select

from ..canonical import canonical_digest
from ..errors import UnknownProposal
from .proposals import Decision, Draft, Proposal, Status
from .schema import DecisionRow, ProposalRow


def proposal_id(number: int) -> str:
    """Return the name of the proposal of a number.

    >>> proposal_id(12)
    'P-000012'
    """
    return f"P-{number:06d}"


def proposal_number(name: str) -> int:
    """Return the number of the proposal of a name; `UnknownProposal` if it is no such name."""
    prefix, _, digits = name.partition("-")
    if prefix != "P" or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise unknown(name)
    return int(digits)


def unknown(name: str) -> UnknownProposal:
    """Return the error for a proposal that is not there."""
    return UnknownProposal(f"There is no proposal '{name}'.", "List them with 'tandem proposal list'.")


def content_digest(draft: Draft) -> str:
    """Return what an approval is bound to: a digest of the actions, the rows read and the effect."""
    content: dict[str, JsonValue] = {
        "actions": list(draft.actions),
        "reads_digest": draft.reads_digest,
        "effect": draft.effect,
    }
    return canonical_digest(content)


def actions_digest(draft: Draft) -> str:
    """Return the digest by which two proposals of the same actions are recognised."""
    return canonical_digest(list(draft.actions))


def find(connection: Connection, name: str) -> Proposal:
    """Return the proposal of that name.

    Raises
    ------
    UnknownProposal
    """
    found = read(connection, select(ProposalRow.__table__).where(ProposalRow.number == proposal_number(name)))
    if not found:
        raise unknown(name)
    return found[0]


def read(connection: Connection, wanted: Select[tuple[object, ...]]) -> list[Proposal]:
    """Return the proposals of a selection of rows, with their decisions."""
    rows = connection.execute(wanted).mappings().all()
    decided = _decisions(connection, [row["number"] for row in rows])
    return [_proposal(row, decided[row["number"]]) for row in rows]


def _decisions(connection: Connection, numbers: Sequence[int]) -> defaultdict[int, list[Decision]]:
    decided: defaultdict[int, list[Decision]] = defaultdict(list)
    for start in range(0, len(numbers), 500):
        wanted = select(DecisionRow.__table__).where(DecisionRow.proposal.in_(numbers[start : start + 500]))
        for row in connection.execute(wanted.order_by(DecisionRow.number)).mappings():
            decided[row["proposal"]].append(
                Decision(
                    decision_id=f"D-{row['number']:06d}",
                    proposal_id=proposal_id(row["proposal"]),
                    proposal_version=row["proposal_version"],
                    verdict=row["verdict"],
                    person_id=row["person_id"],
                    on_behalf_of=row["on_behalf_of"],
                    position_id=row["position_id"],
                    comment=row["comment"],
                    decided_at=row["decided_at"],
                )
            )
    return decided


def _proposal(row: RowMapping, decisions: Sequence[Decision]) -> Proposal:
    return Proposal(
        proposal_id=proposal_id(row["number"]),
        version=row["version"],
        status=Status(row["status"]),
        digest=row["digest"],
        draft=Draft.model_validate_json(row["draft"]),
        proposer=row["proposer"],
        on_behalf_of=row["on_behalf_of"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        checked_at_version=row["checked_at_version"],
        step=row["step"],
        decisions=tuple(decisions),
        outcome=row["outcome"],
    )
