"""Which forecasts a figure is made of: of one model or two, at a horizon, of a target period, of a series."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import duckdb

from metrics.dataset import Dataset
from metrics.engine import text
from metrics.measure.catalogue import load
from metrics.measure.forecast_accuracy import SERIES_SHOWN
from metrics.measure.forecast_erosion import MIN_MONTHS, critical, lags
from metrics.model import Forecast, Grain


@dataclass(frozen=True)
class Slice:
    """The rows that a figure is made of: a model's, and of those at one horizon, of one target period, of one series.

    target: the first day of the period, or a whole-number step. others: of all series that are not listed one by one.
    old: an older model, whose forecasts of the same series, targets and horizon stand beside (the comparison). since:
    of those made from this day on that have a naive forecast (erosion); month: made in this month (its first day).
    """

    model: str
    horizon: int | None = None
    target: dt.date | int | None = None
    series: str | None = None
    others: bool = False
    old: str | None = None
    since: dt.date | None = None
    month: dt.date | None = None

    @property
    def by_part(self) -> bool:
        """Whether the figure is made of points, one a target period or a month of making."""
        return self.old is not None or self.since is not None

    def whole(self) -> Slice:
        """All of which this is one point; itself where its figure is not made of points."""
        return replace(self, target=None, month=None) if self.by_part else self

    def scaled(self) -> bool:
        """Whether figures in relation to a series' own scale (MASE, RMSSE) belong to it."""
        return not self.by_part and self.target is None and self.series is None and not self.others


def conditions(asked: Slice, period: int | None) -> tuple[str, str, dict[str, object]]:
    """SQL that chooses the slice: of errors (forecast_errors.sql), of pairs (forecast_pairs.sql), and its parameters.

    period: the number of the target's period.
    """
    of, pairs = ["model IN ($model, $old)" if asked.old is not None else "model = $model"], []
    values: dict[str, object] = {"model": asked.model}
    for name, condition, value in (
        ("old", "", asked.old),
        ("horizon", "horizon = $horizon", asked.horizon),
        ("target", "period = $target", period),
        ("name", "series = $name", asked.series),
        ("top", f"series IN ({_in_one_line('forecast_other_series')})", asked.others and SERIES_SHOWN),
    ):
        if value is not None and value is not False:
            of += [condition] if condition else []
            values[name] = value
    if asked.since is not None:
        pairs.append("known.naive IS NOT NULL AND b.made >= $since")
        values["since"] = asked.since
    if asked.month is not None:
        pairs.append("date_trunc('month', b.made) = $month")
        values["month"] = asked.month
    chosen = f"WHERE {' AND '.join(pairs)}" if pairs else ""
    if asked.old is not None:
        chosen += " QUALIFY count(*) OVER (PARTITION BY e.series, e.period, e.horizon) = 2"
    return " AND ".join(of), chosen, values


def by_part(asked: Slice, grain: Grain, months: int) -> str:
    """The SQL that computes such a figure from its pairs by way of its points, ready to be read or run over them.

    months: how many months of an erosion have both errors.
    """
    horizon = asked.horizon or 0
    if asked.old is not None:
        models = {"old": text(asked.old), "new": text(asked.model)}
        return _filled(load("forecast_comparison_again"), models | {"steps": f"{max(horizon, 0) + 1}"})
    reach = lags(grain, horizon)
    width = f"{critical(months, reach)!r}" if months >= MIN_MONTHS else "NULL"
    return _filled(load("forecast_erosion_again"), {"lags": f"{reach}", "critical": width})


def period_number(con: duckdb.DuckDBPyConnection, target: dt.date | int | None, grain: Grain) -> int | None:
    """A target's period as the tables number it."""
    if target is None or isinstance(target, int):
        return target
    con.execute(load("forecast_period_index"))
    (found,) = con.execute("SELECT period_index($day::DATE, $grain)", {"day": target, "grain": grain}).fetchone() or (
        0,
    )
    return int(found)


def targets(
    con: duckdb.DuckDBPyConnection, asked: Slice, forecast: Forecast, dataset: Dataset
) -> tuple[int, int] | None:
    """The first and last target period of a slice, as the tables number them; None where any may be in it."""
    if asked.target is not None:
        period = period_number(con, asked.target, forecast.grain) or 0
        return period, period
    if asked.month is None or asked.horizon is None or dataset.horizon:  # a horizon that is stated wins over days
        return None
    end = (asked.month.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    first, last = (period_number(con, day, forecast.grain) or 0 for day in (asked.month, end))
    return first + asked.horizon, last + asked.horizon


def _in_one_line(name: str) -> str:
    lines = (line.strip() for line in load(name).splitlines() if not line.startswith("--"))
    return " ".join(lines).rstrip(";")


def _filled(sql: str, values: dict[str, str]) -> str:
    return re.sub(rf"\$({'|'.join(values)})\b", lambda found: values[found[1]], sql)
