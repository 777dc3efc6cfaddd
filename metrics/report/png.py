"""A figure as PNG, twice as fine as on the page, drawn large and made smaller so that its edges are smooth."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise

import plotly.graph_objects as go
from PIL import Image, ImageDraw, ImageFont

from metrics.chart.theme import Theme
from metrics.report.drawing import WIDTH, Box, Canvas, Place, drawn
from metrics.report.pdf.letters import font_file

FINE = 2  # pixels of the picture for each of the page
SMOOTH = 2  # pixels that are drawn for each of the picture, across and down


def png(figure: go.Figure, theme: Theme) -> bytes:
    """The picture on the theme's paper. Raises ValueError for a mark that the pen does not know."""
    canvas = drawn(figure, partial(Png, paper=theme.paper))
    size = (WIDTH * FINE, round(canvas.height * canvas.scale / SMOOTH))
    out = io.BytesIO()
    canvas.image.resize(size, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


class Png(Canvas):
    """Pixels."""

    def __init__(self, width: float, height: float, paper: str = "#FFFFFF") -> None:
        super().__init__(width, height)
        self.scale = WIDTH * FINE * SMOOTH / width
        self.image = Image.new("RGB", (round(width * self.scale), round(height * self.scale)), paper)
        self._clips: list[tuple[Image.Image, tuple[int, int, int, int]]] = []

    def trace(self, places: Sequence[Place], closed: bool, stroke: bool, fill: bool) -> None:
        points = [self._at(place) for place in places]
        if fill and len(points) > 2:
            self._draw().polygon(points, fill=self._fill())
        if stroke:
            self._line([*points, *points[: int(closed)]])

    def box(self, box: Box, stroke: bool, fill: bool) -> None:
        corners = (self._at(box[:2]), self._at(box[2:]))
        width = max(1, round(self.paint.width * self.scale)) if stroke else 0
        edge = self._stroke() if stroke else None
        self._draw().rectangle(
            _grown(corners, width / 2), fill=self._fill() if fill else None, outline=edge, width=width
        )

    def disc(self, middle: Place, radius: float, stroke: bool, fill: bool) -> None:
        (x, y), wide = self._at(middle), radius * self.scale
        width = max(1, round(self.paint.width * self.scale)) if stroke else 0
        corners = _grown(((x - wide, y - wide), (x + wide, y + wide)), width / 2)
        edge = self._stroke() if stroke else None
        self._draw().ellipse(corners, fill=self._fill() if fill else None, outline=edge, width=width)

    def letters(self, at: Place, text: str) -> None:
        name, size = self.paint.font
        self._draw().text(self._at(at), text, fill=self._fill(), font=_font(name, size * self.scale), anchor="ls")

    def clip(self, box: Box) -> None:
        (left, top), (right, bottom) = self._at(box[:2]), self._at(box[2:])
        self._clips.append((self.image.copy(), (round(left), round(top), round(right), round(bottom))))

    def unclip(self) -> None:
        before, box = self._clips.pop()
        before.paste(self.image.crop(box), box)
        self.image = before

    def _line(self, points: Sequence[Place]) -> None:
        width = max(1, round(self.paint.width * self.scale))
        dashes = [dash * self.scale for dash in self.paint.dash]
        for part in _dashed(points, dashes) if dashes else [points]:
            self._draw().line(list(part), fill=self._stroke(), width=width, joint="curve")

    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image, "RGBA")

    def _at(self, place: Sequence[float]) -> Place:
        return place[0] * self.scale, place[1] * self.scale

    def _fill(self) -> tuple[int, int, int, int]:
        return (*self.paint.fill, round(255 * self.paint.fill_alpha))

    def _stroke(self) -> tuple[int, int, int, int]:
        return (*self.paint.stroke, round(255 * self.paint.stroke_alpha))


def _grown(corners: tuple[Place, Place], by: float) -> list[Place]:
    """A rectangle whose edge is drawn inside it, as wide as one whose edge is drawn on it."""
    (left, top), (right, bottom) = corners
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    return [(left - by, top - by), (right + by, bottom + by)]


def _dashed(points: Sequence[Place], dashes: Sequence[float]) -> Iterator[list[Place]]:
    """The drawn stretches of a dashed line; dashes: drawn, left out, in pixels."""
    turn, left, part = 0, dashes[0], [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        far = math.hypot(to_x - x, to_y - y)
        gone = 0.0
        while far - gone > left:
            gone += left
            at = (x + (to_x - x) * gone / far, y + (to_y - y) * gone / far)
            if turn % 2 == 0:
                yield [*part, at]
            turn, part = turn + 1, [at]
            left = dashes[turn % len(dashes)]
        left -= far - gone
        part.append((to_x, to_y))
    if turn % 2 == 0 and len(part) > 1:
        yield part


@lru_cache(maxsize=64)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(name), size)
