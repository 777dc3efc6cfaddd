"""Counts: a Poisson regression's working response, whose own noise is known and may only be exceeded.

McCullagh and Nelder (1989), Generalized Linear Models, 2.5 (iterated weights) and 6.2.3 (dispersion).
"""

from __future__ import annotations

import numpy as np

from metrics.measure.effect.covariance import Floats

ROUNDS = 50
CLOSE = 1e-8


class NoFit(Exception):
    """The iteration did not settle, as where no count is left after launch."""


def working(counts: Floats, columns: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """The working response on the log scale (n,), offset taken out, and the fitted means (n,).

    offset: log of the days that each count is of. Raises NoFit.
    """
    mean = (counts + counts.mean()) / 2 + 1e-3
    predictor = np.log(mean)
    deviance = np.inf
    for _ in range(ROUNDS):
        response = predictor - offset + (counts - mean) / mean
        root = np.sqrt(mean)
        solved, *_ = np.linalg.lstsq(columns * root[:, None], response * root, rcond=None)
        predictor = columns @ solved + offset
        if not np.isfinite(predictor).all() or np.abs(predictor).max() > 50:
            raise NoFit("the count regression did not settle")
        mean = np.maximum(np.exp(predictor), 1e-9)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(counts > 0, counts * np.log(counts / mean), 0.0) - (counts - mean)
        before, deviance = deviance, 2 * terms.sum()
        if abs(before - deviance) < CLOSE * (abs(deviance) + 1):
            if mean.min() < 1e-4:
                break
            return predictor - offset + (counts - mean) / mean, mean
    raise NoFit("the count regression did not settle: there are stretches without any count")
