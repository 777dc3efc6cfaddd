"""Mixtures of Student's t: what is known of a quantity under several covariances at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from metrics.measure.effect.covariance import Floats

HALVINGS = 40  # of a bracket of some standard errors: 1e-11 of it remains


@dataclass(frozen=True)
class Mixture:
    """centre, scale: of each quantity under each covariance (…, k); weights (k,), summing to one; dof (k,)."""

    centre: Floats
    scale: Floats
    weights: Floats
    dof: Floats

    def mean(self) -> Floats:
        """The weighted centre (…)."""
        return self.centre @ self.weights

    def cdf(self, x: Floats | float) -> Floats:
        """P(quantity ≤ x), (…)."""
        return stdtr(self.dof, (np.asarray(x)[..., None] - self.centre) / self.scale) @ self.weights

    def quantile(self, share: float) -> Floats:
        """Where the cdf reaches a share, by bisection between the least and the largest of the components' own."""
        own = self.centre + stdtrit(self.dof, share) * self.scale
        low, high = own.min(-1), own.max(-1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            under = self.cdf(middle) < share
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        found: Floats = (low + high) / 2
        return found
