"""The checks on real exports: true edges are named once, and nothing else is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.results import ProjectResult
from metrics.store import Store
from tests.conformance.test_real_exports import BANK, FLUSIGHT, HELPDESK, SERVICENOW, by_month, kpi
from tests.visits import visit

Found = list[tuple[str, str, str]]  # file, kind, text


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def taken(store: Store, text: str, *files: tuple[str, Path]) -> tuple[Found, ProjectResult]:
    """What the checks say of each file, and the results of all."""
    project = actions.apply(visit(store, "analyst"), text).project
    said = []
    for dataset, path in files:
        staged = actions.stage(visit(store), project, dataset, path)
        said += [(path.name, warn.kind, warn.text) for warn in staged.warnings if warn.kind != "rejects"]
        actions.commit(visit(store, "analyst"), staged, more_follow=True)
    return said, actions.results(visit(store), project)


@pytest.mark.realdata
def test_servicenow_begins_and_ends_within_a_month(store: Store, shared_data: Path) -> None:
    """Opened 207 on the last day of February, 8,995 in March, 7,934 in April, 3,633 to 13 May."""
    path = shared_data / "tickets" / "servicenow_incident_events.csv.gz"
    said, result = taken(store, SERVICENOW, ("log", path))
    assert [kind for _, kind, _ in said] == ["edge", "edge"]
    assert "2016-02 has 207 rows, the 2 months next to it 7,934 to 8,995 (a factor of 41)" in said[0][2]
    assert said[0][2].endswith("(data begins on 2016-02-29)")
    assert "2016-05 has 3,633 rows" in said[1][2]
    opened = kpi(result, "opened")
    assert by_month(opened) == {"2016-02": 207, "2016-03": 8995, "2016-04": 7934, "2016-05": 3633}
    edges = [(str(warn.from_), bool(warn.upload)) for warn in opened.warnings if warn.kind == "edge"]
    assert edges == [("2016-05-01", False), ("2016-02-01", True)], "each named once"
    assert [str(warn.from_) for warn in result.warnings if warn.kind == "edge"] == ["2016-02-01"]


@pytest.mark.realdata
def test_the_italian_help_desk_ends_at_an_edge_that_is_named_once(store: Store, shared_data: Path) -> None:
    said, result = taken(store, HELPDESK, ("log", shared_data / "tickets" / "italian_helpdesk_events.csv"))
    assert [(kind, text[:7]) for _, kind, text in said] == [("edge", "2010-01"), ("edge", "2012-09")]
    assert all("not demand" in text for _, _, text in said)
    opened = kpi(result, "opened")
    assert [(str(warn.from_), bool(warn.upload)) for warn in opened.warnings if warn.kind == "edge"] == [
        ("2012-09-01", False),
        ("2010-01-01", True),
    ]


@pytest.mark.realdata
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_weekends_without_calls_are_no_finding(store: Store, shared_data: Path, grain: str) -> None:
    said, _ = taken(store, BANK.replace("GRAIN", grain), ("calls", shared_data / "tickets" / "bank_calls_5min.csv"))
    assert said == []


@pytest.mark.realdata
def test_forecasts_raise_no_alarm(store: Store, shared_data: Path) -> None:
    folder = shared_data / "forecasts"
    files = (("admissions", folder / "flusight_actuals.csv"), ("forecasts", folder / "flusight_forecasts.csv"))
    said, result = taken(store, FLUSIGHT, *files)
    assert said == []
    assert [warn for warn in result.forecasts[0].warnings if warn.upload] == []
