"""What was understood of a file, in words and tables for people."""

from __future__ import annotations

import re

from metrics import words
from metrics.dataset import ColumnType, Dataset
from metrics.errors import Question
from metrics.intake import dates, numbers
from metrics.intake.casts import FALSE_WORDS, TRUE_WORDS
from metrics.intake.reading import ColumnReading, Reading
from metrics.intake.understand import Understood
from metrics.intake.values import Values

ROWS = 20
SUGGESTED_ON = 1000  # rows that a column's type is suggested from
SURE = 0.95  # share of values that must fit the suggested type
_TRUTH = {"true", "false", "yes", "no", "t", "f", "y", "n", *TRUE_WORDS, *FALSE_WORDS}


def describe(
    understood: Understood,
    values: Values,
    dataset: Dataset | None,
    rows: int = ROWS,
    questions: tuple[Question, ...] = (),
    blank: int = 0,
) -> Reading:
    """The reading of a file: dialect, columns, first rows, questions, notes."""
    first = understood.header.skip + understood.header.rows
    wide = len(understood.header.names)
    body = understood.body(SUGGESTED_ON)
    nulls = understood.table.nulls
    sample = [tuple(_cell(row, i, nulls) for i in range(wide)) for row in body if any(row)]
    mapped = {position: column for column, position in understood.positions.items()}
    looked_at = None if understood.source.whole and len(body) < SUGGESTED_ON else len(sample)
    notes = [*understood.notes, *values.decided.notes, *values.decided.said.values()]
    if blank:
        notes.append(f"{words.count(blank, 'row')} without any value left out.")
    return Reading(
        file_name=understood.source.file_name,
        encoding=understood.source.encoding,
        dialect=understood.dialect,
        columns=tuple(
            _column(
                header,
                [row[i] for row in sample],
                mapped.get(i, header if dataset is None else None),
                values,
                dataset,
                looked_at,
            )
            for i, header in enumerate(understood.header.names)
        ),
        sample=tuple(sample[:rows]),
        first_row=first + 1,
        questions=questions,
        notes=tuple(notes),
        converted=understood.source.dialect is not None,
    )


def _cell(row: list[str], position: int, nulls: tuple[str, ...]) -> str | None:
    cell = row[position] if position < len(row) else ""
    return None if cell in nulls else cell


def _column(
    header: str,
    cells: list[str | None],
    column: str | None,
    values: Values,
    dataset: Dataset | None,
    looked_at: int | None,
) -> ColumnReading:
    given = [cell for cell in cells if cell is not None]
    kind = dataset.types()[column] if dataset and column else suggested(given)
    seen = values.dates.get(column or "")
    counted = values.numbers.get(column or "")
    form = values.decided.forms.get(column or "")
    filled = values.filled.get(header)
    if filled is None and values.whole and (seen or counted):
        filled = seen.values if seen else counted.values if counted else None
    fits = {}
    if seen:
        fits = {
            "|".join(dict.fromkeys(f.named() for f in formats)): seen.fits[family]
            for family, formats in seen.formats.items()
        }
    return ColumnReading(
        header=header,
        type=kind,
        maps_to=column if dataset else None,
        values=len(given) if filled is None else filled,
        formats=fits,
        numbers=form.named() if form and counted and counted.fraction_digits else None,
        of=looked_at if filled is None else None,
    )


def suggested(values: list[str]) -> ColumnType:
    """The type that nearly all values have; text where they have none in common, or start with a zero."""
    if not values:
        return "text"
    share = SURE * len(values)
    lowered = [value.strip().lower() for value in values]
    if sum(value in _TRUTH for value in lowered) >= share:
        return "boolean"
    if any(re.fullmatch(r"0\d+", value) for value in lowered):
        return "text"
    if sum(re.fullmatch(numbers.PLAIN_DIGITS, value) is not None for value in lowered) >= share:
        return "integer"
    patterns = [re.compile(form.pattern(False)) for form in numbers.FORMS]
    if max(sum(p.fullmatch(value) is not None for value in lowered) for p in patterns) >= share:
        return "decimal"
    if sum(bool(dates.formats(value)) for value in values) >= share:
        return "timestamp" if any(":" in value for value in values) else "date"
    return "text"
