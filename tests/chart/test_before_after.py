"""The before/after chart carries the numbers of its result, and keeps apart what does not count."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import plotly.graph_objects as go
import pytest

from metrics.chart import before_after, held_strip, hover
from metrics.chart.theme import DARK, LIGHT, Theme
from metrics.results import Effect, EventMark, KpiResult, Point
from tests.chart import examples


def draw(kpi: KpiResult, theme: Theme = LIGHT, **more: Any) -> go.Figure:
    """The chart with the example's launch and events."""
    return before_after.figure(kpi, examples.LAUNCH, examples.assistant().events, theme, **more)


def trace(figure: go.Figure, name: str) -> Any:
    """The one trace of that name."""
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def values(figure: go.Figure, name: str) -> dict[dt.date, float | None]:
    """What a trace draws, by period."""
    return dict(zip(trace(figure, name).x, trace(figure, name).y, strict=True))


def words(figure: go.Figure) -> list[str]:
    """All words written on the figure."""
    return [annotation.text for annotation in figure.layout.annotations]


def test_the_lines_carry_the_values_of_complete_periods() -> None:
    kpi = examples.assistant_kpi()
    figure = draw(kpi)
    drawn = values(figure, "actual before launch") | values(figure, "actual since launch")
    assert drawn == {point.period: point.value if point.complete else None for point in kpi.points}
    assert all(period < examples.LAUNCH for period in values(figure, "actual before launch"))


def test_partial_and_unknown_periods_are_not_in_the_line() -> None:
    figure = draw(examples.assistant_kpi())
    assert values(figure, "actual since launch")[dt.date(2025, 9, 1)] is None  # unknown: a gap
    assert values(figure, "actual since launch")[dt.date(2026, 3, 1)] is None
    partial = values(figure, "partial, not counted")
    assert list(partial) == [dt.date(2026, 3, 1)]
    assert trace(figure, "partial, not counted").marker.color == LIGHT.paper  # hollow
    assert trace(figure, "actual since launch").connectgaps is None


def test_expected_and_its_interval_start_at_launch() -> None:
    kpi = examples.assistant_kpi()
    figure = draw(kpi)
    after = [point for point in kpi.points if point.period >= examples.LAUNCH]
    assert values(figure, "expected") == {point.period: point.expected for point in after}
    assert values(figure, "interval, lower") == {point.period: point.low for point in after}
    assert values(figure, "interval, upper") == {point.period: point.high for point in after}
    assert trace(figure, "interval, lower").fill == "tonexty"


def test_the_target_is_relative_to_expected_or_fixed() -> None:
    kpi = examples.assistant_kpi()
    aims = values(draw(kpi), "target")
    for point in kpi.points:
        if point.period >= examples.LAUNCH and point.expected is not None:
            assert aims[point.period] == pytest.approx(point.expected * 0.4)
    assert kpi.held is not None
    fixed = kpi.model_copy(update={"held": kpi.held.model_copy(update={"target": None, "target_value": 1500.0})})
    assert set(values(draw(fixed), "target").values()) == {1500.0}


def test_the_launch_line_stands_at_the_launch() -> None:
    figure = draw(examples.assistant_kpi())
    solid = [s for s in figure.layout.shapes if s.type == "line" and s.line.dash == "solid" and s.x0 == s.x1]
    assert [shape.x0 for shape in solid] == [examples.LAUNCH]
    assert "<b>launch</b>" in words(figure)


def test_baseline_transition_and_events_are_marked() -> None:
    figure = draw(examples.assistant_kpi())
    fields = [(s.x0, s.x1, s.fillcolor) for s in figure.layout.shapes if s.type == "rect"]
    assert (dt.date(2022, 1, 1), examples.LAUNCH, LIGHT.field) in fields
    assert (dt.date(2025, 1, 1), dt.date(2025, 2, 1), LIGHT.shade) in fields
    assert "baseline<br>sealed before launch, 12 Dec 2024" in words(figure)
    assert [text for text in words(figure) if text in ("(1)", "(2)", "(3)")] == ["(1)", "(2)"]


def test_events_of_other_kpis_are_left_out() -> None:
    other = EventMark(date=dt.date(2025, 3, 1), title="Elsewhere", kind="note", affects=("handle_time",))
    figure = before_after.figure(examples.assistant_kpi(), examples.LAUNCH, (other,), LIGHT)
    assert "(1)" not in words(figure)


def test_better_is_teal_worse_is_rust_undecided_stays_ink() -> None:
    kpi = examples.assistant_kpi()
    colours = {
        "fewer tickets": draw(kpi),
        "longer handling": draw(examples.handle_time()),
        "higher is better": draw(kpi.model_copy(update={"better": "higher"})),
        "too little data": draw(kpi.model_copy(update={"verdict": "insufficient_baseline"})),
        "no effect known": draw(kpi.model_copy(update={"effect": Effect()})),
    }
    found = {name: trace(figure, "actual since launch").line.color for name, figure in colours.items()}
    assert found == {
        "fewer tickets": LIGHT.good,
        "longer handling": LIGHT.concern,
        "higher is better": LIGHT.concern,
        "too little data": LIGHT.ink,
        "no effect known": LIGHT.ink,
    }


