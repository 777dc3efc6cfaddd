"""What a file says: its first rows as they stand, its columns, rejects and warnings. Pieces of the Uploads page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from metrics import actions, words, worker
from metrics.access.visit import Visit
from metrics.arrivals import Arrival, Queue
from metrics.dataset import Dataset
from metrics.intake import ColumnReading, Reading, Staged
from metrics.results import Warn
from pages.naming import readable

FIRST_ROWS = 6
VALUES = 4  # of a column, beside the question that they leave open
LETTERS = 5  # cells with letters beyond ASCII that are quoted, so that a wrong encoding is seen
PATTERN = {"%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%H": "hh", "%I": "hh", "%M": "mm", "%S": "ss"}
PATTERN |= {"%b": "Mon", "%B": "Month", "%p": "am/pm", "%f": "fraction", "%z": "zone"}
COUNTED = "rejects"  # told with the rows
KINDS = {
    "edge": ("trending_down", "Edge of the export"),
    "gap": ("space_bar", "Missing periods"),
    "shrunk": ("compress", "Fewer rows than before"),
    "doubled": ("content_copy", "The same rows twice"),
    "overwritten": ("layers_clear", "Rows with one key"),
    "history": ("history", "History changed"),
    "unit": ("straighten", "Other unit or currency"),
    "future": ("event_upcoming", "Dates in the future"),
    "turned": ("swap_vert", "Interval bounds the wrong way round"),
    "repeated": ("difference", "One id with two values"),
    "other_dataset": ("swap_horiz", "Looks like another dataset"),
    "unchecked": ("help", "Not checked"),
}


def summary(reading: Reading, notes: bool = True) -> None:
    """Encoding, dialect and columns in one sentence, with words that show whether the encoding is right."""
    st.markdown(words.plain(form(reading)))
    told = any(reading.encoding.lower() in note.lower() for note in reading.notes)
    if not told and (found := letters(reading)):
        st.caption(f"Accented names read as: **{words.plain(', '.join(found))}**")
    for note in reading.notes if notes else ():
        st.caption(f":material/info: {words.plain(words.opening(readable(note)))}")


def form(reading: Reading) -> str:
    """Encoding, dialect and columns in one sentence; a workbook, whose cells are known, has no dialect."""
    columns = words.count(len(reading.columns), "column")
    if reading.converted:
        return words.opening(f"{reading.named}, {columns}")
    return f"{reading.encoding.upper()} text, {columns} separated by {reading.dialect.named()}."


def letters(reading: Reading) -> list[str]:
    """Cells of the first rows, and headers, with letters beyond ASCII."""
    cells = [*(column.header for column in reading.columns), *(cell or "" for row in reading.sample for cell in row)]
    return list(dict.fromkeys(words.shortened(cell, 40) for cell in cells if not cell.isascii()))[:LETTERS]


def first_rows(reading: Reading) -> None:
    """The file's own first rows."""
    headers = [column.header for column in reading.columns]
    rows: list[dict[str, str | int | None]] = [
        {"Row": reading.first_row + n, **dict(zip(headers, (cell or "" for cell in cells), strict=False))}
        for n, cells in enumerate(reading.sample[:FIRST_ROWS])
    ]
    st.dataframe(
        rows,
        height="content",
        hide_index=True,
        column_config={"Row": st.column_config.NumberColumn("Row", format="plain", pinned=True, width=60)},
        alt="The first rows of the file as they stand in it",
    )


def values(reading: Reading, column: str) -> list[dict[str, object]]:
    """The first different values of a definition's column as they stand in the file, with their rows."""
    place = next((n for n, each in enumerate(reading.columns) if each.maps_to == column), None)
    if place is None:
        return []
    cells = [(reading.first_row + n, row[place]) for n, row in enumerate(reading.sample) if len(row) > place]
    rows = {cell: row for row, cell in reversed(cells) if cell}
    header = reading.columns[place].header
    return [{"Row": row, header: cell} for cell, row in sorted(rows.items(), key=lambda pair: pair[1])][:VALUES]


