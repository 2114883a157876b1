"""The sample company's policies say in words what their limits say in numbers."""

import math
from datetime import date

import pytest

from knowledge.policies import Policy, sample_documents, unstated_limits
from knowledge.policies.limits import Approval


def test_there_are_policies_for_every_field_and_they_hold_on_the_planning_date(
    sample_policies: tuple[Policy, ...], on: date
) -> None:
    assert [policy.id for policy in sample_policies] == [f"POL-{number:02d}" for number in range(1, 15)]
    assert all(policy.is_effective(on) for policy in sample_policies)
    assert all(policy.head.limits for policy in sample_policies)


def test_every_limit_stands_in_the_section_that_it_cites(sample_policies: tuple[Policy, ...]) -> None:
    assert [sentence for policy in sample_policies for sentence in unstated_limits(policy)] == []


def test_policies_have_the_length_that_people_read(sample_policies: tuple[Policy, ...]) -> None:
    lengths = {policy.id: sum(len(s.text.split()) for s in policy.sections) for policy in sample_policies}
    assert {name: words for name, words in lengths.items() if not 350 <= words <= 700} == {}


def test_documents_are_named_after_their_policy() -> None:
    assert all(path.name.startswith(f"POL-{number:02d}-") for number, path in enumerate(sample_documents(), start=1))


@pytest.mark.parametrize("position", ["logistics_manager", "sop_manager", "supply_chain_director"])
def test_nobody_approves_more_than_the_position_may(sample_policies: tuple[Policy, ...], position: str) -> None:
    """The approval limits of the sample company's positions."""
    may = {"logistics_manager": 25_000, "sop_manager": 50_000, "supply_chain_director": 250_000}[position]
    highest = [
        math.inf if band.up_to is None else band.up_to
        for policy in sample_policies
        for limit in policy.head.limits
        if isinstance(limit, Approval)
        for band in limit.bands
        for step in band.steps
        if step.position == position and not step.countersigns
    ]
    assert max(highest) == may
