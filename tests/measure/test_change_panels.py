"""Every rung, band, held state and limit a second way, in numpy and pandas, on seeded random panels with gaps."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from metrics.results import KpiResult
from tests.measure.change_tables import Told, results_in, step

LAUNCH = dt.date(2025, 1, 6)  # a Monday: weeks and days start on it, months are laid out from it
PANELS = {  # grain: launch, periods before, periods after
    "month": (dt.date(2025, 1, 1), 36, 14),
    "week": (dt.date(2025, 1, 6), 120, 40),
    "day": (dt.date(2025, 1, 6), 500, 60),
}


def panel(grain: str, seed: int) -> tuple[Told, Told]:
    """A KPI as a whole and its segment; about one period in twelve is unknown, two are transition."""
    launch, before, after = PANELS[grain]
    made = []
    for segment, level in ((None, 500.0), ("channel=chat", 40.0)):
        rng = np.random.default_rng([seed, int(level)])
        values = level * (1 + 0.2 * np.sin(np.arange(before + after + 2) / 6)) + rng.normal(
            0, level / 12, before + after + 2
        )
        values[before + 2 :] *= rng.uniform(0.55, 1.05)
        gaps = rng.random(before + after + 2) < 1 / 12
        told = [None if gap else round(float(value), 3) for value, gap in zip(values, gaps, strict=True)]
        made.append(
            Told(
                told[:before],
                told[before + 2 :],
                better=["lower", "higher"][seed % 2],
                grain=grain,
                launch=launch,
                transition=told[before : before + 2],
                segment=segment,
                target=-0.3 if seed % 3 else None,
                target_value=None if seed % 3 else round(level * 0.7, 2),
                partial_end=True,
            )
        )
    return made[0], made[1]


def frame(told: Told) -> pd.DataFrame:
    """The panel as pandas sees it: period, value, phase, slot."""
    values = [*told.before, *told.transition, *told.after]
    first = step(told.launch, told.grain, -len(told.before))
    table = pd.DataFrame({"value": pd.array(values, "Float64")})
    table["period"] = [step(first, told.grain, i) for i in range(len(values))]
    table["phase"] = ["base"] * len(told.before) + ["transition"] * len(told.transition) + ["post"] * len(told.after)
    week = [min(day.isocalendar().week, 52) for day in table["period"]]
    table["slot"] = {
        "month": [day.month for day in table["period"]],
        "week": week,
        "day": [w * 10 + day.isoweekday() for w, day in zip(week, table["period"], strict=True)],
    }[told.grain]
    table["known"] = table["value"].notna() & (np.arange(len(values)) < len(values) - 1)  # the last is partial
    table["value"] = table["value"].astype(float)
    return table


def expected(table: pd.DataFrame, method: str) -> pd.DataFrame:
    """expected, low and high after launch, by the formulas of the method."""
    base = table[(table["phase"] == "base") & table["known"]]
    after = table[table["phase"] == "post"].copy()
    n = len(base)
    if method == "naive":
        after["expected"] = base["value"].mean()
        half = stats.t.ppf(0.975, n - 1) * base["value"].std(ddof=1) * np.sqrt(1 + 1 / n)
    else:
        slots = base.groupby("slot")["value"].agg(["mean", "count"])
        rest = base["value"] - base["slot"].map(slots["mean"])
        dof = n - len(slots)
        s = np.sqrt((rest**2).sum() / dof) if dof >= 3 else base["value"].std(ddof=1)
        after["expected"] = after["slot"].map(slots["mean"])
        half = stats.t.ppf(0.975, dof if dof >= 3 else n - 1) * s * np.sqrt(1 + 1 / after["slot"].map(slots["count"]))
    after["low"], after["high"] = after["expected"] - half, after["expected"] + half
    return after


def state(told: Told, row: pd.Series) -> str:
    """Held, told by the interval of the effect (relative) or of the actual (absolute)."""
    sign = 1 if told.better == "higher" else -1
    if told.target_value is not None:
        low, high = row["value"] - (row["expected"] - row["low"]), row["value"] + (row["high"] - row["expected"])
        aim, inside = told.target_value, low < told.target_value < high
    else:
        assert told.target is not None
        inside = row["value"] / row["high"] - 1 < told.target < row["value"] / row["low"] - 1
        aim = row["expected"] * (1 + told.target)
    return "within_noise" if inside else "met" if sign * (row["value"] - aim) >= 0 else "missed"


def share(rows: pd.DataFrame) -> float:
    return float((rows["value"] - rows["expected"]).sum() / rows["expected"].sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("grain", list(PANELS))
def test_panels_agree_with_pandas(grain: str, seed: int) -> None:
    panels = panel(grain, seed)
    with duckdb.connect() as con:
        found, _ = results_in(con, [("t", one) for one in panels], {}, segments=["channel"])
        basis = con.execute("SELECT segment, period, expected, low, high FROM expected WHERE method = 'its'").df()
    assert [kpi.segment for kpi in found] == [None, "channel=chat"]
    for told, kpi in zip(panels, found, strict=True):
        table = frame(told)
        _rungs(table, kpi)
        _points(told, _under(table, kpi, basis), kpi)
        _limits(table, kpi)


def _rungs(table: pd.DataFrame, kpi: KpiResult) -> None:
    base = table[(table["phase"] == "base") & table["known"]]["value"]
    assert kpi.baseline.points == len(base)
    assert kpi.baseline.mean == pytest.approx(base.mean())
    for rung in kpi.ladder[:2]:
        rows = expected(table, rung.method)[lambda t: t["known"]]
        lacking = rows["expected"].isna()
        assert rung.valid == (not lacking.any()), rung
        if rung.valid:
            assert rung.relative == pytest.approx(share(rows), rel=1e-9)
            assert rung.absolute == pytest.approx((rows["value"] - rows["expected"]).sum(), rel=1e-9)
        else:
            assert "no period like" in (rung.reason or "")


def _under(table: pd.DataFrame, kpi: KpiResult, proven: pd.DataFrame) -> pd.DataFrame:
    """expected, low and high after launch under the rung that the claim rests on."""
    weaker = "same_period" if kpi.ladder[1].valid else "naive"
    assert kpi.effect.basis == ("its" if kpi.ladder[3].valid else weaker)
    if kpi.effect.basis != "its":
        return expected(table, weaker)
    own = proven[proven["segment"].isna() if kpi.segment is None else proven["segment"] == kpi.segment].copy()
    own["period"] = own["period"].dt.date
    return table[table["phase"] == "post"].merge(own.drop(columns="segment"), on="period", validate="one_to_one")


def _headline(kpi: KpiResult, under: pd.DataFrame) -> None:
    rows = under[under["known"]]
    assert kpi.effect.relative == pytest.approx(share(rows), rel=1e-9)
    assert kpi.effect.first3 == pytest.approx(share(rows[:3]), rel=1e-9)
    assert kpi.effect.last3 == pytest.approx(share(rows[-3:]), rel=1e-9)


def _points(told: Told, under: pd.DataFrame, kpi: KpiResult) -> None:
    _headline(kpi, under)
    rows = under.set_index("period")
    states: dict[dt.date, str] = {}
    for point in kpi.points:
        if point.period not in rows.index:
            assert point.held is None
            continue
        row = rows.loc[point.period]
        if not np.isnan(row["expected"]):
            assert (point.expected, point.low, point.high) == pytest.approx((row["expected"], row["low"], row["high"]))
        if row["known"]:
            states[point.period] = state(told, row)
        assert point.held == states.get(point.period)
    assert kpi.held is not None
    counted = [list(states.values()).count(word) for word in ("met", "missed", "within_noise")]
    assert [kpi.held.met, kpi.held.missed, kpi.held.within_noise] == counted
    assert kpi.held.of == len(states) == rows["known"].sum()
    missed = [one for one, two in pairwise(rows.index) if states.get(one) == states.get(two) == "missed"]
    assert kpi.held.broken_since == (missed[0] if missed else None)


def _limits(table: pd.DataFrame, kpi: KpiResult) -> None:
    base = table[table["phase"] == "base"]["value"]
    half = 2.66 * base.diff().abs().mean()  # diff is null on both sides of a gap
    limits = kpi.control_limits
    assert limits is not None
    if limits.on == "residuals":
        assert "raw limits are not valid here: neighbouring" in (kpi.ladder[2].reason or "")
        return
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx(
        (base.mean(), base.mean() - half, base.mean() + half)
    )
    rest = (base - base.mean()).to_numpy()
    r1 = np.nansum(rest[1:] * rest[:-1]) / np.nansum(rest**2)
    assert r1 > 0.3  # the panels have a slow wave
    assert not limits.valid
    assert f"autocorrelation {r1:.2f}" in (kpi.ladder[2].reason or "")
    assert limits.signals == ()
