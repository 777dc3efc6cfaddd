"""The table of answers to the questions before launch. Append-only: in SQLite triggers refuse UPDATE and DELETE."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from metrics.store.columns import Utc, metadata

readiness_answers = Table(
    "readiness_answers",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("project", ForeignKey("projects.id"), nullable=False),
    Column("question", String(32), nullable=False),
    Column("answer", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("answered_at", Utc, nullable=False),
    Column("answered_by", Text, nullable=False),
    Index("ix_readiness_answers_latest", "project", "question", "n"),
)
