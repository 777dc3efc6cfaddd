"""Real exports, rolled up: figures of their own documentation (data/README.md beside them)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.realdata


def parquet(query: str, path: Path) -> Path:
    """Rows typed with known formats: what intake does is tested with intake."""
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT row_number() OVER () AS _row, * FROM ({query})) TO '{path}' (FORMAT parquet)")
    return path


def monthly(con, kpi: str) -> list[tuple]:
    """(month, value, complete) of a KPI."""
    return con.execute(
        "SELECT strftime(period, '%Y-%m'), value, complete FROM points"
        f" WHERE kpi = '{kpi}' AND grain = 'month' AND segment IS NULL ORDER BY period"
    ).fetchall()


@pytest.fixture
def servicenow(shared_data: Path, tmp_path: Path, upload):
    time = "strptime({0}, '%-d/%-m/%Y %H:%M') AS {0}"
    query = f"""
        SELECT number, {time.format("opened_at")}, {time.format("sys_updated_at")},
            strptime(nullif(closed_at, '?'), '%-d/%-m/%Y %H:%M') AS closed_at, made_sla::BOOLEAN AS made_sla
        FROM read_csv('{shared_data}/tickets/servicenow_incident_events.csv.gz', all_varchar = true)"""
    return upload(parquet(query, tmp_path / "servicenow.parquet"), complete_through=None)


INCIDENTS = {
    "shape": "events",
    "id": "number",
    "version": "sys_updated_at",
    "time": "opened_at",
    "columns": {"closed_at": "timestamp", "made_sla": "boolean"},
}
HOURS = "date_diff('second', opened_at, closed_at)"


def test_servicenow_log_is_one_row_per_incident(rolled, servicenow) -> None:
    kpis = {
        "opened": {"measure": "count(*)"},
        "met": {"measure": "count(*)", "where": "made_sla"},
        "missed": {"measure": "count(*) FILTER (WHERE NOT made_sla)"},
        "hours": {"measure": f"avg({HOURS}) / 3600.0"},
    }
    con = rolled(INCIDENTS, kpis, [servicenow], launch=dt.date(2016, 5, 1))
    assert con.execute("SELECT count(*) FROM rows_d").fetchone() == (20_769,)
    assert monthly(con, "opened") == [
        ("2016-02", 207, False),
        ("2016-03", 8_995, True),
        ("2016-04", 7_934, True),
        ("2016-05", 3_633, False),
    ]
    totals = con.execute("SELECT kpi, sum(value) FROM points WHERE kpi IN ('met', 'missed') GROUP BY ALL ORDER BY kpi")
    assert totals.fetchall() == [("met", 12_595), ("missed", 8_174)]
    mean = con.execute("SELECT sum(numerator) / sum(denominator) FROM points WHERE kpi = 'hours'").fetchone()
    assert mean == (pytest.approx(328.59, abs=0.005),)


def test_servicenow_median_by_formula(rolled, servicenow) -> None:
    from metrics.dataset import Dataset
    from metrics.rollup import formula

    con = rolled(INCIDENTS, {}, [servicenow])
    dataset = Dataset.model_validate(INCIDENTS)
    for measure, hours in ((f"avg({HOURS}) / 3600.0", 328.59), (f"median({HOURS}) / 3600.0", 153.92)):
        found = con.execute(f"SELECT {formula.measure(measure, dataset).sql} FROM rows_d").fetchone()
        assert found == (pytest.approx(hours, abs=0.005),)


OPENINGS = {
    2010: [22, 55, 77, 89, 83, 59, 89, 48, 138, 106, 96, 115],
    2011: [113, 135, 121, 126, 134, 111, 95, 78, 127, 154, 170, 154],
    2012: [201, 147, 145, 126, 188, 173, 214, 80, 35],
}


def test_italian_help_desk_has_no_false_drop(rolled, upload, shared_data: Path, tmp_path: Path) -> None:
    """Events run on into November 2012 without openings: the end of the export, not the end of demand."""
    query = (
        'SELECT "CaseID"::VARCHAR AS "CaseID", "CompleteTimestamp"::TIMESTAMP AS "CompleteTimestamp"'
        f" FROM read_csv('{shared_data}/tickets/italian_helpdesk_events.csv', all_varchar = true)"
    )
    log = {"shape": "events", "id": "CaseID", "keep": "first", "time": "CompleteTimestamp"}
    con = rolled(log, {"opened": {"measure": "count(*)"}}, [upload(parquet(query, tmp_path / "helpdesk.parquet"))])
    found = monthly(con, "opened")
    expected = [(f"{year}-{month:02}", n) for year, counts in OPENINGS.items() for month, n in enumerate(counts, 1)]
    assert [(month, value) for month, value, _ in found] == expected
    assert sum(value for _, value, _ in found) == 3_804
    assert [complete for _, _, complete in found][-1] is False
    reason = con.execute("SELECT max_by(partial_reason, period) FROM points WHERE grain = 'month'").fetchone()
    assert "runs on to 2012-11-06, but nothing new begins in it after 2012-09-28" in str(reason)
    assert all(complete for _, _, complete in found[1:-1])


def test_bank_calls_weekends_are_missing(rolled, upload, shared_data: Path, tmp_path: Path) -> None:
    query = (
        'SELECT strptime("DateTime", \'%Y-%m-%dT%H:%M:%SZ\') AS at, "Calls"::BIGINT AS calls'
        f" FROM read_csv('{shared_data}/tickets/bank_calls_5min.csv', all_varchar = true)"
    )
    calls = {"shape": "events", "time": "at", "columns": {"calls": "integer"}}
    kpis = {"calls": {"measure": "sum(calls)", "grain": "day", "grains": ["month"]}}
    con = rolled(calls, kpis, [upload(parquet(query, tmp_path / "calls.parquet"))])
    days = con.execute("SELECT isodow(period), value, covered FROM points WHERE grain = 'day'").fetchall()
    weekends = [(value, covered) for weekday, value, covered in days if weekday > 5]
    assert set(weekends) == {(None, False)}
    assert len([covered for *_, covered in days if covered]) == 164
    raw = duckdb.connect().execute(f"SELECT sum(calls) FROM '{tmp_path}/calls.parquet'").fetchone()
    assert sum(value for _, value, _ in days if value is not None) == raw[0]
    assert all(complete for _, _, complete in monthly(con, "calls")[:-1])
