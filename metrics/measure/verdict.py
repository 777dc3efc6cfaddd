"""What may be said of a KPI: the verdict, from the intervals of the proven rungs (method §3)."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.measure.effect.its import Proof
from metrics.measure.proving import Proofs
from metrics.measure.rungs import MIN_BASELINE
from metrics.results import RungResult, Verdict

ALPHA = 0.05  # of the interval that is shown
UNDECIDED = {
    "insufficient_baseline": "has too little data before launch to compare with",
    "conflict": "is judged better by one proving method and worse by another: methods disagree, so nothing is claimed",
}
"""Verdicts that somebody has to do something about, as the end of a sentence about the KPI."""


@dataclass(frozen=True)
class Judged:
    """A verdict, and what it was judged by. low, high: the interval at confidence 1 − alpha, as fractions."""

    verdict: Verdict | None
    alpha: float = ALPHA
    early: bool = False  # before the decision month
    low: float | None = None
    high: float | None = None
    matters: float = 0.0


def judge(
    baseline_points: int,
    post_points: int,
    basis: RungResult | None,
    proofs: Proofs | None = None,
    *,
    better: str = "lower",
    matters: float = 0.05,
    alpha: float = ALPHA,
    early: bool = False,
) -> Judged:
    """The verdict; None where no complete period has passed since launch.

    improved, worse, no_material_change, not_distinguishable and conflict need a proven rung.
    """
    if baseline_points < MIN_BASELINE:
        return Judged("insufficient_baseline")
    if post_points == 0 or basis is None:
        return Judged(None)
    proof = _basis(basis, proofs)
    if proof is None or proofs is None or proof.estimate is None:
        return Judged("indicative")
    low, high = proof.estimate.interval(1 - alpha)
    if _conflict(proofs):
        return Judged("conflict", alpha, early, low, high, matters)
    return Judged(_of_interval(low, high, better, matters), alpha, early, low, high, matters)


def _basis(basis: RungResult, proofs: Proofs | None) -> Proof | None:
    if proofs is None or basis.class_ != "proven":
        return None
    return proofs.control if basis.method == "control" else proofs.its


def _of_interval(low: float | None, high: float | None, better: str, matters: float) -> Verdict:
    """Wholly beyond what matters, wholly inside it, or neither; an interval without a share tells nothing."""
    if low is None or high is None:
        return "not_distinguishable"
    if low > matters or high < -matters:
        return "improved" if (low > matters) == (better == "higher") else "worse"
    return "no_material_change" if -matters < low and high < matters else "not_distinguishable"


def _conflict(proofs: Proofs) -> bool:
    """Whether its and control are both valid, clear of zero and of opposite sign."""
    signs = []
    for proof in (proofs.its, proofs.control):
        if not proof.valid or proof.estimate is None:
            return False
        low, high = proof.estimate.absolute_interval()
        signs.append(1 if low > 0 else -1 if high < 0 else 0)
    return signs[0] * signs[1] < 0
