"""Checks that know what exports do: what is suspicious about a staged file, beside itself and what is live already.

Each finding is a warning with its evidence, made when the file is staged and kept with the upload. Nothing here refuses
a file: every finding has an innocent reading too. Which of them still stand later: rollup/standing.py.
"""

from __future__ import annotations

from metrics.intake.suspicion.case import Case
from metrics.intake.suspicion.checks import KINDS, suspicions

__all__ = ["KINDS", "Case", "suspicions"]
