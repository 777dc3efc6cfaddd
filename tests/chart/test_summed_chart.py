"""The chart of what an effect adds up to, and its sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.chart import summed
from metrics.chart.theme import LIGHT
from metrics.results import KpiResult, Point


def kpi(*sums: tuple[float, float | None, float | None] | None) -> KpiResult:
    """A KPI with a sum, low and high, a month each; None is a month that does not count."""
    points = [
        Point(period=dt.date(2025, month, 1), value=1, rows=1, complete=True)
        if one is None
        else Point(
            period=dt.date(2025, month, 1), value=1, rows=1, complete=True,
            summed=one[0], summed_low=one[1], summed_high=one[2],
        )
        for month, one in enumerate(sums, 1)
    ]  # fmt: skip
    return KpiResult(name="t", title="Tickets", unit="tickets", better="lower", grain="month", points=tuple(points))


NONE = "than expected since launch; only the proving comparisons give a sum an interval."


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ((-1204.0, -1430.0, -980.0), "1,204 tickets less than expected since launch (between 980 and 1,430)."),
        ((300.0, 120.0, 480.0), "300 tickets more than expected since launch (between 120 and 480)."),
        ((-50.0, -120.0, 20.0), "50 tickets less than expected since launch (between 120 less and 20 more)."),
        (
            (-50.5, None, None),
            f"50.5 tickets less {NONE}",
        ),
        (
            (0.0, None, None),
            f"0 tickets more {NONE}",
        ),
    ],
)
def test_the_sentence_has_direction_and_interval(last: tuple[float, float | None, float | None], told: str) -> None:
    assert summed.sentence(kpi((-10.0, -20.0, 0.0), last)) == told


def test_the_line_has_the_counted_periods_and_the_scale_shows_zero() -> None:
    figure = summed.figure(kpi(None, (-10.0, -20.0, -5.0), None, (-30.0, -45.0, -20.0)), LIGHT)
    (line,) = [trace for trace in figure.data if trace.name == "effect so far"]
    assert list(line.y) == [-10.0, -30.0]
    assert figure.layout.yaxis.range[1] >= 0
    assert figure.layout.yaxis.range[0] < -45
    assert {trace.name for trace in figure.data} > {"interval, upper", "interval, lower"}


def test_a_ratio_has_neither_chart_nor_sentence() -> None:
    assert summed.sentence(kpi(None, None)) == ""
