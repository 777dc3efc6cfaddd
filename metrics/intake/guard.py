"""Cells that a spreadsheet would run, made harmless in every CSV that is written, and as they were when read back.

A cell that begins with =, +, -, @, a tab or a return is a formula to Excel, LibreOffice and Sheets (=HYPERLINK(…),
@SUM(…), +cmd|'…'!A1). It gets an apostrophe in front; so does one that has apostrophes in front of such a sign already,
so that taking one away again gives back every cell. Signed numbers stay as they are: nothing of them runs.
Source: OWASP, CSV Injection. Patterns are RE2's and Python's alike.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from metrics.engine import text

SIGNS = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"  # the last four are the full-width forms of the first
SPACE = "[ \u00a0\u202f]?"  # before a unit people set narrow and no-break ones, too
NUMBER = rf"[+\-]{{1,3}}|[+\-]{SPACE}[€$£]?[0-9][0-9.,]*([eE][+\-]?[0-9]{{1,3}})?{SPACE}([%€$£]|[A-Z]{{3}})?"
REPAIR = ("_row", "_reason")  # the last two headers of a file of rejected rows: its cells are guarded
PARTED = ";\t|\r"  # other signs that a spreadsheet cuts lines at: in quotes they stay inside their cell

_signs = re.compile(f"'*{SIGNS}")
_number = re.compile(rf"'*(?:{NUMBER})", re.ASCII)


def guarded(cell: str) -> str:
    """The cell as it is written for people who may open it in a spreadsheet."""
    return f"'{cell}" if _runs(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _runs(cell) else cell


def unguarded_sql(cell: str) -> str:
    """SQL of the same over a column of text."""
    signs, number = text(f"^'+{SIGNS}"), text(f"'+({NUMBER})")
    runs = f"regexp_matches({cell}, {signs}) AND NOT regexp_full_match({cell}, {number})"
    return f"CASE WHEN {runs} THEN substr({cell}, 2) ELSE {cell} END"


def is_repair(headers: Sequence[str]) -> bool:
    """Whether a file is one of rejected rows that came from here."""
    return tuple(headers[-2:]) == REPAIR


def line(cells: Iterable[str]) -> str:
    """One line of CSV, every cell guarded."""
    out, made = io.StringIO(), [guarded(cell) for cell in cells]
    odd = any(sign in cell for cell in made for sign in PARTED)
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL).writerow(made)
    return out.getvalue()


def _runs(cell: str) -> bool:
    return _signs.match(cell) is not None and _number.fullmatch(cell) is None
