"""Runs migrations on the connection that `knowledge.database.migrate` gives."""

from alembic import context

from knowledge.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
