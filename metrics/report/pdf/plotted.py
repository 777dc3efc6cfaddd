"""A Plotly figure of metrics.chart as vectors on paper: the same marks, words and colours as on the page, no browser.

It knows what the charts of the house use (lines, bars, bands, shapes, words) and refuses anything else, so that nothing
of a chart is left out without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
from reportlab.platypus import Flowable

from metrics.report.pdf import marks, wording
from metrics.report.pdf.axes import Axis, axis, places
from metrics.report.pdf.letters import Letters
from metrics.report.pdf.pen import Box, Pen
from metrics.report.pdf.tags import marked

SCALE = 0.62  # points a pixel of the page: its words of 12 px are 7.4 points high
FLAT = 0.67  # of its height on the page: two charts with their words on a sheet of paper
TICK = 3.0  # points from the axis to its words


class Plotted(Flowable):  # type: ignore[misc]
    """A figure as wide as the frame and as high as it says; alt: what it shows, for those who do not see it."""

    def __init__(self, figure: go.Figure, letters: Letters, alt: str = "", flat: float = FLAT) -> None:
        super().__init__()
        self.figure: dict[str, Any] = figure.to_plotly_json()
        self.letters, self.alt, self.flat = letters, alt, flat
        self.hAlign = "LEFT"

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width, self.height = width, float(self.figure["layout"]["height"]) * SCALE * self.flat
        return self.width, self.height

    def draw(self) -> None:
        """Fields and grid, then bars, then lines and marks, then shapes above, axes and words."""
        with marked(self.canv, "Figure", self.alt):
            self._draw()

    def _draw(self) -> None:
        layout, pen = self.figure["layout"], Pen(self.canv, self.letters, SCALE)
        margin = layout["margin"]
        box = (
            margin["l"] * SCALE,
            margin["b"] * SCALE,
            self.width - margin["r"] * SCALE,
            self.height - margin["t"] * SCALE,
        )
        across = [value for trace in self.figure["data"] for value in places(trace)] or [0.0, 1.0]
        axes = {
            name.replace("axis", ""): axis(each, *((box[0], box[2], across) if name[0] == "x" else (box[1], box[3])))
            for name, each in layout.items()
            if name.startswith(("xaxis", "yaxis"))
        }
        shapes = layout.get("shapes") or ()
        with pen.within(box):
            for shape in shapes:
                if shape.get("layer") == "below":
                    self._shape(pen, axes, box, shape)
        self._grid(pen, axes, box)
        marks.bars(pen, axes, self.figure["data"], layout.get("barmode") or "group")
        marks.scatters(pen, axes, self.figure["data"], box)
        with pen.within(box):
            for shape in shapes:
                if shape.get("layer") != "below":
                    self._shape(pen, axes, box, shape)
        for name, each in axes.items():
            self._ticks(pen, axes, name, each, box)
        wording.notes(pen, axes, box, layout.get("annotations") or ())

    def _grid(self, pen: Pen, axes: Mapping[str, Axis], box: Box) -> None:
        for name, each in axes.items():
            if each.layout.get("showgrid") and name.startswith("y"):
                for value, _ in each.ticks():
                    pen.line([(box[0], each.at(value)), (box[2], each.at(value))], each.layout["gridcolor"], 1)

    def _shape(self, pen: Pen, axes: Mapping[str, Axis], box: Box, shape: Mapping[str, Any]) -> None:
        left, right = (wording.place(shape, "x", axes, box, shape[end]) for end in ("x0", "x1"))
        low, high = (wording.place(shape, "y", axes, box, shape[end]) for end in ("y0", "y1"))
        line = shape.get("line") or {}
        if shape["type"] == "line":
            pen.line([(left, low), (right, high)], line["color"], line.get("width", 2), line.get("dash"))
        elif shape["type"] == "rect":
            pen.rect(left, low, right, high, shape.get("fillcolor"), line.get("color"), line.get("width", 0))
        else:
            raise ValueError(f"the shape {shape['type']!r} has no drawing on paper yet")

    def _ticks(self, pen: Pen, axes: Mapping[str, Axis], name: str, each: Axis, box: Box) -> None:
        colour = each.layout["tickfont"]["color"]
        size = each.layout["tickfont"]["size"]
        if name.startswith("y"):
            for value, text in each.ticks():
                pen.words(text, box[0] - TICK, each.at(value), colour, size, "right", "middle")
            return
        above = each.layout.get("side") == "top"
        under = axes.get(each.layout.get("anchor") or "y", axes["y"])
        edge = box[3] if above else min(under.start, box[1])
        for value, text in each.ticks():
            if each.layout.get("ticks") == "outside":
                pen.line([(each.at(value), edge), (each.at(value), edge - TICK)], each.layout["tickcolor"], 1)
            gap = TICK if above else -TICK * 1.5
            pen.words(text, each.at(value), edge + gap, colour, size, "center", "bottom" if above else "top")
        title = each.layout.get("title") or {}
        if title.get("text"):
            font = title["font"]
            low = edge - (size + title.get("standoff", 0) + 6) * SCALE
            pen.words(title["text"], (each.start + each.end) / 2, low, font["color"], font["size"], "center", "top")
