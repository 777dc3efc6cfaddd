"""The rungs its and control: an interrupted time series, checked before it is believed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from metrics import words
from metrics.measure.effect import scale as scales
from metrics.measure.effect.counts import NoFit
from metrics.measure.effect.design import ONE_YEAR, SEASONS, Observed
from metrics.measure.effect.estimate import Estimate
from metrics.measure.effect.mixture import Mixture
from metrics.measure.effect.model import fit
from metrics.measure.effect.outliers import screened
from metrics.measure.effect.scale import Scale

MIN_POINTS = 24  # method §2
FULL_POINTS = 36  # under them the interval is called approximate
PLACEBO_FROM = 2 / 3  # of the baseline: where a launch is pretended that never was
PLACEBO_LEVEL = 0.99  # its interval must hold zero
SLOPE_POINTS = 6  # complete periods after launch, for a slope
STEADY = 1e-8  # a rest under this share of the level is none


@dataclass(frozen=True)
class Proof:
    """What a proven rung found. reasons: why it is not valid; empty where it is. slope: on the fitting scale."""

    estimate: Estimate | None
    reasons: tuple[str, ...] = ()
    slope: Mixture | None = None
    approximate: bool = False

    @property
    def valid(self) -> bool:
        """Whether a claim may rest on it."""
        return self.estimate is not None and not self.reasons


def interrupted(observed: Observed) -> Proof:
    """The interrupted time series of one KPI; with `observed.control` the same with that regressor.

    Never raises for data: what cannot be fitted is a proof without an estimate, with its reason.
    """
    points, short = int(observed.baseline.sum()), _too_short(observed)
    if short:
        return Proof(None, (short,))
    if not observed.values[observed.used()].any():
        return Proof(None, ("every value is 0, which leaves no noise to judge by",))
    scale = scales.choose(observed.values[observed.used()], observed.kind)
    try:
        with np.errstate(over="ignore"):
            observed, model, named = screened(observed, scale)
            level = max(float(np.abs(model.response).mean()), 1e-300)
            if np.sqrt(model.fitted.variance.min()) < STEADY * level:
                return Proof(None, ("the values follow the model without any rest, which leaves no noise to judge by",))
            estimate = Estimate(observed, scale, model, named)
            reasons = _placebo(observed, scale)
            slope = fit(observed, scale, slope=True).coefficient("slope") if _enough(observed) else None
    except np.linalg.LinAlgError:
        return Proof(None, ("the model cannot be fitted: an event or a control cannot be told from the launch",))
    except NoFit as failed:
        return Proof(None, (f"the model cannot be fitted: {failed}",))
    return Proof(estimate, reasons, slope, approximate=points < FULL_POINTS)


def _too_short(observed: Observed) -> str | None:
    """Why there is too little to fit: baseline points, seasons, or nothing after launch."""
    points = int((observed.baseline & np.isfinite(observed.values)).sum())
    if points < MIN_POINTS:
        return f"it needs {MIN_POINTS} complete periods before launch, there {words.are(points)} {points}"
    if not observed.post.any():
        return "no complete period since launch"
    there = np.flatnonzero(observed.baseline)
    span, round_ = int(there[-1] - there[0]) + 1, ONE_YEAR[observed.grain]
    if observed.season and observed.grain != "day" and span < SEASONS * round_:
        have, need = words.count(span, observed.grain), words.count(SEASONS * round_, observed.grain)
        return f"a KPI with a season needs two years before launch ({need}), there {words.are(span)} {have}"
    return None


def _placebo(observed: Observed, scale: Scale) -> tuple[str, ...]:
    """A launch pretended inside the baseline must find nothing."""
    before = np.flatnonzero(observed.baseline)
    fake = before[int(len(before) * PLACEBO_FROM)]
    place = np.arange(len(observed.periods))
    pretended = replace(observed, baseline=observed.baseline & (place < fake), post=observed.baseline & (place >= fake))
    step = fit(pretended, scale).coefficient("step")
    tail = (1 - PLACEBO_LEVEL) / 2
    if tail < float(step.cdf(0.0)) < 1 - tail:
        return ()
    found = Estimate(pretended, scale, fit(pretended, scale)).relative
    told = "" if found is None else f" ({words.percent(found, signed=True)})"
    when = words.period(observed.periods[int(fake)], observed.grain)
    return (f"a launch pretended in {when}, before the real one, shows an effect too{told}",)


def _enough(observed: Observed) -> bool:
    return int(observed.post.sum()) >= SLOPE_POINTS
