"""How far expected and budgeted revenue may differ, as the policies say it."""

from collections.abc import Sequence
from datetime import date

from knowledge.policies import Policy, cite
from knowledge.policies.limits import BudgetTolerance

from ..results import Part

QUARTER_MONTHS = 3


class Tolerance(Part):
    """A share of the budgeted revenue, and who set it: a policy section, or whoever asks."""

    share: float
    set_by: str


def tolerance_of(policies: Sequence[Policy], on: date, months: int, family: str | None) -> Tolerance | None:
    """Return the strictest tolerance in force for a stretch of months; `None` where no policy states one.

    Up to a quarter the tolerance of a quarter counts, beyond it that of a year.

    Parameters
    ----------
    family
        The one family asked about; where it is not given, only what holds for every family counts.
    """
    found = [
        Tolerance(
            share=limit.quarter_share if months <= QUARTER_MONTHS else limit.year_share,
            set_by=cite(policy.id, limit.section),
        )
        for policy in policies
        if policy.is_effective(on)
        for limit in policy.head.limits
        if isinstance(limit, BudgetTolerance)
        if {"*", family} & set(policy.head.applies_to.families) and {"*", family} & set(limit.families)
    ]
    return min(found, key=lambda tolerance: tolerance.share, default=None)
