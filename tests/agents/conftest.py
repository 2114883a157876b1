"""A small company and scripted tools for the agents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

import polars as pl
import pytest

from agents.answers import Answer
from agents.reasoners.embedded import EmbeddedReasoner
from agents.reasoners.protocol import Turn
from agents.reasoners.scripted import ScriptedReasoner
from agents.turn import Conversation
from knowledge.database import migrate, open_database
from knowledge.decisions.ledger import Ledger
from knowledge.policies.store import PolicyStore, sample_documents
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.tables import TABLES
from tests.fixtures_heads import learnt_reasoner
from tools.catalogue import all_tools
from tools.context import ToolContext
from tools.registry import Registry, Tool
from tools.results import Arguments, Count, Days, Money, Part, Quantity, Share, ToolResult

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def frame(table: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Return rows of a table of the truth; columns that are not given are empty."""
    return pl.DataFrame(list(rows), schema=TABLES[table].schema)  # pyright: ignore[reportArgumentType] - polars takes more rows than it declares


@pytest.fixture(scope="session")
def small_snapshot() -> Snapshot:
    """Three items in two families, two DCs, a plant and a supplier, an order: enough to speak about."""
    company = {
        "company_id": "ALD",
        "name": "Alder",
        "planning_date": TODAY,
        "currency": "EUR",
        "timezone": "Europe/Brussels",
        "week_start": 1,
        "fiscal_year_start": 1,
        "holding_cost_rate": 0.2,
        "operating_model": "hybrid",
    }
    items = [
        {
            "item_id": i,
            "name": n,
            "family": f,
            "unit": "case",
            "unit_precision": 0,
            "unit_cost": 7.0,
            "lifecycle": "active",
        }
        for i, n, f in (
            ("A-104", "Oat Drink Barista 1 l", "Plant Drinks"),
            ("A-105", "Oat Drink Chocolate 250 ml", "Plant Drinks"),
            ("B-201", "Tomato Passata 500 g", "Tomato & Sauces"),
        )
    ]
    locations = [
        {"location_id": i, "name": n, "kind": k, "region": r}
        for i, n, k, r in (
            ("DC-HAM", "Hamburg distribution centre", "dc", "Germany"),
            ("DC-LYO", "Lyon distribution centre", "dc", "France"),
            ("GNT", "Ghent plant", "plant", "Benelux"),
            ("S-NOR", "Nordkorn Mills", "supplier", "Germany"),
        )
    ]
    channels = [
        {
            "channel_id": "retail",
            "name": "Grocery retail",
            "priority": 1,
            "target_fill_rate": 0.98,
            "shortage_mode": "lost",
            "shortage_cost_rate": 0.0,
        }
    ]
    order = {
        "order_id": "PO-1001",
        "line": 1,
        "kind": "purchase",
        "item_id": "A-104",
        "from_location": "S-NOR",
        "to_location": "DC-HAM",
        "mode": "road",
        "quantity": 1200.0,
        "ordered_on": date(2026, 2, 10),
        "due_on": date(2026, 3, 9),
        "received_quantity": 0.0,
        "status": "open",
        "recorded_on": date(2026, 2, 10),
    }
    return Snapshot.of_tables(
        "t-000001",
        {
            "company": frame("company", [company]),
            "items": frame("items", items),
            "locations": frame("locations", locations),
            "channels": frame("channels", channels),
            "supply_orders": frame("supply_orders", [order]),
        },
    )


@pytest.fixture
def planner() -> Principal:
    """Somebody who may see everything and draft proposals."""
    return Principal("ana", "Ana Ribeiro", (Seat("demand_planner", Role.PLANNER),))


@pytest.fixture
def context(small_snapshot: Snapshot, planner: Principal) -> ToolContext:
    """A turn's surroundings without policies and ledger: the scripted tools need neither."""
    return ToolContext(small_snapshot, planner, cast(PolicyStore, None), cast(Ledger, None), lambda: NOW)


class Look(Arguments):
    """What a scripted tool takes."""

    item_id: str | None = None
    family: str | None = None
    weeks: int = 2


class Line(Part):
    """A line of a scripted result."""

    item_id: str
    unit: str
    quantity: Quantity
    cost: Money
    first_day: date
    late_by: Days
    service: Share


