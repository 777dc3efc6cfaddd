"""A forecast's figure opened: formula, pairs of forecast and actual, files; the pairs give the figure that is shown."""

from __future__ import annotations

import csv
import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from metrics import actions, engine
from metrics.access.visit import Forbidden
from metrics.actions import Slice, forecast_opening
from metrics.actions.forecast_figures import MEASURES
from metrics.actions.resting import rested
from metrics.errors import StoreError
from metrics.measure.forecast_pairs import Pairs
from metrics.results import ForecastResult
from metrics.results.base import Result
from metrics.store import Store
from tests.visits import logged_in, visit

TEXT = """
[project]
id = "f"
launch = 2025-01-01
[dataset.demand]
shape = "forecasts"
target = "month"
made_on = "made_on"
forecast = "forecast"
actuals = { dataset = "sales", value = "units" }
series = ["sku"]
model = "model"
intervals = { "80" = ["q10", "q90"] }
[dataset.sales]
shape = "series"
time = "month"
series = ["sku"]
columns = { units = "decimal" }
[forecast.demand]
dataset = "demand"
grain = "month"
season = 1
actual_lag = 0
history = "sales"
"""
MONTHS = [dt.date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]
SKUS = ("=cmd()", "b", "c")
MARCH = dt.date(2025, 3, 1)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_opening, "SECONDS", 60.0)  # tests may share two cores with many others


def units(sku: int, n: int) -> float:
    return 0.0 if (sku, n) == (1, 15) else 100 + 10 * sku + 7 * ((n * (sku + 2)) % 5) + 0.25


def commit(store: Store, dataset: str, name: str, text: str) -> None:
    file = store.home.parent / name
    file.write_text(text)
    staged = actions.stage(visit(store), "f", dataset, file)
    actions.commit(visit(store, "ana"), staged)  # type: ignore[arg-type]


def forecasts(first: int, until: int, model: str, bias: float) -> str:
    rows = ["sku,model,made_on,month,forecast,q10,q90"]
    for n in range(first, until):
        for sku, name in enumerate(SKUS):
            for ahead in (1, 2):
                made, value = MONTHS[n - ahead], units(sku, n) + bias + ahead * ((n + sku) % 3 - 1)
                bounds = (value - 3, value + 3)
                rows.append(f"{name},{model},{made},{MONTHS[n]},{value},{bounds[0]},{bounds[1]}")
                if (n, sku, ahead) == (14, 0, 1):  # a later one of the same distance stands for the first
                    rows.append(f"{name},{model},{made + dt.timedelta(days=9)},{MONTHS[n]},{value + 50},0,300")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("forecast") / "home") as opened:
        actions.apply(visit(opened), TEXT)
        sales = [f"{month},{name},{units(sku, n)}" for n, month in enumerate(MONTHS) for sku, name in enumerate(SKUS)]
        commit(opened, "sales", "sales.csv", "month,sku,units\n" + "\n".join(sales) + "\n")
        commit(opened, "demand", "early.csv", forecasts(6, 14, "m", 4.0))
        commit(opened, "demand", "late.csv", forecasts(14, 22, "m", -2.0))
        yield opened


def lines(store: Store, asked: Slice) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(actions.forecast_rows_csv(visit(store), "f", "demand", asked)).splitlines()))


def slices(result: ForecastResult) -> Iterator[tuple[Slice, Result]]:
    yield from ((Slice(row.model), row) for row in result.overall)
    yield from ((Slice(row.model, row.horizon), row) for row in result.by_horizon)
    yield from ((Slice(row.model, row.horizon, row.period), row) for row in result.by_period[::6])
    yield from ((Slice(row.model, series=row.series), row) for row in result.by_series)


def test_every_figure_is_the_same_when_it_is_counted_again(store: Store) -> None:
    result = actions.forecast(visit(store), "f", "demand")
    rests = rested(store, store.latest_snapshot("f"))  # type: ignore[arg-type]
    counted = 0
    with engine.connect(store.home) as con:
        pairs = Pairs(con, rests.project, "demand", rests.uploads, 60, Slice("m"))
        for asked, row in slices(result):
            again = pairs.cut(asked).figures()
            for name in MEASURES.keys() & type(row).model_fields.keys() & again.keys():
                assert again[name] == pytest.approx(getattr(row, name), rel=1e-9), (asked, name)
                counted += 1
    assert counted > 50
    for asked in (Slice("m"), Slice("m", 1, MARCH), Slice("m", series="b")):
        assert actions.opened_forecast(visit(store), "f", "demand", asked).same


