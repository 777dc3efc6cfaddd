"""A comparison, an erosion and the other series opened: their points and rows give the figures that are shown."""

from __future__ import annotations

import csv
import datetime as dt
import math
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy import stats

from metrics import actions
from metrics.actions import Slice, forecast_opening
from metrics.errors import StoreError
from metrics.measure import forecast_accuracy, forecast_slice
from metrics.measure.fixed_b import widening
from metrics.measure.forecast_erosion import lags
from metrics.results import Comparison, Erosion, ForecastResult
from metrics.store import Store
from tests.actions.test_forecast_opening import TEXT, commit
from tests.visits import visit

SKUS = tuple("abcdef")
MONTHS = [dt.date(2023 + n // 12, n % 12 + 1, 1) for n in range(40)]
OLD, NEW = "o'ld $new", "new"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_opening, "SECONDS", 60.0)  # tests may share two cores with many others


def units(sku: int, n: int) -> float:
    return 100 + 20 * sku + 9 * ((n * (sku + 3)) % 7) + 0.25


def forecasts(model: str, size: float, growing: float) -> str:
    rows = ["sku,model,made_on,month,forecast,q10,q90"]
    for n in range(8, 38):
        for sku, name in enumerate(SKUS):
            for ahead in (1, 2):
                off = (size + growing * n) * (1 + sku) * (((n * 5 + sku + ahead) % 7) - 3)
                if (n, sku, model) == (20, 2, NEW):
                    continue  # a series that one of both models did not forecast is compared by neither
                value = units(sku, n) + off
                rows.append(f"{name},{model},{MONTHS[n - ahead]},{MONTHS[n]},{value},{value - 3},{value + 3}")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as few, Store.open(tmp_path_factory.mktemp("points") / "home") as opened:
        for module in (forecast_accuracy, forecast_slice):
            few.setattr(module, "SERIES_SHOWN", 4)
        actions.apply(visit(opened), TEXT.replace("launch = 2025-01-01", "launch = 2024-03-01"))
        sales = [f"{month},{name},{units(sku, n)}" for n, month in enumerate(MONTHS) for sku, name in enumerate(SKUS)]
        commit(opened, "sales", "sales.csv", "month,sku,units\n" + "\n".join(sales) + "\n")
        commit(opened, "demand", "old.csv", forecasts(OLD, 2.0, 0.02))
        commit(opened, "demand", "new.csv", forecasts(NEW, 0.6, 0.05))
        yield opened


@pytest.fixture
def result(store: Store) -> ForecastResult:
    return actions.forecast(visit(store), "f", "demand")


def lines(store: Store, asked: Slice) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(actions.forecast_rows_csv(visit(store), "f", "demand", asked)).splitlines()))


def compared(result: ForecastResult) -> tuple[Comparison, Slice]:
    (row,) = [row for row in result.comparison if row.horizon == 2]
    return row, Slice(row.new, 2, old=row.old)


def clocked(result: ForecastResult) -> tuple[Erosion, Slice]:
    (row,) = [row for row in result.erosion if (row.model, row.horizon) == (NEW, 1)]
    return row, Slice(NEW, 1, since=row.since)


def test_the_test_of_a_comparison_comes_out_of_the_shown_points(store: Store, result: ForecastResult) -> None:
    row, asked = compared(result)
    found = actions.opened_forecast(visit(store), "f", "demand", asked)
    assert found.same
    assert len(found.parts) == row.targets == 30
    assert [each.field for each in found.figures] == ["wape_old", "wape_new", "dm", "p"]
    difference = np.array([part.figures["difference"] for part in found.parts], dtype=float)
    count, steps = len(difference), 3
    apart = difference - difference.mean()
    gamma = [float(apart[lag:] @ apart[: count - lag]) for lag in range(steps)]
    flat = gamma[0] + 2 * sum(gamma[1:])
    falling = gamma[0] + 2 * sum(each * (1 - lag / steps) for lag, each in enumerate(gamma) if lag)
    small = math.sqrt((count + 1 - 2 * steps + steps * (steps - 1) / count) / count)
    dm = difference.mean() / math.sqrt(max(flat, falling) / count / count) * small
    assert row.dm is not None
    assert dm == pytest.approx(row.dm, rel=1e-9)
    p = 2 * stats.t.sf(abs(dm) / widening(steps / count), count - 1)
    assert p == pytest.approx(row.p, rel=1e-9)


