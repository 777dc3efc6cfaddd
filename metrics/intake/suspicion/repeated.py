"""One id in several rows of a file with one version, or time, and other values: their place alone says which counts.

Exact repeats are no matter, nor are rows that a higher version stands for. Only columns that KPIs read are compared.
A log without a version gathers rows of one time by nature, in their order: of it nothing is said.
"""

from __future__ import annotations

from typing import Any, Final

import duckdb

from metrics import engine, words
from metrics.intake.suspicion.case import Case, listed, moment, scan, sql
from metrics.intake.suspicion.told import after, cell
from metrics.results import Warn

LOG: Final = 0.5  # share of the ids that stand in several rows, from which on the file is a log
TWO: Final = 2


def repeated(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """One warning for all such ids, with their count, the columns that differ and an example."""
    dataset, key, facts = case.dataset, case.dataset.key(), _facts(case)
    appended = case.files.mode == "append" and dataset.id is None
    if not key or not facts or appended or not case.files.duplicates:
        return []
    at = moment(dataset)
    make = sql("tied").format(
        key=listed(key),
        at=at if at and _dated(case) else "NULL::DATE",
        facts=", ".join(f"{engine.name(fact)} AS v{place}" for place, fact in enumerate(facts)),
        rows=scan(case.files.rows_path),
        known=f"{engine.name(dataset.id)} IS NOT NULL" if dataset.id else "true",
        when=engine.name(dataset.version) if dataset.version else at or "NULL",
        direction="DESC" if dataset.keep == "last" else "ASC",
    )
    con.execute(make)
    differ = [f"count(DISTINCT v{n}) + CAST(count(*) > count(v{n}) AS INTEGER) > 1" for n in range(len(facts))]
    query = sql("contested").format(
        differ=", ".join(f"{test} AS d{n}" for n, test in enumerate(differ)),
        counts=", ".join(
            f"{{'n': count_if(d{n}), 'told': min_by(_told, first_row) FILTER (WHERE d{n})}}" for n in range(len(facts))
        ),
        any=" OR ".join(f"d{n}" for n in range(len(facts))),
    )
    keys, again, most, first, last, *found = con.execute(query).fetchall()[0]
    log = not dataset.version and again >= LOG * (case.files.rows - case.files.duplicates)
    if not keys or (log and not set(_times(case)) & set(key)):
        return []
    text = _text(con, case, dict(zip(facts, found, strict=True)), keys, most)
    return [Warn(kind="repeated", text=text, from_=first, until=after(last) if last else None)]


def _text(con: duckdb.DuckDBPyConnection, case: Case, found: dict[str, Any], keys: int, most: int) -> str:
    dataset = case.dataset
    columns = [column for column, one in found.items() if one["n"]]
    column = max(columns, key=lambda one: int(found[one]["n"]))
    example, place = found[column]["told"], list(found).index(column)
    rows = con.execute(f"SELECT v{place}, _row FROM _tied WHERE _told = $told ORDER BY _row", {"told": example})
    met = rows.fetchall()
    late = dataset.keep == "last"
    counts = met[-1] if late else met[0]
    other = next(one for one in (reversed(met) if late else met) if one[0] != counts[0])
    shown = ", ".join(f"{cell(value)} in row {row}" for value, row in sorted((counts, other), key=lambda one: one[1]))
    same = dataset.version or " and ".join(_times(case))
    alike = f"with the same {same} and" if same and same not in dataset.key() else "with"
    each = "id" if dataset.id else "key"
    stand = "stands" if keys == 1 else "stand"
    often = "twice" if most == TWO else "in several rows"
    named = "" if len(columns) == 1 else f"{column} "
    return (
        f"{words.count(keys, each)} {stand} {often} {alike} other values of {words.listed(columns)}, "
        f"such as {example}: {named}{shown}; the {'later' if late else 'earlier'} row counts"
    )


def _dated(case: Case) -> bool:
    """Whether the time is a day or the parts of one; whole-number steps are none."""
    times = _times(case)
    return len(times) > 1 or case.dataset.types()[times[0]] != "integer"


def _times(case: Case) -> tuple[str, ...]:
    if case.dataset.shape == "forecasts":
        return (case.dataset.made_on,) if case.dataset.made_on else ()
    return case.dataset.times()


def _facts(case: Case) -> list[str]:
    """The columns that results are made of, but for the key and what orders its rows."""
    dataset = case.dataset
    read = {*case.columns.get(case.files.dataset, ()), dataset.forecast, dataset.actual}
    read |= {bound for pair in dataset.intervals.values() for bound in pair}
    order = {dataset.version} if dataset.version else set(_times(case))
    return [column for column in dataset.types() if column in read and column not in {*dataset.key(), *order}]
