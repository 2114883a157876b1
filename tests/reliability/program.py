"""The real program from outside: commands, servers, people who speak to them, and what is on record afterwards."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2

from api.compose import open_parts
from api.home import SERVER, operator_key
from api.people import principal_of
from api.settings import Settings
from api.tandem import Parts
from knowledge.decisions.outbox import EXECUTE
from knowledge.decisions.proposals import Draft, RouteStep, Status
from knowledge.truth.snapshot import RowRange
from tests.api.proposing import LAST_DAY, order_number
from tools.actions.push_out import PushOutOrder
from tools.actions.reads import reads_document
from tools.actions.types import canonical

ROOT = Path(__file__).parents[2]
BASE = "/api/v1"
PATIENCE_SECONDS, POLL_SECONDS = 120.0, 0.02
KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Program:
    """The program over one home, with more settings if wanted."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: the settings and nothing of this process's own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
        return {**kept, "TANDEM_HOME": str(self.home), "PYTHONPATH": str(ROOT), "COLUMNS": "200", **self.settings}

    def start(self, *arguments: str, within: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        """Begin a command; what it prints is kept."""
        return subprocess.Popen(
            [*within, sys.executable, "-m", "api", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, within: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        process = self.start(*arguments, within=within)
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def done(self, *arguments: str) -> Any:
        """Run a command that must succeed with `--json`; returns its document."""
        told = self.run(*arguments, "--json")
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    @contextmanager
    def opened(self) -> Generator[Parts]:
        """What is on record, looked at while no server runs."""
        names = {"TANDEM_DATABASE_URL": "database_url", "TANDEM_TRUTH_URI": "truth_uri"}
        given: dict[str, Any] = {names[name]: value for name, value in self.settings.items() if name in names}
        parts = open_parts(Settings(home=self.home, **given))
        try:
            yield parts
        finally:
            parts.engine.dispose()

    @contextmanager
    def serving(self) -> Generator["Server"]:
        """A server, ready to answer; if it still lives at the end, it finishes what it has begun and stops."""
        with tempfile.TemporaryFile("w+") as log:
            command = [sys.executable, "-m", "api", "serve", "--port", "0"]
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            server = Server(self, process)
            try:
                wait_until(lambda: server.is_ready or process.poll() is not None)
                log.seek(0)
                assert process.poll() is None, log.read()
                yield server
                if process.poll() is None:
                    server.end()
            finally:
                server.kill()


@dataclass(frozen=True)
class Server:
    """A running server."""

    program: Program
    process: "subprocess.Popen[bytes]"

    @property
    def is_ready(self) -> bool:
        """Whether it answers that it is ready."""
        try:
            told = json.loads((self.program.home / SERVER).read_text())
            return told["pid"] == self.process.pid and httpx2.get(f"{told['url']}/readyz").is_success
        except (FileNotFoundError, httpx2.TransportError):
            return False

    def person(self, person_id: str | None = None) -> httpx2.Client:
        """A client that speaks as somebody of the sample company, or as the operator."""
        headers = {"Authorization": f"Bearer {operator_key(self.program.home)}"}
        if person_id is not None:
            headers["Tandem-As"] = person_id
        url = json.loads((self.program.home / SERVER).read_text())["url"]
        return httpx2.Client(base_url=url + BASE, headers=headers, timeout=PATIENCE_SECONDS)

    def end(self) -> None:
        """Ask it to stop, and wait until it has finished what it had begun."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=PATIENCE_SECONDS) == 0

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE_SECONDS)


def wait_until(happened: Callable[[], bool], patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until something has happened; fails when it takes too long."""
    deadline = time.monotonic() + patience_seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(POLL_SECONDS)


def answered(response: httpx2.Response) -> Any:
    """Return the JSON of a response that must not be an error."""
    assert response.is_success, response.text
    return response.json()


def approve(client: httpx2.Client, proposal_id: str, key: str, version: int = 1) -> httpx2.Response:
    """Approve a version of a proposal."""
    return client.post(
        f"/proposals/{proposal_id}/decisions",
        json={"verdict": "approve", "comment": "agreed"},
        headers={"If-Match": f'"{version}"', "Idempotency-Key": key},
    )


def status_of(client: httpx2.Client, proposal_id: str) -> str:
    """Where a proposal stands."""
    return answered(client.get(f"/proposals/{proposal_id}"))["status"]


def wait_executed(client: httpx2.Client, proposal_id: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until an approved proposal has been carried out."""
    wait_until(lambda: status_of(client, proposal_id) == "executed", patience_seconds)


def propose_push_outs(program: Program, count: int) -> dict[str, Any]:
    """Open proposals of Sam's that push purchase orders out by a week, for the logistics manager to decide.

    Returns the due dates asked for, by proposal. No server may run on an embedded home meanwhile.
    """
    wanted: dict[str, Any] = {}
    with program.opened() as parts:
        snapshot = parts.truth.snapshot()
        sam = principal_of(snapshot, "sam", on_behalf_of="tester")
        for number in range(count):
            order = order_number(snapshot, number)
            expected: date = order["eta"] or order["promised_on"] or order["due_on"]
            action = PushOutOrder(order_id=order["order_id"], line=order["line"], due_on=expected + timedelta(days=7))
            reads = [RowRange.of("supply_orders", order_id=order["order_id"], line=order["line"])]
            draft = Draft(
                title=f"Push out {order['order_id']}",
                reason="The stock lasts a week longer than planned.",
                actions=(canonical(action),),
                effect={"note": "not simulated in this test"},
                policy_check={"verdicts": []},
                route=(RouteStep(position_ids=("logistics_manager",), reason="It moves a supply order."),),
                value=0.0,
                reads=reads_document(reads),
                reads_digest=snapshot.digest(reads),
                truth_version=snapshot.version,
                seed=1,
                expires_on=LAST_DAY,
            )
            wanted[parts.ledger.open(draft, sam).proposal_id] = action
    return wanted


def assert_done_once(parts: Parts, proposal_id: str, action: PushOutOrder) -> None:
    """One decision, one version of the truth, one changed row, and every step once in the audit chain."""
    proposal = parts.ledger.proposal(proposal_id)
    assert proposal.status is Status.EXECUTED
    assert len(proposal.decisions) == 1
    kinds = [entry.kind for entry in parts.ledger.entries(subject=proposal_id)]
    assert kinds == ["proposal.opened", "proposal.decided", "proposal.executing", "proposal.executed"]
    (row,) = [row for row in parts.ledger.outbox(subject=proposal_id) if row.kind == EXECUTE]
    assert row.status == "done"
    made = parts.truth.made_under(row.key)
    assert made is not None
    assert made.parent is not None
    old, new = (parts.truth.snapshot(name).table("supply_orders") for name in (made.parent, made.version))
    changed = new.join(old, on=new.columns, how="anti", nulls_equal=True).to_dicts()
    assert [(each["order_id"], each["line"], each["due_on"]) for each in changed] == [
        (action.order_id, action.line, action.due_on)
    ]


def assert_on_record(parts: Parts) -> None:
    """The versions of the truth are a line, each is in the audit chain once and nothing else is, the chain is whole."""
    assert parts.ledger.verify().intact
    versions = parts.truth.versions(1000)[::-1]
    names = [version.version for version in versions]
    assert [version.parent for version in versions] == [None, *names[:-1]][: len(names)]
    told = [entry.subject for entry in parts.ledger.entries(limit=10_000) if entry.kind == "truth.published"]
    assert told == names
