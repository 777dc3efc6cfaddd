"""One interval a series and method: our rung, and what is usually done. Relative effects as fractions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from benchmarks.calibration.families import Design, Floats, Simulated
from metrics.measure.effect.design import Observed, fixed
from metrics.measure.effect.its import interrupted
from metrics.measure.observing import with_control


@dataclass(frozen=True)
class Found:
    """What a method says of one series; all null where it refuses."""

    relative: float
    low: float
    high: float


Method = Callable[[Design, Simulated], Found | None]


def alone(design: Design, one: Simulated) -> Found | None:
    """The rung its, as the product computes it."""
    return _rung(_observed(design, one.values))


def beside(design: Design, one: Simulated) -> Found | None:
    """The rung control, as the product computes it."""
    return _rung(_controlled(design, one))


def _rung(observed: Observed) -> Found | None:
    proof = interrupted(observed)
    if proof.estimate is None or not proof.valid:
        return None
    low, high = proof.estimate.interval()
    relative = proof.estimate.relative
    return None if relative is None or low is None or high is None else Found(relative, low, high)


def naive(design: Design, one: Simulated) -> Found | None:
    """Mean after launch over mean before, as if periods were independent (delta method on the log)."""
    values = one.values
    before, after = values[: design.before], values[design.before :]
    if not after.mean():
        return None
    centre = np.log(after.mean() / before.mean())
    error = np.sqrt(sum(part.var(ddof=1) / len(part) / part.mean() ** 2 for part in (before, after)))
    return _of_log(centre, error * stats.t.ppf(0.975, len(values) - 2))


def hac(design: Design, one: Simulated) -> Found | None:
    """Segmented regression on the log with trend, season, control if there is one, and step; Newey-West errors."""
    import statsmodels.api as sm

    response, columns = _regression(design, one)
    lags = int(4 * (len(response) / 100) ** (2 / 9))
    fitted = sm.OLS(response, columns).fit(cov_type="HAC", cov_kwds={"maxlags": lags}, use_t=True)
    low, high = fitted.conf_int()[-1]
    return Found(*np.expm1([fitted.params[-1], low, high]))


def components(design: Design, one: Simulated) -> Found | None:
    """statsmodels UnobservedComponents: the same regressors with an AR(1) rest."""
    return _components(design, one, autoregressive=1)


def local_level(design: Design, one: Simulated) -> Found | None:
    """statsmodels UnobservedComponents: the same regressors on a level that wanders, with noise."""
    return _components(design, one, level="llevel")


ITS, CONTROL, NAIVE = "its", "control", "naive mean"
METHODS: dict[str, Method] = {
    ITS: alone,
    CONTROL: beside,
    NAIVE: naive,
    "OLS, HAC errors": hac,
    "UC, AR(1)": components,
    "UC, local level": local_level,
}


def _observed(design: Design, values: Floats) -> Observed:
    after = np.arange(len(values)) >= design.before
    return Observed(design.grain, design.periods(), values, ~after, after, kind="additive")


def _controlled(design: Design, one: Simulated) -> Observed:
    observed = _observed(design, one.values)
    if one.control is None:
        return observed
    return with_control(observed, dict(zip(observed.periods, one.control, strict=True)), "additive")


def _regression(design: Design, one: Simulated) -> tuple[Floats, Floats]:
    values, observed = one.values, _controlled(design, one)
    _, columns = fixed(observed)
    response = np.log(values + 0.5) if values.min() == 0 or values.mean() < 20 else np.log(values)
    return response, np.column_stack([columns, observed.post.astype(float)])


def _components(design: Design, one: Simulated, **form: object) -> Found | None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    response, columns = _regression(design, one)
    if "level" in form:
        columns = columns[:, 1:]  # the level is the component's own
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = UnobservedComponents(response, exog=columns, **form).fit(disp=False, maxiter=200)
            low, high = fitted.conf_int()[-1]
        except (np.linalg.LinAlgError, ValueError):
            return None
    if not np.isfinite([low, high]).all() or not fitted.mle_retvals["converged"]:
        return None
    return Found(*np.expm1([fitted.params[-1], low, high]))


def _of_log(centre: float, half: float) -> Found:
    return Found(*np.expm1([centre, centre - half, centre + half]))