def test_control_limits_only_where_asked() -> None:
    kpi = examples.assistant_kpi()
    assert kpi.control_limits is not None
    levels = [s.y0 for s in draw(kpi, limits=True).layout.shapes if s.yref == "y"]
    assert levels == [kpi.control_limits.lower, kpi.control_limits.upper]
    assert [s for s in draw(kpi).layout.shapes if s.yref == "y"] == []


def test_exact_values_stand_in_the_hover() -> None:
    november = trace(draw(examples.assistant_kpi(), currency="EUR"), "actual since launch").hovertext[10]
    assert "November 2025" in november
    assert "actual 1,867 tickets" in november
    assert "effect −55" in november
    assert "EUR\u202f11,867.44" in november
    assert "missed" in november


def test_the_words_at_the_ends_do_not_touch() -> None:
    figure = draw(examples.assistant_kpi(), limits=True)
    low, high = figure.layout.yaxis.range
    share = figure.layout.yaxis.domain[1] - figure.layout.yaxis.domain[0]
    pixels = (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) * share / (high - low)
    ends = sorted((a.y * pixels, a.text.count("<br>") + 1) for a in figure.layout.annotations if a.xshift == 6)
    assert len(ends) == 4  # actual, expected, target, limits
    for (below, lines), (above, more) in itertools.pairwise(ends):
        assert above - below >= (lines + more) * 15 / 2 - 0.01


def test_the_themes_differ_and_nothing_has_a_fixed_width() -> None:
    light, dark = draw(examples.assistant_kpi()), draw(examples.assistant_kpi(), DARK)
    assert trace(light, "actual since launch").line.color != trace(dark, "actual since launch").line.color
    assert light.layout.font.color != dark.layout.font.color
    assert light.layout.width is None


def test_the_strip_has_a_square_a_period() -> None:
    kpi = examples.assistant_kpi()
    figure = draw(kpi)
    counts = {name: len(trace(figure, name).x) for name in ("met", "within noise", "missed", "no data")}
    assert counts == {"met": 10, "within noise": 1, "missed": 1, "no data": 1}
    assert trace(figure, "within noise, half").y == (0.5,)
    assert trace(figure, "no data").marker.pattern.shape == "/"
    assert trace(figure, "missed").marker.color == "rgba(0, 0, 0, 0)"
    squares = [square for _, square in held_strip.squares(kpi, examples.LAUNCH)]
    assert held_strip.as_text([None if s == "unknown" else s for s in squares]) == "■■■■■■■▨■□◧■■"


def test_without_a_target_there_is_no_strip() -> None:
    figure = draw(examples.handle_time())
    assert [trace.name for trace in figure.data if isinstance(trace, go.Bar)] == []
    assert figure.layout.yaxis.domain[0] == 0


def test_an_empty_kpi_still_draws() -> None:
    bare = KpiResult(name="k", title="K", unit="", better="lower", grain="week")
    figure = before_after.figure(bare, examples.LAUNCH, (), LIGHT)
    assert len(figure.data) == 0
    assert "no periods yet" in before_after.alt(bare, examples.LAUNCH)


def test_the_band_of_what_was_never_negative_ends_at_zero() -> None:
    kpi = examples.assistant_kpi()
    points = tuple(p if p.low is None else p.model_copy(update={"low": -5.0}) for p in kpi.points)
    drawn = draw(kpi.model_copy(update={"points": points}))
    assert set(values(drawn, "interval, lower").values()) == {0.0}
    below = tuple(p.model_copy(update={"value": -1.0}) if p.value is not None else p for p in points)
    drawn = draw(kpi.model_copy(update={"points": below}))
    assert set(values(drawn, "interval, lower").values()) == {-5.0}


def test_a_share_is_drawn_and_pointed_at_in_percent() -> None:
    points = tuple(
        Point(period=period, value=value, rows=9, complete=True, expected=0.08, low=0.06, high=0.1)
        for period, value in zip(examples.months(examples.LAUNCH, 3), (0.07, 0.0742, 0.05), strict=True)
    )
    kpi = examples.assistant_kpi().model_copy(update={"unit": "share", "points": points, "held": None})
    figure = before_after.figure(kpi, examples.LAUNCH, [], LIGHT)
    assert all(text.endswith("%") for text in figure.layout.yaxis.ticktext)
    said = hover.points(points, kpi, "EUR")[1].replace("\u202f", " ")
    assert "actual 7.4 %" in said
    assert "expected 8.0 % (6.0 % to 10.0 %)" in said
