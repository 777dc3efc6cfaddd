"""Published control limits and effects.

NIST/SEMATECH handbook 6.3.2.2: mean 50.81, limits 45.8159 and 55.8041, from 3/1.128; 2.66 meets them to ±0.001.
NHS Making Data Count example: mean 0.1416238, limits −3.01138 and 3.294627.
Lopez Bernal and others (2017), Sicily's smoking ban of January 2005: raw monthly means 810.9 before, 857.5 after.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from tests.measure.change_tables import Told, changes

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_nist_limits() -> None:
    limits = changes({"flow": Told(NIST, [])})[0]["flow"].control_limits
    assert limits is not None
    assert limits.mean == pytest.approx(50.81)
    assert (limits.lower, limits.upper) == pytest.approx((45.8159, 55.8041), abs=1e-3)
    assert limits.trial  # ten points


@pytest.mark.realdata
def test_nhs_limits(shared_data: Path) -> None:
    with (shared_data / "effects" / "nhs_xmr_case.csv").open(encoding="utf-8") as file:
        values = [float(row["y"]) for row in csv.DictReader(file)]
    limits = changes({"case": Told(values, [], grain="day")})[0]["case"].control_limits
    assert limits is not None
    assert limits.mean == pytest.approx(0.1416238, abs=5e-8)
    assert (limits.lower, limits.upper) == pytest.approx((-3.01138, 3.294627), abs=5e-6)


@pytest.mark.realdata
def test_sicily_naive_effect_rises_although_the_ban_lowered_admissions(shared_data: Path) -> None:
    with (shared_data / "effects" / "sicily_smoking_ban.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    before = [float(row["aces"]) for row in rows if row["smokban"] == "0"]
    after = [float(row["aces"]) for row in rows if row["smokban"] == "1"]
    assert (len(before), len(after)) == (36, 23)
    kpi = changes({"aces": Told(before, after, launch=dt.date(2005, 1, 1), season=True)})[0]["aces"]
    naive = next(rung for rung in kpi.ladder if rung.method == "naive")
    assert kpi.baseline.mean == pytest.approx(810.9, abs=0.05)
    assert (kpi.baseline.mean or 0) + (naive.absolute or 0) / 23 == pytest.approx(857.5, abs=0.05)
    assert naive.relative == pytest.approx(857.5 / 810.9 - 1, abs=1e-4)
    assert kpi.verdict == "not_distinguishable"  # 4 to 17 % lower, where 5 % matter
    assert "11.0\u202f% below what was expected" in kpi.sentence  # the authors: 10.6 and 11.5
    (banner,) = [warning for warning in kpi.warnings if warning.kind == "rungs_disagree"]
    assert "opposite directions" in banner.text
