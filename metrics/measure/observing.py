"""One KPI's periods as the proven rungs see them: from the table judged to arrays, without gaps in time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb
import numpy as np

from metrics.measure.effect.covariance import Floats
from metrics.measure.effect.design import Event, Observed
from metrics.measure.keyed import Key, Row, key, rows
from metrics.model import Event as Dated
from metrics.model import Project
from metrics.rollup import periods
from metrics.rollup.working_days import WorkingDays

EXPLAINING = ("pulse", "holiday")  # kinds of events that explain a deviation; retrainings and notes do not


def judged(con: duckdb.DuckDBPyConnection) -> dict[Key, list[Row]]:
    """Every period of every KPI in time order, from the table judged."""
    found: dict[Key, list[Row]] = defaultdict(list)
    fields = "kpi, grain, segment, period, value, complete, phase, base_value"
    for row in rows(con, f"SELECT {fields} FROM judged ORDER BY kpi, grain, segment, period"):
        found[key(row)].append(row)
    return found


def observed(project: Project, one: Key, kpi: Row, told: Sequence[Row], off: WorkingDays) -> Observed | None:
    """The periods from the first of the baseline on; None without a baseline. kpi: of the table kpis.

    Raises metrics.rollup.working_days.NoHolidays where the calendar needs holidays that are not known.
    """
    grain = one[1]
    by_period = {row["period"]: row for row in told}
    before = [row["period"] for row in told if row["base_value"] is not None]
    if not before:
        return None
    spans = [(before[0], periods.step(before[0], kpi["grain"]))]
    while spans[-1][1] <= told[-1]["period"]:
        spans.append((spans[-1][1], periods.step(spans[-1][1], kpi["grain"])))
    rows_ = [by_period.get(first) for first, _ in spans]
    counts = kpi["kind"] == "additive"
    return Observed(
        grain=grain,
        periods=[first for first, _ in spans],
        values=np.array([np.nan if row is None else _value(row) for row in rows_]),
        baseline=np.array([row is not None and row["base_value"] is not None for row in rows_]),
        post=np.array([row is not None and _counted(row) for row in rows_]),
        kind=kpi["kind"],
        season=kpi["season"],
        days=off.of_periods(spans) if counts and grain != "day" else None,
        events=(*_events(project.event, one[0], spans), *_free_days(off, spans, grain)),
    )


def recent(own: Observed, longest: int, least: int) -> Observed | None:
    """The same without the oldest periods of a long baseline; None where more than `longest` would be left.

    least: periods before launch that are kept at any rate.
    """
    n = len(own.periods)
    last = int(np.flatnonzero(own.baseline)[-1])
    first = max(0, min(n - longest, last + 1 - least))
    if n - first > longest:
        return None
    return own if first == 0 else _from(own, first)


def _from(own: Observed, first: int) -> Observed:
    return replace(
        own,
        periods=own.periods[first:],
        values=own.values[first:],
        baseline=own.baseline[first:],
        post=own.post[first:],
        days=None if own.days is None else own.days[first:],
        events=tuple(Event(event.name, event.share[first:]) for event in own.events),
    )


def with_control(own: Observed, control: Mapping[dt.date, float | None], kind: str) -> Observed:
    """The same with a control's values as regressor, on the scale of its kind: logit, log, or as they are."""
    found = np.array([_known(control.get(period)) for period in own.periods])
    known = found[np.isfinite(found)]
    if kind == "ratio" and len(known) and known.min() > 0 and known.max() < 1:
        return replace(own, control=np.log(found) - np.log1p(-found))
    if kind == "additive" and len(known) and known.min() >= 0:
        return replace(own, control=np.log(found / _ones(own) + (0.5 if known.min() == 0 else 0)))
    return replace(own, control=np.log(found) if len(known) and known.min() > 0 else found)


def _ones(own: Observed) -> Floats | float:
    return 1.0 if own.days is None else own.days


def _value(row: Row) -> float:
    return _known(row["base_value"] if row["base_value"] is not None else row["value"])


def _known(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _counted(row: Row) -> bool:
    return row["phase"] == "post" and bool(row["complete"]) and row["value"] is not None


def _events(dated: Sequence[Dated], kpi: str, spans: Sequence[tuple[dt.date, dt.date]]) -> list[Event]:
    """Pulses and holidays by title, each with the share of every period that it takes."""
    found: dict[str, Floats] = {}
    for event in dated:
        if event.kind in EXPLAINING and (not event.affects or kpi in event.affects):
            until = event.until or event.date + periods.DAY
            days = [
                max(0, (min(until, end) - max(event.date, first)).days) / (end - first).days for first, end in spans
            ]
            found[event.title] = found.get(event.title, 0.0) + np.array(days)
    return [Event(title, share) for title, share in found.items()]


def _free_days(off: WorkingDays, spans: Sequence[tuple[dt.date, dt.date]], grain: str) -> list[Event]:
    """Public holidays on weekdays, of daily values; longer periods have them in their working days."""
    if grain != "day":
        return []
    share = np.array([float(off.is_free(first)) for first, _ in spans])
    return [Event("public holidays", share)] if share.any() else []
