"""Ticks of shares are written as percentages are everywhere: thin space, the reader's marks, no sign at zero."""

from __future__ import annotations

import pytest

from metrics import locales
from metrics.chart import erosion_clock
from metrics.chart.percent_axis import percent_axis
from metrics.chart.theme import LIGHT
from tests.chart.forecast_examples import demand_forecast


@pytest.mark.parametrize(
    ("low", "high", "signed", "ticks"),
    [
        (-0.021, 0.02, True, ["−2 %", "−1 %", "0 %", "+1 %", "+2 %"]),
        (-0.4, 0.1, False, ["−40 %", "−30 %", "−20 %", "−10 %", "0 %", "10 %"]),
        (-0.004, 0.011, True, ["0.0 %", "+0.5 %", "+1.0 %"]),
        (0.0, 31.0, False, ["0 %", "1,000 %", "2,000 %", "3,000 %"]),
    ],
)
def test_ticks(low: float, high: float, signed: bool, ticks: list[str]) -> None:
    axis = percent_axis(LIGHT, low, high, 5, signed=signed)
    assert [text.replace("\u202f", " ") for text in axis["ticktext"]] == ticks
    assert len(axis["tickvals"]) == len(ticks)
    assert axis["range"] == [low, high]


def test_the_erosion_clock_has_a_zero_without_a_sign_in_each_language() -> None:
    with locales.settled(locales.GERMAN):
        axis = erosion_clock.figure(demand_forecast(), "retrained", 3, LIGHT).layout.xaxis
    assert "0\u202f%" in axis.ticktext or "0,0\u202f%" in axis.ticktext
    assert not [text for text in axis.ticktext if text.startswith("+0\u202f") or "." in text]
