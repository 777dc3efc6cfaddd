"""The real exports, with the figures their publishers and the data's own description give."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import duckdb
import pytest

from metrics.dataset import Dataset, Recipe
from metrics.intake import Answers, Staged, stage
from tests.intake.staged_rows import column

pytestmark = pytest.mark.realdata

TICKETS = Dataset(
    shape="events",
    id="number",
    time="opened_at",
    version="sys_updated_at",
    columns={
        "made_sla": "boolean",
        "closed_at": "timestamp",
        "resolved_at": "timestamp",
        "reassignment_count": "integer",
        "problem_id": "text",
    },
)


def read(path: Path, home: Path, dataset: Dataset) -> Staged:
    return stage(
        path, project="p", name="d", dataset=dataset, timezone="UTC", home=home, staging=home / "staging",
        answers=Answers(),
    )  # fmt: skip


@pytest.mark.parametrize("form", ["packed", "unpacked", "remembered"])
def test_the_service_desk_log(shared_data: Path, home: Path, tmp_path: Path, form: str) -> None:
    path = shared_data / "tickets" / "servicenow_incident_events.csv.gz"
    dataset = TICKETS
    if form != "packed":
        path = tmp_path / "events.csv"
        path.write_bytes(gzip.decompress((shared_data / "tickets" / "servicenow_incident_events.csv.gz").read_bytes()))
    if form == "remembered":
        dataset = TICKETS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    staged = read(path, home, dataset)
    assert staged.files is not None
    assert (staged.files.rows, staged.files.rejected, staged.files.duplicates) == (119_998, 0, 119_998 - 20_769)
    assert staged.recipe.date_order == "dmy"
    assert column(staged, "problem_id").count(None) > 100_000  # "?" in the file
    last = f"""SELECT max_by(COLUMNS(* EXCLUDE number), (sys_updated_at, _row))
               FROM read_parquet('{staged.files.rows_path}') GROUP BY number"""
    con = duckdb.connect()
    opened = f"SELECT date_trunc('month', opened_at)::DATE AS m, count(*) FROM ({last}) GROUP BY m ORDER BY m"
    assert con.execute(opened).fetchall() == [
        (dt.date(2016, 2, 1), 207),
        (dt.date(2016, 3, 1), 8_995),
        (dt.date(2016, 4, 1), 7_934),
        (dt.date(2016, 5, 1), 3_633),
    ]
    sla = f"SELECT count_if(made_sla), count_if(NOT made_sla) FROM ({last})"
    assert con.execute(sla).fetchall() == [(12_595, 8_174)]
    spent = "epoch(closed_at - opened_at) / 3600"
    hours = f"SELECT round(avg({spent}), 2), round(median({spent}), 2) FROM ({last})"
    assert con.execute(hours).fetchall() == [(328.59, 153.92)]


def test_the_italian_help_desk(shared_data: Path, home: Path) -> None:
    dataset = Dataset(shape="events", id="CaseID", keep="first", time="CompleteTimestamp")
    staged = read(shared_data / "tickets" / "italian_helpdesk_events.csv", home, dataset)
    assert staged.files is not None
    assert (staged.files.rows, staged.files.rejected) == (13_710, 0)
    openings = f"""SELECT count(*)
                   FROM (SELECT min(CompleteTimestamp) AS t FROM read_parquet('{staged.files.rows_path}')
                         GROUP BY CaseID)
                   WHERE year(t) = 2010 GROUP BY month(t) ORDER BY month(t)"""
    counted = [count for (count,) in duckdb.connect().execute(openings).fetchall()]
    assert counted == [22, 55, 77, 89, 83, 59, 89, 48, 138, 106, 96, 115]


def test_the_bank_calls(shared_data: Path, home: Path) -> None:
    dataset = Dataset(shape="series", time="DateTime", columns={"DateTime": "timestamp", "Calls": "integer"})
    staged = read(shared_data / "tickets" / "bank_calls_5min.csv", home, dataset)
    assert staged.files is not None
    assert (staged.files.rows, staged.files.duplicates) == (27_716, 0)
    assert len({moment.date() for moment in column(staged, "DateTime")}) == 164


def test_the_flu_forecasts(shared_data: Path, home: Path) -> None:
    dataset = Dataset(
        shape="forecasts",
        target="target_end_date",
        made_on="forecast_date",
        forecast="median",
        series=("location",),
        model="model",
        intervals={"50": ("q25", "q75"), "95": ("q025", "q975")},
    )
    staged = read(shared_data / "forecasts" / "flusight_forecasts.csv", home, dataset)
    assert staged.files is not None
    assert (staged.files.rows, staged.files.rejected, staged.files.duplicates) == (11_652, 0, 0)
    assert set(column(staged, "location")) >= {"01", "02"}  # codes keep their zero
    actuals = Dataset(shape="series", time="date", series=("location",), columns={"value": "integer"})
    assert read(shared_data / "forecasts" / "flusight_actuals.csv", home, actuals).files is not None


def test_the_m4_forecasts_by_step(shared_data: Path, home: Path) -> None:
    dataset = Dataset(
        shape="forecasts",
        target="horizon",
        horizon="horizon",
        forecast="forecast",
        actual="actual",
        series=("frequency", "series_id"),
        model="method",
        columns={"horizon": "integer"},
    )
    staged = read(shared_data / "forecasts" / "m4_weekly_hourly_forecasts.csv.gz", home, dataset)
    assert staged.files is not None
    assert (staged.files.rows, staged.files.rejected, staged.files.duplicates) == (49_078, 0, 0)
    assert (staged.files.first, staged.files.until) == (None, None)
