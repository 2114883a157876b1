"""How answers read, a question of every kind: the stored words, and what holds for all of them.

`snapshots/cases.json` holds questions with what is understood by them, so that a change of the understanding does not
touch the words; `snapshots/NAME.md` holds the answer on the sample company, seed 7, with its figures masked by their
unit, because the last digit of a simulation may differ between machines. After a change of the words, read the
differences as a planner and store them with

    TANDEM_UPDATE_SNAPSHOTS=1 pytest tests/agents/test_wording_snapshots.py -k stored
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console
from sqlalchemy import Engine

from agents.answers import Answer, Figure
from agents.evidence import CallRecord
from agents.reasoners.embedded.plays import next_calls
from agents.reasoners.embedded.words import worded
from agents.reasoners.protocol import Agent, PlannedCall, Reading, Request, Turn, Wording
from agents.turn import Conversation
from api.terminal.answer import print_answer
from knowledge.database import migrate, open_database
from knowledge.decisions.ledger import Ledger
from knowledge.policies.store import PolicyStore
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.snapshot import Snapshot
from tools.catalogue import all_tools
from tools.context import ToolContext

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
FOLDER = Path(__file__).parent / "snapshots"
CASES: dict[str, dict[str, Any]] = {case["name"]: case for case in json.loads((FOLDER / "cases.json").read_text())}
SCREEN_LINES, SCREEN_COLUMNS = 25, 100
MOST_LINES = {"brief": 60}
USUAL_LINES = 45
MASKS = {"share": "%", "date": "date", "days": "days", "weeks": "weeks", "count": "n", "ratio": "n", "hours": "hours"}
FILLER = re.compile(r"\b(please|certainly|of course|happy to|I hope|great question|as you can see|note that)\b", re.I)
DAY = re.compile(r"(?:<n>|\b\d{1,2}) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:<n>|20\d\d)")
ITEM = re.compile(r"\b[A-Z]-\d{3}\b")
Answering = Callable[[str], Answer]


@dataclass(frozen=True)
class Understood:
    """The embedded reasoner behind its reading: these requests are what is understood."""

    requests: tuple[Request, ...]
    name: str = "embedded"

    def read(self, turn: Turn) -> Reading:
        """Return the requests."""
        return Reading(requests=self.requests)

    def plan(self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Sequence[PlannedCall]:
        """Return the calls that follow."""
        return next_calls(turn, agent, request, done)

    def word(
        self, turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord], refused: str = ""
    ) -> Wording:
        """Return the findings in words."""
        return worded(turn, agent, request, done)


@pytest.fixture(scope="session")
def fresh_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Ledger]]:
    """Make an empty ledger, so that the identifiers of proposals begin anew."""
    engines: list[Engine] = []

    def make() -> Ledger:
        engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('wording') / 'tandem.db'}")
        engines.append(engine)
        migrate(engine)
        return Ledger(engine, lambda: NOW)

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def answering(sample_snapshot: Snapshot, sample_policies: PolicyStore, fresh_ledger: Callable[[], Ledger]) -> Answering:
    """Return the answer to a case, computed once."""
    sam = Principal("sam", "Sam Okafor", (Seat("soe_planner", Role.PLANNER),))
    kept: dict[str, Answer] = {}

    def answer(name: str) -> Answer:
        if name not in kept:
            context = ToolContext(sample_snapshot, sam, sample_policies, fresh_ledger(), lambda: NOW, seed=7)
            case = CASES[name]
            reasoner = Understood(tuple(Request.model_validate(request) for request in case["requests"]))
            conversation = Conversation(all_tools(), reasoner, reasoner)
            kept[name] = conversation.answer(case["question"], context=context, thread_id="T-1")
        return kept[name]

    return answer


@pytest.fixture(scope="session")
def every(answering: Answering) -> dict[str, Answer]:
    """Every answer."""
    return {name: answering(name) for name in CASES}


def masked(answer: Answer) -> str:
    """The text with each number of a result in place of which its unit stands."""
    text = answer.text
    for figure in sorted(answer.figures, key=lambda figure: -figure.start):
        is_cited = text[: figure.start].endswith(("§", "-"))
        if figure.source == "tool" and re.search(r"\d", figure.text) and not is_cited:
            text = f"{text[: figure.start]}<{_mask(figure)}>{text[figure.end :]}"
    return DAY.sub("<date>", text)


def _mask(figure: Figure) -> str:
    if not figure.unit:
        return "n"
    return MASKS.get(figure.unit, figure.unit if figure.unit.isupper() else "units")


def document(name: str, answer: Answer) -> str:
    """The snapshot of an answer: the question, the text, then what stands beside it."""
    notes = ["Note: " + re.sub(r"(?<![\w-])\d+(?:[,.]\d+)*", "<n>", warning) for warning in answer.warnings]
    choices = [f"Choice: {choice.label}" for choice in answer.choices]
    beside = "\n".join([*notes, *choices])
    return f"> {CASES[name]['question']}\n\n{masked(answer)}\n" + (f"\n---\n{beside}\n" if beside else "")


@pytest.mark.parametrize("name", CASES)
def test_an_answer_reads_as_it_is_stored(answering: Answering, name: str) -> None:
    """The words of every kind of question change only when somebody reads the change."""
    said, path = document(name, answering(name)), FOLDER / f"{name}.md"
    if os.environ.get("TANDEM_UPDATE_SNAPSHOTS"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def paragraphs_of(answer: Answer) -> list[str]:
    """The paragraphs of the text."""
    return [part for part in answer.text.split("\n\n") if part.strip()]


def prose_of(answer: Answer) -> str:
    """The text without tables and quotations."""
    lines = [line for line in answer.text.split("\n") if not line.startswith(("|", ">"))]
    return re.sub(r"“[^”]*”", "", "\n".join(lines))


def test_nothing_is_withheld(every: dict[str, Answer]) -> None:
    """A line without a receipt is dropped from an answer: the templates must not write one."""
    assert {name: answer.warnings for name, answer in every.items() if "withheld" in " ".join(answer.warnings)} == {}


def test_the_first_paragraph_is_the_short_answer(every: dict[str, Answer]) -> None:
    """One to three sentences of prose; a heading, a list, a table or a quotation does not come first."""
    for name, answer in every.items():
        first = paragraphs_of(answer)[0]
        assert not first.startswith(("#", "|", "-", ">", "*Taken")), f"{name}: {first[:80]}"
        sentences = re.split(r"(?<=[.!?:])\s+(?=[A-Z*“])", first)
        assert len([s for s in sentences if not s.endswith(":")]) <= 4, f"{name}: {first}"
        assert len(first) <= 520, f"{name}: {len(first)} signs"


def test_no_paragraph_and_no_note_repeats(every: dict[str, Answer]) -> None:
    """What is said once per order or per exception is grouped."""
    for name, answer in every.items():
        parts = paragraphs_of(answer)
        assert len(parts) == len(set(parts)), name
        said = [warning.partition(": ")[2] or warning for warning in answer.warnings]
        assert len(said) == len(set(said)), f"{name}: {answer.warnings}"


def test_dates_units_and_gaps_are_written_as_people_write(every: dict[str, Answer]) -> None:
    """No ISO date beside "2 Mar 2026", no "322 case", nothing empty, no code words."""
    for name, answer in every.items():
        said = "\n".join([answer.text, *answer.warnings])
        assert not re.search(r"\d{4}-\d\d-\d\d", said), name
        assert not re.search(r"(?<![\d.,])(?!1 )[\d,]*\d case\b(?! of\b.*\bcase\b)", said), name
        assert not re.search(r"(?<![\d.,])1 cases\b", said), name
        assert not re.search(r"\bNone\b|\bnan\b|\\_|  \S| \.(?=\s|$)|\.\.(?!\.)", said), f"{name}: {said}"
        assert not re.search(r"(EUR|^-?)\s?0\.00", said), name


def test_no_row_of_a_table_is_empty(every: dict[str, Answer]) -> None:
    """A row says something in every cell but those that have no meaning in a sum."""
    for name, answer in every.items():
        for line in answer.text.split("\n"):
            if line.startswith("|") and not line.startswith("|---"):
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                assert sum(cell in ("", "–") for cell in cells) <= 1, f"{name}: {line}"


def test_bold_leads_and_headings_name_things(every: dict[str, Answer]) -> None:
    """An item's identifier stands with its name, a place with its name, wherever the eye goes first."""
    for name, answer in every.items():
        for lead in re.findall(r"\*\*([^*]+):?\*\*", answer.text):
            is_proposal = "is drafted" in lead or "waits already" in lead
            assert is_proposal or not re.search(r"\bDC-[A-Z]{3}\b", lead), f"{name}: {lead}"
            for item in [] if is_proposal else ITEM.finditer(lead):
                assert re.match(r" [A-Z]\w+", lead[item.end() :]), f"{name}: {lead}"


