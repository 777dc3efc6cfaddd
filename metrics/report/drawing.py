"""A figure of metrics.chart as a picture of its own: what the PDF's pen draws, on another canvas, without a browser."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

import plotly.graph_objects as go
from reportlab.pdfgen.canvas import Canvas as PdfCanvas

from metrics.report.pdf.letters import Letters
from metrics.report.pdf.plotted import SCALE, Plotted

WIDTH = 960  # px of the page that a picture is as wide as
Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Drawn = TypeVar("Drawn", bound="Canvas")


def drawn(figure: go.Figure, kind: Callable[[float, float], Drawn]) -> Drawn:
    """The figure on a canvas of this kind. Raises ValueError for a mark that the pen does not know."""
    plotted = Plotted(figure, Letters(), flat=1.0)
    width, height = plotted.wrap(WIDTH * SCALE, 0.0)
    canvas = kind(width, height)
    plotted.canv = cast(PdfCanvas, canvas)
    plotted.draw()
    return canvas


@dataclass(frozen=True)
class Paint:
    """How the next mark is drawn: colours with what of them covers, the line's width and dashes, the letters."""

    fill: tuple[int, int, int] = (0, 0, 0)
    fill_alpha: float = 1.0
    stroke: tuple[int, int, int] = (0, 0, 0)
    stroke_alpha: float = 1.0
    width: float = 1.0
    dash: tuple[float, ...] = ()
    font: tuple[str, float] = ("", 10.0)
    clips: int = 0


class Path:
    """A path, as reportlab's is made: one stretch of places, counted downwards."""

    def __init__(self, height: float) -> None:
        self.height, self.places, self.closed = height, list[Place](), False

    def moveTo(self, x: float, y: float) -> None:  # noqa: N802
        self.places.append((x, self.height - y))

    def lineTo(self, x: float, y: float) -> None:  # noqa: N802
        self.places.append((x, self.height - y))

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        top = self.height - y - height
        self.places += [(x, top), (x + width, top + height)]

    def close(self) -> None:
        self.closed = True


class Canvas(ABC):
    """The part of reportlab's canvas that the pen uses, by its names. Places count upwards there, downwards below."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height, self.paint = width, height, Paint()
        self._kept: list[Paint] = []

    @abstractmethod
    def trace(self, places: Sequence[Place], closed: bool, stroke: bool, fill: bool) -> None:
        """A line through places, or the field between them."""

    @abstractmethod
    def box(self, box: Box, stroke: bool, fill: bool) -> None:
        """A rectangle."""

    @abstractmethod
    def disc(self, middle: Place, radius: float, stroke: bool, fill: bool) -> None:
        """A circle."""

    @abstractmethod
    def letters(self, at: Place, text: str) -> None:
        """A line of text that begins at a place of its base line."""

    @abstractmethod
    def clip(self, box: Box) -> None:
        """What follows ends at the box."""

    @abstractmethod
    def unclip(self) -> None:
        """The last clip is over."""

    def saveState(self) -> None:  # noqa: N802
        self._kept.append(self.paint)
        self.paint = replace(self.paint, clips=0)

    def restoreState(self) -> None:  # noqa: N802
        for _ in range(self.paint.clips):
            self.unclip()
        self.paint = self._kept.pop()

    def beginPath(self) -> Path:  # noqa: N802
        return Path(self.height)

    def clipPath(self, path: Path, stroke: int = 0, fill: int = 0) -> None:  # noqa: N802
        (left, top), (right, bottom) = path.places
        self.clip((left, top, right, bottom))
        self.paint = replace(self.paint, clips=self.paint.clips + 1)

    def drawPath(self, path: Path, stroke: int = 1, fill: int = 0) -> None:  # noqa: N802
        self.trace(path.places, path.closed, bool(stroke), bool(fill))

    def rect(self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0) -> None:
        top = self.height - y - height
        self.box((x, top, x + width, top + height), bool(stroke), bool(fill))

    def circle(self, x: float, y: float, radius: float, stroke: int = 1, fill: int = 0) -> None:
        self.disc((x, self.height - y), radius, bool(stroke), bool(fill))

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        if text:
            self.letters((x, self.height - y), text)

    def setFont(self, name: str, size: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, font=(name, size))

    def setFillColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, fill=_bytes(red, green, blue))

    def setFillAlpha(self, alpha: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, fill_alpha=alpha)

    def setStrokeColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, stroke=_bytes(red, green, blue))

    def setStrokeAlpha(self, alpha: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, stroke_alpha=alpha)

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        self.paint = replace(self.paint, width=width)

    def setLineJoin(self, join: int) -> None:  # noqa: B027, N802
        """Lines join round, always."""

    def setDash(self, pattern: Sequence[float]) -> None:  # noqa: N802
        self.paint = replace(self.paint, dash=tuple(pattern))


def _bytes(red: float, green: float, blue: float) -> tuple[int, int, int]:
    return round(red * 255), round(green * 255), round(blue * 255)
