"""The table of annotations. No figure and no snapshot's id depends on it."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from metrics.store.columns import Utc, metadata

annotated = Table(
    "annotations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("kpi", String(64)),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", Utc, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("edited_at", Utc),
    Index("ix_annotations_project", "project", "day"),
)
