"""What the pages of a PDF are set from: headings, paragraphs, cards and tables, in the house's type and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, Paragraph, Spacer, Table

from metrics import words
from metrics.chart.theme import LIGHT
from metrics.report.pdf import tags
from metrics.report.pdf.document import WIDE, Heading
from metrics.report.pdf.letters import BOLD, REGULAR, Letters, known, wide
from metrics.report.pdf.plotted import Plotted
from metrics.report.told import Fact

SIZES = {"title": 22.0, "section": 14.0, "lead": 11.0, "text": 9.5, "value": 13.0, "small": 8.0, "cell": 8.0}
BOLDS = frozenset(("title", "section", "value", "head"))
CARDS = 4  # in a row
GAP = 6.0  # points
PAD = 3.0  # points around a cell's text
AFTER = 10.0  # points between a cell's text and the next column
LEADING = 1.35  # of the letters' height: from line to line


class Pieces:
    """Makes the pieces of one file; letters remembers what its fonts lack."""

    def __init__(self, letters: Letters) -> None:
        known()
        self.letters = letters

    def text(self, text: str, style: str = "text", colour: str = LIGHT.text) -> Paragraph:
        """A paragraph."""
        return tags.Words(self.letters.rich(text), _style(style, colour))

    def heading(self, text: str, level: int = 1) -> list[Flowable]:
        """A heading with its bookmark; level 0 is the title."""
        shown = self.letters.plain(words.shortened(text, 200))
        return [Heading(shown, level), self.text(shown, "section" if level else "title")]

    def chart(self, plotted: Plotted, caption: Iterable[str]) -> list[Flowable]:
        """A chart with the words under it."""
        return [plotted, *(self.text(line, "small", LIGHT.muted) for line in caption if line), Spacer(0, GAP)]

    def cards(self, facts: Sequence[Fact]) -> list[Flowable]:
        """Figures side by side, each with its name above and its interval or reason below."""
        if not facts:
            return []
        cells = [self._card(fact) for fact in facts]
        cells += [[] for _ in range(-len(cells) % CARDS)]
        rows = [cells[first : first + CARDS] for first in range(0, len(cells), CARDS)]
        table = Table(rows, colWidths=[WIDE / CARDS] * CARDS, hAlign="LEFT", renderCB=tags.grid)
        line = ("LINEABOVE", (0, 0), (-1, -1), 0.6, HexColor(LIGHT.grid))
        font = ("FONT", (0, 0), (-1, -1), REGULAR, SIZES["small"])
        table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), line, font])
        return [Spacer(0, GAP), table]

    def table(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        right: Iterable[int] = (),
        drawn: Mapping[tuple[int, int], Flowable] = MappingProxyType({}),
    ) -> Flowable:
        """A table that may run over pages; shares: of the columns in the width; right: columns of numbers.

        drawn: what stands in a cell, by row and column, instead of its words.
        """
        widths = [share / sum(shares) * WIDE for share in shares]
        numbers = frozenset(right)
        body = [
            [drawn.get((y, x)) or self._cell(text, widths[x]) for x, text in enumerate(row)]
            for y, row in enumerate(rows)
        ]
        head = [
            [self.text(name, "head right" if at in numbers else "head", LIGHT.muted) for at, name in enumerate(names)]
        ]
        made = LongTable(
            (head if names else []) + body,
            colWidths=widths,
            repeatRows=int(bool(names)),
            hAlign="LEFT",
            renderCB=tags.rows,
        )
        cells = ((0, 0), (-1, -1))
        made.setStyle(
            [
                ("FONT", *cells, REGULAR, SIZES["cell"], SIZES["cell"] * LEADING),
                ("TEXTCOLOR", *cells, HexColor(LIGHT.text)),
                ("VALIGN", *cells, "TOP"),
                ("TOPPADDING", *cells, PAD / 2),
                ("BOTTOMPADDING", *cells, PAD),
                ("LEFTPADDING", *cells, 0),
                ("RIGHTPADDING", *cells, AFTER),
                ("LINEBELOW", *cells, 0.4, HexColor(LIGHT.grid)),
                *(("ALIGN", (column, 0), (column, -1), "RIGHT") for column in numbers),
            ]
        )
        return made

    def _cell(self, text: str, width: float) -> Paragraph | str:
        """A cell that fits on a line is set as it is, which is ten times quicker."""
        shown = self.letters.plain(text)
        fits = "\n" not in shown and wide(shown, REGULAR, SIZES["cell"]) <= width - AFTER
        return shown if fits else self.text(text, "cell")

    def _card(self, fact: Fact) -> list[Flowable]:
        note = words.opening(fact.note) if fact.note else ""
        return [
            self.text(fact.name, "small", LIGHT.muted),
            self.text(fact.value, "value"),
            *([self.text(words.shortened(note, 160), "small", LIGHT.muted)] if note else []),
        ]


@lru_cache(maxsize=64)
def _style(name: str, colour: str) -> ParagraphStyle:
    kind, _, right = name.partition(" ")
    size = SIZES.get(kind, SIZES["cell"])
    after = {"title": 2.0, "section": 4.0, "lead": 5.0, "text": 4.0}.get(kind, 0.0)
    return ParagraphStyle(
        name,
        fontName=BOLD if kind in BOLDS else REGULAR,
        fontSize=size,
        leading=size * (1.2 if kind in ("title", "section", "value") else LEADING),
        textColor=HexColor(colour),
        bulletFontName=REGULAR,
        spaceBefore=12.0 if kind == "section" else 0.0,
        spaceAfter=after,
        alignment=2 if right else 0,
        splitLongWords=True,
        allowWidows=0,
        allowOrphans=0,
    )
