"""Small real .xlsx files, written part by part: sheets of Python values, and of cells that no library would write."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DAY, MOMENT, SPAN, PERCENT, CLOCK = 1, 2, 3, 4, 5  # cell styles below
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts>'
    '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/>'
    '<xf numFmtId="10"/><xf numFmtId="21"/></cellXfs></styleSheet>'
)
ZERO = dt.datetime(1899, 12, 30)


@dataclass(frozen=True)
class Error:
    """An error cell, e.g. #N/A."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula with the result that was stored for it, None where it was never calculated."""

    source: str
    result: float | str | None = None


@dataclass(frozen=True)
class Percent:
    """A number shown as per cent."""

    fraction: float


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows of values from the row `top` and the column `left` on (from 0)."""

    name: str
    rows: Sequence[Sequence[object]]
    top: int = 0
    left: int = 0
    hidden: bool = False
    merged: Sequence[str] = field(default_factory=tuple)


def book(*sheets: Sheet, date1904: bool = False) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    since = '<workbookPr date1904="1"/>'
    ids = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in ids
    )
    hidden = ' state="hidden"'
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{i}" r:id="rId{i}"{hidden if sheet.hidden else ""}/>'
        for i, sheet in zip(ids, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in ids
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            f"{overrides}</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{since if date1904 else ""}'
            f"<sheets>{listed}</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{relations}'
            f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        archive.writestr("xl/styles.xml", STYLES)
        for i, sheet in zip(ids, sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(sheet))
    return out.getvalue()


def _sheet(sheet: Sheet) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, start=sheet.top + 1):
        cells = "".join(
            _cell(f"{_letters(sheet.left + i)}{number}", value) for i, value in enumerate(row) if value is not None
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    areas = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{areas}</worksheet>'


def _cell(place: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if isinstance(value, Percent):
        return f'<c r="{place}" s="{PERCENT}"><v>{value.fraction!r}</v></c>'
    if isinstance(value, Error):
        return f'<c r="{place}" t="e"><v>{escape(value.text)}</v></c>'
    if isinstance(value, Formula):
        kind = ' t="str"' if isinstance(value.result, str) else ""
        stored = "" if value.result is None else f"<v>{escape(str(value.result))}</v>"
        return f'<c r="{place}"{kind}><f>{escape(value.source)}</f>{stored}</c>'
    if isinstance(value, dt.datetime):
        return f'<c r="{place}" s="{MOMENT}"><v>{(value - ZERO) / dt.timedelta(days=1)!r}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{DAY}"><v>{(value - ZERO.date()).days}</v></c>'
    if isinstance(value, dt.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return f'<c r="{place}" s="{CLOCK}"><v>{seconds / 86400!r}</v></c>'
    if isinstance(value, dt.timedelta):
        return f'<c r="{place}" s="{SPAN}"><v>{value / dt.timedelta(days=1)!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
