"""The audit chain: every way of tampering with it shows."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from knowledge.decisions.audit import GENESIS, append, seal
from knowledge.decisions.ledger import Ledger
from knowledge.decisions.schema import AuditHeadRow, AuditRow
from knowledge.errors import AuditBroken
from tests.fixtures_ledger import ANA, MARIA, draft

ROWS = 24


def fill(ledger: Ledger, rows: int = ROWS) -> None:
    """Record some events of several people."""
    with ledger.changing() as connection:
        for number in range(rows):
            append(
                connection,
                at=ledger.clock(),
                actor=(ANA, MARIA)[number % 2],
                kind=f"kind-{number % 5}",
                subject=f"P-{number % 7:06d}",
                payload={"number": number, "text": "Größe, 25,0 t"},
            )


def test_an_untouched_chain_is_intact(ledger: Ledger) -> None:
    """A verification that cries wolf is not believed."""
    assert ledger.verify().intact
    fill(ledger)
    report = ledger.verify()
    assert (report.intact, report.entries, report.reason) == (True, ROWS, "")


def test_a_row_seals_everything_before_it(sqlite_ledger: Ledger) -> None:
    """The hash is the documented one, so that somebody else can verify an export."""
    import hashlib

    fill(sqlite_ledger, 3)
    previous = GENESIS
    for entry in sqlite_ledger.entries():
        payload = json.dumps(entry.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        fields = [entry.seq, entry.at, entry.actor, entry.on_behalf_of, entry.kind, entry.subject, payload]
        spelled = json.dumps(fields, separators=(",", ":"))
        assert entry.hash == hashlib.sha256((previous + spelled).encode()).hexdigest()
        previous = entry.hash


TEXT_COLUMNS = ("at", "actor", "on_behalf_of", "kind", "subject", "payload", "previous", "hash")


def _change(ledger: Ledger, rng: random.Random) -> int:
    """Change one character of one column of one row."""
    seq, column = rng.randint(1, ROWS), rng.choice(TEXT_COLUMNS)
    with ledger.changing() as connection:
        value: str = connection.execute(select(getattr(AuditRow, column)).where(AuditRow.seq == seq)).scalar_one()
        place = rng.randrange(len(value) + 1)
        other = value[:place] + rng.choice("0aZ{ ") + value[place + 1 :]
        if other == value:
            other = value + "x" if column not in ("previous", "hash", "at") else value[:-1] + "!"
        connection.execute(update(AuditRow).where(AuditRow.seq == seq).values({column: other}))
    return seq


def _delete(ledger: Ledger, rng: random.Random) -> int:
    """Delete one row from the middle."""
    seq = rng.randint(1, ROWS - 1)
    with ledger.changing() as connection:
        connection.execute(delete(AuditRow).where(AuditRow.seq == seq))
    return seq


def _delete_and_renumber(ledger: Ledger, rng: random.Random) -> int:
    """Delete one row and close the gap in the numbers."""
    seq = _delete(ledger, rng)
    with ledger.changing() as connection:
        for later in range(seq + 1, ROWS + 1):
            connection.execute(update(AuditRow).where(AuditRow.seq == later).values(seq=later - 1))
    return seq


def _swap(ledger: Ledger, rng: random.Random) -> int:
    """Exchange the contents of two rows."""
    one, other = sorted(rng.sample(range(1, ROWS + 1), 2))
    with ledger.changing() as connection:
        for seq, to in ((one, -1), (other, one), (-1, other)):
            connection.execute(update(AuditRow).where(AuditRow.seq == seq).values(seq=to))
    return one


def _insert_between(ledger: Ledger, rng: random.Random) -> int:
    """Insert a well-formed row and move the later ones up."""
    at = rng.randint(1, ROWS)
    with ledger.changing() as connection:
        for later in range(ROWS, at - 1, -1):
            connection.execute(update(AuditRow).where(AuditRow.seq == later).values(seq=later + 1))
        wanted = select(AuditRow.hash).where(AuditRow.seq == at - 1)
        _forge(connection, at, connection.execute(wanted).scalar() or GENESIS)
    return at if at == ROWS + 1 else at + 1


def _append_without_the_end(ledger: Ledger, rng: random.Random) -> int:
    """Add a well-formed row after the last."""
    del rng
    with ledger.changing() as connection:
        last: str = connection.execute(select(AuditRow.hash).where(AuditRow.seq == ROWS)).scalar_one()
        _forge(connection, ROWS + 1, last)
    return ROWS + 2


def _insert_before_the_first(ledger: Ledger, rng: random.Random) -> int:
    """Add a row numbered nought or less."""
    with ledger.changing() as connection:
        _forge(connection, -rng.randint(0, 3), GENESIS)
    return 1


def _truncate(ledger: Ledger, rng: random.Random) -> int:
    """Delete the last rows."""
    kept = rng.randint(0, ROWS - 1)
    with ledger.changing() as connection:
        connection.execute(delete(AuditRow).where(AuditRow.seq > kept))
    return kept + 1


def _truncate_number_of_the_end(ledger: Ledger, rng: random.Random) -> int:
    """Delete the last rows and change the number, but not the hash, of the kept end."""
    kept = _truncate(ledger, rng) - 1
    with ledger.changing() as connection:
        connection.execute(update(AuditHeadRow).values(seq=kept))
    return kept + 1


def _change_the_end(ledger: Ledger, rng: random.Random) -> int:
    """Change the kept end only."""
    values: dict[str, Any] = rng.choice([{"hash": "f" * 64}, {"seq": ROWS - 1}, {"seq": ROWS + 1}])
    with ledger.changing() as connection:
        connection.execute(update(AuditHeadRow).values(values))
    return ROWS + 1


def _delete_the_end(ledger: Ledger, rng: random.Random) -> int:
    """Delete the kept end."""
    del rng
    with ledger.changing() as connection:
        connection.execute(delete(AuditHeadRow))
    return ROWS + 1


def _reseal(ledger: Ledger, rng: random.Random) -> int:
    """Change a row and give it the hash that its new content has."""
    seq = rng.randint(1, ROWS)
    with ledger.changing() as connection:
        row = dict(connection.execute(select(AuditRow.__table__).where(AuditRow.seq == seq)).mappings().one())
        row["actor"] = "mallory"
        values = {"actor": "mallory", "hash": seal(row["previous"], row)}
        connection.execute(update(AuditRow).where(AuditRow.seq == seq).values(values))
    return seq + 1


def _forge(connection: Any, seq: int, previous: str) -> None:
    row = {"seq": seq, "at": "2026-03-02T08:00:00.000000+00:00", "actor": "mallory", "on_behalf_of": ""}
    row |= {"kind": "proposal.decided", "subject": "P-000001", "payload": "{}"}
    connection.execute(insert(AuditRow).values(**row, previous=previous, hash=seal(previous, row)))


TAMPERINGS: tuple[tuple[Callable[[Ledger, random.Random], int], str], ...] = (
    (_change, "changed|follow|reordered|another hash"),
    (_delete, "deleted"),
    (_delete_and_renumber, "reordered|another hash|truncated"),
    (_swap, "reordered"),
    (_insert_between, "reordered|inserted"),
    (_append_without_the_end, "inserted"),
    (_insert_before_the_first, "inserted"),
    (_truncate, "truncated"),
    (_truncate_number_of_the_end, "changed"),
    (_change_the_end, "changed|inserted|truncated"),
    (_delete_the_end, "deleted"),
    (_reseal, "inserted or replaced|another hash"),
)


@pytest.mark.parametrize(("tamper", "reason"), [pytest.param(*each, id=each[0].__name__) for each in TAMPERINGS])
def test_tampering_shows(sqlite_ledger: Ledger, tamper: Callable[[Ledger, random.Random], int], reason: str) -> None:
    """Whatever is done to the table by hand, the first row that is wrong is named, with what was done to it."""
    import re

    fill(sqlite_ledger)
    with sqlite_ledger.changing() as connection:
        good = [dict(row) for row in connection.execute(select(AuditRow.__table__)).mappings()]
        end = dict(connection.execute(select(AuditHeadRow.__table__)).mappings().one())
    for seed in range(25):
        expected = tamper(sqlite_ledger, random.Random(seed))
        report = sqlite_ledger.verify()
        assert not report.intact, f"seed {seed} went unseen"
        assert report.broken_at is not None
        assert report.broken_at <= expected
        assert re.search(reason, report.reason), report.reason
        _restore(sqlite_ledger, good, end)
    assert sqlite_ledger.verify().intact


def _restore(ledger: Ledger, rows: list[dict[str, Any]], end: dict[str, Any]) -> None:
    from knowledge.database import writing

    with writing(ledger.engine) as connection:
        connection.execute(delete(AuditRow))
        connection.execute(delete(AuditHeadRow))
        connection.execute(insert(AuditRow), rows)
        connection.execute(insert(AuditHeadRow).values(end))


def test_a_chain_rewritten_as_a_whole_shows_against_a_kept_end(sqlite_ledger: Ledger) -> None:
    """Who can write everything can forge a whole chain, but not the hash that somebody keeps elsewhere."""
    fill(sqlite_ledger)
    kept = (ROWS, sqlite_ledger.verify().head)
    with sqlite_ledger.changing() as connection:
        connection.execute(delete(AuditRow))
        connection.execute(update(AuditHeadRow).values(seq=0, hash=GENESIS))
    fill(sqlite_ledger, ROWS - 1)
    assert sqlite_ledger.verify().intact
    assert "kept outside" in sqlite_ledger.verify(kept=kept).reason
    sqlite_ledger.open(draft(), ANA)
    assert sqlite_ledger.verify(kept=kept).broken_at == ROWS
    fill(sqlite_ledger, 5)
    assert sqlite_ledger.verify(kept=(ROWS + 5, sqlite_ledger.verify().head)).intact


def test_nothing_is_recorded_on_a_chain_without_its_end(sqlite_ledger: Ledger) -> None:
    """Continuing a cut chain would hide the cut."""
    fill(sqlite_ledger)
    _delete_the_end(sqlite_ledger, random.Random(1))
    with pytest.raises(AuditBroken):
        sqlite_ledger.open(draft(), ANA)


def test_an_unreadable_row_is_reported_and_not_raised_as_a_fault(sqlite_ledger: Ledger) -> None:
    """Somebody who reads a chain that was tampered with is told so."""
    fill(sqlite_ledger, 3)
    with sqlite_ledger.changing() as connection:
        connection.execute(update(AuditRow).where(AuditRow.seq == 2).values(payload="{"))
    with pytest.raises(AuditBroken, match="Row 2"):
        sqlite_ledger.entries()
    assert sqlite_ledger.verify().broken_at == 2


def test_a_verification_sees_one_state_while_others_write(ledger: Ledger) -> None:
    """A row added between reading the chain and reading its end would look like tampering."""
    fill(ledger, 400)
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            fill(ledger, 1)

    writer = Thread(target=write)
    writer.start()
    reports = [ledger.verify()]
    while reports[-1].intact and reports[-1].entries < 420:
        reports.append(ledger.verify())
    stop.set()
    writer.join()
    assert reports[-1].reason == ""


def test_an_export_holds_every_row_in_order(ledger: Ledger, tmp_path: Path) -> None:
    """An auditor verifies the export without the database."""
    fill(ledger)
    assert ledger.export(tmp_path / "audit.jsonl") == ROWS
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, ROWS + 1))
    assert [line["hash"] for line in lines] == [entry.hash for entry in ledger.entries()]
    assert lines[0]["payload"] == {"number": 0, "text": "Größe, 25,0 t"}


def test_entries_page_and_filter(ledger: Ledger) -> None:
    """A page continues where the last one ended."""
    fill(ledger)
    assert [entry.seq for entry in ledger.entries(after=20, limit=3)] == [21, 22, 23]
    assert [entry.seq for entry in ledger.entries(subject="P-000003")] == [4, 11, 18]


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_verified_in_seconds(sqlite_ledger: Ledger) -> None:
    """An audit that takes minutes is not done."""
    previous, rows = GENESIS, list[dict[str, Any]]()
    for seq in range(1, 100_001):
        row: dict[str, Any] = {"seq": seq, "at": "2026-03-02T08:00:00.000000+00:00", "actor": "ana"}
        row |= {"on_behalf_of": "", "kind": "proposal.opened", "subject": f"P-{seq:06d}", "payload": '{"version":1}'}
        sealed = seal(previous, row)
        rows.append({**row, "previous": previous, "hash": sealed})
        previous = sealed
    with sqlite_ledger.changing() as connection:
        connection.execute(insert(AuditRow), rows)
        connection.execute(update(AuditHeadRow).values(seq=100_000, hash=previous))
    started = time.process_time()
    assert sqlite_ledger.verify().intact
    assert time.process_time() - started < 5.0
