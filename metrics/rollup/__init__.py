"""Live rows become points: formulas are checked, rows reduced to one per id, KPIs rolled up by period and segment.

`roll_up` is the whole room in one call; `problems` says beforehand what a definition gets wrong; `try_formula` shows
what a formula gives on the newest file.
"""

from metrics.rollup.checks import problems
from metrics.rollup.plan import roll_up
from metrics.rollup.standing import standing
from metrics.rollup.trial import Trial, TrialPoint, try_formula
from metrics.rollup.unmatched import unmatched

__all__ = ["Trial", "TrialPoint", "problems", "roll_up", "standing", "try_formula", "unmatched"]
