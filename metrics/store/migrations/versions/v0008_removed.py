"""When a project was removed; null for those that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column. Times are UTC."""
    op.add_column("projects", sa.Column("removed_at", sa.DateTime(timezone=True)))
