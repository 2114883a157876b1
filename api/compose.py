"""The one place where the parts are put together."""

import getpass
import os
import socket
from datetime import UTC, datetime

from knowledge.database import migrate, open_database
from knowledge.decisions.api_keys import ApiKeys
from knowledge.decisions.ledger import Ledger
from knowledge.policies import Embedder, PolicyStore
from knowledge.truth.store import TruthStore

from .home import operator_key
from .settings import Settings
from .tandem import Parts, Tandem

HOME_HOLDER = "home-holder"


def open_parts(settings: Settings) -> Parts:
    """Open what is known; whoever calls this holds the home folder."""
    home = settings.home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_database(settings.database)
    migrate(engine)
    embedder = Embedder()
    return Parts(
        settings=settings,
        engine=engine,
        truth=TruthStore(engine, settings.truth, home / "publish.lock", now),
        ledger=Ledger(engine, now),
        policies=PolicyStore(home, settings.chroma_url, embedder),
        embedder=embedder,
        keys=ApiKeys(engine, now),
        clock=now,
    )


def check_parts(settings: Settings) -> None:
    """Open the database and the newest truth and let go of them; the errors say why a server could not start."""
    parts = open_parts(settings)
    try:
        head = parts.truth.head()
        if head is not None and "company" in head.tables:
            parts.truth.snapshot(head.version).table("company")
    finally:
        parts.engine.dispose()


def compose(settings: Settings) -> Tandem:
    """Put all parts together; whoever calls this holds the home folder."""
    from agents.approval import approval_handlers, reconcile_home
    from agents.reasoners.embedded import EmbeddedReasoner
    from agents.turn import Conversation
    from tools.actions.connectors import CsvDrop
    from tools.actions.dispatch import Dispatcher
    from tools.actions.execution import execution_handlers
    from tools.catalogue import all_tools

    parts = open_parts(settings)
    truth, ledger, policies = parts.truth, parts.ledger, parts.policies
    connector = CsvDrop(settings.drops, truth.snapshot) if settings.connector == "csv_drop" else None
    handlers = {
        **execution_handlers(truth, ledger, policies, connector),
        **approval_handlers(ledger, settings.home),
    }
    registry = all_tools()
    reasoner = EmbeddedReasoner(settings.home, parts.embedder)
    return Tandem(
        **vars(parts),
        registry=registry,
        reasoner=reasoner,
        conversation=Conversation(registry, reasoner, fallback=reasoner),
        dispatcher=Dispatcher(ledger, handlers, now, _owner(settings, ledger)),
        reconcile=lambda: reconcile_home(ledger, settings.home),
        operator=getpass.getuser(),
        operator_key=operator_key(settings.home),
    )


def _owner(settings: Settings, ledger: Ledger) -> str:
    """Name the dispatcher, and free what one of that name had taken before it died.

    On SQLite whoever holds the home folder is the only dispatcher; on PostgreSQL each process is one of several.
    """
    if not settings.database.startswith("sqlite"):
        return f"{socket.gethostname()}-{os.getpid()}"
    ledger.release_leases(HOME_HOLDER)
    return HOME_HOLDER


def now() -> datetime:
    """The time of day for records, in UTC."""
    return datetime.now(UTC)
