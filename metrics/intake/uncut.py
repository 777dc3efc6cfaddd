"""Why DuckDB could not cut a file into rows, in words for whoever has the file."""

from __future__ import annotations

import re

import duckdb

from metrics.errors import Problem

LONGEST_LINE = 2_000_000  # bytes: DuckDB's max_line_size, of one line or of one row in quotes
_LINE = re.compile(r"CSV Error on Line: (\d+)")


def uncut(error: duckdb.Error, shown: str) -> Problem:
    """The problem that an error of DuckDB's reader means."""
    said = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        remedy = "Export fewer columns, or one month at a time."
        return Problem("needs more memory than the reading of one file may use", remedy, file=shown)
    if "maximum line size" in said.lower():
        found = _LINE.search(said)
        text = f"a row is longer than {LONGEST_LINE:,} bytes: a quote may be open, or a cell holds a whole document"
        return Problem(text, "Correct it, or leave that column out.", file=shown, row=int(found[1]) if found else None)
    text = f"cannot be cut into rows: {said.splitlines()[0][:200]}"
    return Problem(text, "Export it again, or state --delimiter and --encoding.", file=shown)
