"""Every chart of the house as PNG, SVG and CSV, made on the server without a browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from PIL import Image

from metrics import locales
from metrics.chart import (
    accuracy_by_horizon,
    accuracy_by_period,
    before_after,
    coverage,
    erosion_clock,
    held_strip,
    ladder,
    moved,
    payback,
    payback_timeline,
    sensitivity,
    series_error,
    summed,
    taken,
)
from metrics.chart.theme import DARK, LIGHT, Theme
from metrics.report.png import png
from metrics.report.svg import svg
from metrics.results import EventMark
from tests.chart import examples
from tests.chart.forecast_examples import demand_forecast
from tests.chart.test_sensitivity import MONEY, TITLES

KPI = examples.assistant_kpi()
FORECAST = demand_forecast()
MODEL, HORIZON = FORECAST.by_horizon[0].model, FORECAST.by_horizon[0].horizon
PARTS = tuple(KPI.model_copy(update={"segment": f"channel={name}"}) for name in ("chat", "mail"))
COUNTED = [point for point in KPI.points if point.expected and point.complete]
ADDED = tuple(point.model_copy(update={"summed": -100.0 * n}) for n, point in enumerate(COUNTED))
NOTE = EventMark(date=examples.LAUNCH, title="A <note> & more", kind="annotation")
EVENTS = (*examples.assistant().events, NOTE)
CHARTS: dict[str, Callable[[Theme], go.Figure]] = {
    "before_after": lambda theme: before_after.figure(KPI, examples.LAUNCH, EVENTS, theme, limits=True),
    "summed": lambda theme: summed.figure(KPI.model_copy(update={"points": ADDED}), theme),
    "held": lambda theme: held_strip.figure(KPI, examples.LAUNCH, theme),
    "ladder": lambda theme: ladder.figure(KPI, theme),
    "moved": lambda theme: moved.figure(moved.moved(PARTS, "channel", KPI.points[10].period, None), theme),
    "payback": lambda theme: payback.figure(examples.assistant_money(), examples.LAUNCH, theme, currency="EUR"),
    "timeline": lambda theme: payback_timeline.figure([examples.headline(examples.assistant())], theme),
    "sensitivity": lambda theme: sensitivity.figure(MONEY, TITLES, theme),
    "series": lambda theme: series_error.figure(FORECAST, MODEL, theme),
    "horizon": lambda theme: accuracy_by_horizon.figure(FORECAST, MODEL, theme),
    "period": lambda theme: accuracy_by_period.figure(FORECAST, MODEL, HORIZON, theme),
    "coverage": lambda theme: coverage.figure(FORECAST, MODEL, theme),
    "erosion": lambda theme: erosion_clock.figure(FORECAST, MODEL, HORIZON, theme),
}


def words_of(drawing: str) -> str:
    return " ".join(text for text in ElementTree.fromstring(drawing).itertext())


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_a_sound_drawing_with_its_words_and_its_description(name: str) -> None:
    drawing = svg(CHARTS[name](LIGHT), LIGHT, f"What <{name}> shows & says")
    told = words_of(drawing)
    assert f"What <{name}> shows & says" in told
    for annotation in CHARTS[name](LIGHT).layout.annotations:
        first = annotation.text.replace("<b>", "").split("<br>")[0].split("</b>")[0]
        assert first in told or first[0] > "\u2000", (name, first)  # circled signs become (1)
    assert "<script" not in drawing
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_a_german_readers_picture_has_german_figures() -> None:
    with locales.settled(locales.GERMAN):
        drawn = CHARTS["before_after"](LIGHT)
        assert "5.000" in words_of(svg(drawn, LIGHT, ""))
    assert "5,000" in words_of(svg(CHARTS["before_after"](LIGHT), LIGHT, ""))


def test_what_is_drawn_stands_where_it_belongs() -> None:
    drawing = svg(CHARTS["before_after"](DARK), DARK, "")
    root = ElementTree.fromstring(drawing)
    assert root.find("{*}rect").get("fill") == DARK.paper  # type: ignore[union-attr]
    assert DARK.good.upper() in drawing.upper()
    circles = [float(each.get("cx", "nan")) for each in root.iter("{http://www.w3.org/2000/svg}circle")]
    width = float(root.get("viewBox", "").split()[2])
    assert len(circles) == sum(point.value is not None for point in KPI.points)
    assert all(0 < x < width for x in circles)


def test_a_picture_opens_with_another_library_in_the_themes_colours() -> None:
    for theme in (LIGHT, DARK):
        image = Image.open(io.BytesIO(png(CHARTS["ladder"](theme), theme))).convert("RGB")
        assert image.width == 1920
        assert "#{:02X}{:02X}{:02X}".format(*image.getpixel((2, 2))) == theme.paper.upper()  # type: ignore[misc]
        colours = {each for _, each in image.getcolors(1 << 24) or ()}
        assert tuple(bytes.fromhex(theme.good[1:])) in colours


def test_the_figures_of_a_chart_are_those_of_the_results() -> None:
    rows = list(csv.DictReader(io.StringIO(taken.csv(taken.points(KPI, [NOTE])))))
    assert [row["period"] for row in rows] == [f"{point.period}" for point in KPI.points]
    for row, point in zip(rows, KPI.points, strict=True):
        assert (float(row["value"]) if row["value"] else None) == point.value
        assert (float(row["expected"]) if row["expected"] else None) == point.expected
        assert row["complete"] == str(point.complete).lower()
    assert [row["flags"] for row in rows if row["flags"]] == ["(A) A <note> & more"]


def test_marks_of_other_charts_come_with_their_names_and_run_nothing() -> None:
    rows = taken.figure(CHARTS["series"](LIGHT))
    assert {"series": "share of error", "at": "SKU 4100"}.items() <= rows[0].items()
    assert taken.csv([{"series": "=cmd()", "at": None, "value": -0.5}]) == "series,at,value\n'=cmd(),,-0.5\n"
    assert taken.csv([]) == ""
