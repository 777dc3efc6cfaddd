"""Published control limits through the command line, file to limits, and once more with pandas.

NIST/SEMATECH handbook 6.3.2.2: mean 50.81, limits 45.8159 and 55.8041, from 3/1.128; 2.66 meets them to ±0.001.
NHS Making Data Count example: mean 0.1416238, limits −3.01138 and 3.294627.
Montgomery, Introduction to Statistical Quality Control, viscosity of aircraft primer paint: 33.52, 32.24 and 34.80.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.commands import Commands
from tests.conformance.test_xmr import NIST

VISCOSITY = [
    *(33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84),
]
DEFINITION = """
[project]
id = "process"
launch = {launch}

[dataset.flow]
shape = "series"
time = "x"
columns = {{ y = "double" }}

[kpi.flow]
dataset = "flow"
measure = "sum(y)"
better = "higher"
grain = "day"
season = false
"""
DAY = dt.date(2024, 1, 1)


def limits(folder: Path, file: Path) -> dict[str, Any]:
    """The control limits of a file of one value a day, launched on the day after the last."""
    rows = pd.read_csv(file, parse_dates=["x"])
    launch = rows.x.max().date() + dt.timedelta(days=1)
    (kpi,) = Commands(folder).results(DEFINITION.format(launch=launch), ("flow", str(file)))["kpis"]
    found: dict[str, Any] = kpi["control_limits"]
    assert found["on"] == "values"
    assert found["trial"] == (len(rows) < 12)
    width = 2.66 * rows.y.rolling(2).apply(lambda pair: abs(pair.iloc[1] - pair.iloc[0])).mean()
    assert found["mean"] == pytest.approx(rows.y.mean())
    assert (found["lower"], found["upper"]) == pytest.approx((rows.y.mean() - width, rows.y.mean() + width))
    return found


@pytest.mark.parametrize(
    ("values", "published", "within"),
    [(NIST, (50.81, 45.8159, 55.8041), 1e-3), (VISCOSITY, (33.52, 32.24, 34.80), 5.1e-3)],
    ids=["NIST", "viscosity"],
)
def test_handbooks(values: list[float], published: tuple[float, float, float], within: float, tmp_path: Path) -> None:
    file = tmp_path / "flow.csv"
    days = (DAY + dt.timedelta(days=at) for at in range(len(values)))
    file.write_text("x,y\n" + "".join(f"{day},{value}\n" for day, value in zip(days, values, strict=True)))
    found = limits(tmp_path, file)
    assert (found["mean"], found["lower"], found["upper"]) == pytest.approx(published, abs=within)


@pytest.mark.realdata
def test_nhs(shared_data: Path, tmp_path: Path) -> None:
    found = limits(tmp_path, shared_data / "effects" / "nhs_xmr_case.csv")
    assert found["mean"] == pytest.approx(0.1416238, abs=5e-8)
    assert (found["lower"], found["upper"]) == pytest.approx((-3.01138, 3.294627), abs=5e-6)
