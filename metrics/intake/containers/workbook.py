"""A workbook's sheet as text (.xlsx, .xlsm, .xlsb, .xls, .ods), its cells written so that they have one reading."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from metrics.errors import Problem, UploadRefused
from metrics.intake.containers import traces
from metrics.intake.containers.cells import text
from metrics.intake.containers.choose import Candidate, Choice, choose, fitting, listed
from metrics.intake.containers.limits import MOST_CELLS, MOST_OLD, Bound
from metrics.intake.containers.opened import CONVERTED, Opened, Text, Wish
from metrics.intake.containers.traces import Traces

ROWS = 50  # in which a sheet's header is looked for
OLD = b"\xd0\xcf\x11\xe0"  # .xls, and whatever else Office keeps in such a file
SAVE = "Open it in a spreadsheet, save it as .xlsx and upload that."
_OLE_PARTS = {"EncryptedPackage": "is protected with a password", "WordDocument": "is a Word document, not a workbook"}
_FORMS = {"xl/workbook.bin": "xlsb workbook", "xl/workbook.xml": "xlsx workbook", "content.xml": "ods workbook"}


def read(path: Path, target: Path, wish: Wish) -> Opened:
    """Write the sheet that is asked for, or whose header fits, to target. Rows keep their numbers, blank ones too.

    Raises UploadRefused for a workbook that is damaged, protected, empty or beyond every bound.
    """
    with _told(wish.file_name):
        form = _form(path, wish.file_name)
        parts = _guarded(path, target.parent, wish.file_name) if form != "xls workbook" else {}
        bound = Bound(path, target.parent, wish.file_name)
        with CalamineWorkbook.from_path(path) as book:
            names = _sheets(book)
            seen = {name: traces.find(path, parts[name], bound, wish.file_name) for name in names if name in parts}
            sheet, choice = _choose(book, names, wish)
            notes = [*choice.notes, *_notes(book, sheet, form, seen.get(sheet.name, Traces()))]
            with Text(target, bound) as out:
                _write(sheet, seen.get(sheet.name, Traces()), out)
    inside = f"sheet {sheet.name!r}"
    return Opened(target, out.look, inside, CONVERTED, True, form, tuple(notes), choice.questions)


def heads(path: Path, shown: str) -> list[list[list[str]]]:
    """The first rows of every sheet, as text."""
    with _told(shown):
        _guarded(path, path.parent, shown)
        with CalamineWorkbook.from_path(path) as book:
            return [_head(book.get_sheet_by_name(name)) for name in _sheets(book)]


def _form(path: Path, shown: str) -> str:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
        return next((form for part, form in _FORMS.items() if part in names), "workbook")
    if path.stat().st_size > MOST_OLD:
        text_ = f"is an .xls of more than {MOST_OLD:,} bytes"
        raise UploadRefused(Problem(text_, "Save the sheet as CSV and upload that.", file=shown))
    content = path.read_bytes()
    for part, what in _OLE_PARTS.items():
        if part.encode("utf-16-le") in content:
            remedy = SAVE if "Word" in what else "Save it without the password and upload that."
            raise UploadRefused(Problem(what, remedy, file=shown))
    return "xls workbook"


def _guarded(path: Path, staging: Path, shown: str) -> dict[str, str]:
    """Sheet name → its XML. Everything that is no sheet is unpacked once, to see how much it holds."""
    if not zipfile.is_zipfile(path):
        return {}
    parts = traces.parts(path, shown)
    traces.guard(path, set(parts.values()), Bound(path, staging, shown))
    return parts


def _sheets(book: CalamineWorkbook) -> list[str]:
    return [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]


def _hidden(book: CalamineWorkbook, name: str) -> bool:
    return any(each.name == name and each.visible != SheetVisibleEnum.Visible for each in book.sheets_metadata)


def _choose(book: CalamineWorkbook, names: list[str], wish: Wish) -> tuple[CalamineSheet, Choice]:
    candidates: list[Candidate] = []
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        rows = _head(sheet)
        widest = max(rows, key=lambda row: sum(1 for cell in row if cell.strip()))
        hidden = "hidden, " if _hidden(book, name) else ""
        holds = f"{hidden}{sheet.height:,} rows, columns {listed(widest)}"
        candidates.append(Candidate(name, fitting(rows, wish.wanted), sheet.height * sheet.width, holds))
    if not candidates:
        raise UploadRefused(
            Problem("has no sheet with cells", "Export it again; nothing was loaded.", file=wish.file_name)
        )
    choice = choose(candidates, "sheet", wish.sheet, wish.wanted)
    chosen = candidates[choice.index].value
    return (sheet if sheet.name == chosen else book.get_sheet_by_name(chosen)), choice


def _head(sheet: CalamineSheet) -> list[list[str]]:
    top = sheet.start[0] if sheet.start else 0
    return [[text(cell) for cell in row] for row in islice(sheet.iter_rows(), top, top + ROWS)]


def _write(sheet: CalamineSheet, seen: Traces, out: Text) -> None:
    if sheet.height * sheet.width > MOST_CELLS:
        raise UploadRefused(Problem("has a sheet too large for a workbook", "Save it as CSV and upload that."))
    left = sheet.start[1] if sheet.start else 0
    wrong: dict[int, list[tuple[int, str]]] = {}
    for (number, column), shown in seen.errors.items():
        wrong.setdefault(number, []).append((column - left, shown))
    for number, row in enumerate(sheet.iter_rows()):
        cells = [text(cell) for cell in row]
        for column, shown in wrong.get(number, ()):
            if 0 <= column < len(cells):
                cells[column] = shown
        out.row(cells)


def _notes(book: CalamineWorkbook, sheet: CalamineSheet, form: str, seen: Traces) -> Iterator[str]:
    if _hidden(book, sheet.name):
        yield f"The sheet {sheet.name!r} is hidden in the workbook."
    if seen.errors:
        (row, column), shown = next(iter(seen.errors.items()))
        yield f"{_count(len(seen.errors), 'error cell')}, the first {place(row, column)}: {shown}."
    if seen.uncalculated:
        first = place(*seen.uncalculated[0])
        yield (
            f"{_count(len(seen.uncalculated), 'formula')} without a stored result, read as empty, first {first}: "
            "open the workbook in a spreadsheet and save it to calculate them."
        )
    if form in ("xls workbook", "xlsb workbook"):
        yield "In this kind of workbook error cells such as #N/A cannot be told from empty ones; .xlsx shows them."
    merged = [area for area in sheet.merged_cell_ranges or [] if area[0][0] != area[1][0]]
    if merged:
        (top, left), (bottom, right) = merged[0]
        shown = f"{place(top, left)}:{place(bottom, right)}"
        yield f"{_count(len(merged), 'merged area')} over several rows, as {shown}: only the first cell has a value."


def place(row: int, column: int) -> str:
    """The name of a cell, from numbers that count from 0: "C7"."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """Every way in which a workbook can be broken, in words."""
    try:
        yield
    except UploadRefused:
        raise
    except PasswordError:
        remedy = "Save it without the password and upload that."
        raise UploadRefused(Problem("is protected with a password", remedy, file=shown)) from None
    except (CalamineError, zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError, RuntimeError) as error:
        words = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise UploadRefused(Problem(f"is a workbook that cannot be read: {words}", SAVE, file=shown)) from None
