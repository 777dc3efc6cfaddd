"""A controller's calculator: what the flows of a file are worth and when they pay back (docs/formats.md, part 3).

Positive amounts are received, negative ones paid; rates are fractions, a period or a year.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from metrics import engine
from metrics.errors import Problem, ProveoutError
from metrics.measure import rates
from metrics.measure.flow_file import FlowFile, FlowRow, parse_flows, read_flows
from metrics.measure.payback import (
    Crossing,
    Flow,
    Place,
    add_months,
    crossings,
    discounted,
    moment,
    monthly_growth,
    months_from,
)

Rate = Decimal | float | None
MOST_RATE = 1.0  # above it somebody has written percent: --discount-rate 8 would discount by 800 %
NO_RATE = "it needs a discount rate (--discount-rate)"
DATED = "the rows are dated, not numbered periods: see xnpv and xirr"
NUMBERED = "the rows are numbered periods, not dates: see npv and irr"
NOT_SPLIT = "it needs the columns cost and benefit in place of amount"


def calculator(
    flows: Path | str | Sequence[Sequence[str]],
    discount_rate: Rate = None,
    finance_rate: Rate = None,
    reinvest_rate: Rate = None,
) -> dict[str, Any]:
    """All figures of a file of flows, or of its rows as texts (header first); unknown is None with its reason.

    period files: `npv` (first period at time 0), `irr`, `mirr` a period, payback in periods from the first one, flows
    spread evenly over the period that ends at their number. date files: `xnpv` at the first date and `xirr` a year
    (actual days over 365); payback in months from the first flow, on flows netted by calendar month. Payback is where
    cumulative net crosses zero for good, `first_crossed` where it first does: they differ where it is lost again.
    `mirr` finances at finance_rate and reinvests at reinvest_rate, each by default the discount rate. `roi` =
    (benefit − cost) / cost, `roi_pv` the same of present values. Raises UploadRefused with every problem of the file.
    """
    rate, finance, reinvest = (_rate(*given) for given in _named(discount_rate, finance_rate, reinvest_rate))
    file = read_flows(Path(flows)) if isinstance(flows, Path | str) else parse_flows(flows)
    found: dict[str, tuple[float | None, str | None]] = {}
    dated = file.when == "date"
    amounts = [float(row.amount) for row in (file.rows if dated else _filled(file.rows))]
    if dated:
        dates = [row.at for row in file.rows if isinstance(row.at, dt.date)]
        found["npv"] = found["irr"] = found["mirr"] = (None, DATED)
        found["xnpv"] = (None, NO_RATE) if rate is None else _given(rates.xnpv(rate, dates, amounts))
        found["xirr"] = rates.spreadsheet_xirr(dates, amounts)
    else:
        found["npv"] = (None, NO_RATE) if rate is None else _given(rates.npv(rate, amounts))
        found["irr"] = rates.irr(amounts)
        found["xnpv"] = found["xirr"] = (None, NUMBERED)
        found["mirr"] = _mirr(amounts, rate if finance is None else finance, rate if reinvest is None else reinvest)
    found["payback"], found["first_crossed"], found["discounted_payback"] = _paybacks(file, rate)
    found["roi"], found["roi_pv"] = _returns(file, rate)
    return {
        "flows": len(file.rows),
        "when": file.when,
        "discount_rate": rate,
        **{name: value for name, (value, _) in found.items()},
        "reasons": {name: why for name, (_, why) in found.items() if why},
        "ignored_columns": list(file.ignored),
    }


def _paybacks(file: FlowFile, rate: float | None) -> list[tuple[float | None, str | None]]:
    rows = file.rows
    months = file.when == "date"
    start = rows[0].at
    plain = [
        Flow("simple", _step(row.at, start), max(-row.amount, Decimal(0)) if row.cost is None else row.cost, row.amount)
        for row in rows
    ]
    netted = _netted(plain)
    growth = None if rate is None else monthly_growth(rate) if months else 1 + rate
    with tempfile.TemporaryDirectory() as home, engine.connect(Path(home)) as con:
        lines = crossings(con, netted + ([] if growth is None else discounted(netted, "discounted", growth)))

    def answer(line: str, *, first: bool = False) -> tuple[float | None, str | None]:
        if line not in lines:
            return None, NO_RATE
        crossing = lines[line]
        place = crossing.first if first else crossing.stays
        if place is None:
            return None, _why_not(crossing)
        return (_months(start, place) if isinstance(start, dt.date) else _periods(place)), None

    return [answer("simple"), answer("simple", first=True), answer("discounted")]


def _step(at: dt.date | int, start: dt.date | int) -> int:
    if isinstance(at, dt.date) and isinstance(start, dt.date):
        return (at.year - start.year) * 12 + at.month - start.month
    assert isinstance(at, int) and isinstance(start, int)  # a file has one kind of time  # noqa: PT018
    return at - start


def _netted(flows: Sequence[Flow]) -> list[Flow]:
    """One flow a step: payback is judged on what a step brings on the whole."""
    steps: dict[int, tuple[Decimal, Decimal]] = {}
    for flow in flows:
        cost, net = steps.get(flow.step, (Decimal(0), Decimal(0)))
        steps[flow.step] = cost + Decimal(flow.cost), net + Decimal(flow.net)
    return [Flow("simple", step, cost, net) for step, (cost, net) in sorted(steps.items())]


def _periods(place: Place) -> float:
    return max(place.step - 1 + place.fraction, 0.0)  # a period's flow is spread over the time up to its number


def _months(start: dt.date, place: Place) -> float:
    month = add_months(start.replace(day=1), place.step)
    return months_from(start, moment(month, add_months(month, 1), place.fraction))


def _why_not(crossing: Crossing) -> str:
    if crossing.first_cost is None:
        return "there is nothing paid, so nothing to pay back"
    if crossing.first is not None:
        return "cumulative net crosses zero, but ends below it again"
    return "cumulative net does not reach zero"


def _returns(file: FlowFile, rate: float | None) -> list[tuple[float | None, str | None]]:
    if not file.split:
        return [(None, NOT_SPLIT), (None, NOT_SPLIT)]
    costs = [float(row.cost or 0) for row in file.rows]
    nets = [float(row.amount) for row in file.rows]
    plain = _over(sum(nets), sum(costs))
    if rate is None:
        return [plain, (None, NO_RATE)]
    if file.when == "date":
        dates = [row.at for row in file.rows if isinstance(row.at, dt.date)]
        return [plain, _over(rates.xnpv(rate, dates, nets), rates.xnpv(rate, dates, costs))]
    filled = _filled(file.rows)
    costs, nets = [float(row.cost or 0) for row in filled], [float(row.amount) for row in filled]
    return [plain, _over(rates.npv(rate, nets), rates.npv(rate, costs))]


def _filled(rows: Sequence[FlowRow]) -> list[FlowRow]:
    """One row for every period from the first to the last: the sums of its rows, 0 where it has none."""
    zero = Decimal(0)
    steps = {row.at: (zero, zero, zero) for row in rows}
    for row in rows:
        amount, cost, benefit = steps[row.at]
        steps[row.at] = amount + row.amount, cost + (row.cost or zero), benefit + (row.benefit or zero)
    first, last = rows[0].at, rows[-1].at
    assert isinstance(first, int) and isinstance(last, int)  # noqa: PT018
    return [FlowRow(at, *steps.get(at, (zero, zero, zero))) for at in range(first, last + 1)]


def _mirr(amounts: list[float], finance: float | None, reinvest: float | None) -> tuple[float | None, str | None]:
    if finance is None or reinvest is None:
        return None, "it needs a discount rate, or --finance-rate and --reinvest-rate"
    return rates.mirr(amounts, finance, reinvest)


def _over(value: float | None, cost: float | None) -> tuple[float | None, str | None]:
    if value is None or cost is None or cost <= 0:
        return None, "there is no cost to divide by"
    return value / cost, None


def _given(value: float | None) -> tuple[float | None, str | None]:
    return value, None if value is not None else "the flows are too large or too late for this rate"


def _named(discount: Rate, finance: Rate, reinvest: Rate) -> list[tuple[str, Rate]]:
    return [("--discount-rate", discount), ("--finance-rate", finance), ("--reinvest-rate", reinvest)]


def _meant(value: float) -> str:
    return f", {value:g} % as {value / 100:g}" if 1 < value <= 100 and value != 8 else ""


def _rate(name: str, value: Rate) -> float | None:
    if value is None:
        return None
    if not 0 <= float(value) <= MOST_RATE:
        remedy = f"A rate is a fraction: write 8 % as 0.08{_meant(float(value))}."
        raise ProveoutError(Problem("a rate lies between 0 and 1 (100 %)", remedy, column=name, value=str(value)))
    return float(value)
