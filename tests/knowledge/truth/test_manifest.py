"""The manifest is a list without forks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from knowledge.database import migrate, open_database, reading, writing
from knowledge.errors import PublishConflict, UnknownVersion
from knowledge.truth import manifest
from knowledge.truth.manifest import ManifestRow, TruthVersion

FIRST = TruthVersion(
    number=1,
    version="t-000001",
    parent=None,
    planning_date=date(2024, 6, 3),
    tables={"items": 3},
    cause="test",
    author="ana",
    idempotency_key="one",
    created_at=datetime(2024, 6, 3, 12, tzinfo=UTC),
)
SECOND = replace(FIRST, number=2, version="t-000002", parent="t-000001", idempotency_key="two")


def test_the_migrations_make_the_table_that_the_code_reads(tmp_path: Path):
    engine = open_database(f"sqlite:///{tmp_path / 'tandem.db'}")
    migrate(engine)
    made = {column["name"]: column for column in inspect(engine).get_columns("truth_versions")}
    declared = ManifestRow.__table__.columns
    assert set(made) == {column.name for column in declared}
    assert {name for name, column in made.items() if column["nullable"]} == {"parent", "planning_date"}
    with writing(engine) as connection:
        manifest.add_version(connection, FIRST)
    with reading(engine) as connection:
        assert manifest.find_head(connection) == FIRST


def test_a_version_is_added_only_to_the_head(tmp_path: Path):
    engine = open_database(f"sqlite:///{tmp_path / 'tandem.db'}")
    migrate(engine)
    with writing(engine) as connection:
        manifest.add_version(connection, FIRST)
        manifest.add_version(connection, SECOND)
    rival = replace(SECOND, number=3, version="t-000003", idempotency_key="three")
    same_key = replace(SECOND, number=3, version="t-000003", parent="t-000002")
    for wrong in (rival, same_key):
        with pytest.raises(PublishConflict), writing(engine) as connection:
            manifest.add_version(connection, wrong)
    with reading(engine) as connection:
        assert manifest.find_by_key(connection, "two") == SECOND
        assert manifest.find_by_key(connection, "three") is None
        with pytest.raises(UnknownVersion):
            manifest.find_version(connection, "t-000003")
