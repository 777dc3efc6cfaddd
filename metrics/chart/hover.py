"""The exact values that a mark shows when it is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import words
from metrics.chart.held_strip import WORDS
from metrics.results import CashFlow, KpiResult, Point


def points(points: Sequence[Point], kpi: KpiResult, currency: str) -> list[str]:
    """One text a point: value, expected with interval, effect, held, benefit, and why it does not count."""
    return [_point(point, kpi, currency) for point in points]


def _point(point: Point, kpi: KpiResult, currency: str) -> str:
    lines = [f"<b>{words.period(point.period, kpi.grain)}</b>", f"actual {words.level(point.value, kpi.unit)}"]
    if point.expected is not None:
        lines.append(f"expected {words.figure(point.expected, kpi.unit)}{_between(point, kpi.unit)}")
    if point.value is not None and point.expected:
        lines.append(f"effect {words.percent((point.value - point.expected) / point.expected, signed=True)}")
    if point.held:
        lines.append(f"target {WORDS[point.held]}")
    if point.benefit is not None:
        lines.append(f"benefit {words.money(point.benefit, currency, exact=True)}")
    if point.transition:
        lines.append("transition: not counted")
    if not point.complete:
        lines.append(f"not counted: {words.dated(point.partial_reason or 'incomplete')}")
    return "<br>".join(lines)


def _between(point: Point, unit: str) -> str:
    if point.low is None or point.high is None:
        return ""
    return f" ({words.figure(point.low, unit)} to {words.figure(point.high, unit)})"


def flow(flow: CashFlow, currency: str) -> str:
    """A month of money."""
    lines = [
        f"<b>{words.period(flow.period, 'month')}</b>{' (projected)' if flow.projected else ''}",
        f"cost {words.money(flow.cost, currency, exact=True)}",
        f"benefit {words.money(flow.benefit, currency, exact=True)}" if flow.benefit is not None else "benefit unknown",
        f"cumulative net {words.money(flow.cumulative, currency, exact=True)}",
    ]
    return "<br>".join(lines)
