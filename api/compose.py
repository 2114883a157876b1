"""The one place where the parts are put together."""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from sqlalchemy import Engine, text

from agents.answers import Answer
from agents.events import Event
from knowledge.database import migrate, open_database, reading
from knowledge.decisions.api_keys import ApiKeys
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal
from knowledge.policies import Policy, PolicyStore
from knowledge.principal import Principal
from knowledge.truth.store import Publication, TruthStore
from tools.context import ToolContext
from tools.registry import Registry

from .errors import ApiError
from .home import operator_key
from .settings import Settings

if TYPE_CHECKING:
    from agents.turn import Conversation
    from tools.actions.dispatch import Dispatcher


class NotReady(ApiError):
    """The parts are not ready to work."""

    code, status = "not_ready", int(HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True)
class Tandem:
    """The parts of one installation, and what takes several of them at once."""

    settings: Settings
    engine: Engine
    truth: TruthStore
    ledger: Ledger
    policies: PolicyStore
    registry: Registry
    conversation: "Conversation"
    dispatcher: "Dispatcher"
    keys: ApiKeys
    clock: Callable[[], datetime]
    operator: str
    operator_key: str

    @property
    def is_sample(self) -> bool:
        """Whether the company is the invented sample company."""
        from knowledge.truth.sample import COMPANY_ID

        head = self.truth.head()
        return head is not None and self.truth.snapshot(head.version).company.company_id == COMPANY_ID

    @property
    def currency(self) -> str:
        """The company's currency."""
        return self.truth.snapshot().company.currency

    @property
    def operating_model(self) -> Literal["separate", "merged", "hybrid"]:
        """The operating model in force: the setting, or the company's own."""
        own: Any = self.truth.snapshot().company.operating_model
        return self.settings.operating_model or own

    def is_operator(self, principal: Principal) -> bool:
        """Whether the person is the owner of the home folder, as whomever they speak."""
        return principal.on_behalf_of != ""

    def context(self, principal: Principal, *, version: str | None = None, seed: int = 1) -> ToolContext:
        """Surroundings for tools, on the newest version of the truth or a named one."""
        return ToolContext(
            snapshot=self.truth.snapshot(version),
            principal=principal,
            policies=self.policies,
            ledger=self.ledger,
            clock=self.clock,
            seed=seed,
        )

    def answer(
        self, question: str, principal: Principal, thread_id: str, emit: Callable[[Event], None] | None = None
    ) -> Answer:
        """Answer a message of a thread and keep both."""
        context = self.context(principal)
        said = self.ledger.thread(thread_id).messages
        earlier = [Answer.model_validate(self.ledger.answer(each.answer_id)) for each in said if each.answer_id]
        answer = self.conversation.answer(
            question,
            context=context,
            thread_id=thread_id,
            thread=earlier,
            operating_model=self.operating_model,
            emit=emit,
        )
        self.ledger.save_message(thread_id, "person", question)
        self.ledger.save_answer(answer.model_dump(mode="json"))
        return answer

    def decide(
        self,
        proposal_id: str,
        *,
        version: int,
        verdict: Literal["approve", "reject", "return", "withdraw"],
        comment: str,
        principal: Principal,
        idempotency_key: str,
    ) -> Proposal:
        """Decide a proposal in the version that was read, against the newest version of the truth."""
        from tools.actions.propose import ranges_of

        seen = self.ledger.proposal(proposal_id)
        snapshot = self.truth.snapshot()
        return self.ledger.decide(
            proposal_id,
            version=version,
            digest=seen.digest,
            verdict=verdict,
            principal=principal,
            comment=comment,
            idempotency_key=idempotency_key,
            head_version=snapshot.version,
            rows_digest_now=lambda: snapshot.digest(ranges_of(seen.draft)),
        )

    def holders(self) -> dict[str, list[Principal]]:
        """Who holds, or stands in for, each position on the planning date."""
        from .auth import principal_of

        snapshot = self.truth.snapshot()
        today = snapshot.planning_date
        people = {row["holder"] for row in snapshot.table("positions").to_dicts() if row["holder"]}
        people |= {
            row["delegate"]
            for row in snapshot.table("delegations").to_dicts()
            if row["valid_from"] <= today <= row["valid_to"]
        }
        holders: dict[str, list[Principal]] = {}
        for person in sorted(people):
            principal = principal_of(snapshot, person)
            for seat in principal.seats:
                holders.setdefault(seat.position_id, []).append(principal)
        return holders

    def publish_rows(
        self, rows: Mapping[str, pl.DataFrame], *, cause: str, author: str, idempotency_key: str
    ) -> Publication:
        """Merge rows into a new version of the truth and have what waits checked against it."""
        return self.truth.publish(
            rows, cause=cause, author=author, idempotency_key=idempotency_key, also=self.ledger.on_published
        )

    def make_sample(self, author: str) -> Publication:
        """Make the sample company in an empty installation, with its policies."""
        from knowledge.policies import sample_documents
        from knowledge.truth.sample import COMPANY_ID, generate

        head = self.truth.head()
        if head is not None and not self.is_sample:
            raise ApiError(
                f"This home holds another company ({self.truth.snapshot().company.name}).",
                "Set TANDEM_HOME to a new folder for the sample company.",
            )
        known = {policy.id for policy in self.policies.all_policies()}
        company = generate()
        made = self.publish_rows(
            company.tables, cause="the invented sample company", author=author, idempotency_key=f"sample:{COMPANY_ID}"
        )
        for document in sample_documents():
            if document.stem.split("_")[0].upper() not in known:
                self.policies.add(document)
        return made

    def load(self, folder: Path, *, mapping: str | None, quarantine: bool, author: str) -> dict[str, Any]:
        """Check and load a folder of files."""
        raise NotReady(f"{folder} {mapping} {quarantine} {author}")

    def add_policy(self, document: str, principal: Principal, *, replace: bool) -> Policy:
        """Add or replace a policy, on record."""
        policy = self.policies.replace(document) if replace else self.policies.add(document)
        self.ledger.note(
            principal, "policy.replaced" if replace else "policy.added", policy.id, {"digest": policy.digest}
        )
        return policy

    def withdraw_policy(self, policy_id: str, principal: Principal) -> Policy:
        """End a policy with the planning date, on record."""
        policy = self.policies.withdraw(policy_id, self.truth.snapshot().planning_date)
        self.ledger.note(principal, "policy.withdrawn", policy.id, {"digest": policy.digest})
        return policy

    def check_ready(self) -> None:
        """Raise an error unless the database answers."""
        with reading(self.engine) as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def compose(settings: Settings) -> Tandem:
    """Put the parts together; whoever calls this holds the home folder."""
    from tools.actions.execution import execution_handlers

    from agents.approval import approval_handlers
    from agents.turn import Conversation
    from knowledge.policies.embedding import Embedder
    from tools.actions.dispatch import Dispatcher
    from tools.catalogue import all_tools

    home = settings.home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_database(settings.database)
    migrate(engine)
    truth = TruthStore(engine, settings.truth, home / "publish.lock", now)
    ledger = Ledger(engine, now)
    embedder = Embedder()
    policies = PolicyStore(home, settings.chroma_url, embedder)
    registry = all_tools()
    handlers = {**execution_handlers(truth, ledger, policies), **approval_handlers(ledger, home)}
    return Tandem(
        settings=settings,
        engine=engine,
        truth=truth,
        ledger=ledger,
        policies=policies,
        registry=registry,
        conversation=Conversation(registry, embedder, home),
        dispatcher=Dispatcher(ledger, handlers, now, owner=f"{getpass.getuser()}"),
        keys=ApiKeys(engine, now),
        clock=now,
        operator=getpass.getuser(),
        operator_key=operator_key(home),
    )


def now() -> datetime:
    """The time of day for records, in UTC."""
    return datetime.now(UTC)