class Lines(ToolResult):
    """A scripted result."""

    title: str
    found: Count
    total: Money
    lines: tuple[Line, ...]


class Passages(ToolResult):
    """A scripted policy."""

    passages: tuple[dict[str, str], ...]


LINE = Line(
    item_id="A-104",
    unit="cases",
    quantity=1240.4,
    cost=12345.678,
    first_day=date(2026, 3, 14),
    late_by=3.5,
    service=0.9712,
)
RESULT = Lines(title="Late | <b>order</b> 77", found=1, total=2_345_678.9, lines=(LINE,))
QUOTE = "An expedite above 5,000 euro needs the logistics manager within two days."


def scripted_tool(name: str, mandate: Literal["sop", "soe", "both"], result: ToolResult) -> Tool[Look, ToolResult]:
    """Return a tool that always gives the same result."""

    def run(_context: ToolContext, _arguments: Look) -> ToolResult:
        return result

    return Tool(name, f"Look at {name}.", Look, type(result), run, mandate)


@pytest.fixture(scope="session")
def scripted_registry() -> Registry:
    """A tool of each mandate."""
    passage = {"policy": "POL-01", "section": "3", "heading": "Limits", "quote": QUOTE}
    return Registry(
        [
            scripted_tool("look_near", "soe", RESULT),
            scripted_tool("look_far", "sop", RESULT),
            scripted_tool("look_at_policy", "both", Passages(passages=(passage,))),
        ]
    )


@pytest.fixture
def converse(scripted_registry: Registry) -> Callable[[ScriptedReasoner], Conversation]:
    """Make a conversation with a scripted reasoner; the fallback says one plain sentence."""
    plain = ScriptedReasoner((), ["Here is what was found: {{c1:/found|number}} line."], name="plain")
    return lambda reasoner: Conversation(scripted_registry, reasoner, plain)


@pytest.fixture(scope="session")
def sample_snapshot() -> Snapshot:
    """The sample company as one version of the truth."""
    from knowledge.truth.sample import generate

    return Snapshot.of_tables("t-000001", generate().tables)


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedReasoner:
    """The embedded reasoner with its trained head."""
    return learnt_reasoner(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An empty ledger."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'tandem.db'}")
    migrate(engine)
    yield Ledger(engine, lambda: NOW)
    engine.dispose()


@pytest.fixture(scope="session")
def sample_policies(tmp_path_factory: pytest.TempPathFactory) -> PolicyStore:
    """The sample company's policies."""
    store = PolicyStore(tmp_path_factory.mktemp("policies"))
    for document in sample_documents():
        store.add(document)
    return store


@pytest.fixture(scope="session")
def sample_context(sample_snapshot: Snapshot, sample_ledger: Ledger, sample_policies: PolicyStore) -> ToolContext:
    """A planner of the sample company who may see everything."""
    sam = Principal("sam", "Sam Okafor", (Seat("soe_planner", Role.PLANNER),))
    return ToolContext(sample_snapshot, sam, sample_policies, sample_ledger, lambda: NOW)


@pytest.fixture(scope="session")
def talk(embedded: EmbeddedReasoner, sample_context: ToolContext) -> Callable[..., list[Answer]]:
    """Hold a conversation with the sample company and return its answers."""
    conversation = Conversation(all_tools(), embedded, embedded)

    def hold(*questions: str) -> list[Answer]:
        thread: list[Answer] = []
        for question in questions:
            thread.append(conversation.answer(question, context=sample_context, thread_id="T-9", thread=thread))
        return thread

    return hold


@pytest.fixture(scope="session")
def read_alone(
    embedded: EmbeddedReasoner, sample_context: ToolContext
) -> Callable[[str], list[tuple[str, dict[str, Any]]]]:
    """Return the tools that a message alone begins with, and their arguments."""
    turn = Turn("", "A-0", sample_context, all_tools(), (), "hybrid")

    def hold(question: str) -> list[tuple[str, dict[str, Any]]]:
        reading = embedded.read(replace(turn, question=question))
        assert reading.reply is None, reading.reply
        return [(request.first.tool, dict(request.first.arguments)) for request in reading.requests]

    return hold
