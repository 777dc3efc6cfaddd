"""A file's best reading written out again as plain UTF-8 CSV, for people and programs that want to look at it."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

from metrics.intake import source
from metrics.intake.answers import Answers
from metrics.intake.table import by_row_file
from metrics.intake.understand import understand


def rewrite(path: Path, home: Path, target: Path, answers: Answers | None = None) -> None:
    """Write header and rows of `path`, as intake cuts them, to `target`; open questions do not stop it.

    Rows keep the number of the header's cells: missing ones are empty, further ones follow. Raises UploadRefused where
    the file is no table at all.
    """
    told = answers or Answers()
    staging = home / "staging"
    taken = source.take(path, staging, file_name=path.name, encoding=told.encoding, keep=False)
    waste = [*taken.temporary]
    try:
        understood = understand(taken, told, None, staging)
        waste.append(by_row_file(taken, staging))
        names = understood.header.names
        first = understood.header.skip + understood.header.rows
        with (
            taken.text.open(encoding="utf-8", newline="") as lines,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(names)
            for row in islice(understood.dialect.reader(lines), first, None):
                if any(row):
                    writer.writerow([*row, *[""] * (len(names) - len(row))])
    finally:
        source.discard(waste)
