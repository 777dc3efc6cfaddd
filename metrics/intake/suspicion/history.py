"""Ids that were loaded before and now tell another past: another time, or other facts after they had settled.

What re-exports do by nature is no finding:
- open tickets close: a fact that was empty may be filled in, and facts of rows that were not settled when they were
  exported (mature_after of the KPIs, 30 days where none is stated) may change;
- a few restatements: times are told from 2 % of the ids on, facts from 5 %;
- logs with several rows per id gather events: their facts change with each, so only times are compared, and these only
  where nearly all ids keep one time in all of their rows (a creation time, not an event's);
- forecasts' actuals are revised; their forecasts never are.
Only columns that KPIs read are compared. From 300,000 live keys on, a sample of them stands for all.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any, Final

import duckdb

from metrics import engine
from metrics.intake.suspicion.case import MATURE, Case, listed, moment, scan, sql
from metrics.intake.suspicion.told import DAY, cell, percent
from metrics.intake.suspicion.volume import NEW
from metrics.results import Warn
from metrics.store.upload import Upload

SAMPLE: Final = 300_000  # keys looked at; a share of 2 % is then known to ± 0.05 points
TIMES: Final = 0.02  # share of ids with another time
FACTS: Final = 0.05  # share of settled ids with another fact
FEWEST: Final = 3  # ids
WANDERS: Final = 0.1  # share of ids with several times: above it the time is an event's
ALIKE: Final = 0.9  # share of the changed times that moved by the same: a time zone, not a correction
LOOKED_AT: Final = 1000  # changed times that are looked at for a common shift


def history(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """A warning for changed times and one for each changed fact, with count, share and an example."""
    dataset, before = case.dataset, case.before
    key, at = dataset.key(), moment(dataset)
    if not key or at is None or not before or not case.keyed:
        return []
    log = bool(case.files.duplicates or any(one.duplicates for one in before))
    stated = case.mature()
    facts = [] if log and stated is None else _facts(case)
    rows = max(case.files.rows, 1)
    every = 1 + rows // SAMPLE
    _keep(con, case, "_kept_new", [f"SELECT *, {NEW} AS _seq FROM {scan(case.files.rows_path)}"], [], every)
    live = [
        f"SELECT *, {one.seq}::BIGINT AS _seq, {_until(one)} AS _until FROM {scan(one.rows_path)}" for one in before
    ]
    _keep(con, case, "_kept_live", live, ["_until"], every)
    settled_after = MATURE if stated is None else stated
    answers = con.execute(_question(case, facts), {"mature": settled_after}).fetchall()
    both, settled, wandering, moved, *altered = answers[0]
    found = []
    if wandering <= WANDERS * both and moved["n"] >= max(FEWEST, TIMES * both):
        found.append(_moved(case, moved, both, every))
    for column, fact in zip(facts, altered, strict=True):
        if fact["n"] >= max(FEWEST, FACTS * settled):
            found.append(_altered(case, column, fact, settled, every))
    return found


def _keep(con: duckdb.DuckDBPyConnection, case: Case, name: str, scans: list[str], more: list[str], every: int) -> None:
    """A table of the row that stands for each key."""
    dataset = case.dataset
    columns = dict.fromkeys((*dataset.key(), *_times(case), *_facts(case), dataset.version, "_row", "_seq", *more))
    at = moment(dataset)
    query = sql("kept").format(
        name=name,
        columns=listed([column for column in columns if column]),
        at=at,
        rows=" UNION ALL BY NAME ".join(scans),
        known=f"{engine.name(dataset.id)} IS NOT NULL" if dataset.id else "true",
        key=listed(dataset.key()),
        when=engine.name(dataset.version) if dataset.version else "_at",
        direction="DESC" if dataset.keep == "last" else "ASC",
    )
    con.execute(query, {"every": every})


def _question(case: Case, facts: list[str]) -> str:
    """The query that compares both sides: keys in both, settled, wandering; then a struct for times and each fact."""
    dataset = case.dataset
    key = listed(dataset.key())
    fixed = at_is_key(case)
    moved = "false" if fixed else "was <> now"
    if not fixed and dataset.version is None and dataset.keep == "last":
        moved = f"{moved} AND _settled"  # without a version the time itself may be the last change's
    changes = "".join(
        f", old.{engine.name(fact)} AS was{place}, new.{engine.name(fact)} AS now{place}"
        for place, fact in enumerate(facts)
    )
    answers = ["count(*)", "count(*) FILTER (WHERE _settled)", "count(*) FILTER (WHERE _wanders)"]
    answers.append(_answer(moved, "was", "now", shifts=not fixed))
    for place in range(len(facts)):
        was, now = f"was{place}", f"now{place}"
        answers.append(
            _answer(f"_settled AND {was} IS NOT NULL AND {now} IS DISTINCT FROM {was}", was, now, shifts=False)
        )
    return sql("history").format(key=key, told=f"concat_ws(', ', {key})", changes=changes, answers=", ".join(answers))


def at_is_key(case: Case) -> bool:
    """Whether the time is a part of the key, so that it cannot change."""
    return bool(set(_times(case)) & set(case.dataset.key()))


def _times(case: Case) -> tuple[str, ...]:
    if case.dataset.shape == "forecasts":
        return (case.dataset.made_on,) if case.dataset.made_on else ()
    return case.dataset.times()


def _facts(case: Case) -> list[str]:
    """The columns whose values must not change once settled."""
    dataset = case.dataset
    apart = {*dataset.key(), *_times(case), dataset.version}
    if dataset.shape == "forecasts":
        bounds = [bound for pair in dataset.intervals.values() for bound in pair]
        return [column for column in (dataset.forecast, *bounds) if column and column not in apart]
    read = case.columns.get(case.files.dataset, frozenset())
    return [column for column in dataset.types() if column in read and column not in apart]


def _until(upload: Upload) -> str:
    """The day up to which an upload knows what happened."""
    return "NULL::DATE" if upload.until is None else f"DATE '{upload.until}'"


def _answer(where: str, was: str, now: str, *, shifts: bool) -> str:
    example = f"{{'told': _told, 'row': _row, 'was': CAST({was} AS VARCHAR), 'now': CAST({now} AS VARCHAR)}}"
    moved = "CAST(epoch(now) - epoch(was) AS BIGINT)" if shifts else "NULL"
    fields = (
        f"'n': count(*) FILTER (WHERE {where})",
        f"'example': min_by({example}, _row) FILTER (WHERE {where})",
        f"'first': CAST(min(least(was, now)) FILTER (WHERE {where}) AS DATE)",
        f"'last': CAST(max(greatest(was, now)) FILTER (WHERE {where}) AS DATE)",
        f"'shifts': min_by({moved}, _row, {LOOKED_AT}) FILTER (WHERE {where})",
    )
    return f"{{{', '.join(fields)}}}"


def _moved(case: Case, found: dict[str, Any], both: int, every: int) -> Warn:
    example, share = found["example"], found["n"] / both
    column = " and ".join(_times(case))
    text = (
        f"{_of(found['n'], both, every)} ids that were loaded before ({percent(share)}) have "
        f"another {column}, e.g. {example['told']} (row {example['row']}): {example['was']} became {example['now']}"
    )
    shifts = Counter(found["shifts"] or ())
    shift, often = shifts.most_common(1)[0] if shifts else (0, 0)
    if shift and abs(shift) <= 14 * 3600 and often >= ALIKE * sum(shifts.values()):
        text += f". Nearly all moved by {shift / 3600:+g} hours: another time zone?"
    return Warn(kind="history", text=text, from_=found["first"], until=found["last"] + DAY)


def _altered(case: Case, column: str, found: dict[str, Any], settled: int, every: int) -> Warn:
    example, share = found["example"], found["n"] / settled
    was, now = (_shown(case, column, example[side]) for side in ("was", "now"))
    became = "became empty" if example["now"] is None else f"became {now}"
    text = (
        f"{_of(found['n'], settled, every)} settled rows that were loaded before ({percent(share)}) "
        f"have another {column}, e.g. {example['told']} (row {example['row']}): {was} {became}"
    )
    return Warn(kind="history", text=text, from_=found["first"], until=found["last"] + DAY)


def _shown(case: Case, column: str, text: str | None) -> str:
    numeric = case.dataset.types()[column] in ("integer", "decimal", "double")
    return cell(Decimal(text) if numeric and text else text)


def _of(count: int, total: int, every: int) -> str:
    """ "312 of 20,000", of a sample "about 3,120 of 200,000"."""
    return f"{'about ' if every > 1 else ''}{count * every:,} of {total * every:,}"
