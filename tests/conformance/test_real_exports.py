"""Real exports go the whole way through the command line, file to results; pandas counts the same files.

Sources and expected figures: the ServiceNow incident log (UCI), the Italian help desk log (4TU), the calls to a bank
(2003), CDC FluSight 2023-24 as published; see each test.
"""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pandas as pd
import pytest

from metrics.results import KpiResult, ProjectResult
from tests.commands import Commands

SERVICENOW = """
[project]
id = "incidents"
launch = 2016-04-01
primary = "opened"

[dataset.log]
shape = "events"
id = "number"
keep = "last"
time = "opened_at"
columns = { made_sla = "boolean", closed_at = "timestamp", priority = "text" }

[kpi.opened]
dataset = "log"
measure = "count(*)"
better = "lower"

[kpi.in_time]
dataset = "log"
measure = "count(*) FILTER (WHERE made_sla)"
better = "higher"

[kpi.late]
dataset = "log"
measure = "count(*) FILTER (WHERE NOT made_sla)"
better = "lower"

[kpi.hours_open]
dataset = "log"
measure = "sum(date_diff('minute', opened_at, closed_at)) / 60.0 / count(closed_at)"
better = "lower"

[kpi.median_hours_open]
dataset = "log"
measure = "median(date_diff('minute', opened_at, closed_at)) / 60.0"
better = "lower"

[kpi.under_the_median]
dataset = "log"
measure = "count(*) FILTER (WHERE date_diff('minute', opened_at, closed_at) / 60.0 < 153.915)"
better = "higher"

[kpi.up_to_the_median]
dataset = "log"
measure = "count(*) FILTER (WHERE date_diff('minute', opened_at, closed_at) / 60.0 < 153.925)"
better = "higher"
"""

HELPDESK = """
[project]
id = "helpdesk"
launch = 2012-01-01

[dataset.log]
shape = "events"
id = "CaseID"
keep = "first"
time = "CompleteTimestamp"

[kpi.opened]
dataset = "log"
measure = "count(*)"
better = "lower"
"""

BANK = """
[project]
id = "bank"
launch = 2003-06-01

[dataset.calls]
shape = "events"
time = "DateTime"
columns = { Calls = "integer" }

[kpi.calls]
dataset = "calls"
measure = "sum(Calls)"
better = "lower"
grain = "GRAIN"
"""

FLUSIGHT = """
[project]
id = "flusight"
launch = 2023-10-01

[dataset.forecasts]
shape = "forecasts"
target = "target_end_date"
made_on = "forecast_date"
horizon = "horizon_weeks"
forecast = "median"
series = ["location"]
model = "model"
intervals = { "50" = ["q25", "q75"], "95" = ["q025", "q975"] }
actuals = { dataset = "admissions", value = "value" }
where = "location <> 'US'"

[dataset.admissions]
shape = "series"
time = "date"
series = ["location"]
columns = { value = "double" }

[forecast.admissions]
dataset = "forecasts"
grain = "week"
"""


@pytest.fixture
def command(tmp_path: Path) -> Commands:
    return Commands(tmp_path)


def told(command: Commands, definition: str, *files: tuple[str, Path]) -> ProjectResult:
    """What `results --json` says after `apply` and `upload`."""
    uploads = [(dataset, str(path)) for dataset, path in files]
    document = command.results(definition, *uploads)
    document.pop("audit_head")  # stands beside the document
    return ProjectResult.model_validate(document)


def kpi(result: ProjectResult, name: str) -> KpiResult:
    return next(each for each in result.kpis if each.name == name and each.segment is None)


def by_month(result: KpiResult) -> dict[str, float | None]:
    return {f"{point.period:%Y-%m}": point.value for point in result.points}


@pytest.mark.realdata
def test_servicenow(command: Commands, shared_data: Path) -> None:
    """20,769 incidents in 119,998 events, D/M/YYYY unpadded: read month-first, 9,294 would land on wrong dates."""
    plain = command.folder / "servicenow.csv"  # as it is, zipped, it goes through test_suspicious_exports.py
    with gzip.open(shared_data / "tickets" / "servicenow_incident_events.csv.gz") as source, plain.open("wb") as target:
        shutil.copyfileobj(source, target)
    result = told(command, SERVICENOW, ("log", plain))
    (upload,) = result.inputs.uploads
    assert (upload.rows, upload.rejected) == (119_998, 0)

    opened = kpi(result, "opened")
    assert by_month(opened) == {"2016-02": 207, "2016-03": 8995, "2016-04": 7934, "2016-05": 3633}
    assert [point.complete for point in opened.points] == [False, True, True, False]
    assert all(point.partial_reason for point in opened.points if not point.complete)
    sums = {name: sum(v or 0 for v in by_month(kpi(result, name)).values()) for name in ("opened", "in_time", "late")}
    assert sums == {"opened": 20_769, "in_time": 12_595, "late": 8_174}
    hours, weights = by_month(kpi(result, "hours_open")), by_month(opened)
    mean = sum((hours[month] or 0) * (weights[month] or 0) for month in hours) / 20_769
    assert mean == pytest.approx(328.59, abs=0.005)
    under, up_to = (sum(v or 0 for v in by_month(kpi(result, f"{n}_the_median")).values()) for n in ("under", "up_to"))
    assert under < 20_769 / 2 < up_to  # a median of all months is no KPI's value: 153.92 by substitution
    assert opened.verdict == "insufficient_baseline"  # one complete month before the launch

    log = pd.read_csv(plain, usecols=["number", "opened_at", "closed_at", "made_sla"])
    log = log.drop_duplicates("number", keep="last")
    start, end = (pd.to_datetime(log[column], format="%d/%m/%Y %H:%M") for column in ("opened_at", "closed_at"))
    log = log.assign(month=start.dt.strftime("%Y-%m"), hours=(end - start).dt.total_seconds() / 3600)
    assert by_month(opened) == log.groupby("month").size().to_dict()
    assert by_month(kpi(result, "in_time")) == log.groupby("month").made_sla.sum().to_dict()
    assert by_month(kpi(result, "hours_open")) == pytest.approx(log.groupby("month").hours.mean().to_dict())
    assert by_month(kpi(result, "median_hours_open")) == pytest.approx(log.groupby("month").hours.median().to_dict())
    assert (round(log.hours.mean(), 2), round(log.hours.median(), 2)) == (328.59, 153.92)
    month_first = pd.to_datetime(log.opened_at, format="%m/%d/%Y %H:%M", errors="coerce")
    assert (month_first.notna() & (month_first != start)).sum() == 9_294


