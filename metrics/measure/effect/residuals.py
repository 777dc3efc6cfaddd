"""One-step residuals: what each period brought beyond what the baseline's model foresaw from all periods before it.

Where raw control limits mislead (season, trend, neighbours alike), limits apply to these (method §2). Source: the
innovations of a Gaussian process, L⁻¹ (y − X b) with V = L L' in time order; b and V are of the baseline alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from metrics.measure.effect import covariance
from metrics.measure.effect.counts import NoFit
from metrics.measure.effect.covariance import Floats
from metrics.measure.effect.design import Observed, slots
from metrics.measure.effect.estimate import Estimate
from metrics.measure.effect.model import fit
from metrics.measure.effect.scale import LOG


def one_step(estimate: Estimate) -> Floats | None:
    """The residual of every period in units of the noise (n,), nan where none is fitted; None where no fit is found."""
    observed, scale = estimate.observed, estimate.scale
    if scale.name == "count":  # a chart needs residuals of one spread, not a likelihood
        observed, scale = replace(observed, values=observed.values + 0.5), LOG
    alone = replace(observed, post=np.zeros_like(observed.post))
    try:
        model = fit(alone, scale)
    except (np.linalg.LinAlgError, NoFit):
        return None
    best = int(model.fitted.weights.argmax())
    used = observed.used()
    days = np.ones(len(observed.values)) if observed.days is None else observed.days
    response = scale.there(observed.values[used] / days[used])
    rest = response - model.columns[used] @ model.fitted.coefficients[best]
    roots = covariance.roots(used, _months(observed, used))
    found = np.full(len(observed.values), np.nan)
    found[used] = roots.inverted(int(model.fitted.kept[best])) @ rest
    return found


def _months(observed: Observed, used: covariance.Ints) -> covariance.Ints | None:
    months = slots(observed)
    return None if months is None else months[used]
