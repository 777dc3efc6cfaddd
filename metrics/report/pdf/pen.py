"""Lines, fields, marks and words on a PDF's page, in points; colours as Plotly writes them, sizes in its pixels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from metrics.report.pdf.letters import BOLD, REGULAR, Letters, wide

Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
DASHES = {"dash": (6, 4), "dot": (1.6, 2.6), "solid": (), None: ()}  # in points
LINE = 1.25  # of the letters' height
CAP = 0.35  # of the letters' height: from the line that they stand on to the middle of (RISE, DROP)
RISE = 0.95  # to their top
DROP = 0.25  # to the foot of letters such as g
_rgba = re.compile(r"rgba\((\d+), ?(\d+), ?(\d+), ?([\d.]+)\)")


class Pen:
    """Draws on a canvas; scale: points a pixel."""

    def __init__(self, canvas: Any, letters: Letters, scale: float) -> None:
        self.canvas, self.letters, self.scale = canvas, letters, scale

    @contextmanager
    def within(self, box: Box) -> Iterator[None]:
        """What is drawn inside ends at the box."""
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(box[0], box[1], box[2] - box[0], box[3] - box[1])
        self.canvas.clipPath(path, stroke=0, fill=0)
        yield
        self.canvas.restoreState()

    def line(self, places: Sequence[Place], colour: str, width: float, dash: str | None = None) -> None:
        """A line through places."""
        if len(places) < 2 or not width:
            return
        canvas = self.canvas
        canvas.saveState()
        self._stroke(colour, width)
        canvas.setDash([*DASHES[dash]])
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(*places[0])
        for place in places[1:]:
            path.lineTo(*place)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()

    def field(self, places: Sequence[Place], colour: str) -> None:
        """A filled field between places."""
        if len(places) < 3:
            return
        self.canvas.saveState()
        self._fill(colour)
        path = self.canvas.beginPath()
        path.moveTo(*places[0])
        for place in places[1:]:
            path.lineTo(*place)
        path.close()
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.restoreState()

    def rect(
        self,
        left: float,
        low: float,
        right: float,
        high: float,
        fill: str | None,
        edge: str | None = None,
        width: float = 0,
    ) -> None:
        """A rectangle; its edge is drawn inside it."""
        edged = bool(edge and width)
        inset = width * self.scale / 2 if edged else 0.0
        left, right, low, high = min(left, right), max(left, right), min(low, high), max(low, high)
        canvas = self.canvas
        canvas.saveState()
        filled = bool(fill) and self._fill(str(fill))
        if edged:
            self._stroke(str(edge), width)
        if filled or edged:
            size = (max(right - left - 2 * inset, 0.0), max(high - low - 2 * inset, 0.0))
            canvas.rect(left + inset, low + inset, *size, stroke=int(edged), fill=int(filled))
        canvas.restoreState()

    def hatched(self, box: Box, colour: str, pitch: float) -> None:
        """Lines rising to the right over a box."""
        left, low, right, high = box
        with self.within(box):
            for n in range(math.ceil((right - left + high - low) / pitch) + 1):
                x = left + n * pitch
                self.line([(x - (high - low), low), (x, high)], colour, 1)

    def mark(self, place: Place, symbol: str, size: float, colour: str | None, edge: str | None, width: float) -> None:
        """A mark of so many pixels."""
        (x, y), half = place, size * self.scale / 2
        canvas = self.canvas
        canvas.saveState()
        if symbol == "circle":
            filled = bool(colour) and self._fill(str(colour))
            if edge and width:
                self._stroke(edge, width)
            canvas.circle(x, y, half, stroke=int(bool(edge and width)), fill=int(filled))
        elif symbol == "triangle-up-open":
            self._stroke(str(colour), width)
            corners = [
                (x - half, y - half * 0.7),
                (x + half, y - half * 0.7),
                (x, y + half),
                (x - half, y - half * 0.7),
            ]
            self.line(corners, str(colour), width)
        elif symbol == "x-thin":
            self.line([(x - half, y - half), (x + half, y + half)], str(edge), width)
            self.line([(x - half, y + half), (x + half, y - half)], str(edge), width)
        else:
            raise ValueError(f"the mark {symbol!r} has no drawing on paper yet")
        canvas.restoreState()

    def words(
        self,
        text: str,
        x: float,
        y: float,
        colour: str,
        pixels: float,
        across: str = "left",
        along: str = "middle",
        *,
        ground: str | None = None,
        align: str | None = None,
    ) -> None:
        """Lines of text with <b> and <br>, anchored at a place; ground: the colour under them."""
        bold = "<b>" in text
        font, size = (BOLD if bold else REGULAR), pixels * self.scale
        lines = [self.letters.plain(line) for line in re.sub(r"</?b>", "", text).split("<br>")]
        widths = [wide(line, font, size) for line in lines]
        width, height = max(widths), size * (LINE * (len(lines) - 1) + RISE + DROP)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[across] * width
        top = y + {"bottom": 1.0, "middle": 0.5, "top": 0.0}[along] * height
        if ground:
            self.rect(left - 2, top - height, left + width + 2, top, ground)
        self.canvas.saveState()
        self._fill(colour)
        self.canvas.setFont(font, size)
        part = {"left": 0.0, "center": 0.5, "right": 1.0}[align or across]
        for n, (line, own) in enumerate(zip(lines, widths, strict=True)):
            self.canvas.drawString(left + part * (width - own), top - size * (RISE + LINE * n), line)
        self.canvas.restoreState()

    def _fill(self, colour: str) -> bool:
        """Set the colour of fields; false for one that nothing is seen of."""
        *parts, alpha = shade(colour)
        self.canvas.setFillColorRGB(*parts)
        self.canvas.setFillAlpha(alpha)
        return alpha > 0

    def _stroke(self, colour: str, width: float) -> None:
        *parts, alpha = shade(colour)
        self.canvas.setStrokeColorRGB(*parts)
        self.canvas.setStrokeAlpha(alpha)
        self.canvas.setLineWidth(width * self.scale)


def shade(colour: str) -> tuple[float, float, float, float]:
    """A colour as shares of red, green, blue, and how much of it covers."""
    if found := _rgba.fullmatch(colour):
        red, green, blue = (int(found[n]) / 255 for n in (1, 2, 3))
        return red, green, blue, float(found[4])
    red, green, blue = (part / 255 for part in bytes.fromhex(colour.removeprefix("#")))
    return red, green, blue, 1.0
