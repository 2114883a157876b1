"""A wish whose verb and value disagree is asked back, not drafted or simulated the other way round."""

from collections.abc import Callable

import polars as pl
import pytest

from agents.answers import Answer
from knowledge.truth.snapshot import Snapshot

ITEM, PLACE = "G-709", "DC-HAM"


@pytest.fixture(scope="module")
def today(sample_snapshot: Snapshot) -> float:
    """Safety stock of an item at a place, as the stock policies have it."""
    policies = sample_snapshot.table("stock_policies")
    here = policies.filter((pl.col("item_id") == ITEM) & (pl.col("location_id") == PLACE))
    return float(here["safety_stock"].item())


@pytest.mark.parametrize(
    ("said", "share", "is_asked"),
    [
        ("Raise the safety stock of {at} to {level} cases, sales are volatile", 0.8, True),
        ("Raise the safety stock of {at} to {level} cases, sales are volatile", 1.2, False),
        ("Cut the safety stock of {at} to {level} cases", 1.2, True),
        ("Cut the safety stock of {at} to {level} cases", 0.8, False),
        ("What if we lower the safety stock of {at} to {level} cases?", 1.2, True),
        ("Set the safety stock of {at} to {level} cases", 0.8, False),
    ],
)
def test_a_level_goes_the_way_that_is_said(
    talk: Callable[..., list[Answer]], today: float, said: str, share: float, is_asked: bool
) -> None:
    """The value stands on the other side of today's level than the verb says: nobody knows which of them is the slip."""
    answer = talk(said.format(at=f"{ITEM} at {PLACE}", level=round(today * share)))[0]
    assert answer.asked_back == is_asked
    assert bool(answer.tool_calls) != is_asked
    if is_asked:
        assert f"to {round(today * share):,}" in answer.choices[0].message
