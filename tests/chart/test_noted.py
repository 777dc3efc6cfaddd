"""Periods with a note on their data carry a triangle, its words to point at, and a sentence for those who see none."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from metrics.chart import accuracy_by_period, before_after, held_strip, noted, payback
from metrics.chart.theme import DARK, LIGHT, Theme
from metrics.results import KpiResult, Warn
from tests.chart import examples
from tests.chart.assistant_example import LAUNCH, assistant_kpi, assistant_money
from tests.chart.forecast_examples import demand_forecast

D = dt.date.fromisoformat
CUT = Warn(kind="edge", text="2025-05 has 12 rows", upload="u1", **{"from": D("2025-05-01"), "until": D("2025-06-01")})
GAP = Warn(kind="gap", text="no rows in July", upload="u2", **{"from": D("2025-06-20"), "until": D("2025-08-01")})
OWN = Warn(kind="calendar", text="a matter of the method", **{"from": D("2025-05-01"), "until": D("2025-06-01")})
UNDATED = Warn(kind="other_dataset", text="the same file is elsewhere", upload="u1")


def marks(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.name == "note on the data"]


def kpi(*warnings: Warn) -> KpiResult:
    return assistant_kpi().model_copy(update={"warnings": warnings})


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_touched_months_have_a_hollow_mark_below_the_lines(theme: Theme) -> None:
    (mark,) = marks(before_after.figure(kpi(CUT, GAP, OWN, UNDATED), LAUNCH, [], theme))
    assert list(mark.x) == [D("2025-05-01"), D("2025-06-01"), D("2025-07-01")]
    assert mark.marker.symbol == "triangle-up-open"
    assert mark.marker.color == theme.muted, "neutral: no judgement of better or worse"
    figure = before_after.figure(kpi(CUT), LAUNCH, [], theme)
    assert set(marks(figure)[0].y) == {figure.layout.yaxis.range[0]}
    assert mark.hovertext[0].startswith("<b>May 2025</b>: 1 note on the data<br>2025-05 has 12 rows.")
    assert "No rows in July." in mark.hovertext[2]


def test_nothing_noted_draws_and_says_nothing() -> None:
    plain = kpi(OWN, UNDATED)
    assert marks(before_after.figure(plain, LAUNCH, [], LIGHT)) == []
    assert before_after.alt(plain, LAUNCH) == before_after.alt(kpi(), LAUNCH)
    assert noted.sentence([], "month") == ""


def test_the_alternative_text_names_the_months() -> None:
    assert before_after.alt(kpi(CUT), LAUNCH).endswith(" There are notes on the data of May 2025.")
    assert before_after.alt(kpi(CUT, GAP), LAUNCH).endswith("of May 2025, June 2025 and July 2025.")
    long = noted.noted([D(f"2025-{m:02d}-01") for m in range(1, 13)], "month", [whole()])
    assert (
        noted.sentence(long, "month")
        == "△ There are notes on the data of 12 months, from January 2025 to December 2025."
    )


def whole() -> Warn:
    return Warn(kind="unit", text="other units", upload="u", **{"from": D("2025-01-01"), "until": D("2026-01-01")})


def test_a_long_stretch_is_marked_at_its_ends() -> None:
    days = [D("2025-01-01") + dt.timedelta(days=n) for n in range(365)]
    found = noted.noted(days, "day", [whole()])
    assert len(found) == 365
    (mark,) = noted.traces(found, "day", LIGHT, 0.0)
    assert list(mark.x) == [days[0], days[-1]]


def test_two_notes_on_one_month_are_one_mark() -> None:
    (one,) = noted.noted([D("2025-05-01")], "month", [CUT, whole(), CUT])
    assert one.notes == (CUT.text, "other units")


def test_the_held_strip_and_payback_mark_the_same_months() -> None:
    (mark,) = marks(held_strip.figure(kpi(CUT), LAUNCH, LIGHT))
    assert list(mark.x) == [D("2025-05-01")]
    money = assistant_money().model_copy(update={"warnings": (CUT,)})
    (mark,) = marks(payback.figure(money, LAUNCH, LIGHT, "EUR"))
    assert list(mark.x) == [D("2025-05-01")]
    assert payback.alt(money, LAUNCH, "EUR").endswith("There are notes on the data of May 2025.")
    assert marks(payback.figure(assistant_money(), LAUNCH, LIGHT, "EUR")) == []


def test_forecasts_mark_target_periods() -> None:
    forecast = demand_forecast()
    model, horizon = forecast.by_period[0].model, forecast.by_period[0].horizon
    periods = sorted(
        row.period
        for row in forecast.by_period
        if row.model == model and row.horizon == horizon and isinstance(row.period, dt.date)
    )
    assert all(before < after for before, after in pairwise(periods))
    warn = Warn(kind="gap", text="no rows", upload="u", **{"from": periods[2], "until": periods[3]})
    warned = forecast.model_copy(update={"warnings": (warn,)})
    (mark,) = marks(accuracy_by_period.figure(warned, model, horizon, LIGHT))
    assert list(mark.x) == [periods[2]]
    assert "There are notes on the data of" in accuracy_by_period.alt(warned, model, horizon)


def test_the_examples_are_drawn_as_before() -> None:
    result = examples.assistant()
    assert all(
        marks(before_after.figure(kpi, result.launch, [], LIGHT)) == [] for kpi in result.kpis if not kpi.segment
    )
