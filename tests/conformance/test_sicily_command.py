"""Sicily's smoking ban, file to verdict through the command line (Lopez Bernal, Cummins, Gasparrini 2017).

The authors' models give a rate ratio of 0.894 (0.865 to 0.925), with season and overdispersion 0.885 (0.839 to 0.933);
raw monthly means rise from 810.9 to 857.5.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.commands import Commands

DEFINITION = """
[project]
id = "ban"
launch = 2005-01-01

[dataset.admissions]
shape = "series"
time = ["year", "month"]
columns = { aces = "integer" }

[kpi.aces]
dataset = "admissions"
measure = "sum(aces)"
better = "lower"
"""


@pytest.mark.realdata
def test_the_ban(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "effects" / "sicily_smoking_ban.csv"
    (kpi,) = Commands(tmp_path).results(DEFINITION, ("admissions", str(file)))["kpis"]
    rows = pd.read_csv(file)
    assert [point["value"] for point in kpi["points"]] == rows.aces.to_list()
    before, after = rows[rows.smokban == 0].aces.mean(), rows[rows.smokban == 1].aces.mean()
    assert (round(before, 1), round(after, 1)) == (810.9, 857.5)
    ladder = {rung["method"]: rung for rung in kpi["ladder"]}
    assert kpi["baseline"]["mean"] == pytest.approx(before)
    assert ladder["naive"]["relative"] == pytest.approx(after / before - 1)
    assert kpi["effect"]["basis"] == "its"
    ratio = 1 + kpi["effect"]["relative"]
    assert ratio == pytest.approx(0.885, abs=0.01)  # the authors' model with season and overdispersion
    assert 0.839 - 0.015 < 1 + kpi["effect"]["low"] < 0.894
    assert 0.925 < 1 + kpi["effect"]["high"] < 1
    assert kpi["verdict"] == "not_distinguishable"  # 4 to 17 % lower, where 5 % matter
