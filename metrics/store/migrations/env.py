"""What alembic runs: the pending scripts, in the transaction that the store has begun."""

from alembic import context

from metrics.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
