"""Single baseline periods that fit nothing around them: each becomes a regressor with its name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import stdtr

from metrics import words
from metrics.measure.effect.design import Event, Observed
from metrics.measure.effect.model import Model, fit
from metrics.measure.effect.scale import Scale

P_OUTLIER = 0.01  # of any outlier in a baseline without one (Bonferroni over its periods)
MOST = 3  # with more, the spread is the KPI's nature


def screened(observed: Observed, scale: Scale) -> tuple[Observed, Model, tuple[str, ...]]:
    """The observations with a regressor for each outlier of the baseline, the model with them, and their names.

    The statistic is the deletion residual under the best covariance: that of a pulse added to the model.
    """
    model, found = fit(observed, scale), []
    for _ in range(MOST):
        place = _outlier(observed, model)
        if place is None:
            break
        share = np.zeros(len(observed.periods))
        share[place] = 1
        name = words.period(observed.periods[place], observed.grain)
        observed = replace(observed, events=(*observed.events, Event(name, share)))
        model = fit(observed, scale)
        found.append(name)
    return observed, model, tuple(found)


def _outlier(observed: Observed, model: Model) -> int | None:
    best = int(model.fitted.weights.argmax())
    k = int(model.fitted.kept[best])
    whiten, base = model.factored.inverted(k), model.factored.base[k]
    pulses = whiten - base @ (base.T @ whiten)  # each column: a pulse, with what the regressors explain taken out
    white = whiten @ model.response
    rest = white - base @ (base.T @ white)
    size, dof = (pulses**2).sum(0), model.factored.dof
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(size > 1e-9, (pulses.T @ rest) ** 2 / size, 0.0)
        t = np.sqrt(gain * (dof - 1) / np.maximum((rest**2).sum() - gain, 1e-300))
    t = np.where(observed.baseline[model.used], t, 0.0)
    worst = int(t.argmax())
    if 2 * stdtr(dof - 1, -t[worst]) * observed.baseline.sum() > P_OUTLIER:
        return None
    return int(model.used[worst])
