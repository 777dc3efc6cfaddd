"""A grid of covariances: how neighbouring periods may be alike. The data weigh them; none is chosen.

One form of autocorrelation alone misleads: a grid of AR(1) covers a wandering level with 88 % where 95 % is said, white
noise with 40 %. The prior weights were set by calibration (docs/calibration.md): over 96 % on white noise is the price
of 94 % on a wandering level, because a short series does not tell the one from the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WHITE_PRIOR = 0.45  # of periods that are not alike at all
AR_PRIOR = 0.1  # of all AR(1) together
AR = ((0.35, 0.0), (0.35, 0.3), (0.5, 0.0), (0.65, 0.0), (0.65, 0.3), (0.8, 0.0), (0.8, 0.3), (0.9, 0.0))
# correlation of neighbouring periods, and the share of the variance that is noise of each period alone
WALK = {0.01: 0.02, 0.03: 0.02, 0.1: 0.01, 0.3: 0.01, 1.0: 0.14, 3.0: 0.25}
# a level that wanders: variance of its step as a multiple of the noise's, with its prior; a level that hardly wanders
# cannot be told from one that stands, so most of the prior lies where the two differ
AR_WIDER, WALK_WIDER = 2.0, 3.0  # over n periods: by how much the standard errors under them are too small
SMALL_WALK = {1.0: 0.1, 3.0: 0.02}
# for counts under 20 a period, what is left of that prior: most of their noise is chance, and a level that wandered by
# as much as chance moves five tickets a month would double within half a year
SEASON_PRIOR = 0.05  # of calendar months that differ from a smooth season
COUNT_PRIOR = 0.1  # of counts that vary by chance alone; more of it would cover too little where neighbours are alike
SMALL_COUNT_PRIOR = 0.15  # of small counts
MORE_NOISE = 4.0  # width of the prior of log dispersion beyond it: up to fifty times chance's variance
SEASON_VARIANCE = 1.0  # of such a month, as a multiple of the noise's


KEPT_ROOTS = 4  # main and placebo spans of two grains: KPIs of one project mostly share them
KEPT_LARGE = 2  # of these two alone are kept, as each takes up to 150 MB
LARGE = 250  # periods from which on inverses cost more than they save


@dataclass(frozen=True)
class Roots:
    """k covariances V = L L' of n periods, up to a scale: lower L (k, n, n), log prior − log |L| (k,).

    first_prior: log prior of the first, periods that are alike in nothing.
    wider: what standard errors under each are multiplied with (k,): the grid is coarse, and a short series tells little
    of which of its covariances is true. inverse: L⁻¹ (k, n, n), kept for the short series of months and weeks, of which
    a project has many. chance_prior: of counts that vary by chance alone.
    """

    lower: Floats
    log_weight: Floats
    first_prior: float
    wider: Floats
    inverse: Floats | None
    chance_prior: float = COUNT_PRIOR

    def whitened(self, right: Floats) -> Floats:
        """L⁻¹ right, of one right side (n, p) for all: (k, n, p)."""
        if self.inverse is not None:
            found: Floats = self.inverse @ right
            return found
        each = [solve_triangular(root, right, lower=True, check_finite=False) for root in self.lower]
        stacked: Floats = np.array(each, dtype=np.float64)
        return stacked

    def inverted(self, k: int) -> Floats:
        """L⁻¹ of one covariance (n, n)."""
        if self.inverse is not None:
            kept: Floats = self.inverse[k]
            return kept
        found: Floats = solve_triangular(self.lower[k], np.eye(self.lower.shape[1]), lower=True, check_finite=False)
        return found


def roots(positions: Ints, months: Ints | None = None) -> Roots:
    """The grid for periods at whole-number positions, with gaps where periods are left out; the last few are kept.

    months: each period's calendar month, where months may differ from a smooth season.
    """
    kept = _large if len(positions) > LARGE else _small
    found: Roots = kept(positions.tobytes(), None if months is None else months.tobytes())
    return found


def of_small_counts(found: Roots) -> Roots:
    """The same grid with the priors of small counts; that of the grid sums to one again."""
    shares = np.array([1.0] * (1 + len(AR)) + [SMALL_WALK.get(step, 1.0) for step in WALK])
    left = 1 - sum(weight * (1 - SMALL_WALK.get(step, 1.0)) for step, weight in WALK.items())
    log_share = np.log(np.tile(shares, len(found.log_weight) // len(shares)) / left)
    return replace(
        found,
        log_weight=found.log_weight + log_share,
        first_prior=found.first_prior + float(log_share[0]),
        chance_prior=SMALL_COUNT_PRIOR,
    )


def _roots(positions: bytes, months: bytes | None) -> Roots:
    place = np.frombuffer(positions, dtype=np.int64)
    apart = np.abs(place[:, None] - place[None, :])
    walk = np.minimum(place[:, None], place[None, :]) - place.min() + 1.0
    own = np.eye(len(place))
    matrices, prior, wider = [own], [WHITE_PRIOR], [1.0]
    for phi, share in AR:
        matrices.append((1 - share) * phi**apart + share * own)
        prior.append(AR_PRIOR / len(AR))
        wider.append(1 + AR_WIDER / len(place))
    for step, weight in WALK.items():
        matrices.append(step * walk + own)
        prior.append(weight)
        wider.append(1 + WALK_WIDER / len(place))
    weights: Floats = np.array(prior, dtype=np.float64)
    if months is not None:
        month = np.frombuffer(months, dtype=np.int64)
        alike = SEASON_VARIANCE * (month[:, None] == month[None, :])
        matrices += [matrix + alike for matrix in matrices]
        wider += wider
        weights = np.concatenate([weights * (1 - SEASON_PRIOR), weights * SEASON_PRIOR])
    lower = np.asarray(np.linalg.cholesky(np.stack(matrices)), dtype=np.float64)
    log_root: Floats = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(1)
    inverse = None if len(place) > LARGE else np.asarray(np.linalg.inv(lower), dtype=np.float64)
    return Roots(lower, np.log(weights) - log_root, float(np.log(weights[0])), np.array(wider), inverse)


_small = lru_cache(maxsize=KEPT_ROOTS)(_roots)
_large = lru_cache(maxsize=KEPT_LARGE)(_roots)
