"""Table points: every KPI by grain, segment and period, with its additive parts (docs/architecture.md has the columns).

A segment column shows its 50 values with the most rows of the dataset; the rest together are '(other)', rows without
a value '(none)'. A KPI with a driver is divided by it: value = sum / driver · per.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import FormulaError, Problem
from metrics.model import Grain, Kpi, Project
from metrics.rollup import formula
from metrics.rollup.coverage import Period, cover
from metrics.rollup.days import Calendar
from metrics.rollup.rows import scan_table, sql
from metrics.store.upload import Upload

MOST_SEGMENTS = (
    50  # values of a segment column that are shown by themselves; charts and corrections lose meaning beyond
)

_POINT = """kpi VARCHAR, grain VARCHAR, segment VARCHAR, {more}period DATE, period_end DATE, value DOUBLE,
    numerator DOUBLE, denominator DOUBLE, rows BIGINT, covered BOOLEAN, complete BOOLEAN, partial_reason VARCHAR"""


def make_points(
    con: duckdb.DuckDBPyConnection, project: Project, live: Mapping[str, Sequence[Upload]], today: dt.date
) -> None:
    """Create table points from tables rows_*. Raises FormulaError naming the KPI whose formula fails on the rows."""
    con.execute(f"CREATE OR REPLACE TABLE points ({_POINT.format(more='')})")
    con.execute(f"CREATE OR REPLACE TABLE _points ({_POINT.format(more='segment_column VARCHAR, ')})")
    calendar = Calendar(con, project, live, today)
    for name, kpi in project.kpi.items():
        for grain in _grains(project, name, kpi):
            _roll(con, project, name, grain, calendar)
    for name, kpi in project.kpi.items():
        _publish(con, project, name, kpi)
    con.execute("DROP TABLE _points")


def time_column(kpi: Kpi, dataset: Dataset) -> str | None:
    """The column that puts a row into a period: the KPI's, else the dataset's (`_time` for parts, or the target)."""
    if kpi.time:
        return kpi.time
    if len(dataset.times()) > 1:
        return "_time"
    return dataset.times()[0] if dataset.times() else dataset.target


def columns_read(project: Project, name: str) -> set[str]:
    """The columns of a dataset that its KPIs, their periods and their maturity are computed from."""
    dataset = project.dataset[name]
    read = {dataset.version} if dataset.version else set()
    for kpi in project.kpi.values():
        if kpi.dataset == name:
            read |= {*formula.measure(kpi.measure, dataset).columns, *kpi.segments}
            read |= set(formula.where(kpi.where, dataset).columns) if kpi.where else set()
            time = time_column(kpi, dataset)
            read |= {time} if time else set()
    return read


def _grains(project: Project, name: str, kpi: Kpi) -> list[Grain]:
    """A KPI's own grains and those of the KPIs that it drives."""
    driven = [other for other in project.kpi.values() if other.driver == name]
    return list(dict.fromkeys(grain for one in (kpi, *driven) for grain in one.all_grains()))


def _roll(con: duckdb.DuckDBPyConnection, project: Project, name: str, grain: Grain, calendar: Calendar) -> None:
    """One KPI at one grain into _points."""
    kpi = project.kpi[name]
    dataset = project.dataset[kpi.dataset]
    time = time_column(kpi, dataset)
    if time is None:
        return
    measure = formula.measure(kpi.measure, dataset)
    periods = cover(calendar.days(kpi.dataset, time), grain, calendar.today)
    if kpi.mature_after is not None:
        known = calendar.known(kpi.dataset, time)
        periods = [_matured(period, kpi.mature_after, known) for period in periods]
    labels = {column: _labels(con, kpi.dataset, time, column) for column in dict.fromkeys(kpi.segments)}
    _stage(con, periods, kpi, time, labels)
    parts = {
        "rows": scan_table(kpi.dataset),
        "value": measure.sql,
        "numerator": measure.numerator_sql or "NULL",
        "denominator": measure.denominator_sql or "NULL",
    }
    sets = ["(_period)", *(f"(_period, _segment{place})" for place in range(len(labels)))]
    names = [f"_segment{place}" for place in range(len(labels))]
    try:
        none = con.execute(sql("none").format(**parts)).fetchone() or (None, None, None)
        query = sql("sums").format(
            time=engine.name(time),
            labels="".join(f", {label} AS {made}" for label, made in zip(labels.values(), names, strict=True)),
            segment=f"coalesce({', '.join(names)}, NULL)" if names else "CAST(NULL AS VARCHAR)",
            where=formula.where(kpi.where, dataset).sql if kpi.where else "true",
            sets=", ".join(sets),
            **parts,
        )
        con.execute(query, {"grain": grain})
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        raise FormulaError(_fails(name, kpi, error)) from None
    filled = {"kpi": name, "grain": grain} | dict(zip(("value", "numerator", "denominator"), none, strict=True))
    con.execute(sql("points"), filled)


