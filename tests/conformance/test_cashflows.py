"""Published net present values and rates of return, and each of them by substitution."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metrics.measure import rates
from metrics.measure.calculator import calculator


def periods(amounts: Sequence[float], *more: Any) -> dict[str, Any]:
    return calculator([["period", "amount"], *([str(i), str(a)] for i, a in enumerate(amounts))], *more)


def test_npv_with_the_first_flow_at_time_0() -> None:
    """numpy-financial's documented example, NPV at 8 %."""
    flows = [-40_000, 5_000, 8_000, 12_000, 30_000]
    found = periods(flows, 0.08)["npv"]
    assert found == pytest.approx(3065.22267, abs=5e-6)
    assert found == pytest.approx(np.sum(np.array(flows) / 1.08 ** np.arange(5)))


@pytest.mark.parametrize(
    ("flows", "published", "digits"),
    [([-100, 39, 59, 55, 20], 0.28095, 5), ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], 0.0524, 4)],
)
def test_irr(flows: list[float], published: float, digits: int) -> None:
    """numpy-financial's and the spreadsheets' documented examples."""
    found = periods(flows)["irr"]
    assert round(found, digits) == published
    assert rates.npv(found, flows) == pytest.approx(0, abs=1e-6)


def test_mirr() -> None:
    """The spreadsheets' documented example, financed at 10 %, reinvested at 12 %."""
    flows = [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000]
    found = periods(flows, None, 0.10, 0.12)["mirr"]
    assert found == pytest.approx(0.126094, abs=5e-7)
    later = sum(amount * 1.12 ** (5 - year) for year, amount in enumerate(flows) if amount > 0)
    assert found == pytest.approx((later / 120_000) ** (1 / 5) - 1)


def test_xirr_of_the_spreadsheet_documentation() -> None:
    flows = {"2008-01-01": -10_000, "2008-03-01": 2_750, "2008-10-30": 4_250, "2009-02-15": 3_250, "2009-04-01": 2_750}
    found: dict[str, Any] = calculator([["date", "amount"], *([day, str(amount)] for day, amount in flows.items())])
    assert found["xirr"] == pytest.approx(0.373362535, abs=2e-9)
    assert substituted(found["xirr"], [dt.date.fromisoformat(day) for day in flows], list(flows.values())) < 1e-6


def test_forrester_salesloft() -> None:
    """Forrester, The Total Economic Impact of SalesLoft, at 10 %: 329 % is NPV over the present value of costs."""
    rows = [["period", "cost", "benefit"], ["0", "53150", "0"], ["1", "666715", "1606511"]]
    rows += [["2", "636772", "3061331"], ["3", "647783", "4229760"]]
    found: dict[str, Any] = calculator(rows, 0.10)
    assert round(found["npv"]) == 5_496_170
    assert round(found["roi_pv"], 2) == 3.29
    assert round(found["roi"], 2) == 3.44
    costs, benefits = (periods([float(row[i]) for row in rows[1:]], 0.10)["npv"] for i in (1, 2))
    assert (round(costs), round(benefits)) == (1_672_201, 7_168_371)
    assert found["roi_pv"] == pytest.approx((benefits - costs) / costs)


@pytest.mark.realdata
def test_xirr_of_random_flows(shared_data: Path) -> None:
    """25 files of 30 dated flows with the XIRR that another implementation found; blank: it found none."""
    folder = shared_data / "cashflows" / "xirr"
    with (folder / "expected.csv").open(newline="") as lines:
        expected = {row["file"]: row["expected_xirr"] for row in csv.DictReader(lines)}
    assert len(expected) == 25
    for name, published in expected.items():
        found: dict[str, Any] = calculator(folder / name)
        if not published:
            assert found["xirr"] is None, name
            assert found["reasons"]["xirr"], name
            continue
        assert found["xirr"] == pytest.approx(float(published), rel=1e-6), name
        with (folder / name).open(newline="") as lines:
            flows = [(dt.date.fromisoformat(day), float(amount)) for day, amount in csv.reader(lines)]
        days, amounts = [day for day, _ in flows], [amount for _, amount in flows]
        assert substituted(found["xirr"], days, amounts) < 1e-6, name
        solved = rates.solutions(rates.years(days), amounts)
        assert any(abs(rate - found["xirr"]) < 1e-6 * (1 + abs(rate)) for rate in solved), name
        assert ("xirr" in found["reasons"]) == (len(solved) > 1), name


def substituted(rate: float, days: Sequence[dt.date], amounts: Sequence[float]) -> float:
    """The present value at a rate, as a share of all that flows: zero at a solution."""
    times = np.array([(day - min(days)).days / 365 for day in days])
    worth = np.array(amounts) * (1 + rate) ** -times
    return float(abs(worth.sum()) / np.abs(worth).sum())
