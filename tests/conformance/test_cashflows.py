"""Published figures of cash flows: by the function, by `proveout money`, and each once more by other means."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metrics.measure import rates
from metrics.measure.calculator import calculator
from tests.commands import Commands
from tests.conformance.published_flows import EVERY, RETURNS, Case


@pytest.mark.parametrize("case", EVERY, ids=lambda case: f"{case.source}: {[*case.published]} of {[*case.amounts]}")
def test_as_published_by_function_and_by_command(case: Case, tmp_path: Path) -> None:
    found = calculator(case.rows, **case.rates)
    for figure, published in case.published.items():
        if published is None:
            assert found[figure] is None, figure
            assert figure != "irr" or case.why in found["reasons"][figure]
        else:
            assert round(found[figure], len(published.partition(".")[2])) == float(published), figure
    assert by_command(case, Commands(tmp_path)) == found
    for figure in ("npv", "irr", "mirr", "xnpv", "xirr", "payback", "discounted_payback", "roi", "roi_pv"):
        if found[figure] is not None:
            holds(figure, found[figure], case)


def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    case = RETURNS[-3]
    assert "Forrester" in case.source
    found = by_command(case, Commands(tmp_path), process=True)
    assert (round(found["npv"]), round(found["roi_pv"], 2), round(found["roi"], 2)) == (5_496_170, 3.29, 3.44)


def by_command(case: Case, command: Commands, *, process: bool = False) -> dict[str, Any]:
    """What `proveout money FILE --json` answers to the case's file and rates."""
    with (command.folder / "flows.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(case.rows)
    flags = [word for name, rate in case.rates.items() for word in (f"--{name.replace('_', '-')}", repr(rate))]
    found: dict[str, Any] = (command.process if process else command)("money", "flows.csv", *flags, "--json").json
    return found


def holds(figure: str, found: float, case: Case) -> None:
    """The figure by other means: numpy over the flows, substitution, or a walk through them by hand."""
    rate = case.rates.get("discount_rate", 0.0)
    flows, times = np.array(case.amounts), np.arange(len(case.amounts))
    if figure in ("npv", "irr"):
        worth = flows / (1 + (rate if figure == "npv" else found)) ** times
        assert worth.sum() == pytest.approx(found if figure == "npv" else 0, abs=1e-9 * np.abs(worth).sum())
    elif figure in ("xnpv", "xirr"):
        assert isinstance(case.flows, Mapping)
        days = [dt.date.fromisoformat(day) for day in case.flows]
        worth = discounted(rate if figure == "xnpv" else found, days, case.amounts)
        assert worth.sum() == pytest.approx(found if figure == "xnpv" else 0, abs=1e-6 * np.abs(worth).sum())
    elif figure == "mirr":
        finance, reinvest = (case.rates.get(name, rate) for name in ("finance_rate", "reinvest_rate"))
        paid = (np.minimum(flows, 0) / (1 + finance) ** times).sum()
        later = (np.maximum(flows, 0) * (1 + reinvest) ** times[::-1]).sum()
        assert found == pytest.approx((later / -paid) ** (1 / times[-1]) - 1)
    elif figure in ("roi", "roi_pv"):
        factors = (1.0 if figure == "roi" else 1 + rate) ** -times.astype(float)
        assert found == pytest.approx((flows * factors).sum() / (np.array(case.costs) * factors).sum())
    elif isinstance(case.flows, Mapping):
        assert found == pytest.approx(by_walking_through_months(case.flows, 0 if figure == "payback" else rate))
    else:
        assert found == pytest.approx(by_walking(case.amounts, 0 if figure == "payback" else rate))


def by_walking(amounts: Sequence[float], rate: float) -> float:
    """Payback in periods: the last time that what is left to pay back runs out, a period's flow evenly over it."""
    left, back = 0.0, float("nan")
    for at, amount in enumerate(amounts):
        worth = amount / (1 + rate) ** at
        if left > 0 and worth >= left:
            back = at - 1 + left / worth
        left -= worth
    assert left <= 0
    return back


def by_walking_through_months(flows: Mapping[str, float], rate: float) -> float:
    """Payback in months from a first flow on the first day of a month, flows netted by month."""
    first = min(flows)
    assert first.endswith("-01")
    months = [(int(day[:4]) - int(first[:4])) * 12 + int(day[5:7]) - int(first[5:7]) for day in flows]
    netted = [0.0] * (max(months) + 1)
    for month, amount in zip(months, flows.values(), strict=True):
        netted[month] += amount
    return by_walking(netted, (1 + rate) ** (1 / 12) - 1) + 1  # month n ends n + 1 months after the first day


def discounted(rate: float, days: Sequence[dt.date], amounts: Sequence[float]) -> np.ndarray:
    """What each dated flow is worth on the first day, actual days over 365."""
    times = np.array([(day - min(days)).days / 365 for day in days])
    worth: np.ndarray = np.array(amounts) * (1 + rate) ** -times
    return worth


@pytest.mark.realdata
def test_xirr_of_random_flows(shared_data: Path, tmp_path: Path) -> None:
    """25 files of 30 dated flows with the XIRR that another implementation found; blank: it found none."""
    folder = shared_data / "cashflows" / "xirr"
    with (folder / "expected.csv").open(newline="") as lines:
        expected = {row["file"]: row["expected_xirr"] for row in csv.DictReader(lines)}
    assert len(expected) == 25
    command = Commands(tmp_path)
    for name, published in expected.items():
        with (folder / name).open(newline="") as lines:
            flows = [(dt.date.fromisoformat(day), float(amount)) for day, amount in csv.reader(lines)]
        days, amounts = [day for day, _ in flows], [amount for _, amount in flows]
        found = command("money", str(folder / name), "--json").json
        assert found["xirr"] == pytest.approx(rates.spreadsheet_xirr(days, amounts)[0]), name
        if not published:
            assert found["xirr"] is None, name
            assert found["reasons"]["xirr"], name
            continue
        assert found["xirr"] == pytest.approx(float(published), rel=1e-6), name
        worth = discounted(found["xirr"], days, amounts)
        assert abs(worth.sum()) < 1e-6 * np.abs(worth).sum(), name
        solved = rates.solutions(rates.years(days), amounts)
        assert any(abs(rate - found["xirr"]) < 1e-6 * (1 + abs(rate)) for rate in solved), name
        assert ("xirr" in found["reasons"]) == (len(solved) > 1), name