def test_sop_speaks_of_families_months_and_money(every: dict[str, Answer]) -> None:
    """The budget, and families beyond the weeks, are no lists of weeks or order lines."""
    for name in ("budget", "budget_family"):
        assert "EUR" in every[name].text
        assert re.search(r"\| (January|March) 2026 \|", every[name].text), name
    for name in ("forecast_family", "forecast_quarter", "forecast_month"):
        assert "Week from" not in every[name].text, name
        assert re.search(r"(July|May) 2026", every[name].text), name
    for name, case in CASES.items():
        if case["requests"][0]["first"]["tool"] in ("reconcile_with_budget", "measure_forecast_accuracy"):
            assert not re.search(r"\b(expedite|order line|truck)\b", every[name].text, re.I), name


def test_soe_speaks_of_items_days_and_orders(every: dict[str, Answer]) -> None:
    """Execution answers name the item and the day; nobody can act on a month."""
    for name, case in CASES.items():
        if case["requests"][0]["first"]["tool"] in ("list_exceptions", "project_inventory", "plan_replenishment"):
            text = every[name].text
            if re.search(r"\d", text):
                assert ITEM.search(text), name
            if ITEM.search(text) and "explain" not in name and "why_this" not in name:
                assert re.search(r"\b\d{1,2} [A-Z][a-z]{2} 2026\b", text), name