def test_the_points_of_a_comparison_come_out_of_their_rows(store: Store, result: ForecastResult) -> None:
    row, asked = compared(result)
    pairs = lines(store, asked)
    lost: dict[tuple[str, str], float] = defaultdict(float)
    size: dict[str, float] = defaultdict(float)
    for pair in pairs:
        lost[pair["target"], pair["model"]] += abs(float(pair["forecast"]) - float(pair["actual"]))
        size[pair["model"]] += abs(float(pair["actual"]))
    found = actions.opened_forecast(visit(store), "f", "demand", asked)
    for part in found.parts:
        assert part.figures["lost_old"] == pytest.approx(lost[f"{part.at}", OLD], rel=1e-9)
        assert part.figures["lost_new"] == pytest.approx(lost[f"{part.at}", NEW], rel=1e-9)
    total = sum(value for (_, model), value in lost.items() if model == NEW)
    assert total / size[NEW] == pytest.approx(row.wape_new, rel=1e-9)
    assert found.rows == found.points == len(pairs) == sum(part.forecasts for part in found.parts)
    odd = next(part for part in found.parts if part.at == MONTHS[20])
    assert odd.forecasts == 2 * (len(SKUS) - 1)


def test_a_point_opens_down_to_its_own_rows_and_files(store: Store, result: ForecastResult) -> None:
    _, asked = compared(result)
    point = Slice(asked.model, asked.horizon, MONTHS[20], old=asked.old)
    found = actions.opened_forecast(visit(store), "f", "demand", point)
    assert found.same
    assert found.rows == 10
    files = [(part, file.name, file.rows) for part, file in found.files if part != "history"]
    assert files == [("forecasts", "old.csv", 5), ("forecasts", "new.csv", 5), ("actuals", "sales.csv", 5)]
    assert len(lines(store, point)) == 10
    row, clock = clocked(result)
    month = Slice(NEW, 1, since=row.since, month=MONTHS[20])
    found = actions.opened_forecast(visit(store), "f", "demand", month)
    assert {pair["made_in"] for pair in lines(store, month)} == {"2024-09-01"}
    (part,) = [part for part in found.parts if part.at == MONTHS[20]]
    assert part.forecasts == found.rows == len(lines(store, month)) == 6
    assert clock.whole() == month.whole()


def test_the_slope_of_an_erosion_comes_out_of_the_shown_points(store: Store, result: ForecastResult) -> None:
    row, asked = clocked(result)
    found = actions.opened_forecast(visit(store), "f", "demand", asked)
    assert found.same
    assert len(found.parts) == row.months > 8
    x = np.array([12 * part.at.year + part.at.month for part in found.parts if isinstance(part.at, dt.date)], float)
    y = np.array([part.figures["relative"] for part in found.parts], dtype=float)
    fit = stats.linregress(x, y)
    assert fit.slope == pytest.approx(row.slope, rel=1e-9)
    assert stats.linregress(x, [part.figures["raw"] for part in found.parts]).slope == pytest.approx(row.raw_slope)
    reach, count = lags("month", 1), len(x)
    score = (x - x.mean()) * (y - fit.intercept - fit.slope * x)
    spread = float(((x - x.mean()) ** 2).sum())
    hac = sum(
        a * b * max(0.0, 1 - abs(s - t) / (reach + 1)) for a, s in zip(score, x, strict=True)
        for b, t in zip(score, x, strict=True)
    )  # fmt: skip
    error = max(math.sqrt(max(hac, 0.0) * count / (count - 2)) / spread, fit.stderr)
    half = stats.t.ppf(0.975, count - 2) * widening((reach + 1) / count) * error
    assert (row.slope - half, row.slope + half) == pytest.approx((row.low, row.high), rel=1e-7)  # type: ignore[operator]


