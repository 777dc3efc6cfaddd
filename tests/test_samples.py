"""The samples are what their generator writes, and the dashboard finds what is hidden in them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, serving
from metrics.chart import tables
from metrics.results import ProjectResult
from metrics.store import Store
from tests.visits import visit

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Both samples, loaded into an empty store as the first visit's button does it."""
    with Store.open(tmp_path_factory.mktemp("samples")) as store:
        job = serving.start_samples(visit(store))
        assert serving.start_samples(visit(store)) is job  # once, however many ask
        job.result()
        yield store


@pytest.fixture(scope="module")
def results(loaded: Store) -> dict[str, ProjectResult]:
    return {project: actions.results(visit(loaded), project) for project in loaded.projects()}


def test_they_end_in_march_and_nothing_else_is_suspicious(loaded: Store) -> None:
    """Tickets are exported to 9 March 2026; the few that are exported again have changed by nature."""
    uploads = [upload for project in loaded.projects() for upload in loaded.uploads(project)]
    ((file, kind, text),) = [
        (upload.file_name, warn.kind, warn.text)
        for upload in uploads
        for warn in upload.warnings
        if warn.kind != "rejects"
    ]
    assert (file, kind) == ("tickets_2026-03.csv", "edge")
    assert text.startswith("2026-03 has 178 rows")
    assert text.endswith("(data ends on 2026-03-09)")


def test_the_generator_writes_these_very_files() -> None:
    spec = importlib.util.spec_from_file_location("generate", SAMPLES / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    made = generate.files()
    kept = {str(path.relative_to(SAMPLES)): path.read_bytes() for path in SAMPLES.glob("*/*/*")}
    assert made == kept


def test_the_support_assistant_holds_and_paid_back(results: dict[str, ProjectResult]) -> None:
    result = results["support-assistant"]
    assert result.simulated
    main = next(kpi for kpi in result.kpis if kpi.primary and kpi.segment is None)
    assert main.effect.basis == "its"
    assert main.effect.relative == pytest.approx(-0.60, abs=0.03)
    assert main.baseline.points == 36
    assert main.held is not None
    assert (main.held.met, main.held.missed, main.held.within_noise, main.held.of) == (6, 1, 7, 14)
    after = [point for point in main.points if point.held]
    worst = max(after, key=lambda point: (point.value or 0) / (point.expected or 1))
    assert (str(worst.period), worst.held) == ("2025-08-01", "missed")  # offline for two weeks: only one month
    last = main.points[-1]
    assert (str(last.period), last.complete) == ("2026-03-01", False)  # the export ends on 9 March
    assert main.verdict == "improved"
    assert main.sentence.startswith("Human-handled tickets are 59\u202f% below what was expected, between ")
    assert result.money is not None
    assert result.money.payback.status == "paid_back"
    assert result.money.payback.proven is True
    assert 2 < (result.money.payback.months or 0) < 3  # in the third month
    assert sum(upload.rejected for upload in result.inputs.uploads) == 2 * 7  # two dates each; Total is a footer


def test_the_demand_forecast_holds_when_retrained_and_the_lite_one_erodes(results: dict[str, ProjectResult]) -> None:
    (forecast,) = results["demand-forecast"].forecasts
    wape = {(row.model, row.horizon): row.wape or 0 for row in forecast.by_horizon}
    assert all(wape["retrained", ahead] < wape["lite", ahead] < wape["old", ahead] for ahead in range(1, 5))
    verdicts = {(row.model, row.horizon): row.verdict for row in forecast.erosion}
    assert {verdicts["retrained", ahead] for ahead in range(1, 5)} == {"holding"}
    assert {verdicts["lite", ahead] for ahead in range(1, 5)} == {"eroding"}
    money = results["demand-forecast"].money
    assert money is not None
    assert money.payback.status == "projected"


def test_the_portfolio_counts_what_held_by_the_grain_that_each_project_is_judged_by(loaded: Store) -> None:
    heads = actions.portfolio(visit(loaded))
    judged = actions.grains_judged(visit(loaded), heads)
    assert judged == {"support-assistant": "month", "demand-forecast": "week"}  # each has a further grain to view
    held = tables.totals(heads, "EUR", judged).held
    assert list(held) == ["month", "week"]
    assert held["month"] == (6, 14)
