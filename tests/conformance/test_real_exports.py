"""Real exports go the whole way, file to results, through the same actions as pages and commands.

Sources and expected figures: the ServiceNow incident log (UCI), the Italian help desk log (4TU), CDC FluSight 2023-24
as published; see each test.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.results import KpiResult, ProjectResult
from metrics.store import Store
from tests.visits import visit

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
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def uploaded(store: Store, definition: str, *files: tuple[str, Path]) -> ProjectResult:
    """Apply a definition, upload the files, and read the results."""
    project = actions.apply(visit(store, "analyst"), definition).project
    for dataset, path in files:
        actions.commit(visit(store, "analyst"), actions.stage(visit(store), project, dataset, path), more_follow=True)
    return actions.results(visit(store), project)


def kpi(result: ProjectResult, name: str) -> KpiResult:
    return next(each for each in result.kpis if each.name == name and each.segment is None)


def by_month(result: KpiResult) -> dict[str, float | None]:
    return {f"{point.period:%Y-%m}": point.value for point in result.points}


@pytest.mark.realdata
@pytest.mark.parametrize("zipped", [True, False])
def test_servicenow_as_it_is(store: Store, shared_data: Path, tmp_path: Path, zipped: bool) -> None:
    # 20,769 incidents in 119,998 events, D/M/YYYY unpadded: read month-first, 9,294 would land on wrong dates
    path = shared_data / "tickets" / "servicenow_incident_events.csv.gz"
    if not zipped:
        plain = tmp_path / "servicenow.csv"
        with gzip.open(path) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        path = plain
    result = uploaded(store, SERVICENOW, ("log", path))
    (upload,) = result.inputs.uploads
    assert (upload.rows, upload.rejected) == (119_998, 0)

    opened = kpi(result, "opened")
    assert by_month(opened) == {"2016-02": 207, "2016-03": 8995, "2016-04": 7934, "2016-05": 3633}
    assert [point.complete for point in opened.points] == [False, True, True, False]
    assert all(point.partial_reason for point in opened.points if not point.complete)
    assert sum(v or 0 for v in by_month(kpi(result, "in_time")).values()) == 12_595
    assert sum(v or 0 for v in by_month(kpi(result, "late")).values()) == 8_174
    hours, weights = by_month(kpi(result, "hours_open")), by_month(opened)
    mean = sum((hours[month] or 0) * (weights[month] or 0) for month in hours) / 20_769
    assert mean == pytest.approx(328.59, abs=0.005)
    assert opened.verdict == "insufficient_baseline"  # one complete month before the launch


@pytest.mark.realdata
def test_italian_help_desk_ends_without_a_false_drop(store: Store, shared_data: Path) -> None:
    result = uploaded(store, HELPDESK, ("log", shared_data / "tickets" / "italian_helpdesk_events.csv"))
    opened = kpi(result, "opened")
    expected = [22, 55, 77, 89, 83, 59, 89, 48, 138, 106, 96, 115]
    expected += [113, 135, 121, 126, 134, 111, 95, 78, 127, 154, 170, 154]
    expected += [201, 147, 145, 126, 188, 173, 214, 80, 35]
    values = by_month(opened)
    assert [values[f"{2010 + at // 12}-{at % 12 + 1:02d}"] for at in range(33)] == expected
    complete = [f"{point.period:%Y-%m}" for point in opened.points if point.complete]
    assert complete[-1] == "2012-08"  # events run on into November, openings do not: the end of the export
    assert result.as_of is not None
    assert result.as_of.isoformat() == "2012-08-31"


@pytest.mark.realdata
def test_flusight_as_published(store: Store, shared_data: Path) -> None:
    folder = shared_data / "forecasts"
    files = (("admissions", folder / "flusight_actuals.csv"), ("forecasts", folder / "flusight_forecasts.csv"))
    (forecast,) = uploaded(store, FLUSIGHT, *files).forecasts
    found = {(row.model, row.horizon): row for row in forecast.by_horizon}
    wape = {
        "FluSight-ensemble": [0.19868, 0.31329, 0.40864, 0.46525],
        "FluSight-baseline": [0.22468, 0.36998, 0.50138, 0.60336],
    }
    for model, figures in wape.items():
        assert [found[model, horizon].wape for horizon in range(4)] == pytest.approx(figures, abs=5e-6)
    bias = [found["FluSight-ensemble", horizon].bias for horizon in range(4)]
    assert bias == pytest.approx([-0.03022, -0.04840, -0.08212, -0.13922], abs=5e-6)
    overall = {row.model: row.coverage for row in forecast.overall}
    assert overall["FluSight-baseline"] == pytest.approx({"50": 0.2817, "95": 0.8879}, abs=5e-5)
    assert overall["FluSight-ensemble"] == pytest.approx({"50": 0.5170, "95": 0.9267}, abs=5e-5)
