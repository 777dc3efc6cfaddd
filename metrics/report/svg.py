"""A figure as SVG. Text is text; each line is as wide as in the house's font, in whatever font it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

import plotly.graph_objects as go

from metrics.chart.theme import Theme
from metrics.report.drawing import WIDTH, Box, Canvas, Place, drawn
from metrics.report.pdf.letters import BOLD, wide

FAMILY = "'Source Sans 3', 'Source Sans Pro', 'Proveout Sans', system-ui, sans-serif"


def svg(figure: go.Figure, theme: Theme, alt: str) -> str:
    """The drawing on the theme's paper, with its description. Raises ValueError for a mark that it does not know."""
    canvas = drawn(figure, Svg)
    down = round(canvas.height * WIDTH / canvas.width)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{down}" role="img"'
            f' viewBox="0 0 {canvas.width:.2f} {canvas.height:.2f}" font-family="{FAMILY}">',
            f"<title>{escape(alt)}</title>",
            f'<rect width="100%" height="100%" fill="{theme.paper}"/>',
            *canvas.said,
            "</svg>\n",
        ]
    )


class Svg(Canvas):
    """The elements of the drawing, in order."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(width, height)
        self.said: list[str] = []
        self._clips = 0

    def trace(self, places: Sequence[Place], closed: bool, stroke: bool, fill: bool) -> None:
        told = "L".join(f"{x:.2f} {y:.2f}" for x, y in places)
        self.said.append(f'<path d="M{told}{"z" if closed else ""}"{self._painted(stroke, fill)}/>')

    def box(self, box: Box, stroke: bool, fill: bool) -> None:
        self.said.append(f"<rect {_placed(box)}{self._painted(stroke, fill)}/>")

    def disc(self, middle: Place, radius: float, stroke: bool, fill: bool) -> None:
        place = f'cx="{middle[0]:.2f}" cy="{middle[1]:.2f}" r="{radius:.2f}"'
        self.said.append(f"<circle {place}{self._painted(stroke, fill)}/>")

    def letters(self, at: Place, text: str) -> None:
        name, size = self.paint.font
        weight = ' font-weight="600"' if name == BOLD else ""
        place = f'x="{at[0]:.2f}" y="{at[1]:.2f}" textLength="{wide(text, name, size):.2f}"'
        self.said.append(
            f'<text {place} lengthAdjust="spacingAndGlyphs" font-size="{size:.2f}"{weight} xml:space="preserve"'
            f"{self._painted(False, True)}>{escape(text)}</text>"
        )

    def clip(self, box: Box) -> None:
        self._clips += 1
        name = f"clip{self._clips}"
        self.said.append(f'<clipPath id="{name}"><rect {_placed(box)}/></clipPath><g clip-path="url(#{name})">')

    def unclip(self) -> None:
        self.said.append("</g>")

    def _painted(self, stroke: bool, fill: bool) -> str:
        now = self.paint
        said = f' fill="{_colour(now.fill)}"' if fill else ' fill="none"'
        said += f' fill-opacity="{now.fill_alpha:g}"' if fill and now.fill_alpha < 1 else ""
        if stroke:
            said += f' stroke="{_colour(now.stroke)}" stroke-width="{now.width:.2f}" stroke-linejoin="round"'
            said += f' stroke-opacity="{now.stroke_alpha:g}"' if now.stroke_alpha < 1 else ""
            said += f' stroke-dasharray="{" ".join(f"{each:g}" for each in now.dash)}"' if now.dash else ""
        return said


def _placed(box: Box) -> str:
    left, top, right, bottom = box
    return f'x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}"'


def _colour(parts: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02X}" for part in parts)
