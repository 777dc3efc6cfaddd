"""Every point computed a second way: in pandas, on random rows, with nulls, zeros, repeated ids and two files."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from metrics.rollup import rows as rows_module

GRAINS = {"day": "D", "week": "W-SUN", "month": "M"}


def random_rows(seed: int, rows: int, first: str, days: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    day = pd.Timestamp(first) + pd.to_timedelta(rng.integers(0, days * 24 * 60, rows), unit="min")
    return pd.DataFrame(
        {
            "id": rng.integers(0, rows * 2 // 3, rows).astype(str),
            "updated": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 50, rows), unit="h"),
            "at": day.astype("datetime64[us]"),
            "channel": rng.choice(np.array(["chat", "mail", "phone", None], dtype=object), rows),
            "x": np.where(rng.random(rows) < 0.3, np.nan, rng.integers(-5, 50, rows)),
            "y": np.where(rng.random(rows) < 0.3, np.nan, rng.integers(0, 3, rows)),
        }
    )


KPIS = {
    "rows": ("count(*)", None),
    "total": ("sum(x)", "channel IN ('chat', 'mail')"),
    "net": ("sum(x) - 2 * count(y)", None),
    "share": ("count(*) FILTER (WHERE x > 20) / count(*)", "y IS NOT NULL"),
    "mean": ("avg(x) * 3", None),
    "rate": ("sum(x) / sum(y)", "channel <> 'phone'"),
    "middle": ("median(x)", None),
    "ids": ("count(DISTINCT y)", None),
}


DAILY = ("rows", "rate")


def second_way(name: str, rows: pd.DataFrame) -> float | None:
    """The KPI's value by pandas; NaN sums over rows without any value are unknown, over no rows 0."""
    if name == "total":
        rows = rows[rows["channel"].isin(["chat", "mail"])]
    if name == "share":
        rows = rows[rows["y"].notna()]
    if name == "rate":
        rows = rows[rows["channel"].notna() & (rows["channel"] != "phone")]
    total = rows["x"].sum(min_count=1) if len(rows) else 0.0
    if name == "rows":
        value: float = len(rows)
    elif name == "total":
        value = total
    elif name == "net":
        value = total - 2 * rows["y"].count()
    elif name == "share":
        value = (rows["x"] > 20).mean()
    elif name == "mean":
        value = rows["x"].mean() * 3
    elif name == "rate":
        under = rows["y"].sum(min_count=1)
        value = total / under if under else np.nan
    else:
        value = rows["x"].median() if name == "middle" else rows["y"].nunique()
    return None if np.isnan(value) else float(value)


@pytest.mark.parametrize(("seed", "keep"), [(1, "last"), (2, "first")], ids=["kept in memory", "reduced by each scan"])
def test_points_equal_pandas(rolled, upload, tmp_path, monkeypatch, seed: int, keep: str) -> None:
    if keep == "first":
        monkeypatch.setattr(rows_module, "MATERIALISED_ROWS", 0)
    files = [random_rows(seed, 700, "2025-01-01", 80), random_rows(seed + 100, 300, "2025-03-10", 30)]
    uploads = []
    for number, frame in enumerate(files, 1):
        path = tmp_path / f"random{number}.parquet"
        frame.assign(_row=np.arange(1, len(frame) + 1)).to_parquet(path, index=False)
        uploads.append(upload(path))
    dataset = {
        "shape": "events", "id": "id", "version": "updated", "time": "at", "keep": keep,
        "columns": {"channel": "text", "x": "double", "y": "double"},
    }  # fmt: skip
    kpis = {
        name: {
            "measure": measure,
            "where": where,
            "grains": ["day", "week"] if name in DAILY else ["week"],
            "segments": ["channel"],
        }
        for name, (measure, where) in KPIS.items()
    }
    con = rolled(dataset, kpis, uploads)

    every = pd.concat([frame.assign(seq=n, row=np.arange(len(frame))) for n, frame in enumerate(files, 1)])
    ordered = every.sort_values(["updated", "seq", "row"])
    picked = ordered.groupby("id").tail(1) if keep == "last" else ordered.groupby("id").head(1)
    rows = picked.assign(segment="channel=" + picked["channel"].fillna("(none)"))
    assert con.execute("SELECT count(*) FROM rows_d").fetchone() == (len(rows),)

    points = con.execute(
        "SELECT kpi, grain, segment, period, period_end, value, numerator, denominator, covered FROM points"
    )
    checked = 0
    for name, grain, segment, period, end, value, numerator, denominator, covered in points.fetchall():
        inside = rows[(rows["at"] >= pd.Timestamp(period)) & (rows["at"] < pd.Timestamp(end))]
        assert pd.Timestamp(period) == pd.Period(period, GRAINS[grain]).start_time
        if not covered:
            assert inside.empty
            assert value is None
            continue
        expected = second_way(name, inside if segment is None else inside[inside["segment"] == segment])
        assert value == (None if expected is None else pytest.approx(expected)), (name, grain, segment, period)
        if value is not None and name not in ("middle", "ids"):
            assert value == pytest.approx(numerator / (1 if denominator is None else denominator))
        checked += 1
    assert checked > 1500
    days = {dt.date.fromisoformat(str(day)[:10]) for day in rows["at"]}
    seen = con.execute(
        "SELECT DISTINCT period FROM points WHERE grain = 'day' AND covered AND segment IS NULL"
    ).fetchall()
    assert days <= {day for (day,) in seen}
