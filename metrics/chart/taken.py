"""The figures of a chart as CSV: plain decimals, ISO dates, fractions; no cell is run by a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from metrics.chart import events
from metrics.chart.periods import after
from metrics.chart.tables import Row
from metrics.intake import guard
from metrics.results import EventMark, KpiResult, Money


def csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV, header first; unknown is an empty cell."""
    if not rows:
        return ""
    names = list(rows[0])
    lines = [guard.line(names)]
    lines += [guard.line(_cell(row.get(name)) for name in names) for row in rows]
    return "".join(lines)


def points(kpi: KpiResult, marks: Sequence[EventMark] = ()) -> list[Row]:
    """A KPI's periods, oldest first, as the table on the page has them; effect is a fraction."""
    last = kpi.points[-1].period if kpi.points else None
    return [
        {
            "period": point.period,
            "value": point.value,
            "expected": point.expected,
            "low": point.low,
            "high": point.high,
            "effect": _effect(point.value, point.expected),
            "summed": point.summed,
            "summed_low": point.summed_low,
            "summed_high": point.summed_high,
            "held": point.held,
            "benefit": point.benefit,
            "rows": point.rows,
            "complete": point.complete,
            "transition": point.transition,
            "note": point.partial_reason,
            "flags": events.within(
                marks, point.period, dt.date.max if point.period == last else after(point.period, kpi.grain)
            ),
        }
        for point in kpi.points
    ]


def rungs(kpi: KpiResult) -> list[Row]:
    """The proof ladder, weakest first; effects are fractions."""
    return [rung.model_dump(by_alias=True) for rung in kpi.ladder]


def flows(money: Money) -> list[Row]:
    """Costs and benefits by month, oldest first."""
    return [flow.model_dump() for flow in money.cash_flows]


def figure(drawn: go.Figure) -> list[Row]:
    """What a chart draws, mark by mark: which series, where, how much. Of charts that have no table of their own."""
    return list(_marks(drawn))


def _marks(drawn: go.Figure) -> Iterable[Row]:
    for trace in drawn.to_plotly_json()["data"]:
        lying = trace.get("orientation") == "h"
        names = [str(text).split("<br>")[0] for text in trace.get("hovertext") or ()]
        for n, (x, y) in enumerate(zip(trace.get("x", ()), trace.get("y", ()), strict=False)):
            at: object = x
            if lying:
                at, y = (names[n].removeprefix("<b>").removesuffix("</b>") if n < len(names) else y), x
            yield {"series": trace.get("name"), "at": at, "value": y}


def _effect(value: float | None, expected: float | None) -> float | None:
    return None if value is None or not expected else (value - expected) / expected


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
