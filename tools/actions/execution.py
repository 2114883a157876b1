"""Carrying out what was approved, once, and keeping what waits up to date with the data."""

from collections.abc import Callable, Mapping

from pydantic import JsonValue
from sqlalchemy import Connection

from knowledge.decisions.ledger import Ledger
from knowledge.decisions.outbox import EXECUTE, RECHECK
from knowledge.decisions.proposals import Proposal
from knowledge.errors import RowsRefused
from knowledge.policies.store import PolicyStore
from knowledge.truth.snapshot import Snapshot
from knowledge.truth.store import TruthStore

from ..errors import ActionRefused, ConnectorFailed, UnknownSubject
from .connectors import Connector, EmbeddedErp, Receipt
from .dispatch import Handler
from .effect import effect_of
from .outbox_handlers import execute_with, recheck_with
from .policy_check import check_policies
from .propose import committed, facts_of
from .reads import rows_digest
from .types import Action, read_actions, validate_all

CENT = 0.01


def execution_handlers(
    truth: TruthStore, ledger: Ledger, policies: PolicyStore, connector: Connector | None = None
) -> Mapping[str, Handler]:
    """Return the handlers of `execute` and `recheck` rows of the outbox.

    Parameters
    ----------
    connector
        The system that carries out actions; the embedded ERP where none is given.
    """
    carrier = Carrier(connector or EmbeddedErp(truth, ledger.on_published), ledger)

    def rows_now(proposal: Proposal) -> tuple[str, str]:
        head = truth.snapshot()
        return head.version, rows_digest(head, proposal.draft.reads)

    def effect_now(proposal: Proposal, version: str) -> dict[str, JsonValue]:
        return recomputed(truth.snapshot(version), proposal, policies)

    return {EXECUTE: execute_with(ledger, carrier, rows_now), RECHECK: recheck_with(ledger, rows_now, effect_now)}


class Carrier:
    """Brings an approved proposal to a connector: what it did before is found, what no longer holds is not done."""

    def __init__(self, connector: Connector, ledger: Ledger) -> None:
        self._connector = connector
        self._ledger = ledger

    @property
    def name(self) -> str:
        """The connector's name, for the record."""
        return self._connector.name

    def apply(self, proposal: Proposal, key: str) -> str:
        """Carry out the actions of a proposal once for a key; returns the outcome in words.

        Raises
        ------
        ActionRefused
            If the rows that were approved have changed, or the actions can no longer be done; nothing was changed. Also
            if a connector that must not be asked twice failed: then a person has to look.
        ConnectorFailed
            If the other system did not answer; it may be asked again under the same key.
        """
        done = self._connector.find(key)
        if done is not None:
            return done.detail
        actions = read_actions(proposal.draft.actions)

        def noted(connection: Connection, receipt: Receipt) -> None:
            self._ledger.executed_within(connection, proposal.proposal_id, receipt.detail, key=key)

        try:
            receipt = self._connector.apply(
                actions, key, proposal.proposer, guard=unchanged_since(proposal, actions), noted=noted
            )
        except RowsRefused as refusal:
            raise ActionRefused(refusal.detail, refusal.remedy) from refusal
        except ConnectorFailed as failure:
            if self._connector.idempotent or self._connector.find(key) is not None:
                raise
            raise ActionRefused(
                f"Whether {proposal.proposal_id} took effect in {self.name} is not known: {failure.detail}",
                f"Look for '{key}' in {self.name} before it is proposed again.",
            ) from failure
        return receipt.detail


def unchanged_since(proposal: Proposal, actions: tuple[Action, ...]) -> Callable[[Snapshot], None]:
    """Return a guard that refuses versions in which what was approved no longer holds."""

    def guard(snapshot: Snapshot) -> None:
        if rows_digest(snapshot, proposal.draft.reads) != proposal.draft.reads_digest:
            raise ActionRefused(
                f"The data that {proposal.proposal_id} was decided on moved with {snapshot.version}; nothing was done.",
                "Propose it again if it still makes sense.",
            )
        _validate(snapshot, actions)

    return guard


def recomputed(snapshot: Snapshot, proposal: Proposal, policies: PolicyStore) -> dict[str, JsonValue]:
    """Return the effect of a waiting proposal on a newer version, from the same seed.

    Raises
    ------
    ActionRefused
        If it can no longer be done, breaks a limit now, or commits more money than was asked for.
    """
    draft = proposal.draft
    actions = read_actions(draft.actions)
    _validate(snapshot, actions)
    facts = facts_of(snapshot, actions, draft.reason)
    check_policies(snapshot, facts, policies.all_policies())
    value = committed(facts)
    if value > draft.value + CENT:
        currency = snapshot.company.currency
        raise ActionRefused(
            f"With {snapshot.version} it commits {value:,.2f} {currency} instead of {draft.value:,.2f}.",
            "Edit it, so that it is approved for what it costs now.",
        )
    return effect_of(snapshot, actions, draft.seed).document


def _validate(snapshot: Snapshot, actions: tuple[Action, ...]) -> None:
    try:
        validate_all(snapshot, actions)
    except UnknownSubject as missing:
        raise ActionRefused(missing.detail, missing.remedy) from missing
