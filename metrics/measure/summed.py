"""What an effect adds up to: Σ(actual − expected) from launch to each counted period, with its band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.measure.effect.its import Proof
from metrics.results import Point

NO_SUM = "only counts and sums add up over periods"


def summed(points: Sequence[Point], kind: str, proof: Proof | None) -> tuple[list[Point], dict[str, str]]:
    """The points of a count or sum with `summed` and its 95 % band where the rung is proven; and why it is unknown.

    kind: of the table kpis. Counted are the complete periods since launch that have an expected value, as in the
    headline; the last sum is the absolute effect. The band comes of joint draws: one draw of the parameters serves all
    periods, for their errors do not cancel as independent ones would.
    """
    if kind != "additive":
        return list(points), {"points.summed": NO_SUM}
    counted = [p for p in points if p.complete and not p.transition and p.value is not None and p.expected is not None]
    sums = np.cumsum([p.value - p.expected for p in counted if p.value is not None and p.expected is not None])
    bounds = _band(proof, len(counted))
    found = {
        point.period: {"summed": float(total), "summed_low": low, "summed_high": high}
        for point, total, (low, high) in zip(counted, sums, bounds, strict=True)
    }
    return [p.model_copy(update=found[p.period]) if p.period in found else p for p in points], {}


def _band(proof: Proof | None, length: int) -> list[tuple[float | None, float | None]]:
    if proof is None or proof.estimate is None:
        return [(None, None)] * length
    _, low, high = proof.estimate.summed()
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
