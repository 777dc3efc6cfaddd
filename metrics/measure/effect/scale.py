"""The scale on which a KPI is fitted: where a change is a step, whatever the level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.measure.effect.covariance import Floats

Name = Literal["log", "logit", "linear", "count"]
SMALL_COUNT = 20.0  # method §2: counts under 20 a period use a count likelihood
NEWTON = 20  # rounds; each doubles the correct digits
COUNT_NOISE = 1000.0  # from here on a count's own noise is under 3 % and tells nothing beside that of the process


@dataclass(frozen=True)
class Scale:
    """name, and the way there and back. Counts are fitted by likelihood; their linear predictor is a log."""

    name: Name
    there: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]

    def shifted(self, values: Floats, step: Floats | float) -> Floats:
        """Values as they would be with a step added on the fitting scale."""
        if self.name in ("log", "count"):
            return values * np.exp(step)
        return self.back(self.there(values) + step)

    def levelled(self, shapes: Floats, totals: Floats, weights: Floats) -> Floats:
        """Shapes (d, n) on the fitting scale, each moved so that its weighted values sum to its total (d,).

        weights: (n,), 0 for a period that is not counted, else 1 or its days.
        """
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            if self.name in ("log", "count"):
                return shapes + np.log(totals / (np.exp(shapes) @ weights))[:, None]
            if self.name == "linear":
                missing: Floats = (totals - shapes @ weights) / weights.sum()
                return shapes + missing[:, None]
            for _ in range(NEWTON):  # the sum of logistic curves has one root
                at = self.back(shapes)
                shapes = shapes + ((totals - at @ weights) / np.maximum((at * (1 - at)) @ weights, 1e-12))[:, None]
            return shapes


def _logit(values: Floats) -> Floats:
    return np.log(values) - np.log1p(-values)


def _logistic(values: Floats) -> Floats:
    return 1 / (1 + np.exp(-values))


def _same(values: Floats) -> Floats:
    return values


LOG = Scale("log", np.log, np.exp)
LOGIT = Scale("logit", _logit, _logistic)
LINEAR = Scale("linear", _same, _same)
COUNT = Scale("count", np.log, np.exp)


def choose(values: Floats, kind: str) -> Scale:
    """The scale of a KPI. values: known ones, before and after; kind: 'additive', 'ratio' or 'other' (table kpis).

    Whole numbers that are counted: a count likelihood under 20 a period or where one is 0, and up to 1,000 a log scale
    that knows their own noise (also named count). Ratios strictly between 0 and 1: logit. Positive levels: log. Else
    linear.
    """
    whole = kind == "additive" and bool((values >= 0).all()) and bool((values == np.round(values)).all())
    if whole and (values.mean() < COUNT_NOISE or values.min() == 0) and values.max() > 0:
        return COUNT
    if kind == "ratio" and values.min() > 0 and values.max() < 1:
        return LOGIT
    return LOG if values.min() > 0 else LINEAR
