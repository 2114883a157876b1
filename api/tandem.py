"""An installation at work: what takes several of its parts at once."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event as ThreadEvent
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
import structlog
from sqlalchemy import Engine, text

from agents.answers import Answer
from agents.events import Event
from knowledge.database import reading
from knowledge.decisions.api_keys import ApiKeys
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.proposals import Proposal
from knowledge.errors import RecheckPending, TandemError
from knowledge.policies import Embedder, Policy, PolicyStore, read_policy
from knowledge.policies.documents import parse_policy
from knowledge.principal import Principal, Role, Seat
from knowledge.truth.store import Publication, TruthStore
from tools.context import ToolContext
from tools.registry import Registry

from .errors import ApiError
from .faults import Faulty
from .people import principal_of
from .settings import Settings

if TYPE_CHECKING:
    from agents.reasoners.embedded import EmbeddedReasoner
    from agents.turn import Conversation
    from tools.actions.dispatch import Dispatcher

log = structlog.get_logger(__name__)

DECIDING_ATTEMPTS = 20
"""Times that a decision is tried while versions are published that do not touch what it rests on."""

PLANTED = "planted_exceptions.json"
"""The file in the home folder that lists what was planted in the sample company, to grade alerts with."""


@dataclass(frozen=True)
class Parts:
    """What is known, opened: enough to load data, not to answer questions."""

    settings: Settings
    engine: Engine
    truth: TruthStore
    ledger: Ledger
    policies: PolicyStore
    embedder: Embedder
    keys: ApiKeys
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Tandem(Parts):
    """The parts of one installation.

    Attributes
    ----------
    reconcile
        Makes the approval graphs follow the ledger.
    operator
        The operating-system user that owns the home folder.
    operator_key
        The key in the home folder.
    """

    registry: Registry
    reasoner: "EmbeddedReasoner"
    conversation: "Conversation"
    dispatcher: "Dispatcher"
    reconcile: Callable[[], object]
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

    def context(
        self, principal: Principal, *, version: str | None = None, seed: int = 1, fresh: bool = False
    ) -> ToolContext:
        """Surroundings for tools, on the newest version of the truth or a named one; `fresh` as in the store."""
        return ToolContext(
            snapshot=self.truth.snapshot(version, fresh=fresh),
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
        """Decide a proposal in the version that was read, against the newest version of the truth.

        A version that is published meanwhile and leaves the rows alone that the proposal rests on is no reason to
        turn the person away: the decision is tried again on it.
        """
        from tools.actions.propose import ranges_of

        seen = self.ledger.proposal(proposal_id)
        snapshot = self.truth.snapshot()
        for remaining in reversed(range(DECIDING_ATTEMPTS)):
            digest_now = partial(snapshot.digest, ranges_of(seen.draft))
            try:
                return self.ledger.decide(
                    proposal_id,
                    version=version,
                    digest=seen.digest,
                    verdict=verdict,
                    principal=principal,
                    comment=comment,
                    idempotency_key=idempotency_key,
                    head_version=snapshot.version,
                    rows_digest_now=digest_now,
                )
            except RecheckPending:
                newer = self.truth.snapshot()
                is_untouched = newer.digest(ranges_of(seen.draft)) == seen.draft.reads_digest
                if not remaining or newer.version == snapshot.version or not is_untouched:
                    raise
                snapshot = newer
        raise AssertionError("the last attempt returns or raises")

    def holders(self) -> dict[str, list[Principal]]:
        """Who holds, or stands in for, each position on the planning date."""
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
        """Make the sample company in an empty installation, with its policies and the list of its exceptions."""
        from knowledge.policies import sample_documents
        from knowledge.truth.sample import COMPANY_ID, generate

        head = self.truth.head()
        if head is not None:
            if self.is_sample:
                return Publication(head, False, {})
            raise ApiError(
                f"This home holds another company ({self.truth.snapshot().company.name}).",
                "Set TANDEM_HOME to a new folder for the sample company.",
            )
        company = generate()
        planted = [asdict(each) for each in company.planted]
        (self.settings.home / PLANTED).write_text(json.dumps(planted, default=str, indent=2), encoding="utf-8")
        take_in(self.policies, sample_documents())
        return self.publish_rows(
            company.tables, cause="the invented sample company", author=author, idempotency_key=f"sample:{COMPANY_ID}"
        )

    def load(self, folder: Path, *, mapping: str | None, quarantine: bool, author: str) -> dict[str, Any]:
        """Check and load a folder of files; the progress goes to the log."""
        from .loading import load_into

        def tell(stage: str, done: int, total: int) -> None:
            log.info("loading", stage=stage, done=done, total=total)

        return load_into(self, folder, mapping, quarantine=quarantine, author=author, progress=tell)

    def add_policy(self, document: str, name: str, principal: Principal, *, replace: bool) -> Policy:
        """Add or replace a policy, on record; what is wrong with it is said with the name of its file."""
        parse_policy(document, name)
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

    def work(self, stop: ThreadEvent) -> None:
        """Carry out what is approved and check what waits, until told to stop.

        Graphs that cannot be made to follow are no reason not to execute: the log says so, and the next start tries
        again.
        """
        try:
            self.reconcile()
        except (TandemError, *Faulty):
            log.exception("the approval graphs do not follow the ledger")
        self.dispatcher.run_until(stop)

    def warm(self) -> None:
        """Compute what the first questions would wait for."""
        self.policies.prepare()
        if self.truth.head() is not None:
            self.conversation.prepare(self.truth.snapshot())
            principal = Principal("warm-up", "Warm-up", (Seat("warm-up", Role.VIEWER),))
            try:
                self.registry.call(self.context(principal), "list_exceptions", {})
            except TandemError as error:
                log.warning("nothing is computed ahead", code=error.code, detail=error.detail)

    def close(self) -> None:
        """Let go of the model's endpoint and of the database."""
        self.conversation.close()
        self.engine.dispose()


def take_in(policies: PolicyStore, documents: Iterable[Path]) -> None:
    """Add the policy documents that are not there yet."""
    known = {policy.id for policy in policies.all_policies()}
    for document in documents:
        if read_policy(document).id not in known:
            policies.add(document)
