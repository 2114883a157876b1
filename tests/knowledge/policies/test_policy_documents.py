"""A policy document is understood as a whole, or refused with the line that is wrong."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import PolicyMalformed
from knowledge.policies import parse_policy, read_policy, unstated_limits

Writer = Callable[..., str]
GOOD = """---
id: POL-30
title: Pallets
owner: Logistics manager
currency: EUR
effective_from: 2025-01-01
effective_to: null
applies_to:
  actions: ["*"]
  families: ["*"]
  locations: ["*"]
limits:
  - {limit: max_cover_days, section: 2, value: 40}
  - limit: max_order_value
    section: 2
    value: 500
---
# Pallets

## 1. Purpose
Pallets are lent.

## 2. Limits
At most 40 days of cover and EUR 500.
"""


def test_a_good_document_is_read() -> None:
    policy = parse_policy(GOOD)
    assert (policy.id, policy.title, [s.heading for s in policy.sections]) == (
        "POL-30",
        "Pallets",
        ["Purpose", "Limits"],
    )
    assert [limit.limit for limit in policy.head.limits] == ["max_cover_days", "max_order_value"]
    assert unstated_limits(policy) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("---\nid", "id", 1, "first line"),
        ("---\n# Pallets", "# Pallets", 23, "closing"),
        ("title: Pallets\n", "title: [Pallets\n", 4, "YAML"),
        ("title: Pallets\n", "title: Pallets\nmood: calm\n", 4, "mood"),
        ("title: Pallets\n", "title: 5\n", 3, "title"),
        ("title: Pallets\n", "title: A\ntitle: B\n", 4, "twice"),
        ("id: POL-30", "id: pallets", 2, "id"),
        ("2025-01-01", "2025-02-30", 6, "day is out of range"),
        ("2025-01-01", "soon", 6, "effective_from"),
        ("2025-01-01", "20250101", 6, "effective_from"),
        ("effective_to: null", "effective_to: 2024-01-01", 2, "before effective_from"),
        ("effective_to: null\n", "", 2, "effective_to"),
        ('actions: ["*"]', "actions: [paint_truck]", 9, "actions"),
        ("limit: max_cover_days", "limit: max_beauty", 13, "max_beauty"),
        ("value: 40", 'value: "40"', 13, "value"),
        ("value: 40", "value: .nan", 13, "value"),
        ("value: 40", "value: -1", 13, "value"),
        ("    value: 500", "    value: 500\n    wish: 1", 17, "wish"),
        ("    section: 2", "    section: 7", 15, "section 7 does not exist"),
        ("max_cover_days, section: 2", "max_cover_days, families: [], section: 2", 13, "families"),
        ('actions: ["*"]', "actions: [expedite_order]", 14, "max_order_value can never apply"),
        ("title: Pallets", "title: &a Pallets\nowner2: *a", 4, "aliases"),
        ("## 2. Limits", "## Limits", 23, "2. Heading"),
        ("## 2. Limits", "## 3. Limits", 23, "section 3 stands where 2"),
        ("# Pallets\n", "Hello.\n", 18, "before the first"),
        ("Pallets are lent.", "", 20, "empty"),
    ],
)
def test_a_malformed_document_is_refused_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    with pytest.raises(PolicyMalformed) as caught:
        parse_policy(GOOD.replace(old, new, 1), "pallets.md")
    assert caught.value.detail.startswith(f"pallets.md, line {line}: ")
    assert words in caught.value.detail


def test_a_document_without_sections_is_refused() -> None:
    with pytest.raises(PolicyMalformed, match="no numbered section"):
        parse_policy(GOOD[: GOOD.index("## 1.")])


def test_bands_that_do_not_rise_are_refused(document: Writer) -> None:
    bands = "[{limit: approval, section: 1, bands: [{up_to: null, steps: []}, {up_to: 5, steps: []}]}]"
    with pytest.raises(PolicyMalformed, match="must rise"):
        parse_policy(document(limits=bands))


def test_deep_nesting_is_refused_instead_of_crashing() -> None:
    with pytest.raises(PolicyMalformed):
        parse_policy(f"---\nid: {'[' * 5000}\n---\n## 1. A\nb\n")


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes(GOOD.replace("lent", "prêtés").encode("latin-1"))
    with pytest.raises(PolicyMalformed, match=r"latin\.md, line 21"):
        read_policy(path)


@given(noise=st.text(max_size=200))
def test_any_text_is_either_read_or_refused(noise: str) -> None:
    for text in (noise, f"---\n{noise}\n---\n## 1. A\nb\n", GOOD.replace("Pallets are lent.", noise)):
        with suppress(PolicyMalformed):  # refused by the one error that is allowed
            assert parse_policy(text).sections


def test_a_limit_that_its_section_does_not_state_is_found() -> None:
    drifted = parse_policy(GOOD.replace("value: 500", "value: 900"))
    assert unstated_limits(drifted) == ("POL-30 §2 does not state 'EUR 900' of max_order_value",)


def test_a_number_that_is_part_of_another_does_not_state_a_limit() -> None:
    for text in ("EUR 5000 and 140 days", "EUR 500.50 and 40 days of", "EUR 500,000 and 40 days"):
        policy = parse_policy(GOOD.replace("At most 40 days of cover and EUR 500.", text))
        assert unstated_limits(policy), text
