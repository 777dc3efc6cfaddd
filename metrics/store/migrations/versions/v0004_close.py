"""Closed months, accepted restatements and signed assumptions: rows that are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

APPENDED = ("closes", "acceptances", "assumptions_signed")


def upgrade() -> None:
    """Create the three tables. Times are UTC; figures are JSON, byte for byte as booked."""
    op.create_table(
        "closes",
        *_booked(),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("closed_at", _moment(), nullable=False),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_closes"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_closes_project"),
        sa.UniqueConstraint("project", "month", name="uq_closes_project_month"),
    )
    op.create_table(
        "acceptances",
        *_booked(),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("causes", sa.JSON, nullable=False),
        sa.Column("accepted_at", _moment(), nullable=False),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_acceptances"),
        sa.ForeignKeyConstraint(
            ["project", "month"], ["closes.project", "closes.month"], name="fk_acceptances_project_month"
        ),
    )
    op.create_index("ix_acceptances_project", "acceptances", ["project", "month", "n"])
    op.create_table(
        "assumptions_signed",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("low", sa.Text),
        sa.Column("high", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("review_on", sa.Date, nullable=False),
        sa.Column("signed_at", _moment(), nullable=False),
        sa.Column("signed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_assumptions_signed"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_assumptions_signed_project"),
    )
    op.create_index("ix_assumptions_signed_latest", "assumptions_signed", ["project", "path", "n"])
    if op.get_context().dialect.name == "sqlite":
        for table in APPENDED:
            _append_only(table)


def _booked() -> list[sa.Column[object]]:
    return [
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("snapshot", sa.String(128), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("figures", sa.LargeBinary, nullable=False),
        sa.Column("figures_sha256", sa.String(64), nullable=False),
    ]


def _append_only(table: str) -> None:
    refused = f"RAISE(ABORT, '{table} is append-only')"
    op.execute(f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} BEGIN SELECT {refused}; END")
    op.execute(f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT {refused}; END")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
