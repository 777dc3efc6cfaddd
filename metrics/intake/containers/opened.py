"""What a container gives: text on disk, and what is known of it exactly."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from metrics.errors import Question
from metrics.intake.containers.limits import Bound
from metrics.intake.dialect import Dialect
from metrics.intake.look import BLOCK, Look
from metrics.store import lake

CONVERTED = Dialect(",", '"', '"', "\\n")  # how converted tables are written


@dataclass(frozen=True)
class Wish:
    """What is to be found in a file. born: path in staging without a suffix; wanted: headers the dataset looks for."""

    file_name: str
    born: Path
    encoding: str | None = None
    sheet: str | None = None
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A table as text. look: what its bytes show. inside: where in the file it stands, e.g. "sheet 'Tickets'".

    dialect: known because the table was converted; typed: its cells came with types, which their text shows without
    a doubt. form: the container's name for people.
    """

    path: Path
    look: Look
    inside: str = ""
    dialect: Dialect | None = None
    typed: bool = False
    form: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


class Text:
    """UTF-8 text on its way into staging: looked at while it is written, and never beyond the bound.

    Rows go out as CONVERTED cuts them. A with-block closes it; what was written stays for the caller to delete.
    """

    def __init__(self, path: Path, bound: Bound) -> None:
        self.path, self.look = path, Look()
        self._bound, self._done = bound, 0
        self._file = path.open("wb", buffering=0)
        self._rows = io.StringIO()
        self._writer = csv.writer(self._rows, lineterminator="\n")

    def write(self, data: bytes) -> int:
        """Append bytes."""
        block = bytes(data)
        self._done += len(block)
        self._bound(self._done)
        lake.write(self._file, block)
        self.look(block)
        return len(block)

    def row(self, cells: Sequence[str]) -> None:
        """Append one row."""
        self._writer.writerow(cells)
        if self._rows.tell() > BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what rows are waiting."""
        waiting = self._rows.getvalue()
        if waiting:
            self._rows.seek(0)
            self._rows.truncate()
            self.write(waiting.encode("utf-8", "replace"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self._file.close()
