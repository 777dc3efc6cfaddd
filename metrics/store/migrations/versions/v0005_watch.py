"""Alerts and their mutes, what is delivered of them to whom, and what a project wants to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the five tables. Times are UTC."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("snapshot", sa.String(128), nullable=False),
        sa.Column("fired_at", _moment(), nullable=False),
        sa.Column("judged_at", _moment(), nullable=False),
        sa.Column("closed_at", _moment()),
        sa.Column("closed_as", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_alerts_project"),
    )
    open_ = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["project", "rule", "key"],
        unique=True,
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.create_table(
        "mutes",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("muted_at", _moment(), nullable=False),
        sa.Column("muted_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("project", "rule", "key", name="pk_mutes"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_mutes_project"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("alert", sa.String(32), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("receiver", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", _moment(), nullable=False),
        sa.Column("sent_at", _moment()),
        sa.Column("ended_at", _moment()),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_outbox_alert"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_outbox_project"),
    )
    op.create_index("ix_outbox_alert", "outbox", ["alert", "receiver", "made_at"])
    op.create_index("ix_outbox_waiting", "outbox", ["sent_at", "ended_at", "next_try_at"])
    op.create_table(
        "watch_wishes",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("wishes", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("project", name="pk_watch_wishes"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_watch_wishes_project"),
    )
    op.create_table(
        "watched",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.String(128), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("project", name="pk_watched"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_watched_project"),
    )


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
