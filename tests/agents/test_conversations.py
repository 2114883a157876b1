"""Conversations over the sample company, with the real tools, and what the answers read like."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import polars as pl
import pytest

from agents.answers import Answer
from agents.evidence.numbers import numbers_in
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.embedded.plays import PROPOSED, TOP
from agents.reasoners.protocol import OperatingModel
from agents.replay import replay
from agents.turn import Conversation
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.context import ToolContext

Talk = Callable[..., list[Answer]]
FILLER = re.compile(r"\b(certainly|of course|happy to|great question|as an ai|please note|I hope|let me know)\b", re.I)


@pytest.fixture(scope="module")
def talk(embedded: EmbeddedReasoner, sample_context: ToolContext) -> Talk:
    """Hold a conversation and return its answers."""
    conversation = Conversation(all_tools(), embedded, embedded)

    def hold(*questions: str, model: OperatingModel = "hybrid", context: ToolContext = sample_context) -> list[Answer]:
        thread: list[Answer] = []
        for question in questions:
            thread.append(
                conversation.answer(question, context=context, thread_id="T-1", thread=thread, operating_model=model)
            )
        return thread

    return hold


@pytest.fixture(scope="module")
def brief(talk: Talk) -> Answer:
    """The main question."""
    return talk("What will hurt us in the next two weeks, and what should we do?")[0]


def tools_of(answer: Answer) -> list[str]:
    """Return the tools that were called, in order."""
    return [call.tool for call in answer.tool_calls]


def receipted(answer: Answer) -> bool:
    """Whether every number of the text lies in a figure."""
    places = {place for figure in answer.figures for place in range(figure.start, figure.end)}
    return all(set(range(token.start, token.end)) <= places for token in numbers_in(answer.text))


@pytest.mark.slow
def test_the_main_question_lists_tries_drafts_and_cites(brief: Answer) -> None:
    """Exceptions, mitigations of the gravest that orders can mend, proposals of the best ones, the policy behind."""
    called = tools_of(brief)
    assert called[:2] == ["list_exceptions", "rank_mitigations"]
    assert called.count("rank_mitigations") == TOP
    assert 1 < len(set(brief.proposals)) <= PROPOSED
    assert all(proposal in brief.text for proposal in brief.proposals)
    assert brief.citations
    assert all(citation.quote for citation in brief.citations)
    assert receipted(brief)
    assert not FILLER.search(brief.text)
    assert re.match(r"(### S&OE\n\n)?\d+ exceptions put EUR [\d,]+ at risk\.", brief.text)


@pytest.mark.slow
def test_do_it_after_a_draft_shows_the_proposal_instead_of_drafting_it_again(talk: Talk) -> None:
    """A double "do it" must not open two proposals."""
    answers = talk("What will hurt us in the next two weeks, and what should we do?", "do it")
    assert tools_of(answers[1]) == ["list_proposals"]
    assert answers[1].proposals == ()


def test_a_follow_up_changes_only_what_it_names(talk: Talk) -> None:
    """The family stays, the place is added; then the reason is explained; then another family replaces the first."""
    answers = talk("Which Plant Drinks have problems?", "and at Hamburg?", "why?", "what about Soups?")
    arguments = [answer.tool_calls[0].arguments for answer in answers]
    assert [a["family"] for a in arguments] == ["Plant Drinks", "Plant Drinks", "Plant Drinks", "Soups"]
    assert [a["location_id"] for a in arguments] == [None, "DC-HAM", "DC-HAM", "DC-HAM"]
    assert all(receipted(answer) for answer in answers)


def test_a_what_if_is_changed_in_place(talk: Talk) -> None:
    """ "And 20 days?" is the same supplier, later."""
    answers = talk("What if Siam Coconut Works delivers 10 days late?", "and 20 days?")
    events = [cast(list[dict[str, object]], answer.tool_calls[0].arguments["events"])[0] for answer in answers]
    assert [(event["supplier_id"], event["delay_days"]) for event in events] == [("S-SIA", 10), ("S-SIA", 20)]
    assert all(receipted(answer) for answer in answers)


def test_why_a_number_explains_the_line_that_has_it(talk: Talk) -> None:
    """ "Why 798?" finds the line among those listed before, and its parts add up to it."""
    listed = talk("What should I order for Hamburg?")[0]
    quantity = next(figure for figure in listed.figures if (figure.path or "").endswith("orders/1/quantity"))
    answers = talk("What should I order for Hamburg?", f"why {quantity.value:.0f}?")
    assert tools_of(answers[1]) == ["plan_replenishment", "explain_quantity"]
    assert answers[1].text.startswith(f"The {quantity.text} are what is needed")
    assert receipted(answers[1])


def test_an_ambiguous_name_is_settled_by_a_choice(talk: Talk) -> None:
    """The first choice answers the question that was asked."""
    answers = talk("Project the stock of oat drink in Hamburg", "1")
    assert answers[0].asked_back
    assert tools_of(answers[1]) == ["project_inventory"]
    assert answers[1].tool_calls[0].arguments["location_id"] == "DC-HAM"


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        (
            "Project A-104 at Venlo",
            r"A-104 Oat Drink Barista 1 l at Venlo distribution centre (runs out|does not|stays)",
        ),
        (
            "Forecast A-104 for the next 8 weeks",
            r"A-104 Oat Drink Barista 1 l: [\d,]+ cases in the next 8 weeks, most likely between",
        ),
        (
            "budget gap by family",
            r"We are below budget from March 2026 to May 2026: EUR [\d.]+ million of revenue against EUR",
        ),
        (
            "Which deliveries from Siam Coconut Works are overdue?",
            r"\d+ order lines come later than due\.\n\nHarm is done to G-701 .*: Purchase order PO-\d+ of [\d,]+ cases from S-SIA comes \d+ days late",
        ),
        ("What does the policy say about expediting?", r"POL-01 §\d+ \(.+\) says:\n\n> “"),
        ("what is 15 % of 2400", r"It is 360: "),
        ("which proposals are waiting?", r"(\d+ proposals? waits? for a decision|No proposal waits for a decision)"),
    ],
)
def test_the_answer_comes_first_and_has_receipts(talk: Talk, question: str, opening: str) -> None:
    """A planner reads the first sentence; no number stands there without a receipt; no filler."""
    answer = talk(question)[0]
    assert re.match(opening, answer.text), answer.text[:200]
    assert receipted(answer)
    assert not FILLER.search(answer.text)
    assert not answer.asked_back


def test_an_order_that_is_not_late_is_said_to_come_when_it_comes(talk: Talk, sample_snapshot: Snapshot) -> None:
    """The day in the text is the order's own best known day."""
    orders = sample_snapshot.table("supply_orders").filter(
        pl.col("status").is_in(["open", "shipped"]), pl.col("eta") > sample_snapshot.planning_date
    )
    late = {line.path: line.value for line in talk("Which orders are late?")[0].figures}
    row = next(row for row in orders.to_dicts() if row["order_id"] not in late.values())
    answer = talk(f"When does {row['order_id']} arrive?")[0]
    assert answer.text.startswith(f"{row['order_id']} is expected on ")
    assert row["eta"].isoformat() in [figure.value for figure in answer.figures]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Delete all orders", "I cannot do that"),
        ("Approve it yourself", "an authorised person decides"),
        ("Write me a poem about pallets", "outside what I can answer"),
        ("help", "every number has its receipt"),
        ("hello", "Good day"),
    ],
)
def test_what_is_not_work_is_answered_without_a_call(talk: Talk, question: str, part: str) -> None:
    """Refused politely, with what is possible instead."""
    answer = talk(question)[0]
    assert part in answer.text
    assert answer.tool_calls == ()
    assert answer.choices


