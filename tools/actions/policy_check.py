"""What the policies say about actions, as a proposal keeps it."""

import math
from collections.abc import Sequence

from pydantic import JsonValue

from knowledge.policies.checking import Finding, check
from knowledge.policies.facts import ActionFacts
from knowledge.policies.policy import Policy
from knowledge.truth.snapshot import Snapshot

from ..errors import ActionRefused
from ..results import Part


class PolicyVerdict(Part):
    """One limit of one policy and how an action stands to it; the numbers are in `unit`.

    Attributes
    ----------
    short
        The measured fact beside its bound; proposals of older releases have none.
    """

    action: int
    citation: str
    limit: str
    limit_value: float | str
    actual_value: float | str | None
    unit: str
    verdict: str
    sentence: str
    short: str = ""


class PolicyVerdicts(Part):
    """Every limit that is about the actions, and the approvals given in advance that cover them."""

    verdicts: tuple[PolicyVerdict, ...]
    standing_approvals: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, JsonValue]:
        """The verdicts as JSON."""
        return self.model_dump(mode="json")


def verdicts_in_words(verdicts: Sequence[PolicyVerdict]) -> tuple[str, ...]:
    """Return a line for each policy whose limits are met, with every fact beside its bound."""
    by_policy: dict[str, list[PolicyVerdict]] = {}
    for verdict in verdicts:
        by_policy.setdefault(verdict.citation.split(" ")[0], []).append(verdict)
    lines: list[str] = []
    for policy, found in by_policy.items():
        sections = ", ".join(dict.fromkeys(verdict.citation.removeprefix(f"{policy} ") for verdict in found))
        facts = "; ".join(dict.fromkeys(verdict.short or verdict.sentence.rstrip(".") for verdict in found))
        lines.append(f"{policy} {sections} met: {facts}.")
    return tuple(lines)


def check_policies(
    snapshot: Snapshot, facts: Sequence[ActionFacts], policies: Sequence[Policy]
) -> tuple[PolicyVerdict, ...]:
    """Check actions against every limit in force on the planning date.

    Raises
    ------
    ActionRefused
        If a limit is broken or cannot be checked, which counts as not met; each is cited.
    """
    found = [
        (number, finding)
        for number, one in enumerate(facts, start=1)
        for finding in check(one, policies, snapshot.planning_date).findings
    ]
    broken = [finding for _, finding in found if finding.verdict != "meets"]
    if broken:
        cited = " and ".join(dict.fromkeys(finding.citation for finding in broken))
        raise ActionRefused(
            " ".join(dict.fromkeys(finding.sentence for finding in broken)),
            f"Change the action so that it keeps {cited}, or ask the owner of the policy for an exception.",
        )
    return tuple(_verdict(number, finding) for number, finding in found)


def _verdict(number: int, finding: Finding) -> PolicyVerdict:
    limit, actual = finding.limit_value, finding.actual_value
    return PolicyVerdict(
        action=number,
        citation=finding.citation,
        limit=finding.limit,
        limit_value=", ".join(limit) if isinstance(limit, tuple) else limit,
        actual_value="without end" if isinstance(actual, float) and math.isinf(actual) else actual,
        unit=finding.unit,
        verdict=finding.verdict.value,
        sentence=finding.sentence,
        short=finding.short,
    )
