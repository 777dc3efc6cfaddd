"""Sicily's smoking ban of January 2005 (Lopez Bernal, Cummins, Gasparrini 2017): admissions for coronary events.

The authors' models give a rate ratio of 0.894 (0.865 to 0.925), with season and overdispersion 0.885 (0.839 to 0.933);
raw means rise.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from metrics.measure.effect.design import Observed
from metrics.measure.effect.its import interrupted

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize("kind", ["additive", "other"])
def test_the_ban_lowered_admissions_although_raw_means_rise(shared_data: Path, kind: str) -> None:
    with (shared_data / "effects" / "sicily_smoking_ban.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = np.array([float(row["aces"]) for row in rows])
    periods = [dt.date(int(row["year"]), int(row["month"]), 1) for row in rows]
    before = np.array([day < dt.date(2005, 1, 1) for day in periods])
    assert values[before].mean() == pytest.approx(810.9, abs=0.05)
    assert values[~before].mean() == pytest.approx(857.5, abs=0.05)
    proof = interrupted(Observed("month", periods, values, before, ~before, kind))
    assert proof.valid
    assert proof.estimate is not None
    low, high = proof.estimate.interval()
    assert proof.estimate.relative == pytest.approx(-0.11, abs=0.01)
    assert low == pytest.approx(-0.171, abs=0.015)
    assert high == pytest.approx(-0.039, abs=0.015)