def test_a_viewer_gets_the_reason_instead_of_a_proposal(talk: Talk, sample_context: ToolContext) -> None:
    """Whoever may not draft is told so; nothing is opened."""
    viewer = Principal("vic", "Vic", (Seat("viewer", Role.VIEWER),))
    answer = talk("Set the safety stock of A-104 at Venlo to 350", context=replace(sample_context, principal=viewer))[0]
    assert answer.proposals == ()
    assert "may not use" in answer.text


def test_separate_agents_hand_over_in_words_and_merged_ones_answer_as_one(talk: Talk) -> None:
    """Demand off forecast is S&OP's: named under separate, part of one text under merged."""
    question = "Which Plant Drinks have problems?"
    separate, merged = talk(question, model="separate")[0], talk(question, model="merged")[0]
    assert "Handed over to S&OP" in separate.text
    assert separate.agents == ("soe",)
    assert "###" not in merged.text


def test_an_answer_replays_to_the_same_figures(talk: Talk, sample_context: ToolContext) -> None:
    """Same version, arguments and seed: same digests; a changed figure and another seed are named."""
    answer = talk("What if Siam Coconut Works delivers 10 days late?")[0]
    report = replay(answer, sample_context, all_tools())
    assert report.same
    assert report.figures_checked == len([figure for figure in answer.figures if figure.tool_call])
    assert report.differences == ()
    figures = list(answer.figures)
    place = next(i for i, figure in enumerate(figures) if figure.source == "tool" and isinstance(figure.value, float))
    figures[place] = figures[place].model_copy(update={"value": 0.123})
    tampered = replay(answer.model_copy(update={"figures": tuple(figures)}), sample_context, all_tools())
    assert not tampered.same
    assert len(tampered.figures_changed) == 1
    other = replay(answer, replace(sample_context, seed=2), all_tools())
    assert not other.same
    assert any("seed" in difference for difference in other.differences)