@pytest.mark.realdata
def test_italian_help_desk_ends_without_a_false_drop(command: Commands, shared_data: Path) -> None:
    file = shared_data / "tickets" / "italian_helpdesk_events.csv"
    result = told(command, HELPDESK, ("log", file))
    opened = kpi(result, "opened")
    expected = [22, 55, 77, 89, 83, 59, 89, 48, 138, 106, 96, 115]
    expected += [113, 135, 121, 126, 134, 111, 95, 78, 127, 154, 170, 154]
    expected += [201, 147, 145, 126, 188, 173, 214, 80, 35]
    values = by_month(opened)
    assert [values[f"{2010 + at // 12}-{at % 12 + 1:02d}"] for at in range(33)] == expected
    complete = [f"{point.period:%Y-%m}" for point in opened.points if point.complete]
    assert complete[-1] == "2012-08"  # events run on into November, openings do not: the end of the export
    assert str(result.as_of) == "2012-08-31"

    log = pd.read_csv(file, parse_dates=["CompleteTimestamp"])
    first = log.groupby("CaseID").CompleteTimestamp.min()
    assert (len(log), len(first)) == (13_710, 3_804)
    assert first.dt.strftime("%Y-%m").value_counts().sort_index().to_list() == expected


@pytest.mark.realdata
def test_bank_calls_of_weekdays_only(command: Commands, shared_data: Path) -> None:
    """27,716 rows on 164 weekdays of 2003: weekends are unknown, not days without calls."""
    file = shared_data / "tickets" / "bank_calls_5min.csv"
    result = told(command, BANK.replace("GRAIN", "day"), ("calls", file))
    assert [(upload.rows, upload.rejected) for upload in result.inputs.uploads] == [(27_716, 0)]
    known = {str(point.period): point.value for point in kpi(result, "calls").points if point.value is not None}
    assert len(known) == 164
    unknown = [point for point in kpi(result, "calls").points if point.value is None]
    assert {point.period.weekday() for point in unknown} >= {5, 6}
    assert not any(point.complete or point.rows for point in unknown)

    rows = pd.read_csv(file)
    assert known == rows.groupby(rows.DateTime.str[:10]).Calls.sum().to_dict()


@pytest.mark.realdata
def test_flusight_as_published(command: Commands, shared_data: Path) -> None:
    folder = shared_data / "forecasts"
    files = (("admissions", folder / "flusight_actuals.csv"), ("forecasts", folder / "flusight_forecasts.csv"))
    (forecast,) = told(command, FLUSIGHT, *files).forecasts
    found = {(row.model, row.horizon): row for row in forecast.by_horizon}
    wape = {
        "FluSight-ensemble": [0.19868, 0.31329, 0.40864, 0.46525],
        "FluSight-baseline": [0.22468, 0.36998, 0.50138, 0.60336],
    }
    for model, figures in wape.items():
        assert [found[model, horizon].wape for horizon in range(4)] == pytest.approx(figures, abs=5e-6)
    ensemble = [found["FluSight-ensemble", horizon] for horizon in range(4)]
    assert [row.bias for row in ensemble] == pytest.approx([-0.03022, -0.04840, -0.08212, -0.13922], abs=5e-6)
    assert [row.mape for row in ensemble] == pytest.approx([0.29298, 0.39268, 0.48310, 0.53941], abs=5e-6)
    assert [row.mape_left_out for row in ensemble] == [16, 11, 9, 6]
    overall = {row.model: row.coverage for row in forecast.overall}
    assert overall["FluSight-baseline"] == pytest.approx({"50": 0.2817, "95": 0.8879}, abs=5e-5)
    assert overall["FluSight-ensemble"] == pytest.approx({"50": 0.5170, "95": 0.9267}, abs=5e-5)
