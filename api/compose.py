"""The one place where the parts are put together."""

import getpass
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.database import migrate, open_database
from knowledge.decisions.api_keys import ApiKeys
from knowledge.decisions.ledger import Ledger
from knowledge.policies import Embedder, PolicyStore
from knowledge.truth.store import TruthStore

from .errors import ConfigurationRefused
from .home import operator_key
from .settings import Settings
from .tandem import Parts, Tandem

if TYPE_CHECKING:
    from agents.reasoners.embedded import EmbeddedReasoner
    from agents.reasoners.openai import OpenAIReasoner

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


def check_parts(settings: Settings, *, beside_server: bool = False) -> None:
    """Open the database and the newest truth and let go of them; the errors say why a process could not start.

    Parameters
    ----------
    beside_server
        Also check that this is the home folder of a server: what waits is checked against the policies in it.
    """
    parts = open_parts(settings)
    try:
        head = parts.truth.head()
        if head is not None and "company" in head.tables:
            parts.truth.snapshot(head.version).table("company")
        if head is not None and beside_server and not parts.policies.all_policies():
            raise ConfigurationRefused(
                f"The home folder {settings.home} holds no policies, so nothing could be checked against them.",
                "Set TANDEM_HOME to the home folder of the server.",
            )
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
    embedded = EmbeddedReasoner(settings.home, parts.embedder)
    return Tandem(
        **vars(parts),
        registry=registry,
        reasoner=embedded,
        conversation=Conversation(registry, model_of(settings, parts, embedded) or embedded, fallback=embedded),
        dispatcher=Dispatcher(ledger, handlers, now, _owner(settings, ledger)),
        reconcile=lambda: reconcile_home(ledger, settings.home),
        operator=getpass.getuser(),
        operator_key=operator_key(settings.home),
    )


def model_of(settings: Settings, parts: Parts, embedded: "EmbeddedReasoner") -> "OpenAIReasoner | None":
    """Return the reasoner over the model that is set; `None` where none is."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    from agents.reasoners.openai import Endpoint, Limits, OpenAIReasoner, Prices

    key, prompt, completion = settings.openai_api_key, settings.llm_prompt_price, settings.llm_completion_price
    return OpenAIReasoner(
        embedded,
        parts.embedder,
        Endpoint(settings.llm_base_url, settings.llm_model, key.get_secret_value() if key is not None else ""),
        mode=settings.llm_mode,
        limits=Limits(
            requests=settings.llm_requests,
            calls=settings.llm_calls,
            tokens=settings.llm_tokens,
            seconds=settings.llm_seconds,
            money=settings.llm_money,
        ),
        prices=Prices(prompt, completion) if prompt is not None and completion is not None else None,
    )


def _owner(settings: Settings, ledger: Ledger) -> str:
    """Name the dispatcher, and free what those that died had taken.

    On SQLite whoever holds the home folder is the only dispatcher. On PostgreSQL each process is one of several: those
    of this machine that have ended are known to be dead, the leases of others run out by themselves.
    """
    if settings.database.startswith("sqlite"):
        ledger.release_leases(HOME_HOLDER)
        return HOME_HOLDER
    machine, own = socket.gethostname(), os.getpid()
    for owner in ledger.lease_owners():
        place, _, number = owner.rpartition("-")
        if place == machine and (int(number) == own or not _runs(int(number))):
            ledger.release_leases(owner)
    return f"{machine}-{own}"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def now() -> datetime:
    """The time of day for records, in UTC."""
    return datetime.now(UTC)
