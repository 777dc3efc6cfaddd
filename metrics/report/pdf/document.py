"""The pages of a PDF: A4, a footer with the page's number and what the file was made of, bookmarks, the manifest."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from metrics.chart.theme import LIGHT
from metrics.report.manifest import Manifest
from metrics.report.pdf.letters import REGULAR, Letters, wide
from metrics.report.pdf.pen import CAP, Pen, shade
from metrics.report.pdf.tags import Tagged

EDGE = 18 * mm
FOOT = 12 * mm  # from the paper's edge to the footer
WIDE = A4[0] - 2 * EDGE
SMALL = 7.5  # points
TOTAL = "pages"
ATTACHED = "proveout-manifest-{n}.json"


class Heading(Flowable):  # type: ignore[misc]
    """A place that the reader's bookmarks lead to; nothing is seen of it."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__()
        self.text, self.level, self.width, self.height = text, level, 0, 0

    def draw(self) -> None:
        """Set the bookmark."""
        key = f"at{id(self)}"
        self.canv.bookmarkHorizontal(key, 0, 12)
        self.canv.addOutlineEntry(self.text, key, self.level, closed=self.level > 0)


class _Numbered(Tagged):
    """A canvas that says on every page how many there are: each draws a form that is filled in at the end."""

    def save(self) -> None:
        """Fill in the number of pages and write the file."""
        self.beginForm(TOTAL)
        self.setFont(REGULAR, SMALL)
        self.setFillColorRGB(*shade(LIGHT.muted)[:3])
        self.drawString(0, 0, str(self.getPageNumber() - 1))
        self.endForm()
        super().save()


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """The paper and its footer."""

    def __init__(self, out: io.BytesIO, letters: Letters, foot: str, **about: Any) -> None:
        super().__init__(out, pagesize=A4, lang="en", initialFontName=REGULAR, **about)
        frame = Frame(EDGE, EDGE, WIDE, A4[1] - 2 * EDGE, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame]))
        self.letters, self.foot = letters, foot

    def footer(self, canvas: Any, _made: Any) -> None:
        """The line under each page."""
        with canvas.for_the_eye():
            self._line(canvas)

    def _line(self, canvas: Any) -> None:
        pen = Pen(canvas, self.letters, 1.0)
        pen.line([(EDGE, FOOT + 9), (A4[0] - EDGE, FOOT + 9)], LIGHT.grid, 0.6)
        pen.words(self.foot, EDGE, FOOT, LIGHT.muted, SMALL)
        end = A4[0] - EDGE - wide("000", REGULAR, SMALL)
        pen.words(f"{canvas.getPageNumber()} of ", end, FOOT, LIGHT.muted, SMALL, "right")
        canvas.saveState()
        canvas.translate(end, FOOT - CAP * SMALL)
        canvas.doForm(TOTAL)
        canvas.restoreState()


def document(
    story: Sequence[Flowable], letters: Letters, title: str, by: str, foot: str, manifests: Sequence[Manifest]
) -> bytes:
    """The file. title is kept whole in its properties, also where a letter of it has no font; by: who made it."""
    out = io.BytesIO()
    made = _Document(out, letters, foot, title=title, creator="Proveout", producer="Proveout", author=by)
    texts = [manifest.text() for manifest in manifests]

    def started(canvas: Any, _made: Any) -> None:
        if canvas.getPageNumber() == 1:
            canvas.setViewerPreference("DisplayDocTitle", "true")
            _attach(canvas, texts)

    made.pageTemplates[0].onPage, made.pageTemplates[0].onPageEnd = started, made.footer
    made.build(list(story), canvasmaker=_Numbered)
    return out.getvalue()


def _attach(canvas: Any, texts: Sequence[str]) -> None:
    """The manifests as files inside the file, as they are: `proveout verify` finds them without reading PDF."""
    inside, names = canvas._doc, []
    for n, text in enumerate(texts, start=1):
        kind = PDFDictionary({"Type": PDFName("EmbeddedFile")})
        stream = inside.Reference(PDFStream(kind, text, filters=()))
        name = PDFString(ATTACHED.format(n=f"{n:04}"))
        spec = PDFDictionary(
            {"Type": PDFName("Filespec"), "F": name, "UF": name, "EF": PDFDictionary({"F": stream}),
             "Desc": PDFString("What this file was made of; read by proveout verify")}
        )  # fmt: skip
        names += [name, inside.Reference(spec)]
    inside.Catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})
