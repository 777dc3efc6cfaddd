"""Scales and line-end words: no value leaves the scale, no two labels touch, whatever the numbers."""

from __future__ import annotations

import itertools

import plotly.io as pio
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics.chart import payback_timeline
from metrics.chart.frame import LABEL_HEIGHT, EndLabel, end_labels, kept, money_scale, scale
from metrics.chart.theme import LIGHT
from tests.chart import examples

LEVELS = some.floats(-1e9, 1e9, allow_nan=False)


@settings(max_examples=150)
@given(some.lists(some.one_of(some.none(), LEVELS), max_size=12))
def test_every_value_lies_on_its_scale(values: list[float | None]) -> None:
    low, high = scale(values)
    assert low < high
    assert all(low <= value <= high for value in values if value is not None)


def test_an_axis_of_amounts_never_has_ticks_of_parts_of_a_cent() -> None:
    assert money_scale([0.0, 0.0, None]) == (0.0, 10.0)
    low, high = money_scale([-3.0, 2.0])
    assert low < -3
    assert high - low >= 10
    assert money_scale([-500.0, 900.0]) == scale([-500.0, 900.0], zero=True)


def test_counts_start_at_zero_and_narrow_levels_do_not() -> None:
    assert scale([100.0, 4000.0])[0] == 0
    assert scale([13.0, 15.0])[0] > 12
    assert scale([-0.6, -0.5], zero=True)[1] == 0


def test_zeros_are_drawn_on_a_scale_that_can_be_read() -> None:
    assert scale([0.0, None, 0.0]) == (0.0, 1.0)
    assert scale([0.0, 1e-151], zero=True) == (0.0, 1.0)


@settings(max_examples=150)
@given(some.lists(some.floats(0, 100), min_size=1, max_size=6))
def test_labels_keep_their_order_and_their_distance(levels: list[float]) -> None:
    height = 300.0
    placed = end_labels([EndLabel(str(n), y, "#000000") for n, y in enumerate(levels)], 0, 100, height)
    spots = [label["y"] for label in placed]
    unit = 100 / height
    assert spots == sorted(spots)
    assert spots[0] >= LABEL_HEIGHT / 2 * unit - 1e-9  # six labels fit, so none leaves the frame
    assert spots[-1] <= 100 + LABEL_HEIGHT / 2 * unit + 1e-9
    assert all(b - a >= LABEL_HEIGHT * unit - 1e-9 for a, b in itertools.pairwise(spots))
    assert all(abs(spot - level) < 100 for spot, level in zip(spots, sorted(levels), strict=True))


def test_a_kept_figure_sends_the_same_however_often() -> None:
    drawn = payback_timeline.figure([examples.headline(examples.assistant())], LIGHT)
    before = drawn.to_dict()
    figure = kept(drawn)
    first = figure.to_dict()
    first["data"][0].pop("type")
    first["layout"]["height"] = 1
    before["layout"]["template"] = pio.templates[pio.templates.default].to_plotly_json()
    assert figure.to_dict() == before == figure.to_plotly_json()
