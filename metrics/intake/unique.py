"""The owner's rule that a column's values are unique: rows that repeat a value of an earlier row become rejects.

Checked within one file: an export that is taken again repeats its rows rightly, and the key says which of them count.
Each unique column is judged by itself, over the rows that were accepted otherwise; empty cells repeat nothing.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from metrics.engine import name, text
from metrics.intake import query
from metrics.intake.job import Job
from metrics.intake.load import Loaded

REPEATS = "intake_repeats"  # (_row, place, first): a row, the column of the dataset, the earlier row with its value


def enforce(job: Job, loaded: Loaded) -> Loaded:
    """Take repeating rows out of the accepted ones; what they repeat stands in the table REPEATS.

    DuckDB groups and joins with its memory limit, on disk where a column is larger.
    """
    columns = list(job.dataset.types())
    rules = {rule.column for rule in job.dataset.rule if rule.unique}
    job.con.execute(f"CREATE OR REPLACE TEMP TABLE {REPEATS} (_row BIGINT, place INTEGER, first BIGINT)")
    rows, _, _ = Job.files(job.born)
    if not loaded.rows:
        return loaded
    sql = files("metrics.intake").joinpath("sql/repeats.sql").read_text(encoding="utf-8")
    for place, column in enumerate(columns):
        if column in rules and not (column == job.dataset.id and loaded.ascending):
            own = sql.format(rows=f"read_parquet({text(str(rows))})", value=name(column), place=place)
            job.con.execute(f"INSERT INTO {REPEATS} {own}")
    (repeated,) = query.first(job.con, f"SELECT count(DISTINCT _row) FROM {REPEATS}")
    if not repeated:
        return loaded
    kept = rows.with_suffix(".kept.parquet")
    try:
        left = f"SELECT * FROM read_parquet({text(str(rows))}) ANTI JOIN {REPEATS} USING (_row) ORDER BY _row"
        job.con.execute(f"COPY ({left}) TO {text(str(kept))} (FORMAT parquet, COMPRESSION snappy)")
        kept.replace(rows)
    finally:
        kept.unlink(missing_ok=True)
    return replace(loaded, rows=loaded.rows - repeated, rejected=loaded.rejected + repeated)
