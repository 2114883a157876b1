"""The migration makes exactly the tables that the code uses."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from knowledge.database import Base, migrate, reading
from knowledge.decisions import schema

OURS = {
    mapped.__tablename__
    for mapped in vars(schema).values()
    if isinstance(mapped, type) and issubclass(mapped, Base) and mapped is not Base
}


def test_the_migrated_schema_is_the_mapped_one(ledger_engine: Engine) -> None:
    """A column or index that is missing in production would only show there."""

    def ours(_: Any, name: str | None, kind: str, *__: Any) -> bool:
        return kind != "table" or name in OURS

    options = {"include_object": ours, "compare_type": True}
    with reading(ledger_engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_a_pending_action_is_unique_in_the_database_itself(ledger_engine: Engine) -> None:
    """Two writers could otherwise both find that nobody has proposed it yet."""
    indexes = {index["name"]: index for index in inspect(ledger_engine).get_indexes("proposals")}
    assert indexes["proposals_pending_once"]["unique"]


def test_migrating_again_changes_nothing(ledger_engine: Engine) -> None:
    """Every start of the program migrates."""
    before = inspect(ledger_engine).get_table_names()
    migrate(ledger_engine)
    assert inspect(ledger_engine).get_table_names() == before