def columns(reading: Reading) -> None:
    """The file's columns, what becomes of each, and how its values are written."""
    st.dataframe(
        [
            {
                "In the file": column.header,
                "Goes to": column.maps_to or "left out",
                "Read as": column.type,
                "Written like": _written(column),
                "Filled rows": column.values,
            }
            for column in reading.columns
        ],
        height="content",
        hide_index=True,
        column_config={"Filled rows": st.column_config.NumberColumn(format="localized")},
        alt="The columns of the file and what becomes of them",
    )


def outcome(staged: Staged, dataset: Dataset) -> None:
    """Rows, span, rejects and repeated keys in one sentence."""
    files = staged.files
    if files is None:
        return
    span = ""
    if files.first and files.until:
        span = f" from **{words.day(files.first)}** to **{words.day(files.until - dt.timedelta(days=1))}**"
    rejected = f"**{words.number(files.rejected)} rejected**" if files.rejected else "none rejected"
    counts = "first" if dataset.id and dataset.keep == "first" else "newest"
    keys = f"; {words.number(files.duplicates)} repeat a key, of which the {counts} counts" if files.duplicates else ""
    st.markdown(f"**{words.count(files.rows, 'row')}**{span}; {rejected}{keys}.")


def warnings(found: Sequence[Warn]) -> None:
    """What looks wrong, each with its evidence; kind and icon say what it is about."""
    for warn in (warn for warn in found if warn.kind != COUNTED):
        icon, kind = KINDS.get(warn.kind, ("info", warn.kind.replace("_", " ").capitalize()))
        text = words.plain(words.opening(readable(warn.text)))
        st.markdown(f":orange[:material/{icon}: **{words.plain(kind)}**] {text}")


def rejects(visit: Visit, queue: Queue, arrival: Arrival) -> None:
    """Rejected rows: counted by reason, the first of them, and a CSV to repair."""
    staged = arrival.staged
    if staged is None:
        return
    if arrival.reasons:
        st.dataframe(
            [
                {
                    "Rows": r.rows,
                    "Column": r.column,
                    "Reason": r.reason,
                    "First in row": r.first_row,
                    "Such as": r.example,
                }
                for r in arrival.reasons
            ],
            height="content",
            hide_index=True,
            placeholder="–",
            column_config={
                "Rows": st.column_config.NumberColumn(format="localized", width=70),
                "First in row": st.column_config.NumberColumn(format="plain"),
            },
            alt="Why rows were rejected, counted",
        )
    st.dataframe(
        [
            {"Row": reject.row, "Column": reject.column, "Value": reject.value, "Reason": reject.reason}
            for reject in staged.reject_sample
        ],
        height="content",
        hide_index=True,
        placeholder="–",
        column_config={"Row": st.column_config.NumberColumn(format="plain", width=70)},
        alt="The first rejected rows with their reasons",
    )
    st.download_button(
        "Rejected rows as CSV",
        lambda: _repair(visit, queue, arrival),
        f"rejects_{arrival.file_name.removesuffix('.gz')}",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"repair.{arrival.key}",
        help="As they stand in the file, with row and reason: repair them there and upload that file",
    )


def _repair(visit: Visit, queue: Queue, arrival: Arrival) -> str:
    if arrival.staged and arrival.staged.files:
        return actions.repair(visit, arrival.staged)
    given = (queue.project, queue.dataset, arrival.path, arrival.told(), arrival.file_name)
    return str(worker.run(visit, actions.repair_ahead, *given))


def _written(column: ColumnReading) -> str:
    if column.numbers:
        return column.numbers
    return ", ".join(f"{_pattern(name)} ({words.count(n, 'row')})" for name, n in column.formats.items())


def _pattern(format_: str) -> str:
    """A date format as people write it: %d.%m.%Y is DD.MM.YYYY."""
    for sign, written in PATTERN.items():
        format_ = format_.replace(sign, written)
    return format_