def test_the_rows_that_are_taken_along_give_the_figure_by_plain_arithmetic(store: Store) -> None:
    result = actions.forecast(visit(store), "f", "demand")
    (row,) = [row for row in result.by_horizon if row.horizon == 1]
    pairs = lines(store, Slice("m", 1))
    assert len(pairs) == row.points == 16 * 3
    errors = [float(pair["forecast"]) - float(pair["actual"]) for pair in pairs]
    size = sum(abs(float(pair["actual"])) for pair in pairs)
    assert sum(map(abs, errors)) / size == pytest.approx(row.wape, rel=1e-12)
    assert sum(errors) / size == pytest.approx(row.bias, rel=1e-12)
    scaled: dict[str, list[float]] = defaultdict(list)
    for pair, error in zip(pairs, errors, strict=True):
        scaled[pair["series"]].append(abs(error) / float(pair["scale"]))
    assert statistics.mean(map(statistics.mean, scaled.values())) == pytest.approx(row.mase, rel=1e-9)
    inside = [float(pair["low_80"]) <= float(pair["actual"]) <= float(pair["high_80"]) for pair in pairs]
    assert sum(inside) / len(inside) == pytest.approx(row.coverage["80"])


def test_the_query_that_is_shown_gives_the_figures_over_the_rows_that_are_taken_along(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("".join(actions.forecast_rows_csv(visit(store), "f", "demand", Slice("m", 2))))
    found = actions.opened_forecast(visit(store), "f", "demand", Slice("m", 2))
    con = duckdb.connect()
    con.execute(f"CREATE TABLE forecast_pairs AS FROM read_csv('{file}')")
    cursor = con.execute(found.sql)
    again = dict(zip([column[0] for column in cursor.description or ()], cursor.fetchone() or (), strict=True))
    for each in found.figures:
        name = f"{each.field}_{each.level}" if each.level else each.field
        assert again[name] == pytest.approx(each.shown, rel=1e-9), name


def test_formulas_files_and_rules_stand_beside_the_figure(store: Store) -> None:
    found = actions.opened_forecast(visit(store), "f", "demand", Slice("m", 1, MARCH))
    assert [each.field for each in found.figures] == ["wape", "bias", "naive_wape"]
    assert found.figures[0].formula == "WAPE = Σ|forecast − actual| / Σ|actual|"
    assert found.points == 3
    files = [(part, file.name, file.rows, file.uploaded_by) for part, file in found.files]
    assert files == [
        ("forecasts", "late.csv", 3, "ana"),
        ("actuals", "sales.csv", 3, "ana"),
        ("history", "sales.csv", 72, "ana"),
    ]
    assert found.words[2] == "Actual: the sum of units in sales, by series and month."


def test_the_last_of_several_forecasts_of_one_distance_is_the_one_that_counts(store: Store) -> None:
    (pair,) = [each for each in lines(store, Slice("m", 1, MARCH)) if each["series"].endswith("=cmd()")]
    assert (pair["made_on"], pair["_file"]) == ("2025-02-10", "late.csv")
    original = (store.home.parent / "late.csv").read_text().splitlines()
    assert original[int(pair["_row"]) - 1].split(",")[4] == pair["forecast"]


def test_cells_run_nothing_and_pages_do_not_overlap(store: Store) -> None:
    assert {pair["series"] for pair in lines(store, Slice("m"))} == {"'=cmd()", "b", "c"}
    read = [actions.forecast_rows(visit(store), "f", "demand", Slice("m"), page, 50) for page in (1, 2)]
    assert [len(page.rows) for page in read] == [50, 46]
    assert len({row for page in read for row in page.rows}) == read[0].total == 96


def test_viewers_open_the_formula_and_who_sees_segments_only_nothing(store: Store) -> None:
    store.grant("v@example.com", "viewer", "f", actor="boss")
    store.grant("s@example.com", "analyst", "f", actor="boss", segments=("sku=b",))
    reader, part = logged_in(store, "v@example.com"), logged_in(store, "s@example.com")
    assert actions.opened_forecast(reader, "f", "demand", Slice("m", 1)).same
    for read in (actions.forecast_rows, lambda *asked: list(actions.forecast_rows_csv(*asked))):
        with pytest.raises(Forbidden, match="needs the role analyst"):
            read(reader, "f", "demand", Slice("m", 1))
        with pytest.raises(Forbidden):
            read(part, "f", "demand", Slice("m", 1))
    with pytest.raises(Forbidden):
        actions.opened_forecast(part, "f", "demand", Slice("m", 1))


def test_what_has_no_figure_is_said(store: Store) -> None:
    for asked in (Slice("none"), Slice("m", 9), Slice("m", 1, dt.date(1999, 1, 1)), Slice("m", 1, series="b")):
        with pytest.raises(StoreError, match="has no such figure"):
            actions.opened_forecast(visit(store), "f", "demand", asked)
    with pytest.raises(StoreError, match="no such forecast"):
        actions.opened_forecast(visit(store), "f", "x", Slice("m"))
