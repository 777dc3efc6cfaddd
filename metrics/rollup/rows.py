"""Tables rows_<dataset>: live rows after `mode`, one per id or natural key (method §6).

Order within a key: `version`, or else time, then upload sequence, then row; the last or the first is kept. A row
without a version or time never beats one that has it. A null id identifies nothing: such rows all stay.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from importlib import resources

import duckdb

from metrics import engine
from metrics.dataset import Dataset
from metrics.errors import Problem, StoreError
from metrics.rollup.columns import SQL_TYPES, reading, reads_as
from metrics.store.soundness import damaged
from metrics.store.upload import Upload

MATERIALISED_ROWS = 2_000_000  # up to here reduced rows are kept in memory; more are reduced again by each scan


def sql(name: str) -> str:
    """The text of rollup/sql/<name>.sql."""
    return resources.files("metrics.rollup").joinpath("sql", f"{name}.sql").read_text("utf-8")


def table(dataset: str) -> str:
    """The quoted name of a dataset's rows."""
    return engine.name(f"rows_{dataset}")


def live_table(dataset: str) -> str:
    """The quoted name of a dataset's live rows before they are reduced; there is none without uploads."""
    return engine.name(f"_live_{dataset}")


def reported_name(dataset: str) -> str:
    """The unquoted name of all rows that live uploads ever reported; it exists only where rows_<dataset> lacks some."""
    return f"_reported_{dataset}"


def scan_table(dataset: str) -> str:
    """The quoted name of the same rows as `table`, for a roll-up's many scans: only the columns that KPIs read."""
    return engine.name(f"_scan_{dataset}")


def make_rows(
    con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset, uploads: Sequence[Upload], read: Collection[str]
) -> None:
    """Create rows_<name>, and _scan_<name> with the columns that are `read`, as tables or views.

    Raises StoreError where a stored file does not fit the definition any more.
    """
    _drop(con, {f"{made}_{name}" for made in ("rows", "_live", "_hidden", "_scan", "_reported")})
    if not uploads:
        con.execute(f"CREATE TABLE {table(name)} AS {_empty(dataset)}")
    scans_again = _reduce(con, name, dataset, sorted(uploads, key=lambda one: one.seq)) if uploads else False
    columns = ", ".join(engine.name(column) for column in sorted({*read, "_seq"}))
    made = f"TABLE {scan_table(name)} AS SELECT {columns}" if scans_again else f"VIEW {scan_table(name)} AS SELECT *"
    con.execute(f"CREATE {made} FROM {table(name)}")


def make_rows_within(
    con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset, uploads: Sequence[Upload], within: str
) -> None:
    """Create rows_<name> so that it is right for the rows that meet `within` (SQL), and for those alone.

    Only their keys are looked for again: of ten million rows one month's are read, not all of them reduced.
    """
    ordered, source = sorted(uploads, key=lambda one: one.seq), live_table(name)
    if not ordered:
        con.execute(f"CREATE OR REPLACE TEMP VIEW {table(name)} AS {_empty(dataset)}")
        return
    con.execute(f"CREATE OR REPLACE TEMP VIEW {source} AS {_live(con, dataset, ordered)}")
    if _may_repeat(dataset, ordered) or any(upload.mode == "replace_span" for upload in ordered):
        every = _live(con, dataset, ordered, replaced=True)
        con.execute(f"CREATE OR REPLACE TEMP VIEW {engine.name(reported_name(name))} AS {every}")
    if not _may_repeat(dataset, ordered):
        con.execute(f"CREATE OR REPLACE TEMP VIEW {table(name)} AS FROM {source}")
        return
    key = [engine.name(column) for column in dataset.key()]
    same = " AND ".join(f"live.{column} IS NOT DISTINCT FROM asked.{column}" for column in key)
    asked, hidden = engine.name(f"_asked_{name}"), engine.name(f"_hidden_{name}")
    query = sql("asked").format(source=source, key=", ".join(key), within=within, same=same)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {asked} AS {query}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {hidden} AS {_repeats(dataset, asked)}")
    con.execute(f"CREATE OR REPLACE TEMP VIEW {table(name)} AS FROM {asked} ANTI JOIN {hidden} USING (_seq, _row)")


def _reduce(con: duckdb.DuckDBPyConnection, name: str, dataset: Dataset, uploads: Sequence[Upload]) -> bool:
    """Create rows_<name> from uploads; true where each scan of it reduces the rows anew."""
    source = live_table(name)
    con.execute(f"CREATE VIEW {source} AS {_live(con, dataset, uploads)}")
    hidden = engine.name(f"_hidden_{name}")
    con.execute(f"CREATE TABLE {hidden} AS SELECT 0::BIGINT AS _seq, 0::BIGINT AS _row LIMIT 0")
    if _may_repeat(dataset, uploads):
        con.execute(f"INSERT INTO {hidden} {_repeats(dataset, source)}")
    (hides,) = con.execute(f"SELECT count(*) FROM {hidden}").fetchone() or (0,)
    if hides or any(upload.mode == "replace_span" for upload in uploads):
        every = _live(con, dataset, uploads, replaced=True)
        con.execute(f"CREATE VIEW {engine.name(reported_name(name))} AS {every}")
    if not hides:
        con.execute(f"CREATE VIEW {table(name)} AS FROM {source}")
        return False
    kept = f"FROM {source} ANTI JOIN {hidden} USING (_seq, _row)"
    small = sum(upload.rows for upload in uploads) - hides <= MATERIALISED_ROWS
    con.execute(f"CREATE {'TABLE' if small else 'VIEW'} {table(name)} AS {kept}")
    return not small


