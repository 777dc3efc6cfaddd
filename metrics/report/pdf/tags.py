"""What a screen reader is told of a PDF: headings, paragraphs, tables and figures in their order (ISO 32000-1, 14.8).

ReportLab's open-source edition writes no structure of its own, but lets one be written: marked content goes into a
page's stream, its tables call back at every row and cell, and the catalogue takes the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFPage, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

ROOT = "StructTree"  # names of objects in the file
NAME = "Struct{n}"
ROLES = {"title": "H1", "section": "H2"}  # by a paragraph's style; the others are paragraphs
ARTIFACTS = ("startBG", "startLines")  # of a table: for the eye alone


@dataclass
class Element:
    """A node of the tree. at: the page's name and the number of its marked content there; none where it has kids."""

    role: str
    alt: str = ""
    kids: list[Element] = field(default_factory=list)
    at: tuple[str, int] | None = None


class Tagged(Canvas):  # type: ignore[misc]
    """A canvas that remembers what was drawn as what."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.whole = Element("Document")
        self.within, self.marking = [self.whole], False
        self.by_page: dict[int, list[Element]] = {}

    def begin(self, role: str, alt: str = "") -> None:
        """What is drawn until `end` is one element; alt: what it says, for those who do not see it."""
        marked = self.by_page.setdefault(self.getPageNumber() - 1, [])
        element = Element(role, alt, at=(self._doc.thisPageName(), len(marked)))
        self._code.append(f"/{role} <</MCID {len(marked)}>> BDC")
        marked.append(element)
        self.within[-1].kids.append(element)
        self.marking = True

    def end(self) -> None:
        """The element is whole."""
        self._code.append("EMC")
        self.marking = False

    def group(self, role: str) -> None:
        """Elements that follow belong to one of this role, until `leave`."""
        group = Element(role)
        self.within[-1].kids.append(group)
        self.within.append(group)

    def leave(self) -> None:
        """The group is whole."""
        self.within.pop()

    @contextmanager
    def for_the_eye(self) -> Iterator[None]:
        """What is drawn meanwhile is read to nobody."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802
        super()._setAnnotations(page)
        if isinstance(page, PDFPage):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = self.getPageNumber() - 1, PDFName("S")

    def save(self) -> None:
        """Write the file with its tree."""
        if self._code:  # the last page is not shown yet
            self.showPage()
        inside, names = self._doc, dict[int, str]()
        self._add(self.whole, ROOT, names)
        numbers: list[Any] = []
        for page, marked in sorted(self.by_page.items()):
            numbers += [page, PDFArray([PDFObjectReference(names[id(each)]) for each in marked])]
        tree = {"Type": PDFName("StructTreeRoot"), "K": PDFObjectReference(names[id(self.whole)]),
                "ParentTree": PDFDictionary({"Nums": PDFArray(numbers)})}  # fmt: skip
        inside.Catalog.StructTreeRoot = inside.Reference(PDFDictionary(tree), ROOT)
        inside.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()

    def _add(self, element: Element, above: str, names: dict[int, str]) -> PDFObjectReference:
        name = names[id(element)] = NAME.format(n=len(names))
        told: dict[str, Any] = {"S": PDFName(element.role), "P": PDFObjectReference(above)}
        if element.alt:
            told["Alt"] = PDFString(element.alt)
        if element.role == "TH":
            told["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
        if element.at:
            told |= {"Pg": PDFObjectReference(element.at[0]), "K": element.at[1]}
        else:
            told["K"] = PDFArray([self._add(kid, name, names) for kid in element.kids])
        return self._doc.Reference(PDFDictionary(told), name)


@contextmanager
def marked(canvas: Any, role: str, alt: str = "") -> Iterator[None]:
    """What is drawn meanwhile is an element, unless it is part of one already, or of a picture."""
    if not isinstance(canvas, Tagged) or canvas.marking:
        yield
        return
    canvas.begin(role, alt)
    yield
    canvas.end()


class Words(Paragraph):  # type: ignore[misc]
    """A paragraph, or a heading by its style's name."""

    def draw(self) -> None:
        """Draw it as such."""
        with marked(self.canv, ROLES.get(self.style.name, "P")):
            super().draw()


def grid(table: Any, what: str, *_given: Any) -> None:
    """A table that only places what stands in it (a ReportLab table's renderCB): its lines are for the eye."""
    if what in ARTIFACTS:
        table.canv._code.append("/Artifact BMC")
    elif what in {f"end{name.removeprefix('start')}" for name in ARTIFACTS}:
        table.canv._code.append("EMC")


def rows(table: Any, what: str, *given: Any) -> None:
    """A table of rows and cells (the same); what a picture in a cell says is the cell's."""
    canvas: Tagged = table.canv
    if what in ("startTable", "startRow"):
        canvas.group("Table" if what == "startTable" else "TR")
    elif what in ("endTable", "endRow"):
        canvas.leave()
    elif what == "startCell":
        row, _, cell, *_ = given
        shown = cell if isinstance(cell, list | tuple) else [cell]
        alt = next((each.alt for each in shown if hasattr(each, "alt")), "")
        canvas.begin("TH" if row < table.repeatRows else "TD", alt)
    elif what == "endCell":
        canvas.end()
    else:
        grid(table, what)
