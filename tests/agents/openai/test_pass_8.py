"""The same right end, eight times of eight, over shuffled calls, latencies and faults of the endpoint."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event as ThreadEvent
from typing import Any

import polars as pl
import pytest

from agents.answers import Answer
from agents.reasoners.openai.playing import Body, Play, calls, fails, has_results, replies_json, says
from knowledge.truth.snapshot import Snapshot

from .conftest import Hold

Call = tuple[str, dict[str, Any]]
TRIES = 8


@dataclass(frozen=True)
class Case:
    """A question, the calls that answer it, and what is said about each tool's result."""

    question: str
    calls: tuple[Call, ...]
    words: dict[str, str]


CASES = (
    Case(
        "Forecast A-104 for the next 8 weeks",
        (("forecast_demand", {"item_id": "A-104", "weeks": 8}),),
        {"forecast_demand": "It sells {{ID:/total/mean|units}}."},
    ),
    Case(
        "Which exceptions are there for Soups, and which proposals are waiting?",
        (("list_exceptions", {"family": "Soups"}), ("list_proposals", {"status": "pending"})),
        {
            "list_exceptions": "There are {{ID:/exceptions|count}} in the list.",
            "list_proposals": "Waiting: {{ID:/count|number}}.",
        },
    ),
    Case(
        "What does the policy say about expediting?",
        (("search_policies", {"query": "expediting"}),),
        {"search_policies": "The rule is {{ID:/passages/0|cite}}."},
    ),
    Case(
        "what is 15 % of 2400",
        (
            (
                "calculate",
                {
                    "operation": "product",
                    "operands": [
                        {"value": 0.15, "label": "share", "unit": "share"},
                        {"value": 2400.0, "label": "amount", "unit": "count"},
                    ],
                },
            ),
        ),
        {"calculate": "That is {{ID:/value|number}}."},
    ),
)


def erratic(case: Case, draw: random.Random, gate: ThreadEvent, mode: str) -> Callable[[Body], Play]:
    """A model that does the right thing in any order, at any pace, with twos of faults in a row at most."""
    faults = 0

    def dawdle(_piece: int) -> None:
        gate.wait(timeout=draw.random() * 0.002)

    def script(body: Body) -> Play:
        nonlocal faults
        if faults < 2 and draw.random() < 0.35:
            faults += 1
            return draw.choice([fails(500), fails(429, Retry_After="1"), Play(text="Hm", cut_after=1, step=1)])
        faults = 0
        look: dict[str, Any] = {"before_piece": dawdle, "step": draw.randint(1, 40)}
        if mode == "json" and "response_format" in body:
            return replies_json(*(() if has_results(body) else shuffled(case.calls, draw)), **look)
        if not has_results(body):
            return calls(*shuffled(case.calls, draw), **look)
        told = json.dumps(body["messages"])
        sentences = [case.words[tool].replace("ID", name) for name, tool in made_in(told, case)]
        return says(" ".join(draw.sample(sentences, len(sentences))), **look)

    return script


def shuffled(made: Sequence[Call], draw: random.Random) -> list[Call]:
    """Return the calls in any order, one of them perhaps twice."""
    again = [draw.choice(made)] if draw.random() < 0.3 else []
    return draw.sample([*made, *again], len(made) + len(again))


def made_in(told: str, case: Case) -> list[tuple[str, str]]:
    """Return the calls whose results a model is shown."""
    return [(f"c{n}", tool) for n in range(1, 9) for tool in case.words if f"c{n} {tool}(" in told]


def end_of(answer: Answer) -> tuple[object, ...]:
    """Return what must be the same: calls, figures from results, citations, proposals, and how it ended."""
    assert answer.usage is not None
    made = sorted((c.tool, json.dumps(c.arguments, sort_keys=True), c.result_digest) for c in answer.tool_calls)
    figures = sorted((str(f.path), str(f.value), f.unit) for f in answer.figures if f.source == "tool")
    cited = sorted((c.policy, c.section) for c in answer.citations)
    return made, figures, cited, answer.proposals, answer.asked_back, answer.usage.ending, answer.warnings


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["native", "json"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question[:30])
def test_eight_times_of_eight(hold: Hold, case: Case, mode: str) -> None:
    """Order, pace and faults of the endpoint change nothing of what is found, computed and cited."""
    ends: list[tuple[object, ...]] = []
    gate = ThreadEvent()
    for seed in range(TRIES):
        talk = hold(erratic(case, random.Random(f"{seed} {case.question}"), gate, mode), mode=mode)
        ends.append(end_of(talk.ask(case.question)))
    assert len(ends[0][0]) == len(case.calls)  # pyright: ignore[reportArgumentType] - the first is a list here
    assert ends[0][-2:] == ("answered", ())
    assert ends == [ends[0]] * TRIES


@pytest.mark.slow
def test_a_wish_drafted_eight_times_leaves_one_proposal(hold: Hold, sample_snapshot: Snapshot) -> None:
    """Whatever goes wrong on the way, the ledger ends the same: one proposal, waiting for people."""
    orders = sample_snapshot.table("supply_orders").filter(
        (pl.col("status") == "open") & (pl.len().over("order_id") == 1) & (pl.col("kind") == "purchase")
    )
    order = orders.sort("order_id").row(1, named=True)
    day = ((order["eta"] or order["promised_on"] or order["due_on"]) + timedelta(days=9)).isoformat()
    action = {"kind": "push_out_order", "order_id": order["order_id"], "due_on": day}
    words = "It waits as {{ID:/proposal_id|text}}."
    draft = ("draft_proposal", {"actions": [action], "reason": "asked for"})
    case = Case(f"Push out {order['order_id']} to {day}", (draft,), {"draft_proposal": words})
    drafted: set[tuple[str, ...]] = set()
    for seed in range(TRIES):
        talk = hold(erratic(case, random.Random(seed), ThreadEvent(), "native"))
        answer = talk.ask(case.question, context=replace(talk.context, seed=1))
        assert answer.usage is not None
        assert answer.usage.ending == "answered"
        drafted.add(answer.proposals)
    assert len(drafted) == 1
    assert len(drafted.pop()) == 1
