"""One id in several rows of a file with one version, or time, and other values: their place alone says which counts.

Exact repeats are no matter, nor are rows that a higher version stands for. Only columns that KPIs read are compared.
A log without a version gathers rows of one time by nature, in their order: of it nothing is said. Natural keys, which
are no name that somebody gave, are asked about (finish.py).
"""

from __future__ import annotations

from typing import Any, Final

import duckdb

from metrics import engine, words
from metrics.intake.suspicion.case import Case, moment, scan, sql
from metrics.intake.suspicion.told import after, cell
from metrics.results import Warn

LOG: Final = 0.5  # share of the ids that stand in several rows, from which on the file is a log
TWO: Final = 2


def repeated(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """One warning for all such ids, with their count, the columns that differ and an example."""
    dataset, facts, at = case.dataset, _facts(case), moment(case.dataset)
    if not dataset.id or not facts or not case.files.duplicates:
        return []
    make = sql("tied").format(
        id=engine.name(dataset.id),
        at=at if at and _dated(case) else "NULL::DATE",
        facts=", ".join(f"{engine.name(fact)} AS v{place}" for place, fact in enumerate(facts)),
        rows=scan(case.files.rows_path),
        when=engine.name(dataset.version) if dataset.version else at or "NULL",
        direction="DESC" if dataset.keep == "last" else "ASC",
    )
    con.execute(make)
    differ = [f"count(DISTINCT v{n}) + CAST(count(*) > count(v{n}) AS INTEGER) > 1" for n in range(len(facts))]
    query = sql("contested").format(
        differ=", ".join(f"{test} AS d{n}" for n, test in enumerate(differ)),
        counts=", ".join(
            f"{{'n': count_if(d{n}), 'id': min_by(_id, first_row) FILTER (WHERE d{n})}}" for n in range(len(facts))
        ),
        any=" OR ".join(f"d{n}" for n in range(len(facts))),
    )
    ids, again, most, first, last, *found = con.execute(query).fetchall()[0]
    log = not dataset.version and again >= LOG * (case.files.rows - case.files.duplicates)
    if not ids or log:
        return []
    text = _text(con, case, dict(zip(facts, found, strict=True)), ids, most)
    return [Warn(kind="repeated", text=text, from_=first, until=after(last) if last else None)]


def _text(con: duckdb.DuckDBPyConnection, case: Case, found: dict[str, Any], ids: int, most: int) -> str:
    dataset = case.dataset
    columns = [column for column, one in found.items() if one["n"]]
    column = max(columns, key=lambda one: int(found[one]["n"]))
    example, place = found[column]["id"], list(found).index(column)
    rows = con.execute(f"SELECT v{place}, _row FROM _tied WHERE _id = $id ORDER BY _row", {"id": example})
    met = rows.fetchall()
    late = dataset.keep == "last"
    counts = met[-1] if late else met[0]
    other = next(one for one in (reversed(met) if late else met) if one[0] != counts[0])
    shown = ", ".join(f"{cell(value)} in row {row}" for value, row in sorted((counts, other), key=lambda one: one[1]))
    same = dataset.version or words.listed(dataset.times())
    stand = f"{'stands' if ids == 1 else 'stand'} {'twice' if most == TWO else 'in several rows'}"
    named = "" if len(columns) == 1 else f"{column} "
    return (
        f"{words.count(ids, 'id')} {stand} with the same {same} and other values of {words.listed(columns)}, "
        f"such as {cell(example)}: {named}{shown}; the {'later' if late else 'earlier'} row counts"
    )


def _dated(case: Case) -> bool:
    """Whether the time is a day or the parts of one; whole-number steps are none."""
    times = case.dataset.times()
    return len(times) > 1 or bool(times and case.dataset.types()[times[0]] != "integer")


def _facts(case: Case) -> list[str]:
    """The columns that KPIs read, but for the id and what orders its rows."""
    dataset = case.dataset
    read = case.columns.get(case.files.dataset, frozenset())
    apart = {dataset.id, *([dataset.version] if dataset.version else dataset.times())}
    return [column for column in dataset.types() if column in read and column not in apart]
