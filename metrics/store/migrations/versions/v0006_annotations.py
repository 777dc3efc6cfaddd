"""Annotations: dated notes of people on a project's charts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table. Times are UTC; what a note said before stands in the audit."""
    op.create_table(
        "annotations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("kpi", sa.String(64)),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", _moment(), nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("edited_at", _moment()),
        sa.PrimaryKeyConstraint("id", name="pk_annotations"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_annotations_project"),
    )
    op.create_index("ix_annotations_project", "annotations", ["project", "day"])


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
