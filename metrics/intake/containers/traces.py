"""What the workbook reader leaves out of an .xlsx: error cells, formulas that were never calculated, huge sheets.

The reader gives an empty cell for #N/A and for a formula without a stored result. Both are looked for in the sheet's
XML, in its bytes, which takes a fraction of the time that reading it takes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import unescape

from metrics.errors import Problem, UploadRefused
from metrics.intake.containers.limits import MOST_CELLS, Bound, part
from metrics.intake.look import BLOCK

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})\d')
_TAG = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d+)["']""")
_ROW = re.compile(rb"""row\b[^<>]*?\br=["'](\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_EMPTY = re.compile(  # a cell with a formula and no value
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ERROR_MARKS = (b't="e"', b"t='e'")
TEXT_MARKS = (b't="str"', b"t='str'")
USUAL_WIDTH = 702  # columns to ZZ: wider ones are counted exactly


class _Unplaced(Exception):
    """A cell does not say where it stands."""


@dataclass
class Traces:
    """errors: (row, column) from 0 → "#N/A" and the like; uncalculated: places of formulas without a result."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def parts(path: Path, shown: str) -> dict[str, str]:
    """Sheet name → its XML inside the workbook; empty where the workbook is of another kind."""
    try:
        with zipfile.ZipFile(path) as archive:
            relations = ElementTree.fromstring(part(archive, "xl/_rels/workbook.xml.rels", shown))
            targets = {each.get("Id"): each.get("Target", "") for each in relations}
            book = ElementTree.fromstring(part(archive, "xl/workbook.xml", shown))
            names = set(archive.namelist())
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError):
        return {}
    found: dict[str, str] = {}
    for sheet in (each for each in book.iter() if each.tag.endswith("}sheet")):
        id_ = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = posixpath.normpath(posixpath.join("/xl", targets.get(id_, ""))).lstrip("/")
        if target in names:
            found[sheet.get("name", "")] = target
    return found


def guard(path: Path, sheets: set[str], bound: Bound) -> None:
    """Unpack what is no sheet, keeping nothing: the reader holds all of it. Sheets are measured by `find`."""
    done = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename in sheets:
                continue
            with archive.open(info) as file:
                while block := file.read(BLOCK):
                    done += len(block)
                    bound(done)


def find(path: Path, part: str, bound: Bound, shown: str) -> Traces:
    """Look through the XML of one sheet. Raises UploadRefused where it holds more than it may."""
    found, placed = Traces(), True
    rows = widest = done = 0
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        tail = b""
        while block := file.read(BLOCK):
            done += len(block)
            bound(done)
            joined = tail + block
            end = joined.rfind(b"c>") + 2  # of the last whole cell
            piece, tail = (joined[:end], joined[end:]) if end > 1 else (b"", joined)
            last = _ROW.match(joined, max(joined.rfind(b"row "), 0))
            rows = max(rows, int(last[1])) if last else rows
            if rows * USUAL_WIDTH > MOST_CELLS or b'="XFD' in joined or b'="AAA' in joined:
                widest = max(widest, max(map(_number, set(_CELL.findall(joined))), default=0))
            try:
                _look(piece, found)
            except _Unplaced:
                placed = False
    if rows * max(widest, 1) > MOST_CELLS:
        text = f"has a sheet of {rows:,} rows and {widest:,} columns, more than a workbook is read with"
        raise UploadRefused(Problem(text, "Save the sheet as CSV and upload that.", file=shown))
    return found if placed else _cells(path, part)


def _look(piece: bytes, found: Traces) -> None:
    """What whole cells show."""
    for mark in ERROR_MARKS:
        at = piece.find(mark)
        while at >= 0:
            tag = _TAG.match(piece, piece.rfind(b"<", 0, at))
            if tag is not None and tag.end() > at:
                value = _VALUE.search(piece, tag.end(), piece.find(b"c>", tag.end()))
                found.errors[_place(tag[1])] = unescape(value[1].decode("utf-8", "replace")) if value else "#ERROR"
            at = piece.find(mark, at + 1)
    if b"<f" in piece or b":f" in piece:
        for cell in _EMPTY.finditer(piece):
            if not any(mark in cell[1] for mark in TEXT_MARKS + ERROR_MARKS):  # the text "" is a result
                found.uncalculated.append(_place(cell[1]))


def _place(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    if place is None:
        raise _Unplaced
    return int(place[2]) - 1, _number(place[1]) - 1


def _number(letters: bytes) -> int:
    """Column A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells(path: Path, part: str) -> Traces:
    """Cell by cell; a cell without its own place follows the one before."""
    found = Traces()
    at, text = [-1, -1], list[str]()
    state = {"error": False, "formula": False, "text": False, "inside": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            at[:] = [int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else at[0] + 1, -1]
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            at[1] = _number(letters.encode()) - 1 if letters else at[1] + 1
            kind = attributes.get("t")
            state.update(error=kind == "e", text=kind == "str", formula=False)
            text.clear()
        elif name == "f":
            state["formula"] = True
        elif name in ("v", "is"):
            state["inside"] = True

    def data(words: str) -> None:
        if state["inside"]:
            text.append(words)

    def end(tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "is"):
            state["inside"] = False
        elif name == "c":
            shown = "".join(text).strip()
            if state["error"]:
                found.errors[at[0], at[1]] = shown or "#ERROR"
            elif state["formula"] and not shown and not state["text"]:  # the text "" is a result
                found.uncalculated.append((at[0], at[1]))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        while block := file.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    return found
