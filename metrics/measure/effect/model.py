"""One design fitted: the response on its scale, the factored grid, and the mixture of every coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.measure.effect import counts, covariance
from metrics.measure.effect.covariance import Floats, Ints
from metrics.measure.effect.design import Observed, fixed, slots
from metrics.measure.effect.gls import Factored, Fitted
from metrics.measure.effect.mixture import Mixture
from metrics.measure.effect.scale import SMALL_COUNT, Scale


@dataclass(frozen=True)
class Model:
    """used: places of the fitted periods. names, columns: all regressors, for all periods (n, p); step comes last."""

    used: Ints
    names: tuple[str, ...]
    columns: Floats
    response: Floats
    factored: Factored
    fitted: Fitted

    def coefficient(self, name: str) -> Mixture:
        """What is known of one coefficient, on the fitting scale."""
        at = self.names.index(name)
        influence = self.factored.influence(self.fitted.kept)[:, at]
        scale = np.sqrt(self.fitted.variance * (influence**2).sum(1))
        return Mixture(self.fitted.coefficients[:, at], scale, self.fitted.weights, self.fitted.dof)


def fit(observed: Observed, scale: Scale, slope: bool = False) -> Model:
    """The model with the step at launch, and on demand a slope after it.

    Raises numpy.linalg.LinAlgError (regressors that depend on each other) and counts.NoFit.
    """
    used = observed.used()
    names, columns = fixed(observed)
    after = observed.post.astype(float)
    names.append("step")
    columns = np.column_stack([columns, after])
    if slope:
        place = np.arange(len(after), dtype=float)
        names.append("slope")
        columns = np.column_stack([columns, after * (place - place[observed.post].mean())])
    told = np.abs(columns[used]).max(0) > 0  # an event outside the fitted periods explains nothing
    names, columns = [name for name, keep in zip(names, told, strict=True) if keep], columns[:, told]
    days = np.ones(len(after)) if observed.days is None else observed.days
    months = slots(observed)
    months = None if months is None else months[used]
    small = scale.name == "count" and bool(observed.values[used].mean() < SMALL_COUNT)
    roots = covariance.roots(used, months)
    roots = covariance.of_small_counts(roots) if small else roots
    least = None
    if scale.name == "count":
        response, mean = counts.working(observed.values[used], columns[used], np.log(days[used]))
        own = 1 / mean  # variance of a Poisson count's working response
        factored = Factored(columns[used], roots, (own,) if small else (own, None))
        least = np.repeat([1.0] if small else [1.0, 0.0], len(roots.log_weight))
    else:
        response = scale.there(observed.values[used] / days[used])
        factored = Factored(columns[used], roots)
    return Model(used, tuple(names), columns, response, factored, factored.fit(response, least))
