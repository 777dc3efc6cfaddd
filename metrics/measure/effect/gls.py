"""Generalised least squares over a grid of covariances, each weighed by its restricted likelihood.

Harville (1977), Maximum likelihood approaches to variance component estimation: the restricted likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.measure.effect.covariance import Floats, Ints, Roots

LEAST_WEIGHT = 1e-4  # covariances that the data rule out are left out of the mixture


@dataclass(frozen=True)
class Fitted:
    """Of each covariance kept: place in the grid, coefficients (k, p), residual variance, widened (k,), weight (k,)."""

    kept: Ints
    coefficients: Floats
    variance: Floats
    weights: Floats
    dof: int


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

    def fit(self, values: Floats, least_variance: Floats | float = 0.0) -> Fitted:
        """values: (n,). least_variance: under which a covariance's scale may not fall (a count's own noise), (k,)."""
        white = self._white(values[:, None])[:, :, 0]
        along = np.einsum("kni,kn->ki", self.base, white)
        rest = white - np.einsum("kni,ki->kn", self.base, along)
        rss = np.maximum((rest**2).sum(1), 1e-300)
        log_weight = self.log_known - self.dof / 2 * np.log(rss)
        weights = np.exp(log_weight - log_weight.max())
        weights /= weights.sum()
        kept = np.flatnonzero(weights > LEAST_WEIGHT)
        return Fitted(
            kept=kept,
            coefficients=np.einsum("kij,kj->ki", self.solve, along)[kept],
            variance=(np.maximum(rss / self.dof, least_variance) * self._wider**2)[kept],
            weights=weights[kept] / weights[kept].sum(),
            dof=self.dof,
        )

    def influence(self, kept: Ints) -> Floats:
        """Of unit noise z with e = L z: the error of every coefficient, as rows (k, p, n)."""
        found: Floats = self.solve[kept] @ self.base[kept].transpose(0, 2, 1)
        return found