def _drop(con: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """A roll-up may follow another one on the same connection."""
    known = (
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE NOT internal"
        " UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE NOT internal"
    )
    for kind, found in con.execute(known).fetchall():
        if found in names:
            con.execute(f"DROP {kind} {engine.name(found)}")


def _empty(dataset: Dataset) -> str:
    columns = [f"NULL::{SQL_TYPES[of]} AS {engine.name(name)}" for name, of in dataset.types().items()]
    columns += ["NULL::DATE AS _time"] if len(dataset.times()) > 1 else []
    columns += ["NULL::VARCHAR AS _upload", "NULL::BIGINT AS _seq", "NULL::BIGINT AS _row"]
    return f"SELECT {', '.join(columns)} LIMIT 0"


def _live(
    con: duckdb.DuckDBPyConnection, dataset: Dataset, uploads: Sequence[Upload], *, replaced: bool = False
) -> str:
    """All live rows, without those whose days a later replace_span upload covers, or `replaced` with them."""
    problems: list[Problem] = []
    scans = []
    for upload in uploads:
        columns, wrong = _columns(con, dataset, upload)
        problems += wrong
        later = [
            one for one in uploads if one.seq > upload.seq and one.mode == "replace_span" and one.first and one.until
        ]
        spans = [_within(dataset, one.first, one.until) for one in later if one.first and one.until]
        kept = f" WHERE NOT coalesce({' OR '.join(spans)}, false)" if spans and dataset.times() and not replaced else ""
        file = f"read_parquet({engine.text(str(upload.rows_path))}, file_row_number = true)"
        scan = f"SELECT {', '.join(columns)} FROM {file}{kept}"
        scans.append(scan)
    if problems:
        raise StoreError(problems)
    return " UNION ALL ".join(scans)


def _within(dataset: Dataset, first: dt.date, until: dt.date) -> str:
    """The replaced span is the days from a file's first row to its last, not whole periods: nothing is lost unseen."""
    return f"({time_sql(dataset)} >= DATE '{first}' AND {time_sql(dataset)} < DATE '{until}')"


def time_sql(dataset: Dataset) -> str:
    """SQL of a stored row's time: the time column, or the date made of its parts (null where they make none)."""
    times = dataset.times()
    if len(times) == 1:
        return engine.name(times[0])
    parts = [engine.name(part) for part in times] + ["1"] * (3 - len(times))
    return f"TRY(make_date({', '.join(parts[:3])}))"


def _columns(con: duckdb.DuckDBPyConnection, dataset: Dataset, upload: Upload) -> tuple[list[str], list[Problem]]:
    """What is selected from an upload's file, and what the file lacks."""
    try:
        path = {"path": str(upload.rows_path)}
        described = con.execute("DESCRIBE SELECT * FROM read_parquet($path)", path).fetchall()
    except duckdb.InterruptException:
        raise  # the deadline: engine.deadline says so
    except duckdb.Error:
        raise StoreError(damaged(upload)) from None
    stored = {str(row[0]): str(row[1]) for row in described}
    again = f"Undo upload {upload.id} and upload {upload.file_name} again, or change the definition back."
    columns, problems = [], []
    for name, declared in dataset.types().items():
        if name not in stored:
            lacks = "a live upload was read before the definition named this column"
            problems.append(Problem(lacks, again, file=upload.file_name, column=name))
        elif not reads_as(stored[name], declared):
            other = f"a live upload holds this column as {stored[name].lower()}, the definition says {declared}"
            problems.append(Problem(other, again, file=upload.file_name, column=name))
        else:
            columns.append(reading(name, stored[name], declared))
    if len(dataset.times()) > 1:
        columns.append(f"{time_sql(dataset)} AS _time")
    row = "_row::BIGINT" if "_row" in stored else "file_row_number"
    columns += [f"{engine.text(upload.id)} AS _upload", f"{upload.seq}::BIGINT AS _seq", f"{row} AS _row"]
    return columns, problems


def _may_repeat(dataset: Dataset, uploads: Sequence[Upload]) -> bool:
    """Whether a key can stand in two rows: not in one file without duplicates, nor in files of days apart."""
    appended = dataset.mode == "append" or all(upload.mode == "append" for upload in uploads)
    if not dataset.key() or (dataset.id is None and appended):
        return False
    if any(upload.duplicates for upload in uploads):
        return True
    if dataset.id is not None or dataset.shape != "series":
        return len(uploads) > 1
    spans = sorted((one.first, one.until) for one in uploads if one.first and one.until)
    apart = all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    return not (apart and len(spans) == len(uploads))


def _repeats(dataset: Dataset, source: str) -> str:
    direction = "DESC" if dataset.keep == "last" else "ASC"
    when = engine.name(dataset.version) if dataset.version else time_sql(dataset) if dataset.times() else "NULL"
    key = ", ".join(engine.name(column) for column in dataset.key())
    known = f"{engine.name(dataset.id)} IS NOT NULL" if dataset.id else "true"
    return sql("repeats").format(key=key, when=when, direction=direction, source=source, known=known)
