"""Publishers that are killed, or that publish at once, lose nothing and leave no half version."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge.database import Base, open_database
from knowledge.truth.manifest import ManifestRow
from knowledge.truth.store import TruthStore
from tests.fixtures_postgres import postgres_server

SCRIPT = Path(__file__).parent / "publisher_process.py"
ROOT = Path(__file__).parents[3]
KILLED = -9


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A database server for this file."""
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    url = f"sqlite:///{tmp_path / 'tandem.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS truth_versions"))
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[ManifestRow.__tablename__]])
    engine.dispose()
    return url


def start(url: str, folder: Path, prefix: str, count: int, *killing: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), url, str(folder), prefix, str(count), *killing]
    return subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str], expected: int = 0) -> list[str]:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == expected
    return output.splitlines()


def assert_whole(url: str, folder: Path, at_least: int, every: int = 1) -> list[str]:
    """Every version holds one row more than its parent, in both tables; returns the keys published."""
    engine = open_database(url)
    store = TruthStore(engine, str(folder), Path(f"{folder}.lock"), lambda: datetime(2024, 6, 3, tzinfo=UTC))
    versions = store.versions(1000)[::-1]
    assert len(versions) >= at_least
    keys = [version.idempotency_key for version in versions]
    for count in range(1, len(versions) + 1, every):
        snapshot = store.snapshot(versions[count - 1].version)
        assert versions[count - 1].number == count
        assert set(snapshot.table("people")["person_id"]) == set(keys[:count])
        assert set(snapshot.table("exchange_rates")["currency"]) == set(keys[:count])
    engine.dispose()
    return sorted(keys)


@pytest.mark.parametrize(
    ("url", "point", "nth"),
    [
        ("sqlite", "before-merge", 5),
        ("sqlite", "after-merge", 1),
        ("sqlite", "after-merge", 5),
        ("sqlite", "in-commit", 3),
        ("sqlite", "after-commit", 3),
        ("postgresql", "after-merge", 5),
        ("postgresql", "in-commit", 3),
    ],
    indirect=["url"],
)
def test_a_publisher_killed_at_any_step_leaves_whole_versions(url: str, tmp_path: Path, point: str, nth: int):
    folder = tmp_path / "truth"
    told = finish(start(url, folder, "a", 5, point, str(nth)), KILLED)
    engine = open_database(url)
    left = TruthStore(engine, str(folder), tmp_path / "lock", lambda: datetime(2024, 6, 3, tzinfo=UTC)).versions(9)
    engine.dispose()
    assert len(left) == len(told) + (point == "after-commit")
    told = finish(start(url, folder, "a", 5))
    assert [line.split()[1] for line in told] == ["False"] * len(left) + ["True"] * (5 - len(left))
    assert assert_whole(url, folder, 5) == [f"a-{number}" for number in range(5)]


@pytest.mark.parametrize("milliseconds", [25, 60, 110, 190, 300])
def test_a_publisher_killed_at_any_moment_leaves_whole_versions(tmp_path: Path, milliseconds: int):
    url, folder = f"sqlite:///{tmp_path / 'tandem.db'}", tmp_path / "truth"
    Base.metadata.create_all(open_database(url), tables=[Base.metadata.tables[ManifestRow.__tablename__]])
    told = finish(start(url, folder, "a", 1000, "timer", str(milliseconds)), KILLED)
    finish(start(url, folder, "b", 2))
    keys = assert_whole(url, folder, len(told) + 2)
    assert {"b-0", "b-1", *(f"a-{number}" for number in range(len(told)))} <= set(keys)


def test_two_publishers_at_once_take_turns(url: str, tmp_path: Path):
    folder = tmp_path / "truth"
    both = [start(url, folder, prefix, 8) for prefix in ("a", "b")]
    told = [line for process in both for line in finish(process)]
    assert len(set(told)) == 16
    assert_whole(url, folder, 16)


def test_two_publishers_of_the_same_requests_publish_each_once(url: str, tmp_path: Path):
    folder = tmp_path / "truth"
    both = [start(url, folder, "a", 6) for _ in range(2)]
    told = [line for process in both for line in finish(process)]
    assert sum(line.endswith("True") for line in told) == 6
    assert assert_whole(url, folder, 6) == [f"a-{number}" for number in range(6)]


def test_a_publisher_killed_while_another_waits_hands_over(url: str, tmp_path: Path):
    folder = tmp_path / "truth"
    dying = start(url, folder, "a", 9, "after-merge", "7")
    living = start(url, folder, "b", 9)
    told = finish(dying, KILLED)
    finish(living)
    assert_whole(url, folder, len(told) + 9)


@pytest.mark.slow
def test_a_version_stays_readable_after_hundreds_of_later_ones(tmp_path: Path):
    url, folder = f"sqlite:///{tmp_path / 'tandem.db'}", tmp_path / "truth"
    Base.metadata.create_all(open_database(url), tables=[Base.metadata.tables[ManifestRow.__tablename__]])
    finish(start(url, folder, "a", 150))
    assert_whole(url, folder, 150, every=13)
