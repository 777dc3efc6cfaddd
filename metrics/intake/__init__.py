"""Intake: a messy file becomes typed rows and a list of rejects; nothing is guessed silently."""

from __future__ import annotations

from metrics.intake.answers import Answers
from metrics.intake.overlap import overlap
from metrics.intake.preview import preview
from metrics.intake.proposing import Proposal, Proposed, propose
from metrics.intake.reading import ColumnReading, Reading, Reject, Staged
from metrics.intake.reasons import Reason, reasons
from metrics.intake.rejects import rejects, rejects_csv
from metrics.intake.rewrite import rewrite
from metrics.intake.stage import stage

__all__ = [
    "Answers",
    "ColumnReading",
    "Proposal",
    "Proposed",
    "Reading",
    "Reason",
    "Reject",
    "Staged",
    "overlap",
    "preview",
    "propose",
    "reasons",
    "rejects",
    "rejects_csv",
    "rewrite",
    "stage",
]