def test_answers_are_short_and_without_filler(every: dict[str, Answer]) -> None:
    """An answer fits on a screen or two."""
    for name, answer in every.items():
        lines = answer.text.count("\n") + 1
        assert lines <= MOST_LINES.get(name, USUAL_LINES), f"{name}: {lines} lines"
        assert not FILLER.search(prose_of(answer)), name


def test_the_first_screen_of_the_brief_says_what_to_do(every: dict[str, Answer]) -> None:
    """What is at risk, the gravest with what to do and who decides, what was drafted: before any scrolling."""
    answer = every["brief"]
    console = Console(width=SCREEN_COLUMNS, record=True, file=StringIO())
    print_answer(console, answer.model_dump(mode="json"))
    screen = "\n".join(console.export_text().split("\n")[:SCREEN_LINES])
    assert re.search(r"\d+ exceptions put EUR [\d,]+ at risk", screen)
    assert screen.count("To do:") >= 3
    assert "Decides:" in screen
    assert all(proposal in screen for proposal in answer.proposals)


def test_a_quantity_is_explained_by_its_parts(every: dict[str, Answer]) -> None:
    """Demand, stock, orders, lot size, lead time and policy stand in the table or the rule, and the parts add up."""
    answer = every["explain"]
    for part in (
        "demand over the lead time",
        "safety stock",
        "usable stock",
        "on order",
        "lots of",
        "Lead time",
        "Rule",
    ):
        assert part in answer.text, part
    parts = [f for f in answer.figures if re.search(r"/parts/\d+/quantity$", f.path or "")]
    total = next(f for f in answer.figures if f.path == "/quantity")
    assert sum(cast(float, part.value) for part in parts) == pytest.approx(cast(float, total.value))


def test_what_a_benefit_leaves_out_stands_behind_it(every: dict[str, Answer]) -> None:
    """A saving that does not count production must not be read as the whole benefit."""
    text = every["brief"].text
    saved = text.index("are not part of that")
    assert "is not counted" in text[saved : saved + 160]


def test_months_of_a_forecast_follow_each_other(every: dict[str, Answer]) -> None:
    """A month that is missing or told twice would break every sum a reader makes."""
    rows = re.findall(r"^\| (\w+ 20\d\d)", every["forecast_family"].text, re.M)
    months = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
    months += ["October", "November", "December"]
    places = [months.index(row.split()[0]) + 12 * int(row.split()[1]) for row in rows]
    assert len(places) >= 9
    assert all(later == earlier + 1 for earlier, later in pairwise(places))
