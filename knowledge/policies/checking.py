"""Checks an action against the limits of the policies: what it meets, what it breaks, what cannot be told."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from .bounds import BoundLimit, NumericLimit
from .facts import ActionFacts
from .limit import Unit
from .limits import Approval, BudgetTolerance, CheckedLimit, ForbiddenLifecycle, ForbiddenOrderStatus, StandingApproval
from .policy import Policy, applies, cite


class Verdict(StrEnum):
    """How an action stands to a limit; `unknown` counts as not met."""

    MEETS = "meets"
    BREAKS = "breaks"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One limit that is about the action, and how the action stands to it.

    Parameters
    ----------
    limit
        The kind of limit, such as `max_expedite_cost`.
    limit_value
        The bound, or the forbidden values.
    actual_value
        The measured fact; `None` where it is unknown.
    unit
        A currency code, `days`, `share`, `characters`, or empty for words.
    sentence
        The finding in words, with its citation.
    short
        The measured fact beside its bound, for a line that sums up several findings.
    stricter
        Citations of limits of the same kind that leave less room; empty for the one that governs.
    """

    policy_id: str
    section: int
    limit: str
    limit_value: float | tuple[str, ...]
    actual_value: float | str | None
    unit: str
    verdict: Verdict
    sentence: str
    short: str
    stricter: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """Such as `POL-07 §3`."""
        return cite(self.policy_id, self.section)


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """Every limit that is about an action.

    Parameters
    ----------
    findings
        Broken limits first, then unknown ones, then those that are met; each group in the order of the policies.
    """

    findings: tuple[Finding, ...]

    @property
    def is_met(self) -> bool:
        """Whether every limit is met; a limit that cannot be checked is not."""
        return all(finding.verdict is Verdict.MEETS for finding in self.findings)

    @property
    def not_met(self) -> tuple[Finding, ...]:
        """The limits that are broken or cannot be checked."""
        return tuple(finding for finding in self.findings if finding.verdict is not Verdict.MEETS)

    @property
    def citations(self) -> tuple[str, ...]:
        """Each cited section once, in the order of the findings."""
        return tuple(dict.fromkeys(finding.citation for finding in self.findings))


def check(facts: ActionFacts, policies: Iterable[Policy], on: date) -> PolicyCheck:
    """Check an action against every limit that holds on a day.

    A limit whose applicability or whose fact is unknown gets the verdict `unknown`, which counts as not met. Where
    two policies limit the same thing, both are listed and the laxer one names the stricter one, which governs.

    Parameters
    ----------
    facts
        What is known about the action.
    policies
        All policies; those that do not hold on the day are passed over.
    on
        The planning date.
    """
    judged: list[tuple[CheckedLimit, Finding]] = []
    for policy in policies:
        if not policy.is_effective(on):
            continue
        for limit in policy.head.limits:
            if isinstance(limit, Approval | StandingApproval | BudgetTolerance):
                continue
            about = applies(policy, limit, facts)
            if about is not False:
                judged.append((limit, _judge(policy, limit, facts, about is True)))
    findings = [replace(finding, stricter=_stricter(limit, judged)) for limit, finding in judged]
    order = (Verdict.BREAKS, Verdict.UNKNOWN, Verdict.MEETS)
    return PolicyCheck(tuple(sorted(findings, key=lambda finding: order.index(finding.verdict))))


def _stricter(limit: CheckedLimit, judged: Sequence[tuple[CheckedLimit, Finding]]) -> tuple[str, ...]:
    if not isinstance(limit, NumericLimit):
        return ()
    same = [(other, finding) for other, finding in judged if type(other) is type(limit)]
    return tuple(
        finding.citation for other, finding in same if isinstance(other, NumericLimit) and other.is_stricter_than(limit)
    )


def _judge(policy: Policy, limit: CheckedLimit, facts: ActionFacts, about: bool) -> Finding:
    if isinstance(limit, ForbiddenLifecycle | ForbiddenOrderStatus):
        return _judge_forbidden(policy, limit, facts, about)
    return _judge_bound(policy, limit, facts, about)


def _judge_bound(policy: Policy, limit: BoundLimit, facts: ActionFacts, about: bool) -> Finding:
    actual = limit.actual(facts)
    currency = policy.head.currency
    money = limit.unit == "money"
    unknown = ""
    if not about:
        unknown = "it is not known whether the limit applies"
    elif actual is None or math.isnan(actual) or (money and (actual < 0 or math.isinf(actual))):
        unknown = f"{limit.of} is not known"
    elif money and facts.currency != currency:
        unknown = f"the action is in {facts.currency}"
    verdict = Verdict.UNKNOWN
    if not unknown and actual is not None:
        verdict = Verdict.MEETS if limit.meets(actual) else Verdict.BREAKS
    bound = amount(limit.value, limit.unit, currency)
    side = "more than" if limit.limit == "frozen_horizon_days" else "at most" if limit.at_most else "at least"
    tail = unknown or f"here it is {amount(actual or 0.0, limit.unit, currency)}"
    return Finding(
        policy_id=policy.id,
        section=limit.section,
        limit=limit.limit,
        limit_value=limit.value,
        actual_value=actual,
        unit=currency if money else limit.unit,
        verdict=verdict,
        sentence=_sentence(policy, limit.section, f"{limit.of} must be {side} {bound}; {tail}", verdict),
        short=f"{limit.of} {unknown or amount(actual or 0.0, limit.unit, currency)} ({side} {bound})",
    )


def _judge_forbidden(
    policy: Policy, limit: ForbiddenLifecycle | ForbiddenOrderStatus, facts: ActionFacts, about: bool
) -> Finding:
    actual = limit.actual(facts)
    if actual is None or not about:
        verdict = Verdict.UNKNOWN
        tail = f"{limit.of} is not known" if actual is None else "it is not known whether the limit applies"
    else:
        verdict = Verdict.BREAKS if actual in limit.values else Verdict.MEETS
        tail = f"here it is {_words(actual)}"
    barred = " or ".join(_words(value) for value in limit.values)
    return Finding(
        policy_id=policy.id,
        section=limit.section,
        limit=limit.limit,
        limit_value=limit.values,
        actual_value=actual,
        unit="",
        verdict=verdict,
        sentence=_sentence(policy, limit.section, f"{limit.of} must not be {barred}; {tail}", verdict),
        short=f"{limit.of} {_words(actual) if actual else 'not known'} (not {barred})",
    )


def _sentence(policy: Policy, section: int, middle: str, verdict: Verdict) -> str:
    ending = {Verdict.MEETS: "is met", Verdict.BREAKS: "is broken", Verdict.UNKNOWN: "cannot be checked, so not met"}
    return f"{cite(policy.id, section)} {ending[verdict]}: {middle}."


def amount(value: float, unit: Unit, currency: str) -> str:
    """A value with its unit, as a policy writes it.

    >>> amount(5000, "money", "EUR"), amount(0.25, "share", "EUR"), amount(1, "days", "EUR")
    ('EUR 5,000', '25%', '1 day')
    """
    if unit == "money":
        return f"{currency} {_plain(value, 2)}"
    if unit == "share":
        return f"{_plain(100 * value, 1)}%"
    one = _plain(value, 1) == "1"
    return f"{_plain(value, 1)} {unit.removesuffix('s') if one else unit}"


def _plain(value: float, decimals: int) -> str:
    if math.isinf(value):
        return "unlimited"
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(value: str) -> str:
    return value.replace("_", " ")
