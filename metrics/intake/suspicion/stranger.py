"""A file of another dataset: the same bytes, the same ids, or headers that fit another one better.

It stays a warning and is never a question: one export may rightly feed two datasets or two projects, and an unattended
upload must not stop at that. What was rightly so before (earlier live files of this dataset are live there too, or
share their ids) is no finding again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import duckdb

from metrics.dataset import Dataset
from metrics.intake.mapping import plain, wanted
from metrics.intake.suspicion.case import Case, scan
from metrics.intake.suspicion.kin import live_rows, shared
from metrics.intake.suspicion.told import percent
from metrics.results import Warn
from metrics.store.upload import Upload

SHARED: Final = 0.5  # of the file's ids in the other dataset: two systems' numbers rarely meet that often
FEWEST: Final = 20  # ids and columns are compared from here on
COLUMNS: Final = 2


def stranger(con: duckdb.DuckDBPyConnection, case: Case) -> list[Warn]:
    """At most one warning: the strongest sign that the file belongs elsewhere."""
    found = next(iter((*_same_bytes(case), *_same_ids(con, case), *_better_headers(case))), None)
    return [] if found is None else [Warn(kind="other_dataset", text=found)]


def _same_bytes(case: Case) -> Iterator[str]:
    here = (case.files.project, case.files.dataset)
    for twin in case.twins:
        if (twin.project, twin.dataset) == here or any(before.sha256 in _known(case, twin) for before in case.before):
            continue
        where = f"dataset {twin.dataset}"
        where += "" if twin.project == case.files.project else " of another project"
        yield (
            f"the very same file is live in {where} (as {twin.file_name}). If one export feeds both, all is well; "
            "else this upload belongs there"
        )


def _known(case: Case, twin: Upload) -> set[str]:
    """The files that are live where the twin is, as far as this project's own datasets go."""
    return {one.sha256 for one in case.live.get(twin.dataset, ()) if twin.project == case.files.project}


def _others(case: Case) -> Iterator[tuple[str, Dataset]]:
    yield from ((name, other) for name, other in case.project.dataset.items() if name != case.files.dataset)


def _same_ids(con: duckdb.DuckDBPyConnection, case: Case) -> Iterator[str]:
    """Another dataset that the file could be read for, and that has its ids while this one's rows have not."""
    mine = case.dataset.id
    if mine is None:
        return
    for name, other in _others(case):
        live = case.live.get(name, ())
        if other.id is None or not live or not _all(case.headers, other):
            continue
        theirs = live_rows(live)
        keys, share = shared(con, mine, scan(case.files.rows_path), other.id, theirs, case.files.rows)
        if keys < FEWEST or share < SHARED:
            continue
        habit = 0.0
        if case.before:
            _, habit = shared(con, mine, live_rows(case.before), other.id, theirs, sum(one.rows for one in case.before))
        if habit < share / 2:
            yield (
                f"{percent(share)} of the file's ids are live in dataset {name}, whose columns it has too; "
                "it may belong there"
            )


def _better_headers(case: Case) -> Iterator[str]:
    """Another dataset all of whose columns the file has, while this one's names are not all among its headers."""
    if not case.headers:
        return
    here = _names(case.dataset)
    fits = len(here & _plain(case.headers))
    for name, other in _others(case):
        there = _names(other)
        if len(there) >= COLUMNS and fits < len(here) and there <= _plain(case.headers) and there != here:
            yield (
                f"the file has all {len(there)} columns that dataset {name} is known by, and {fits} of the {len(here)} "
                f"of dataset {case.files.dataset}; it may belong there"
            )


def _names(dataset: Dataset) -> set[str]:
    """The headers that a dataset's files are known by, the remembered ones included."""
    told = dict(dataset.recipe.columns) if dataset.recipe else {}
    return {plain(header) for header in wanted(dataset, told)}


def _plain(headers: Sequence[str]) -> set[str]:
    return {plain(header) for header in headers}


def _all(headers: Sequence[str], dataset: Dataset) -> bool:
    """Whether a file with these headers could be read for the dataset; unknown headers may."""
    return not headers or _names(dataset) <= _plain(headers)
