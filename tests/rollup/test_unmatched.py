"""A condition that no row ever meets leaves nothing to measure; one that is met at some time counts true zeros."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from metrics.measure.seal import lay_over
from metrics.model import Project
from metrics.rollup import unmatched
from metrics.store import Seal

DATASET = {"shape": "events", "time": "at", "columns": {"who": "text", "n": "integer"}}
ROWS = (
    "SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 DAY * range AS at, range AS n,"
    " CASE WHEN range % 3 = 0 THEN 'Bot' ELSE 'Agent A' END AS who FROM range(1200)"
)


def looked(con: duckdb.DuckDBPyConnection, kpi: dict[str, object], seals: dict[str, Seal] | None = None) -> dict:
    lay_over(con, seals or {})
    project = {"project": {"id": "p", "launch": dt.date(2027, 1, 1)}, "dataset": {"d": DATASET}}
    return unmatched(con, Project.model_validate(project | {"kpi": {"k": {"dataset": "d", "better": "lower", **kpi}}}))


def values(con: duckdb.DuckDBPyConnection) -> set[float | None]:
    return {value for (value,) in con.execute("SELECT DISTINCT value FROM points WHERE complete").fetchall()}


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("who = 'human'", "no row of 1,200 says who = 'human'; it has Agent A, Bot. Nothing is measured until"),
        ("who IN ('a', 'b')", "no row of 1,200 says who = 'a' or 'b'; it has Agent A, Bot."),
        ("n > 5000", "no row of 1,200 meets the condition n > 5000, so nothing is measured"),
        ("who = 'Bot' AND n < 0", "no row of 1,200 meets the condition who = 'Bot' AND n < 0"),
    ],
)
def test_a_condition_that_no_row_meets_says_what_rows_have_and_measures_nothing(
    con, rolled, upload, where: str, told: str
) -> None:
    kpi = {"measure": "count(*)", "where": where, "segments": ["who"]}
    con = rolled(DATASET, {"k": kpi}, [upload(ROWS)])
    assert values(con) == {0.0}
    assert looked(con, kpi)["k"].startswith(told)
    assert values(con) == {None}


def test_zeros_are_true_where_the_condition_is_met_at_some_time(con, rolled, upload) -> None:
    kpi = {"measure": "count(*)", "where": "n < 10"}
    con = rolled(DATASET, {"k": kpi}, [upload(ROWS)])
    assert looked(con, kpi) == {}
    assert values(con) == {10.0, 0.0}


def test_zeros_are_true_where_rows_met_it_when_it_was_sealed(con, rolled, upload) -> None:
    kpi = {"measure": "count(*)", "where": "who = 'human'"}
    con = rolled(DATASET, {"k": kpi}, [upload(ROWS)])
    points = b'[["month", null, "2024-11-01", 40.0]]'
    seal = Seal(
        project="p",
        kpi="k",
        revision=1,
        sealed_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        sealed_by="ana",
        reason="r",
        definition_digest="d",
        points=points,
        points_sha256="s",
    )
    assert looked(con, kpi, {"k": seal}) == {}
    assert values(con) == {0.0}
