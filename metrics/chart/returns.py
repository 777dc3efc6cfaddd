"""What came back, as it is listed: each measure of return in words, and what was freed without being money."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from metrics import words
from metrics.chart.tables import Row
from metrics.measure.payback import months_from
from metrics.results import Capacity, Money

CASES = "cases"  # what a change of a share comes to, times its volume (measure/benefit.py)
BANDS = ("npv_low", "roi_low", "payback.probability_paid_back")


def listed(money: Money, currency: str, reasons: Mapping[str, str]) -> list[Row]:
    """Each measure of return with its value, or the reason why it has none; what is projected says so."""
    back, so = money.payback, partial(_so, money)
    told = (
        (
            "Payback from first spending",
            "payback.months_from_spend",
            so(back.months, words.months(back.months_from_spend)),
        ),
        (
            "Payback between",
            "payback.earliest",
            so(back.latest, _between(words.months(back.earliest), words.months(back.latest))),
        ),
        ("Paid back by now, probability", "payback.probability_paid_back", words.percent(back.probability_paid_back)),
        (
            "Payback, discounted",
            "payback.discounted_months",
            so(back.discounted_months, words.months(back.discounted_months)),
        ),
        (
            "Payback on cash alone",
            "payback.cash_only_months",
            so(back.cash_only_months, words.months(back.cash_only_months)),
        ),
        ("First crossed zero", "payback.first_crossed", words.months(back.first_crossed)),
        ("Proven benefit", "proven_benefit", words.money(money.proven_benefit, currency)),
        ("Net present value (NPV)", "npv", words.money(money.npv, currency)),
        (
            "NPV between",
            "npv_low",
            _between(words.money(money.npv_low, currency), words.money(money.npv_high, currency)),
        ),
        ("Return on investment (ROI)", "roi", words.percent(money.roi, signed=True)),
        ("ROI between", "roi_low", _between(words.percent(money.roi_low), words.percent(money.roi_high))),
        ("ROI at present value", "roi_pv", words.percent(money.roi_pv, signed=True)),
        ("Internal rate of return (IRR), a year", "irr", words.percent(money.irr, digits=1, signed=True)),
    )
    rows = []
    for label, path, value in told:
        known = _at(money, path) is not None
        why = reasons.get(f"money.{path}")
        if path in BANDS and not known:
            continue  # said once, beside the payback
        rows.append({"measure": label, "known": known, "value": value if known else "unknown", "why": why})
    return rows


def _so(money: Money, months: float | None, told: str) -> str:
    """A payback in words, marked where it lies beyond the known months: on cash alone it may have come already."""
    if money.payback.status != "projected":
        return told
    rests = money.assumptions
    ends = months_from(rests.launch, rests.known[-1].ends.toordinal()) if rests and rests.known else None
    reached = ends is not None and months is not None and months <= ends
    return told if reached else f"{told}, projected"


def _between(low: str, high: str) -> str:
    """Both ends of a 95 % interval; an end that is not reached is open."""
    return f"{low} and {'later' if high == words.NOTHING else high}"


def capacity(money: Money, titles: Mapping[str, str]) -> list[str]:
    """What was freed, or is spent in addition, without being money: "412 hours freed (Handling time)"; no zeros."""
    said = ((item, _freed(item)) for item in money.capacity)
    return [
        f"{amount} {'freed' if item.amount >= 0 else 'more than expected'} ({titles.get(item.kpi, item.kpi)})"
        for item, amount in said
        if any(digit in "123456789" for digit in amount.partition(" ")[0])
    ]


def _freed(item: Capacity) -> str:
    """An amount with its unit; cases are counted, so that they have no decimals."""
    return words.level(abs(float(round(item.amount)) if item.unit == CASES else item.amount), item.unit)


def _at(money: Money, path: str) -> object:
    found: object = money
    for part in path.split("."):
        found = getattr(found, part)
    return found
