"""The catalogue's tables, as the newest migration leaves them (a test compares the two).

Only types and constraints that SQLite and PostgreSQL share. Times are UTC; paths are relative to the store's home.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from metrics.store.columns import Canonical, Utc, metadata
from metrics.store.schema_notes import annotated
from metrics.store.schema_readiness import readiness_answers
from metrics.store.schema_watch import alerts, mutes, outbox, watch_wishes, watched

__all__ = [
    "alerts",
    "annotated",
    "audit",
    "definitions",
    "grants",
    "metadata",
    "mutes",
    "outbox",
    "part_data",
    "projects",
    "readiness_answers",
    "seals",
    "snapshot_parts",
    "snapshots",
    "tokens",
    "uploads",
    "watch_wishes",
    "watched",
]

projects = Table(
    "projects",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("removed_at", Utc),  # null: it is there
)

definitions = Table(
    "definitions",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("reason", Text),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("dataset", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("recipe_hash", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("first", Date),
    Column("until", Date),
    Column("complete_through", Date),
    Column("mode", String(16), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("uploaded_at", Utc, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("rows_file", Text, nullable=False),
    Column("rejects_file", Text),
    Column("original_file", Text, nullable=False),
    UniqueConstraint("project", "seq"),
    CheckConstraint("state in ('staged', 'live', 'undone', 'discarded', 'purged')", name="state"),
)
# The same bytes read in the same way are live at most once, whatever processes race.
Index(
    "uq_uploads_live_identity",
    uploads.c.project,
    uploads.c.dataset,
    uploads.c.sha256,
    uploads.c.recipe_hash,
    unique=True,
    sqlite_where=text("state = 'live'"),
    postgresql_where=text("state = 'live'"),
)

# Undo and redo come back to the same inputs, hence the same snapshot id, at a later revision: one row for each.
snapshots = Table(
    "snapshots",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("id", String(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("as_of", Date),
    Column("taken_at", Utc, nullable=False),
    UniqueConstraint("project", "id", "revision"),
    Index("ix_snapshots_latest", "project", "revision", "n"),
)

part_data = Table(
    "part_data",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

snapshot_parts = Table(
    "snapshot_parts",
    metadata,
    Column("project", ForeignKey("projects.id"), primary_key=True),
    Column("snapshot", String(128), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sha256", ForeignKey("part_data.sha256"), nullable=False),
)

seals = Table(
    "seals",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", String(64), nullable=False),
    Column("kpi", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("definition_digest", Text, nullable=False),
    Column("points", LargeBinary, nullable=False),
    Column("points_sha256", String(64), nullable=False),
    Column("reason", Text),
    Column("sealed_at", Utc, nullable=False),
    Column("sealed_by", Text, nullable=False),
    ForeignKeyConstraint(["project"], ["projects.id"]),
    Index("ix_seals_latest", "project", "kpi", "n"),
)

# Append-only, as the audit is: in SQLite triggers refuse every UPDATE and DELETE of these three.
closes = Table(
    "closes",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("snapshot", String(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("figures", LargeBinary, nullable=False),
    Column("figures_sha256", String(64), nullable=False),
    Column("comment", Text, nullable=False),
    Column("closed_at", Utc, nullable=False),
    Column("closed_by", Text, nullable=False),
    UniqueConstraint("project", "month"),
)

acceptances = Table(
    "acceptances",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", String(64), nullable=False),
    Column("month", Date, nullable=False),
    Column("snapshot", String(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("figures", LargeBinary, nullable=False),
    Column("figures_sha256", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("causes", JSON, nullable=False),
    Column("accepted_at", Utc, nullable=False),
    Column("accepted_by", Text, nullable=False),
    ForeignKeyConstraint(["project", "month"], ["closes.project", "closes.month"]),
    Index("ix_acceptances_project", "project", "month", "n"),
)

assumptions_signed = Table(
    "assumptions_signed",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("low", Text),
    Column("high", Text),
    Column("source", Text, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("signed_at", Utc, nullable=False),
    Column("signed_by", Text, nullable=False),
    Index("ix_assumptions_signed_latest", "project", "path", "n"),
)

grants = Table(
    "grants",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("by", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("project", ForeignKey("projects.id")),
    Column("role", String(16), nullable=False),
    Column("segments", JSON, nullable=False),
    Column("granted_at", Utc, nullable=False),
    Column("granted_by", Text, nullable=False),
    CheckConstraint("role in ('viewer', 'analyst', 'owner', 'admin')", name="role"),
    UniqueConstraint("subject", "project"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("hash", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc),
    Column("last_used_at", Utc),
)

# Append-only: in SQLite triggers refuse every UPDATE and DELETE (a table that a migration makes anew needs them again).
audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(64), nullable=False),
    Column("project", String(64)),
    Column("subject", Text),
    Column("detail", Canonical, nullable=False),
    Column("place", Text),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_project", "project", "n"),
)