def test_the_points_of_an_erosion_come_out_of_their_rows(store: Store, result: ForecastResult) -> None:
    row, asked = clocked(result)
    found = actions.opened_forecast(visit(store), "f", "demand", asked)
    by_month: dict[str, list[dict[str, str]]] = defaultdict(list)
    for pair in lines(store, asked):
        by_month[pair["made_on"][:7]].append(pair)
    assert min(by_month) == f"{row.since:%Y-%m}"
    for part in found.parts:
        pairs = by_month[f"{part.at:%Y-%m}"]
        lost = sum(abs(float(pair["forecast"]) - float(pair["actual"])) for pair in pairs)
        naive = sum(abs(float(pair["naive"]) - float(pair["actual"])) for pair in pairs)
        assert part.figures["relative"] == pytest.approx(math.log(lost / naive), rel=1e-9)


def test_the_query_that_is_shown_gives_the_figures_over_the_rows_that_are_taken_along(
    store: Store, result: ForecastResult, tmp_path: Path
) -> None:
    con = duckdb.connect()
    for _, asked in (compared(result), clocked(result)):
        file = tmp_path / "pairs.csv"
        file.write_text("".join(actions.forecast_rows_csv(visit(store), "f", "demand", asked)))
        con.execute(f"CREATE OR REPLACE TABLE forecast_pairs AS FROM read_csv('{file}')")
        found = actions.opened_forecast(visit(store), "f", "demand", asked)
        cursor = con.execute(found.sql)
        points = [dict(zip([c[0] for c in cursor.description or ()], row, strict=True)) for row in cursor.fetchall()]
        assert len(points) == len(found.parts)
        for each in found.figures:
            if each.field != "p":
                assert points[0][each.field] == pytest.approx(each.shown, rel=1e-9), each.field


def test_series_that_are_not_listed_open_together(store: Store, result: ForecastResult) -> None:
    listed = [row for row in result.by_series if row.model == NEW]
    assert [row.series for row in listed][4:] == ["other series (2)"]
    found = actions.opened_forecast(visit(store), "f", "demand", Slice(NEW, others=True))
    assert found.same
    assert [each.field for each in found.figures] == ["wape", "bias", "share_of_error"]
    pairs = lines(store, Slice(NEW, others=True))
    assert {pair["series"] for pair in pairs} == set(SKUS) - {row.series for row in listed}
    assert "scale" not in pairs[0]
    lost = sum(abs(float(pair["error"])) for pair in pairs)
    assert lost / sum(float(pair["actual"]) for pair in pairs) == pytest.approx(listed[4].wape, rel=1e-9)


def test_too_few_points_open_without_a_figure_and_what_is_not_there_is_refused(store: Store, tmp_path: Path) -> None:
    shutil.copytree(store.home, tmp_path / "home")
    with Store.open(tmp_path / "home") as late:
        actions.apply(visit(late), actions.export(visit(late), "f").replace("2024-03-01", "2025-09-01"), reason="later")
        actions.refresh(late, "f")
        (row,) = [
            row for row in actions.forecast(visit(late), "f", "demand").erosion if (row.model, row.horizon) == (NEW, 1)
        ]
        assert row.verdict == "insufficient"
        found = actions.opened_forecast(visit(late), "f", "demand", Slice(NEW, 1, since=row.since))
        assert found.same
        assert len(found.parts) == row.months < 8
        assert {each.shown for each in found.figures} == {None}
    for asked in (
        Slice("absent", others=True),
        Slice(NEW, 1, others=True),
        Slice(NEW, 1, old="x"),
        Slice(OLD, 1, old=NEW),
        Slice(NEW, 9, since=MONTHS[1]),
    ):
        with pytest.raises(StoreError, match="has no such figure"):
            actions.opened_forecast(visit(store), "f", "demand", asked)


def test_too_many_to_count_while_somebody_waits_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_opening, "MOST_COUNTED", 300)
    found = actions.opened_forecast(visit(store), "f", "demand", Slice(OLD))
    assert found.why_not.startswith("360 forecasts stand behind this figure; up to 300 are counted again")
    assert (found.same, found.rows, found.files) == (None, None, ())
    assert "FROM forecast_pairs" in found.sql
    assert actions.opened_forecast(visit(store), "f", "demand", Slice(OLD, 1)).same
