"""What intake understands of a file, without loading it; with a dataset also what it would ask."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import Problem, UploadRefused
from metrics.intake import mapping, source, typed
from metrics.intake.answers import Answers
from metrics.intake.describe import ROWS, describe
from metrics.intake.reading import Reading
from metrics.intake.table import Table, by_row_file, in_order
from metrics.intake.understand import Understood, understand
from metrics.intake.values import Values, filled, study


def preview(
    path: Path,
    home: Path,
    dataset: Dataset | None = None,
    answers: Answers | None = None,
    rows: int = ROWS,
    file_name: str | None = None,
    timezone: str = "UTC",
) -> Reading:
    """Dialect, columns with types and formats counted over all rows, the first rows as text, questions and notes.

    Problems that would refuse the upload stand among the notes. Raises UploadRefused where the file is no table at all.
    """
    told = (answers or Answers()).over(Answers.from_recipe(dataset.recipe if dataset else None))
    if dataset is not None:
        dataset = dataset.model_copy(update={"recipe": (answers or Answers()).beside(dataset.recipe)})
    staging = home / "staging"
    looked_for = mapping.wanted(dataset, told.columns) if dataset else ()
    taken = source.take(
        path, staging, file_name=file_name or path.name, encoding=told.encoding, keep=False, sheet=told.sheet,
        wanted=looked_for, remembered=answers is None or answers.encoding is None,
    )  # fmt: skip
    waste = [*taken.temporary, by_row_file(taken, staging)]
    try:
        understood = understand(taken, told, dataset, staging)
        con = engine.connect(home, reads=(path.resolve().parent,))
        try:
            values = _values(con, understood, told, dataset, timezone, staging)
        finally:
            con.close()
        questions = (*understood.questions, *values.decided.questions)
        reading = describe(understood, values, dataset, rows, questions)
    finally:
        source.discard(waste)
    problems = tuple(str(problem) for problem in (*understood.problems, *values.decided.problems))
    return Reading(**{**vars(reading), "notes": (*problems, *reading.notes)})


def _values(
    con: duckdb.DuckDBPyConnection,
    understood: Understood,
    told: Answers,
    dataset: Dataset | None,
    timezone: str,
    staging: Path,
) -> Values:
    taken = understood.source
    if dataset is None:
        reading = describe(understood, Values(), None)
        cells = dict(zip(understood.header.names, understood.table.cells, strict=True))
        types = {column.header: column.type for column in reading.columns}
    else:
        cells = understood.cells()
        types = {column: kind for column, kind in dataset.types().items() if column in cells}

    def read(table: Table) -> Values:
        def run(told: Answers) -> Values:
            return study(con, table, cells, types, told, dataset, timezone, taken.shown, whole=True)

        found = typed.study(run, told, dataset.recipe if dataset else None) if taken.typed else run(told)
        headers = dict(zip(understood.header.names, table.cells, strict=True))
        return replace(found, filled=filled(con, table, headers))

    table = understood.table
    while True:
        try:
            return read(table)
        except duckdb.Error as error:  # quoted line breaks and damaged rows refuse DuckDB's faster readers
            again = in_order(table, taken, staging)
            if again == table:
                text = f"cannot be cut into rows: {str(error).splitlines()[0][:200]}"
                raise UploadRefused(Problem(text, file=taken.shown)) from None
            table = again