def _fails(name: str, kpi: Kpi, error: duckdb.Error) -> Problem:
    said = str(error).strip().splitlines()[0].split("Error: ", 1)[-1].rstrip(". ")
    remedy = "Use try_cast(…) for text that is not always a number, and cast(… as double) for very large products."
    return Problem(f"the formula fails on the rows: {said}", remedy, path=f"kpi.{name}.measure", value=kpi.measure)


def _matured(period: Period, days: int, known: dt.date) -> Period:
    """A complete period whose rows' facts may still change is not complete."""
    ripe = period.end + dt.timedelta(days=days)
    if not period.complete or ripe <= known:
        return period
    return replace(period, complete=False, reason=f"not mature until {ripe} (data is known up to {known})")


def _labels(con: duckdb.DuckDBPyConnection, dataset: str, time: str, column: str) -> str:
    """SQL that names a row's segment, such as 'channel=chat'."""
    named = engine.name(column)
    query = sql("segments").format(column=named, rows=scan_table(dataset), time=engine.name(time))
    values = [str(value) for value, _ in con.execute(query, {"most": MOST_SEGMENTS}).fetchall()]
    return label_sql(column, values[:MOST_SEGMENTS], more=len(values) > MOST_SEGMENTS)


def label_sql(column: str, shown: Sequence[str], *, more: bool) -> str:
    """SQL that names a row's segment by one column; `more`: there are further values than those shown."""
    named, other = engine.name(column), ""
    if more:
        listed = ", ".join(engine.text(value) for value in shown)
        other = f"WHEN {named} NOT IN ({listed}) THEN {engine.text(f'{column}=(other)')} "
    none = f"WHEN {named} IS NULL THEN {engine.text(f'{column}=(none)')} "
    return f"CASE {none}{other}ELSE {engine.text(f'{column}=')} || {named} END"


def _stage(
    con: duckdb.DuckDBPyConnection, periods: Iterable[Period], kpi: Kpi, time: str, labels: Mapping[str, str]
) -> None:
    """Tables _periods, _segments and an empty _sums for one KPI and grain."""
    found = list(periods)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _periods AS SELECT unnest($starts::DATE[]) AS period,"
        " unnest($ends::DATE[]) AS period_end, unnest($covered::BOOLEAN[]) AS covered,"
        " unnest($complete::BOOLEAN[]) AS complete, unnest($reasons::VARCHAR[]) AS reason",
        {
            "starts": [period.start for period in found],
            "ends": [period.end for period in found],
            "covered": [period.covered for period in found],
            "complete": [period.complete for period in found],
            "reasons": [period.reason for period in found],
        },
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _segments AS"
        " SELECT NULL::VARCHAR AS segment, NULL::VARCHAR AS segment_column"
        + "".join(
            f" UNION ALL SELECT DISTINCT {label}, {engine.text(column)} FROM {scan_table(kpi.dataset)}"
            f" WHERE isfinite({engine.name(time)})"
            for column, label in labels.items()
        )
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE _sums (period DATE, segment VARCHAR, value DOUBLE, numerator DOUBLE,"
        " denominator DOUBLE, rows BIGINT)"
    )


def _publish(con: duckdb.DuckDBPyConnection, project: Project, name: str, kpi: Kpi) -> None:
    """A KPI's own grains from _points into points, divided by its driver where it has one."""
    chosen: dict[str, object] = {"kpi": name, "grains": list(kpi.all_grains())}
    if kpi.driver is None:
        con.execute(
            "INSERT INTO points SELECT * EXCLUDE (segment_column) FROM _points"
            " WHERE kpi = $kpi AND list_contains($grains, grain)",
            chosen,
        )
        return
    shared = list(project.kpi[kpi.driver].segments)
    con.execute(sql("driver"), chosen | {"driver": kpi.driver, "per": float(kpi.per), "shared": shared})
