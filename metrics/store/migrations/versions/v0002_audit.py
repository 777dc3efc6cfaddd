"""The audit becomes a chain: where a deed came from, the hash before it and its own; nothing is changed any more."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MANY = 1_000
REFUSED = "RAISE(ABORT, 'the audit is append-only')"


def upgrade() -> None:
    """Make the table anew and chain the rows that there are, in the order of n."""
    op.drop_index("ix_audit_project", "audit")
    op.rename_table("audit", "audit_unchained")
    chained = op.create_table(
        "audit",
        sa.Column("n", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64)),
        sa.Column("subject", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
    )
    _chain(op.get_bind(), chained)
    op.drop_table("audit_unchained")
    op.create_index("ix_audit_project", "audit", ["project", "n"])
    if op.get_context().dialect.name == "sqlite":
        _append_only()


def _chain(con: sa.Connection, chained: sa.Table) -> None:
    columns = [sa.column(name, sa.String) for name in ("actor", "action", "project", "subject")]
    kept = (sa.column("at", sa.DateTime(timezone=True)), sa.column("detail", sa.JSON))
    old = sa.table("audit_unchained", sa.column("n", sa.Integer), *columns, *kept)
    previous, rows = "0" * 64, list[dict[str, Any]]()
    last = con.scalar(sa.select(sa.func.max(old.c.n))) or 0
    for start in range(0, last + 1, MANY):
        part = sa.select(old).where(old.c.n > start, old.c.n <= start + MANY).order_by(old.c.n)
        for found in con.execute(part).mappings():
            row = {**found, "place": None, "previous": previous}
            at = f"{row['at'].replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
            previous = hashlib.sha256(_canonical(row | {"at": at}).encode()).hexdigest()
            rows.append(row | {"detail": _canonical(row["detail"]), "hash": previous})
        if rows:
            con.execute(sa.insert(chained), rows)
            rows.clear()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _append_only() -> None:
    """An entry with the number of an old one would take its place (INSERT OR REPLACE fires no other trigger)."""
    op.execute(f"CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT {REFUSED}; END")
    op.execute(f"CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT {REFUSED}; END")
    op.execute(
        "CREATE TRIGGER audit_grows BEFORE INSERT ON audit "
        f"WHEN EXISTS (SELECT 1 FROM audit WHERE n >= NEW.n) BEGIN SELECT {REFUSED}; END"
    )
