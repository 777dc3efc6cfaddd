"""The rows behind a point: added up again they are the point, page by page they are all of it, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from metrics import engine
from metrics.errors import StoreError
from metrics.model import Project
from metrics.rollup.behind import Behind, Place, query
from tests.rollup.test_points_in_pandas import KPIS, random_rows

DATASET = {
    "shape": "events",
    "id": "id",
    "version": "updated",
    "time": "at",
    "columns": {"channel": "text", "x": "double", "y": "double"},
}


def kpis(grains: list[str]) -> dict[str, dict[str, object]]:
    return {
        name: {"measure": measure, "where": where, "grains": grains, "segments": ["channel"]}
        for name, (measure, where) in KPIS.items()
    }


def model(dataset: dict[str, object], of: dict[str, dict[str, object]]) -> Project:
    defined = {name: {"dataset": "d", "better": "lower"} | kpi for name, kpi in of.items()}
    info = {"id": "p", "launch": dt.date(2025, 1, 1)}
    return Project.model_validate({"project": info, "dataset": {"d": dataset}, "kpi": defined})


@pytest.mark.parametrize(("keep", "most"), [("last", 50), ("first", 2)], ids=["every value", "the rest as (other)"])
def test_every_point_added_up_from_its_rows_is_the_point(
    rolled, upload, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: str, most: int
) -> None:
    monkeypatch.setattr("metrics.rollup.points.MOST_SEGMENTS", most)
    files = [random_rows(1, 500, "2025-01-01", 80), random_rows(101, 200, "2025-02-20", 30)]
    uploads = []
    for number, frame in enumerate(files, 1):
        path = tmp_path / f"random{number}.parquet"
        frame.assign(_row=np.arange(1, len(frame) + 1)).to_parquet(path, index=False)
        uploads.append(upload(path))
    dataset = DATASET | {"keep": keep}
    con = rolled(dataset, kpis(["month"]), uploads)
    points = con.execute("SELECT kpi, segment, period, value, numerator, denominator, rows FROM points").fetchall()
    every = tuple(segment for (segment,) in con.execute("SELECT DISTINCT segment FROM points").fetchall() if segment)
    assert ("channel=(other)" in every) == (most == 2)
    project, checked = model(dataset, kpis(["month"])), 0
    fresh = engine.connect(tmp_path)
    for name, segment, period, value, numerator, denominator, rows in points:
        place = Place(name, "month", period, segment, every)
        sums = Behind(fresh, project, place, uploads, 10).sums()
        assert (sums.value, sums.rows) == (pytest.approx(value, nan_ok=True), rows), place
        assert sums.numerator == pytest.approx(numerator), place
        assert sums.denominator == pytest.approx(denominator), place
        assert sum(count for _, count in sums.files) == rows
        checked += 1
    assert checked > 80


def test_pages_hold_each_row_once_in_order(upload, tmp_path: Path) -> None:
    frame = random_rows(3, 900, "2025-01-01", 60)
    path = tmp_path / "rows.parquet"
    frame.assign(_row=np.arange(1, 901)).to_parquet(path, index=False)
    place = Place("total", "month", dt.date(2025, 1, 1))
    with engine.connect(tmp_path) as con:
        behind = Behind(con, model(DATASET, kpis(["month"])), place, [upload(path)], 10)
        total = behind.sums().rows
        pages = [row for start in range(0, total, 50) for row in behind.rows(50, start)]
        assert pages == list(behind.rows(10_000))
        assert len(pages) == total == len({row[-1] for row in pages})
        at = behind.columns().index("at")
        assert [row[at] for row in pages] == sorted(row[at] for row in pages)
        channel = behind.columns().index("channel")
        assert {row[channel] for row in pages} == {"chat", "mail"}  # what `where` lets through
        assert all(row[at].month == 1 for row in pages)


def test_a_row_that_moved_to_another_month_is_behind_that_month_alone(upload, tmp_path: Path) -> None:
    def row(at: str, updated: str) -> str:
        return (
            f"SELECT '7' AS id, TIMESTAMP '{updated}' AS updated, TIMESTAMP '{at}' AS at, 'chat' AS channel,"
            " 1::DOUBLE AS x, 1::DOUBLE AS y"
        )

    uploads = [upload(row("2025-01-10", "2025-01-10")), upload(row("2025-02-03", "2025-02-03"))]
    project = model(DATASET, kpis(["month"]))
    counted = {}
    for month in (1, 2):
        with engine.connect(tmp_path) as con:
            counted[month] = Behind(con, project, Place("rows", "month", dt.date(2025, month, 1)), uploads, 10).sums()
    assert (counted[1].rows, counted[2].rows) == (0, 1)
    assert counted[2].files == (("u2", 1),)


def test_a_null_in_a_key_of_several_columns_is_a_key_like_any(upload, rolled, tmp_path: Path) -> None:
    dataset = {"shape": "series", "series": ["shop"], "time": "day", "columns": {"shop": "text", "sold": "double"}}
    one = upload("SELECT DATE '2025-01-01' + i::INTEGER AS day, NULL::VARCHAR AS shop, 1.0 AS sold FROM range(31) t(i)")
    two = upload("SELECT DATE '2025-01-05' AS day, NULL::VARCHAR AS shop, 5.0 AS sold")
    of = {"sold": {"measure": "sum(sold)", "grains": ["month"]}}
    con = rolled(dataset, of, [one, two])
    (value,) = con.execute("SELECT value FROM points").fetchone()
    with engine.connect(tmp_path) as fresh:
        sums = Behind(fresh, model(dataset, of), Place("sold", "month", dt.date(2025, 1, 1)), [one, two], 10).sums()
    assert sums.value == value == 35.0


def test_the_query_that_is_shown_is_the_one_that_runs(upload, tmp_path: Path) -> None:
    frame = random_rows(3, 300, "2025-01-01", 60)
    path = tmp_path / "rows.parquet"
    frame.assign(_row=np.arange(1, 301)).to_parquet(path, index=False)
    project, place = model(DATASET, kpis(["week"])), Place("share", "week", dt.date(2025, 1, 13), "channel=mail")
    with engine.connect(tmp_path) as con:
        sums = Behind(con, project, place, [upload(path)], 10).sums()
        again = con.execute(query(project, place)).fetchone()
    assert again == (sums.value, sums.numerator, sums.denominator, sums.rows)
    assert "-- title: A point from its rows" in query(project, place)


def test_rows_that_are_damaged_are_not_shown(upload, tmp_path: Path) -> None:
    kept = upload("SELECT '7' AS id, TIMESTAMP '2025-01-01' AS updated, TIMESTAMP '2025-01-01' AS at")
    Path(kept.rows_path).unlink()
    with engine.connect(tmp_path) as con, pytest.raises(StoreError, match=r"missing|damaged"):
        Behind(con, model(DATASET, kpis(["month"])), Place("rows", "month", dt.date(2025, 1, 1)), [kept], 10)


def test_a_month_without_rows_is_known_as_one(upload, tmp_path: Path) -> None:
    frame = random_rows(3, 50, "2025-01-01", 20)
    path = tmp_path / "rows.parquet"
    frame.assign(_row=np.arange(1, 51)).to_parquet(path, index=False)
    with engine.connect(tmp_path) as con:
        behind = Behind(
            con, model(DATASET, kpis(["month"])), Place("rows", "month", dt.date(2031, 1, 1)), [upload(path)], 10
        )
        sums = behind.sums()
        assert (sums.value, sums.rows, sums.files) == (0.0, 0, ())
        assert list(behind.rows(50)) == []
