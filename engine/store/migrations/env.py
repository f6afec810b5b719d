"""Alembic's entry: migrates on the connection that is handed over, in its transaction."""

from alembic import context

from engine.store.tables.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
