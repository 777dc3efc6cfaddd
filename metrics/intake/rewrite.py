"""A file's best reading written out again as plain UTF-8 CSV, for people and programs that want to look at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from metrics.intake import guard, source
from metrics.intake.answers import Answers
from metrics.intake.records import records
from metrics.intake.table import by_row_file
from metrics.intake.understand import Understood, understand


def rewrite(path: Path, home: Path, target: Path, answers: Answers | None = None) -> None:
    """Write header and rows of `path`, as intake cuts them, to `target`; open questions do not stop it.

    Nothing is invented: a file without a header gets none, an empty file gives an empty one. Rows keep the number of
    the header's cells: missing ones are empty, further ones follow. Of several tables the largest is written, without
    what stands below it. A row with a stray quote, which an upload rejects, is written as `records` mends it. Cells
    that a spreadsheet would run are guarded. Raises UploadRefused where the file is no table at all.
    """
    if path.is_file() and not path.stat().st_size:
        target.write_bytes(b"")
        return
    told = answers or Answers()
    staging = home / "staging"
    taken = source.take(path, staging, file_name=path.name, encoding=told.encoding, keep=False, sheet=told.sheet)
    waste = [*taken.temporary, by_row_file(taken, staging)]
    try:
        understood = understand(taken, told, None, staging)
        with (
            understood.source.text.open(encoding="utf-8", newline="") as lines,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            out.writelines(guard.line(cells) for cells in _rows(understood, lines))
    finally:
        source.discard(waste)


def _rows(understood: Understood, lines: Iterable[str]) -> Iterator[list[str]]:
    header, until = understood.header, understood.until
    if header.rows:
        yield list(header.names)
    for record in records(lines, understood.dialect, len(header.names)):
        if until is not None and record.number > until:
            return
        if record.number > header.skip + header.rows and not record.blank:
            yield [*record.cells, *[""] * (len(header.names) - len(record.cells))]
