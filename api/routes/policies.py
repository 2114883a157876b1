"""Policies: those in force, search, new documents."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from knowledge.policies import Policy, cite
from knowledge.principal import Role

from ..auth import App, Signed, require
from ..problems import ProblemDocument
from .bodies import Body

router = APIRouter(prefix="/policies", tags=["policies"])
EXAMPLE = """---
id: POL-20
title: Returns of unsold goods
owner: Logistics manager
currency: EUR
effective_from: 2026-01-01
effective_to: null
applies_to: {actions: [create_order], families: ["*"], locations: ["*"]}
limits:
  - {limit: min_notice_days, section: 1, value: 2}
---
# Returns of unsold goods

## 1. Notice
Orders are placed two days ahead.
"""


class SectionView(BaseModel):
    """A numbered section."""

    number: int
    heading: str
    text: str


class PolicyView(BaseModel):
    """A policy with its limits and its prose.

    `effective_to` is its last day, `withdrawn_on` the first day without it.
    """

    policy_id: str
    title: str
    owner: str
    effective_from: date
    effective_to: date | None
    withdrawn_on: date | None
    limits: list[dict[str, Any]]
    sections: list[SectionView]


class PolicyList(BaseModel):
    """The policies in force on a day."""

    on: date
    policies: list[PolicyView]


class PassageView(BaseModel):
    """A section that answers a question, quoted."""

    policy_id: str
    section: int
    title: str
    heading: str
    quote: str
    citation: str
    score: float


class Passages(BaseModel):
    """What a search found, best first."""

    passages: list[PassageView]


class NewPolicy(Body):
    """A policy document: Markdown with front matter."""

    text: str = Field(min_length=1, max_length=200_000, examples=[EXAMPLE])
    name: str = Field(default="policy.md", max_length=200, description="The file's name, for messages.")
    replace: bool = False


@router.get("")
def list_policies(tandem: App, principal: Signed, on: date | None = None) -> PolicyList:
    """List the policies in force on a day, the planning date by default."""
    del principal
    day = on or tandem.truth.snapshot().planning_date
    return PolicyList(on=day, policies=[_view(policy) for policy in tandem.policies.policies(day)])


@router.get("/search")
def search_policies(
    tandem: App,
    principal: Signed,
    q: Annotated[str, Query(min_length=1, max_length=1000, examples=["who approves an expedite?"])],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> Passages:
    """Find sections by words and meaning."""
    del principal
    found = tandem.policies.search(q, tandem.truth.snapshot().planning_date, limit)
    return Passages(
        passages=[
            PassageView(
                policy_id=each.policy_id,
                section=each.section,
                title=each.title,
                heading=each.heading,
                quote=each.quote,
                citation=cite(each.policy_id, each.section),
                score=each.score,
            )
            for each in found
        ]
    )


@router.post("", status_code=HTTPStatus.CREATED, responses={422: {"model": ProblemDocument}})
def add_policy(body: NewPolicy, tandem: App, principal: Signed) -> PolicyView:
    """Add a policy, or replace the one of the same id; a malformed document is refused with the line."""
    require(principal, Role.ADMIN)
    return _view(tandem.add_policy(body.text, body.name, principal, replace=body.replace))


@router.get("/{policy_id}", responses={404: {"model": ProblemDocument}})
def read_policy(policy_id: str, tandem: App, principal: Signed) -> PolicyView:
    """Give one policy."""
    del principal
    return _view(tandem.policies.policy(policy_id))


@router.delete("/{policy_id}", responses={404: {"model": ProblemDocument}})
def withdraw_policy(policy_id: str, tandem: App, principal: Signed) -> PolicyView:
    """End a policy with the planning date; it stays on record."""
    require(principal, Role.ADMIN)
    return _view(tandem.withdraw_policy(policy_id, principal))


def _view(policy: Policy) -> PolicyView:
    head = policy.head
    return PolicyView(
        policy_id=policy.id,
        title=policy.title,
        owner=head.owner,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        withdrawn_on=head.withdrawn_on,
        limits=[limit.model_dump(mode="json") for limit in head.limits],
        sections=[SectionView(number=each.number, heading=each.heading, text=each.text) for each in policy.sections],
    )
