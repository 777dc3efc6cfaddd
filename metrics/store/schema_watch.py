"""The catalogue's tables of alerts: what fires, what is muted, what is delivered, what projects want to be told."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from metrics.store.columns import Utc, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("snapshot", String(128), nullable=False),
    Column("fired_at", Utc, nullable=False),
    Column("judged_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("closed_as", String(16)),
)
# What fires is open once, whatever processes race; when it fires again after it has recovered, that is another alert.
Index(
    "uq_alerts_open",
    alerts.c.project,
    alerts.c.rule,
    alerts.c.key,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("rule", String(32), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("muted_at", Utc, nullable=False),
    Column("muted_by", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("alert", ForeignKey("alerts.id"), nullable=False),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("receiver", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("about", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Utc, nullable=False),
    Column("sent_at", Utc),
    Column("ended_at", Utc),
    Column("error", Text),
    Index("ix_outbox_alert", "alert", "receiver", "made_at"),
    Index("ix_outbox_waiting", "sent_at", "ended_at", "next_try_at"),
)

watch_wishes = Table(
    "watch_wishes",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("wishes", JSON, nullable=False),
)

watched = Table(
    "watched",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("snapshot", String(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("day", Date, nullable=False),
)
