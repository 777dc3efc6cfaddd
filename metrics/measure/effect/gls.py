"""Generalised least squares over a grid of covariances, each weighed by its restricted likelihood.

Harville (1977), Maximum likelihood approaches to variance component estimation: the restricted likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from metrics.measure.effect.covariance import MORE_NOISE, Floats, Ints, Roots

LEAST_WEIGHT = 1e-4  # covariances that the data rule out are left out of the mixture
CERTAIN = 1e6  # degrees of freedom of a variance that is known: Student's t is then the normal distribution


@dataclass(frozen=True)
class Fitted:
    """Of each covariance kept: place in the grid, coefficients (k, p), residual variance, widened (k,), weight (k,).

    dof: degrees of freedom of that variance (k,). A covariance may stand twice: with its scale known and estimated.
    """

    kept: Ints
    coefficients: Floats
    variance: Floats
    weights: Floats
    dof: Floats


class Factored:
    """One design under the grid of covariances, and under each shape of the periods' own noise."""

    def __init__(self, columns: Floats, roots: Roots, shapes: Sequence[Floats | None] = (None,)) -> None:
        """columns: the regressors (n, p). shapes: relative variances of the periods (n,), None where all are alike.

        Raises numpy.linalg.LinAlgError where the columns depend on each other.
        """
        n, p = columns.shape
        if n <= p or np.linalg.matrix_rank(columns) < p:
            raise np.linalg.LinAlgError("regressors that depend on each other")
        self.dof = n - p
        self._roots = roots
        self._spreads = [np.ones(n) if shape is None else np.sqrt(shape) for shape in shapes]
        self.base, upper = np.linalg.qr(self._white(columns))
        self.solve = np.linalg.inv(upper)
        self._wider = np.tile(roots.wider, len(self._spreads))
        self.log_known = np.concatenate([roots.log_weight - np.log(spread).sum() for spread in self._spreads])
        self.log_known -= np.log(np.abs(np.diagonal(upper, axis1=1, axis2=2))).sum(1)
        self._log_chance = float(self.log_known[0]) - roots.first_prior

    def _white(self, right: Floats) -> Floats:
        """L⁻¹ right for every covariance and shape: (k, n, p)."""
        return np.concatenate([self._roots.whitened(right / spread[:, None]) for spread in self._spreads])

    def lower(self, kept: Ints, rows: Ints) -> Floats:
        """Some rows of L of the covariances kept: (k, rows, n)."""
        each = len(self._roots.lower)
        spread = np.stack(self._spreads)[kept // each][:, rows, None]
        found: Floats = spread * self._roots.lower[np.ix_(kept % each, rows)]
        return found

    def inverted(self, k: int) -> Floats:
        """L⁻¹ of one covariance (n, n)."""
        each = len(self._roots.lower)
        found: Floats = self._roots.inverted(k % each) / self._spreads[k // each]
        return found

    def fit(self, values: Floats, least_variance: Floats | None = None) -> Fitted:
        """values: (n,). least_variance: under which a covariance's scale may not fall (k,), for counts.

        With it the first covariance stands a second time, with that variance: counts that vary by chance alone. The
        others have a prior that is even in the log of the variance.
        """
        white = self._white(values[:, None])[:, :, 0]
        along = np.einsum("kni,kn->ki", self.base, white)
        rest = white - np.einsum("kni,ki->kn", self.base, along)
        rss = np.maximum((rest**2).sum(1), 1e-300)
        log_weight = self.log_known - self.dof / 2 * np.log(rss)
        place, dof = np.arange(len(rss)), np.full(len(rss), float(self.dof))
        variance = rss / self.dof
        if least_variance is not None:
            log_weight += gammaln(self.dof / 2) + self.dof / 2 * np.log(2) - np.log(MORE_NOISE)
            chance = self._log_chance - rss[0] / (2 * least_variance[0])
            prior = self._roots.chance_prior
            log_weight = np.append(log_weight + np.log(1 - prior), chance + np.log(prior))
            place, dof = np.append(place, 0), np.append(dof, CERTAIN)
            variance = np.append(np.maximum(variance, least_variance), least_variance[0])
        weights = np.exp(log_weight - log_weight.max())
        weights /= weights.sum()
        told = weights > LEAST_WEIGHT
        kept = place[told]
        return Fitted(
            kept=kept,
            coefficients=np.einsum("kij,kj->ki", self.solve, along)[kept],
            variance=variance[told] * self._wider[kept] ** 2,
            weights=weights[told] / weights[told].sum(),
            dof=dof[told],
        )

    def influence(self, kept: Ints) -> Floats:
        """Of unit noise z with e = L z: the error of every coefficient, as rows (k, p, n)."""
        found: Floats = self.solve[kept] @ self.base[kept].transpose(0, 2, 1)
        return found
