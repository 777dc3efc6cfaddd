"""The first schema: projects, definitions, uploads, snapshots and their parts, seals, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table. Times are UTC."""
    _projects()
    _uploads()
    _snapshots()
    _seals_and_audit()


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
    )
    op.create_table(
        "definitions",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("saved_at", _moment(), nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("project", "revision", name="pk_definitions"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_definitions_project"),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("recipe_hash", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("first", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("complete_through", sa.Date),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("uploaded_at", _moment(), nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("rows_file", sa.Text, nullable=False),
        sa.Column("rejects_file", sa.Text),
        sa.Column("original_file", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_uploads_project"),
        sa.UniqueConstraint("project", "seq", name="uq_uploads_project_seq"),
        sa.CheckConstraint(
            "state in ('staged', 'live', 'undone', 'discarded', 'purged')", name=op.f("ck_uploads_state")
        ),
    )
    op.create_index(
        "uq_uploads_live_identity",
        "uploads",
        ["project", "dataset", "sha256", "recipe_hash"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("taken_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_snapshots"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_snapshots_project"),
        sa.UniqueConstraint("project", "id", "revision", name="uq_snapshots_project_id_revision"),
    )
    op.create_index("ix_snapshots_latest", "snapshots", ["project", "revision", "n"])
    op.create_table(
        "part_data",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_part_data"),
    )
    op.create_table(
        "snapshot_parts",
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.String(128), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("project", "snapshot", "key", name="pk_snapshot_parts"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_snapshot_parts_project"),
        sa.ForeignKeyConstraint(["sha256"], ["part_data.sha256"], name="fk_snapshot_parts_sha256"),
    )


def _seals_and_audit() -> None:
    op.create_table(
        "seals",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("kpi", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("definition_digest", sa.Text, nullable=False),
        sa.Column("points", sa.LargeBinary, nullable=False),
        sa.Column("points_sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("sealed_at", _moment(), nullable=False),
        sa.Column("sealed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_seals"),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name="fk_seals_project"),
    )
    op.create_index("ix_seals_latest", "seals", ["project", "kpi", "n"])
    op.create_table(
        "audit",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64)),
        sa.Column("subject", sa.Text),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_project", "audit", ["project", "n"])
