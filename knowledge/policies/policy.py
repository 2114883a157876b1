"""A policy: its scope, its limits and its numbered sections."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..errors import UnknownPolicy
from .facts import ActionFacts, ActionKind
from .limit import EVERY, Limit, Some, Strict, Text
from .limits import AnyLimit

Day = Annotated[date, Field(strict=True)]
PolicyId = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{2,5}-[0-9]{2,4}$")]


class Scope(Strict):
    """What a policy is about; `*` stands for everything."""

    actions: Some[ActionKind | Literal["*"]]
    families: Some[Text]
    locations: Some[Text]


class FrontMatter(Strict):
    """The head of a policy document."""

    id: PolicyId
    title: Text
    owner: Text
    currency: Annotated[str, Field(strict=True, pattern=r"^[A-Z]{3}$")]
    effective_from: Day
    effective_to: Day | None
    withdrawn_on: Day | None = None
    applies_to: Scope
    limits: tuple[AnyLimit, ...]

    @model_validator(mode="after")
    def _in_order(self) -> "FrontMatter":
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to is before effective_from")
        return self


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: `## 3. Limits` and the text below it."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document, read and checked.

    Parameters
    ----------
    head
        The front matter.
    sections
        The prose, numbered from 1 without gaps.
    digest
        SHA-256 of the document's bytes.
    """

    head: FrontMatter
    sections: tuple[Section, ...]
    digest: str

    @property
    def id(self) -> str:
        """The identifier, such as `POL-07`."""
        return self.head.id

    @property
    def title(self) -> str:
        """The title."""
        return self.head.title

    def is_effective(self, on: date) -> bool:
        """Whether the policy holds on a day; `effective_to` is its last day, `withdrawn_on` the first without it."""
        head = self.head
        ended = head.effective_to is not None and on > head.effective_to
        withdrawn = head.withdrawn_on is not None and on >= head.withdrawn_on
        return head.effective_from <= on and not ended and not withdrawn

    def section(self, number: int) -> Section:
        """The section with a number.

        Raises
        ------
        UnknownPolicy
            There is no such section.
        """
        if not 1 <= number <= len(self.sections):
            raise UnknownPolicy(f"{self.id} has no section {number}.", f"Its last section is {len(self.sections)}.")
        return self.sections[number - 1]


def cite(policy_id: str, section: int) -> str:
    """The way a section is cited.

    >>> cite("POL-07", 3)
    'POL-07 §3'
    """
    return f"{policy_id} §{section}"


def applies(policy: Policy, limit: Limit, facts: ActionFacts) -> bool | None:
    """Whether a limit is about an action; `None` where a fact that decides it is unknown."""
    scope = policy.head.applies_to
    answers = [
        _among(scope.actions, facts.kind),
        _among(limit.actions, facts.kind),
        _among(limit.about, facts.kind),
        _among(scope.families, facts.family),
        _among(limit.families, facts.family),
        _among(scope.locations, facts.location_id),
        _among(limit.locations, facts.location_id),
        _among(limit.order_kinds, facts.order_kind),
        _among(limit.lifecycles, facts.lifecycle),
    ]
    if limit.horizon_weeks is not None:
        weeks, horizon = facts.horizon_weeks, limit.horizon_weeks
        answers.append(None if weeks is None else horizon.first <= weeks <= horizon.last)
    if False in answers:
        return False
    return None if None in answers else True


def can_apply(scope: Scope, limit: Limit) -> bool:
    """Whether there is any action that the limit could be about inside a policy's scope."""
    return (
        _overlap(scope.actions, limit.actions, limit.about)
        and _overlap(scope.families, limit.families)
        and _overlap(scope.locations, limit.locations)
    )


def _overlap(*lists: tuple[str, ...]) -> bool:
    named = [set(values) for values in lists if EVERY not in values]
    return not named or bool(set.intersection(*named))


def _among(wanted: tuple[str, ...], actual: str | None) -> bool | None:
    if EVERY in wanted:
        return True
    return None if actual is None else actual in wanted
