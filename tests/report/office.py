"""LibreOffice as a second opinion on what is written: it computes workbooks anew and knows nothing of ours."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

# always compute a workbook anew on loading, whatever values it says its formulas have
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
PATIENCE = 240  # seconds: the first start on two busy cores is slow


def recalculated(files: Sequence[bytes], folder: Path) -> list[Any]:
    """The workbooks as LibreOffice computes them, with values in their cells; skips where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("no LibreOffice on PATH: install libreoffice-calc to have workbooks computed by another program")
    user = folder / "office" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS)
    given = []
    for n, file in enumerate(files):
        given.append(folder / f"{n}.xlsx")
        given[-1].write_bytes(file)
    command = [program, "--headless", f"-env:UserInstallation={user.parent.as_uri()}", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", *given], check=True, capture_output=True, timeout=PATIENCE)
    made = [(folder / "out" / path.name).read_bytes() for path in given]
    return [openpyxl.load_workbook(io.BytesIO(file), data_only=True) for file in made]


def typed(file: bytes, cells: dict[str, float]) -> bytes:
    """The workbook with other values in named cells, saved as a controller's program would."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    for name, value in cells.items():
        sheet, at = book.defined_names[name].attr_text.replace("$", "").replace("'", "").split("!")
        book[sheet][at] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def beside(book: Any, label: str, column: str = "B") -> Any:
    """The value in the summary's row with these words."""
    sheet = book["Summary"]
    return sheet[f"{column}{next(row for row in range(1, 400) if sheet[f'A{row}'].value == label)}"].value
