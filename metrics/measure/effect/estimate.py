"""From a fitted model to what is told: the effect, what was expected in every period, and joint draws of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from metrics.measure.effect.covariance import Floats, Ints
from metrics.measure.effect.design import Observed
from metrics.measure.effect.mixture import Mixture
from metrics.measure.effect.model import Model
from metrics.measure.effect.scale import Scale

BAND = 0.95
SUMMED_DRAWS = 4000


@dataclass(frozen=True)
class Estimate:
    """The step at launch, and the expected values that go with it: Σ(actual − expected) / Σ expected is the effect.

    The step is estimated on the fitting scale; what was expected has the model's trend and season, at the level at
    which the counted periods sum to what they would have been without the step. So points and headline agree exactly.
    """

    observed: Observed
    scale: Scale
    model: Model
    named: tuple[str, ...] = ()  # outliers of the baseline that became regressors

    @cached_property
    def places(self) -> Ints:
        """Places of all periods from the first after the baseline on."""
        return np.arange(int(np.flatnonzero(self.observed.baseline)[-1]) + 1, len(self.observed.periods))

    @cached_property
    def step(self) -> Mixture:
        """The step on the fitting scale."""
        return self.model.coefficient("step")

    @cached_property
    def relative(self) -> float | None:
        """The effect as a fraction of what was expected; null where that does not sum to more than zero."""
        return self._relative(float(self.step.mean()))

    @cached_property
    def absolute(self) -> float:
        """Σ(actual − expected) over the counted periods, in the KPI's unit."""
        return float(self._actual.sum() - self._totals(np.atleast_1d(self.step.mean()))[0])

    def interval(self, level: float = BAND) -> tuple[float | None, float | None]:
        """The relative effect's interval."""
        low, high = (float(self.step.quantile(share)) for share in ((1 - level) / 2, (1 + level) / 2))
        return self._relative(low), self._relative(high)

    def absolute_interval(self, level: float = BAND) -> tuple[float, float]:
        """The absolute effect's interval, in the KPI's unit."""
        steps = np.array([self.step.quantile(share) for share in ((1 - level) / 2, (1 + level) / 2)])
        low, high = self._actual.sum() - self._totals(steps)
        return float(low), float(high)

    def p_value(self) -> float:
        """Two-sided, of no effect: twice the mixture's smaller tail at zero."""
        under = float(self.step.cdf(0.0))
        return min(1.0, 2 * min(under, 1 - under))

    @cached_property
    def expected(self) -> Floats:
        """What each period of `places` would have been, in the KPI's unit."""
        return self._levels[0] * self._days[self.places]

    @cached_property
    def band(self) -> tuple[Floats, Floats]:
        """The 95 % band of each period's expected value, its own noise included; in the KPI's unit."""
        _, shape = self._levels
        errors = Mixture(self._centres, self._scales, self.model.fitted.weights, self.model.fitted.dof)
        middle = errors.mean()
        low, high = (errors.quantile(share) - middle + shape for share in ((1 - BAND) / 2, (1 + BAND) / 2))
        days = self._days[self.places]
        return self.scale.back(low) * days, self.scale.back(high) * days

    def draws(self, count: int, seed: int) -> Floats:
        """Expected values of all `places` jointly (count, places): one draw of the parameters serves all of a row.

        In every draw the counted periods sum to what the draw's step says, so that draws and interval agree.
        """
        rng = np.random.default_rng(seed)
        fitted = self.model.fitted
        chosen = rng.choice(len(fitted.weights), count, p=fitted.weights)
        noise = rng.standard_normal((count, self._errors.shape[2]))
        spread = np.sqrt(fitted.variance[chosen] * fitted.dof[chosen] / rng.chisquare(fitted.dof[chosen]))
        shapes, steps = np.empty((count, len(self.places))), np.empty(count)
        for k in np.unique(chosen):
            rows = chosen == k
            shapes[rows] = self._centres[:, k] + spread[rows, None] * (noise[rows] @ self._errors[k].T)
            steps[rows] = self.step.centre[k] - spread[rows] * (noise[rows] @ self._step_error[k])
        levels = self.scale.levelled(shapes, self._totals(steps), self._weights[self.places])
        return self.scale.back(levels) * self._days[self.places]

    def summed(self, seed: int = 0) -> tuple[Floats, Floats, Floats]:
        """The effect summed up to each counted period, with its 95 % band from joint draws."""
        counted = self._weights[self.places] > 0
        sums = np.cumsum(self._actual - self.draws(SUMMED_DRAWS, seed)[:, counted], axis=1)
        low, high = np.quantile(sums, [(1 - BAND) / 2, (1 + BAND) / 2], axis=0)
        return np.cumsum(self._actual - self.expected[counted]), low, high

    @cached_property
    def _days(self) -> Floats:
        days = self.observed.days
        return np.ones(len(self.observed.periods)) if days is None else days

    @cached_property
    def _counted(self) -> Ints:
        return self.model.used[self.observed.post[self.model.used]]

    @cached_property
    def _weights(self) -> Floats:
        weights = np.zeros(len(self.observed.periods))
        weights[self._counted] = self._days[self._counted]
        return weights

    @cached_property
    def _actual(self) -> Floats:
        return self.observed.values[self._counted]

    def _totals(self, steps: Floats) -> Floats:
        """Σ of the counted periods without a step, of each step (d,)."""
        days = self._days[self._counted]
        return self.scale.shifted(self._actual / days, -steps[:, None]) @ days

    def _relative(self, step: float) -> float | None:
        total = float(self._totals(np.array([step]))[0])
        return float(self._actual.sum() / total - 1) if total > 0 else None

    @cached_property
    def _levels(self) -> tuple[Floats, Floats]:
        """Expected by day, and the same on the fitting scale, of every place."""
        weights = self.model.fitted.weights
        shape = (self._centres @ weights)[None, :]
        total = self._totals(np.atleast_1d(self.step.mean()))
        found = self.scale.levelled(shape, total, self._weights[self.places])[0]
        return self.scale.back(found), found

    @cached_property
    def _contrast(self) -> Floats:
        """The fixed part of every place, less its mean over the counted periods (places, p); the step has no part."""
        columns = self.model.columns.copy()
        columns[:, self.model.names.index("step") :] = 0
        found: Floats = columns[self.places] - columns[self._counted].mean(0)
        return found

    @cached_property
    def _centres(self) -> Floats:
        """Of every place and covariance: mean response after launch − step + how the place differs in its fixed part.

        (places, k)
        """
        after = self.model.response[self.observed.post[self.model.used]].mean()
        found: Floats = after - self.step.centre + self._contrast @ self.model.fitted.coefficients.T
        return found

    @cached_property
    def _step_error(self) -> Floats:
        """Error of the step from unit noise z with e = L z: (k, n)."""
        influence = self.model.factored.influence(self.model.fitted.kept)
        return influence[:, self.model.names.index("step")]

    @cached_property
    def _errors(self) -> Floats:
        """What a place would have been, less its centre, from unit noise z: (k, places, n).

        = (e_t − mean e after launch) − contrast · (b̂ − b) + (step's error). A place that is not fitted has the noise of
        the nearest counted one.
        """
        kept = self.model.fitted.kept
        influence = self.model.factored.influence(kept)
        after = np.flatnonzero(self.observed.post[self.model.used])
        nearest = after[np.abs(self.places[:, None] - self.model.used[after][None, :]).argmin(1)]
        lower = self.model.factored.lower
        own = lower(kept, nearest) - lower(kept, after).mean(1, keepdims=True)
        found: Floats = own - self._contrast @ influence + self._step_error[:, None, :]
        return found

    @cached_property
    def _scales(self) -> Floats:
        variances: Floats = (self._errors**2).sum(2) * self.model.fitted.variance[:, None]
        return np.sqrt(variances).T
