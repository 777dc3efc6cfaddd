"""Old model against new on the same targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import duckdb
from scipy.special import stdtr

from metrics.measure.catalogue import load
from metrics.measure.fixed_b import widening
from metrics.results import Comparison

MIN_PERIODS: Final = 20  # method, forecasts
ALPHA: Final = 0.05
REACH: Final = 5  # how many models before it a model is compared with


def comparison(
    con: duckdb.DuckDBPyConnection, rows: Mapping[str, object], models: Sequence[str]
) -> tuple[Comparison, ...]:
    """One Comparison per model, each of the REACH models before it, and horizon at which they share targets.

    rows: what create_tables returned; models: those measured. targets counts target periods, what the test rests on;
    dm < 0 says that the new model errs less, the statistic of Harvey, Leybourne & Newbold; p is two-sided from t with
    targets − 1 degrees of freedom, widened by fixed-b asymptotics for the horizon + 1 of targets periods whose errors
    overlap. Verdicts: insufficient under 20 periods or where the test has no variance left to work with; better or
    worse where p < 0.05; else not_distinguishable. A model that was retrained under its old name shares no target
    with itself at the same horizon: only a retrained model with a name of its own can be compared.
    """
    if len(models) < 2:
        return ()
    found = con.execute(load("forecast_comparison"), {**rows, "reach": REACH}).fetchall()
    return tuple(_comparison(*row) for row in found)


def _comparison(
    old: str,
    new: str,
    horizon: int,
    targets: int,
    wape_old: float | None,
    wape_new: float | None,
    dm: float | None,
) -> Comparison:
    if targets < MIN_PERIODS:
        dm = None
    p = probability(dm, horizon, targets)
    return Comparison(
        old=old,
        new=new,
        horizon=horizon,
        targets=targets,
        wape_old=wape_old,
        wape_new=wape_new,
        dm=dm,
        p=p,
        verdict=_verdict(dm, p),
    )


def probability(dm: float | None, horizon: int, targets: int) -> float | None:
    """How often chance alone makes so large a difference: two-sided p of t, widened for overlapping periods."""
    if dm is None:
        return None
    return float(2 * stdtr(targets - 1, -abs(dm) / widening((max(horizon, 0) + 1) / targets)))


def _verdict(dm: float | None, p: float | None) -> Literal["better", "worse", "not_distinguishable", "insufficient"]:
    if dm is None or p is None:
        return "insufficient"
    if p >= ALPHA:
        return "not_distinguishable"
    return "better" if dm < 0 else "worse"
