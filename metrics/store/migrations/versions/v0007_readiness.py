"""Answers to the questions before launch: rows that are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLE = "readiness_answers"


def upgrade() -> None:
    """Create the table. Times are UTC; `dated` is the day of the evidence."""
    op.create_table(
        TABLE,
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_readiness_answers"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_readiness_answers_project"),
    )
    op.create_index("ix_readiness_answers_latest", TABLE, ["project", "question", "n"])
    if op.get_context().dialect.name == "sqlite":
        refused = f"RAISE(ABORT, '{TABLE} is append-only')"
        op.execute(f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE ON {TABLE} BEGIN SELECT {refused}; END")
        op.execute(f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} BEGIN SELECT {refused}; END")
