"""What slides are set from: text, tables, the held strip and native charts, in the house's colours, with a footer."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Inches, Pt

from metrics import words
from metrics.chart.theme import LIGHT
from metrics.report import told
from metrics.results import Held

WIDE, HIGH, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
INNER = Emu(WIDE - 2 * EDGE)
FOOT = Inches(7.05)  # the footer's top
BLANK = 6  # the layout without placeholders in the library's own template
SQUARE, PITCH = Inches(0.16), Inches(0.21)  # of a held strip
SHOWN = 48  # periods in a strip at most
ONE_LINE = 50  # characters of a title in large type
LETTER, LEADING, AFTER = 0.5, 1.2, 5  # width of a letter and height of a line in sizes; points between paragraphs
ROW = 0.3  # inches of a table's row of one line
Lines = Sequence[tuple[str, int, bool, str]]  # text, points, bold, colour


class Deck:
    """Slides being made. foot: what stands under each of them, beside its number."""

    def __init__(self, title: str, made_at: dt.datetime, foot: str) -> None:
        self.made, self.foot = Presentation(), foot
        self.made.slide_width, self.made.slide_height = WIDE, HIGH
        self.made.core_properties.title = told.printable(words.shortened(title, 200))
        self.made.core_properties.created = made_at.replace(tzinfo=None)

    def slide(self, title: str) -> Any:
        """A slide with its title and footer."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[BLANK])
        size = 28 if len(title) <= ONE_LINE else 18
        text(slide, Inches(0.35), Inches(0.7), [(words.shortened(title, 2 * ONE_LINE), size, True, LIGHT.text)])
        text(slide, FOOT, Inches(0.3), [(self.foot, 10, False, LIGHT.muted)])
        number = (str(len(self.made.slides)), 10, False, LIGHT.muted)
        text(slide, FOOT, Inches(0.3), [number], left=Emu(WIDE - EDGE - Inches(1)), width=Inches(1), right=True)
        return slide

    def file(self) -> bytes:
        """The bytes of a .pptx."""
        out = io.BytesIO()
        self.made.save(out)
        return out.getvalue()


def text(
    slide: Any,
    top: int,
    height: int,
    lines: Lines,
    *,
    left: int = EDGE,
    width: int = INNER,
    right: bool = False,
    after: int = AFTER,
) -> None:
    """Paragraphs one below the other; after: points from one to the next."""
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for place, (said, size, bold, shade) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = told.printable(said)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour(shade)
        paragraph.space_after = Pt(after)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT


def fitting(lines: Sequence[str], width: int, height: int, sizes: Sequence[int]) -> int:
    """The largest of the sizes, in points, at which paragraphs stay within a box; the smallest where none does."""

    def high(size: int) -> float:
        a_line = width / Pt(size) / LETTER
        return sum(math.ceil(len(line) / a_line) * size * LEADING + AFTER for line in lines) * Pt(1)

    return next((size for size in sizes if high(size) <= height), sizes[-1])


def table(
    slide: Any,
    top: int,
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    left: int = EDGE,
    size: int = 12,
    head: bool = False,
    right: Sequence[int] = (),
) -> None:
    """A quiet table; widths in inches; head: the first row has names; right: columns of numbers."""
    width = Inches(sum(widths))
    made = slide.shapes.add_table(len(rows), len(widths), left, top, width, Inches(ROW * len(rows))).table
    made.first_row = made.horz_banding = False
    for column, wide in enumerate(widths):
        made.columns[column].width = Inches(wide)
    for y, row in enumerate(rows):
        for x, said in enumerate(row):
            cell = made.cell(y, x)
            cell.fill.background()
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.margin_left = 0
            cell.text = told.printable(said)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.bold = Pt(size), head and y == 0
                paragraph.font.color.rgb = colour(LIGHT.muted if head and y == 0 else LIGHT.text)
                if x in right:
                    paragraph.alignment = PP_ALIGN.RIGHT


def strip(slide: Any, top: int, states: Sequence[Held | None], said: str) -> None:
    """The held strip: full squares met, half within noise, hollow missed, dotted without data; said: in words."""
    label, states = "held" if len(states) <= SHOWN else f"last {SHOWN}", states[-SHOWN:]
    text(slide, Emu(top - Inches(0.07)), Inches(0.3), [(label, 10, False, LIGHT.muted)], width=Inches(0.6))
    start = Emu(EDGE + Inches(0.5))
    for n, state in enumerate(states):
        tint = {"missed": LIGHT.concern, None: LIGHT.grey}.get(state, LIGHT.good)
        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(start + n * PITCH), top, SQUARE, SQUARE)
        box._element.nvSpPr.cNvPr.set("descr", said if n == 0 else "")
        box.shadow.inherit = False
        box.fill.background()
        if state == "met":
            _filled(box, tint)
        box.line.color.rgb, box.line.width = colour(tint), Pt(1)
        if state is None:
            box.line.dash_style = 3  # MSO_LINE.ROUND_DOT
        if state == "within_noise":
            half = Emu(SQUARE // 2)
            low = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(start + n * PITCH), Emu(top + half), SQUARE, half)
            low.shadow.inherit = False
            _filled(low, tint)
            low.line.fill.background()


def _filled(shape: Any, tint: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(tint)


def colour(text: str) -> Any:
    """A colour of the theme."""
    return RGBColor(*bytes.fromhex(text.removeprefix("#")))  # type: ignore[no-untyped-call]
