"""From rows to money through the real roll-up and the real rungs, against the same figures in pandas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from metrics import engine
from metrics.measure import change
from metrics.measure import seal as seals
from metrics.measure.money import money
from metrics.model import Project
from metrics.rollup import roll_up
from metrics.store.upload import Upload

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
PAID = {"unit_value": 2, "realised_share": "0.5"}
LAUNCH = dt.date(2025, 1, 1)
FIRST = {"month": "2022-01-01", "week": "2022-01-01", "day": "2024-07-01"}  # a fit of many days takes seconds


def rows(days: pd.DatetimeIndex) -> dict[str, pd.DataFrame]:
    """Every day: 12 tickets by hand before launch and 5 after, 40 orders and then 50, calls of 9 and then 6 minutes."""
    after = [day.date() >= LAUNCH for day in days]
    calls = days.repeat([5 if day.day % 2 else 3 for day in days])
    return {
        "tickets": pd.DataFrame({"at": days.repeat([5 if late else 12 for late in after])}),
        "orders": pd.DataFrame({"at": days.repeat([50 if late else 40 for late in after])}),
        "calls": pd.DataFrame({"at": calls, "minutes": [6.0 if day.date() >= LAUNCH else 9.0 for day in calls]}),
    }


def upload(con: duckdb.DuckDBPyConnection, folder: Path, dataset: str, frame: pd.DataFrame) -> Upload:
    path = folder / f"{dataset}.parquet"
    frame.assign(_row=range(1, len(frame) + 1)).to_parquet(path)
    fixed = {"project": "p", "seq": 1, "state": "live", "rejected": 0, "duplicates": 0, "mode": "append"}
    hashes = {"sha256": "0" * 64, "recipe_hash": "0" * 64, "warnings": (), "uploaded_at": NOW, "uploaded_by": "a"}
    return Upload(
        id=dataset,
        dataset=dataset,
        file_name=f"{dataset}.csv",
        rows=len(frame),
        first=frame["at"].min().date(),
        until=frame["at"].max().date() + dt.timedelta(days=1),
        complete_through=frame["at"].max().date(),
        rows_path=path,
        rejects_path=None,
        original_path=path,
        **fixed,  # type: ignore[arg-type]
        **hashes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("grain", ["month", "week", "day"])
def test_money_from_rows(tmp_path: Path, grain: str) -> None:
    shape = {"shape": "events", "time": "at", "mode": "append"}
    kpi = {
        "tickets": {"dataset": "tickets", "measure": "count(*)", "driver": "orders", "per": 1000, **PAID},
        "orders": {"dataset": "orders", "measure": "count(*)", "better": "higher"},
        "minutes": {"dataset": "calls", "measure": "avg(minutes)", **PAID},
    }
    project = Project.model_validate(
        {
            "project": {"id": "p", "launch": LAUNCH, "discount_rate": "0.08"},
            "dataset": {"tickets": shape, "orders": shape, "calls": {**shape, "columns": {"minutes": "double"}}},
            "kpi": {name: {"better": "lower", "grain": grain, "season": False, **one} for name, one in kpi.items()},
            "cost": [{"date": dt.date(2024, 12, 2), "amount": 2500, "category": "build", "kind": "investment"}],
        }
    )
    days = pd.date_range(FIRST[grain], "2025-06-30")
    frames = rows(days)
    with engine.connect(tmp_path) as con:
        live = {name: [upload(con, tmp_path, name, frame)] for name, frame in frames.items()}
        roll_up(con, project, live, NOW)
        seals.lay_over(con, {})
        kpis, _ = change.changes(con, project, {})
        as_of = dt.date(2025, 6, 29 if grain == "week" else 30)  # the last Sunday
        value, kpis, reasons, warnings = money(con, project, kpis, as_of=as_of)

    # tickets: 12 of 40 orders = 300 per 1,000, so 15 a day expected on 50 orders, 5 came; calls: 3 minutes less each
    known = days[days.slice_indexer(pd.Timestamp(LAUNCH), pd.Timestamp(as_of))]
    calls = frames["calls"]["at"]
    each = 2 * 0.5
    daily = pd.Series(10 * each, index=known) + calls[calls.isin(known)].value_counts() * 3 * each
    if grain == "week":
        # the launch lies in the week of 30 December: 2 days as before (12 tickets, 40 orders, 9 minutes), 5 new ones
        daily = daily["2025-01-06":]
        daily = daily.groupby(daily.index.to_period("W")).transform("mean")  # a week's benefit is spread evenly
        week = calls[calls.between("2024-12-30", "2025-01-05")]
        tickets, orders = 2 * 12 + 5 * 5, 2 * 40 + 5 * 50
        gain = 0.3 * orders - tickets + 3 * (week >= pd.Timestamp(LAUNCH)).sum()
        daily = pd.concat([pd.Series(gain * each / 7, index=pd.date_range("2024-12-30", "2025-01-05")), daily])
    monthly = daily.groupby(daily.index.to_period("M")).sum()
    if grain != "week":
        monthly = pd.concat([pd.Series([0.0], index=pd.PeriodIndex(["2024-12"], freq="M")), monthly])
    assert [flow.benefit for flow in value.cash_flows] == pytest.approx(monthly.tolist())
    assert [flow.cumulative for flow in value.cash_flows] == pytest.approx((monthly.cumsum() - 2500).tolist())
    assert warnings == []
    assert value.cost == 2500
    assert value.basis in ("naive", "same_period")
    assert {one.name: one.benefit for one in kpis if one.segment is None}["orders"] is None
    assert value.capacity == ()
    assert value.npv == pytest.approx(sum((monthly.tolist()[i] - 2500 * (i == 0)) / 1.08 ** (i / 12) for i in range(7)))
    assert value.payback.status == "paid_back"
    assert reasons["money.irr"]
