"""Roles and tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create both tables. Times are UTC."""
    op.create_table(
        "grants",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("project", sa.String(64)),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("segments", sa.JSON, nullable=False),
        sa.Column("granted_at", _moment(), nullable=False),
        sa.Column("granted_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_grants_project"),
        sa.CheckConstraint("role in ('viewer', 'analyst', 'owner', 'admin')", name=op.f("ck_grants_role")),
        sa.UniqueConstraint("subject", "project", name="uq_grants_subject_project"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.Column("revoked_at", _moment()),
        sa.Column("last_used_at", _moment()),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_tokens_project"),
    )


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
