"""The letters of a PDF: fonts that lie in the file itself, and what becomes of letters that they do not have.

Proveout Sans (metrics/report/fonts, SIL Open Font License) has Latin, Greek and Cyrillic, and the signs of figures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from metrics.report.told import printable

REGULAR, BOLD = "Proveout Sans", "Proveout Sans Semibold"
FILES = {REGULAR: "ProveoutSans-Regular.ttf", BOLD: "ProveoutSans-Semibold.ttf"}
MISSING = "□"
LISTED = 12  # letters that are named


@lru_cache(maxsize=1)
def known() -> frozenset[int]:
    """The letters that both fonts have, as code points; registers them on the first call."""
    faces = []
    for name in FILES:
        font = TTFont(name, font_file(name))
        pdfmetrics.registerFont(font)
        faces.append(frozenset(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset.intersection(*faces)


def font_file(name: str) -> Path:
    """Where a font lies."""
    return Path(__file__).parent.parent / "fonts" / FILES[name]


@dataclass
class Letters:
    """Writes text with letters that the fonts have, and remembers those that they do not."""

    lacking: dict[str, None] = field(default_factory=dict)

    def plain(self, text: str) -> str:
        """The text as it can be shown: a letter that no font here has becomes its simpler form, or a box."""
        text = unicodedata.normalize("NFC", printable(text))
        return text if all(ord(sign) in known() for sign in text) else "".join(self._shown(text))

    def rich(self, text: str) -> str:
        """The same for places that read markup and break lines."""
        return escape(self.plain(text).replace("\u202f", "\u00a0"))

    def said(self) -> str:
        """Which letters stand as boxes, in a sentence; "" where none does."""
        if not self.lacking:
            return ""
        signs = list(self.lacking)
        named = ", ".join(_named(sign) for sign in signs[:LISTED])
        more = f" and {len(signs) - LISTED} more" if len(signs) > LISTED else ""
        return (
            f"The font of this file lacks letters of names and texts; each stands as {MISSING}: {named}{more}. The web"
            " page, the workbook and the slides show them."
        )

    def _shown(self, text: str) -> Iterator[str]:
        for sign in text:
            simpler = unicodedata.normalize("NFKC", sign)
            if ord(sign) in known():
                yield sign
            elif sign.isspace():
                yield " "
            elif all(ord(each) in known() for each in simpler):
                yield simpler
            else:
                self.lacking[sign] = None
                yield MISSING


def wide(text: str, font: str, size: float) -> float:
    """The width of a line of text in points."""
    known()
    return float(pdfmetrics.stringWidth(text, font, size))


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name').lower()}"
