"""The sheets Points and Flags: every period of each KPI, the reduction as a formula, and what the charts flag."""

from __future__ import annotations

import math

from metrics.chart import events
from metrics.chart.periods import after
from metrics.report import told
from metrics.report.pack import Pack
from metrics.report.sheet import Book, Live, column_of
from metrics.results import KpiResult

NAME = "Points"
HEADS = ("KPI", "Period", "Actual", "Expected", "Expected, low", "Expected, high", "Counted (1 or 0)", "Note")
ACTUAL, EXPECTED, COUNTED = 2, 3, 6  # columns
FIRST = 4  # the first row, from 0
CLOSE = 1e-9  # a formula is written only where it gives the document's figure


def points(book: Book, pack: Pack) -> None:
    """Write the sheet; book.live gets "effect.NAME" and "absolute.NAME" where the effect is a sum of these points."""
    about = "Effect = sum of (actual − expected) over the counted periods, divided by the sum of expected."
    sheet = book.sheet(NAME, "Points", about, (28, 12, 14, 14, 14, 14, 12, 46))
    book.table(sheet, FIRST - 1, HEADS, kept=2)
    row = FIRST
    for kpi in pack.kpis():
        counted, first, flags = {point.period for point in told.counted(kpi)}, row, pack.flags(kpi)
        for point in kpi.points:
            book.text(sheet, row, 0, kpi.title)
            book.day(sheet, row, 1, point.period)
            for column, value in enumerate((point.value, point.expected, point.low, point.high), start=ACTUAL):
                book.number(sheet, row, column, value, "amount")
            book.number(sheet, row, COUNTED, float(point.period in counted), "ask_whole")
            marked = events.within(flags, point.period, after(point.period, kpi.grain))
            book.text(sheet, row, COUNTED + 1, "; ".join(filter(None, (told.standing(point), marked))), "note")
            row += 1
        book.live |= _effect(kpi, first, row - 1)


def flags(book: Book, pack: Pack) -> None:
    """Write the sheet Flags: events, notes and edits of the definition as the charts number them; none without any."""
    found = [(kpi, pack.flags(kpi)) for kpi in pack.kpis()]
    if not any(marks for _, marks in found):
        return
    about = "What stands on the charts: (1) events, (A) notes with their authors, § edits of the definition."
    sheet = book.sheet("Flags", "Flags on the charts", about, (28, 8, 12, 12, 80))
    book.table(sheet, FIRST - 1, ("KPI", "Flag", "On", "Until", "What"), kept=2)
    row = FIRST
    for kpi, marks in found:
        for sign, mark in zip(events.signs(marks), marks, strict=True):
            book.text(sheet, row, 0, kpi.title)
            book.text(sheet, row, 1, sign)
            book.day(sheet, row, 2, mark.date)
            book.day(sheet, row, 3, mark.until)
            book.text(sheet, row, 4, mark.title, "wrapped")
            row += 1


def _effect(kpi: KpiResult, first: int, last: int) -> dict[str, Live]:
    """The formulas of a KPI's effect; none where it is not the sum of what is listed."""
    chosen = [(p.value or 0.0, p.expected or 0.0) for p in told.counted(kpi)]
    absolute, expected = math.fsum(a - e for a, e in chosen), math.fsum(e for _, e in chosen)
    if not chosen or expected <= 0 or kpi.effect.relative is None or kpi.effect.absolute is None:
        return {}
    pairs = ((absolute, kpi.effect.absolute), (absolute / expected, kpi.effect.relative))
    if not all(math.isclose(mine, theirs, rel_tol=CLOSE, abs_tol=CLOSE) for mine, theirs in pairs):
        return {}
    marks = column_of(NAME, COUNTED, first, last)
    actual, should = (f"SUMIFS({column_of(NAME, at, first, last)},{marks},1)" for at in (ACTUAL, EXPECTED))
    return {
        f"effect.{kpi.name}": Live(f'=IF({should}>0,({actual}-{should})/{should},"unknown")', kpi.effect.relative),
        f"absolute.{kpi.name}": Live(f"={actual}-{should}", kpi.effect.absolute),
    }
