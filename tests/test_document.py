"""What a results document is computed from: its clock, its order, its id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from metrics import document
from metrics.document import Clock, Numbers
from metrics.model import Project
from metrics.results import ForecastResult, PeriodAccuracy, ProjectResult, Warn
from metrics.store import Seal, Upload

NOW = dt.datetime(2025, 3, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(
            "CREATE TABLE points (kpi VARCHAR, grain VARCHAR, segment VARCHAR, period_end DATE, complete BOOLEAN)"
        )
        yield made


def project(**info: Any) -> Project:
    kpi = {"dataset": "d", "measure": "count(*)", "better": "lower"}
    return Project.model_validate(
        {
            "project": {"id": "p", "launch": dt.date(2025, 1, 1)} | info,
            "dataset": {"d": {"shape": "events", "time": "opened"}},
            "kpi": {"tickets": kpi | {"grains": ["week"]}, "calls": kpi},
            "event": [
                {"date": dt.date(2025, 2, 1), "title": "later"},
                {"date": dt.date(2025, 1, 15), "title": "earlier"},
            ],
        }
    )


def points(con: duckdb.DuckDBPyConnection, *rows: tuple[str, str, str | None, str, bool]) -> None:
    con.executemany("INSERT INTO points VALUES (?, ?, ?, CAST(? AS DATE), ?)", rows)


def test_as_of_is_the_last_day_of_the_primarys_last_complete_period(con: duckdb.DuckDBPyConnection) -> None:
    points(
        con,
        ("tickets", "month", None, "2025-02-01", True),
        ("tickets", "month", None, "2025-03-01", True),
        ("tickets", "month", None, "2025-04-01", False),
        ("tickets", "week", None, "2025-03-10", True),  # not its main grain
        ("tickets", "month", "channel=chat", "2025-06-01", True),  # not the whole
        ("calls", "month", None, "2025-05-01", True),  # not the primary
    )
    assert document.clock(con, project(), NOW).as_of == dt.date(2025, 2, 28)
    assert document.clock(con, project(primary="calls"), NOW).as_of == dt.date(2025, 4, 30)


def test_without_a_complete_primary_another_kpi_gives_as_of(con: duckdb.DuckDBPyConnection) -> None:
    points(con, ("tickets", "month", None, "2025-02-01", False), ("calls", "month", None, "2025-03-01", True))
    assert document.clock(con, project(), NOW).as_of == dt.date(2025, 2, 28)


def test_an_empty_project_has_no_as_of_and_nothing_to_wait_for(con: duckdb.DuckDBPyConnection) -> None:
    assert document.clock(con, project(), NOW) == Clock(None, None)


@pytest.mark.parametrize(
    ("now", "zone", "recheck"),
    [
        (NOW, "UTC", dt.date(2025, 3, 17)),
        (dt.datetime(2025, 3, 16, 23, 30, tzinfo=dt.UTC), "UTC", dt.date(2025, 3, 17)),
        (dt.datetime(2025, 3, 16, 23, 30, tzinfo=dt.UTC), "Europe/Berlin", dt.date(2025, 4, 1)),  # the 17th there
        (dt.datetime(2025, 4, 1, tzinfo=dt.UTC), "UTC", None),
    ],
)
def test_recheck_is_the_next_end_of_a_period_in_the_projects_days(
    con: duckdb.DuckDBPyConnection, now: dt.datetime, zone: str, recheck: dt.date | None
) -> None:
    points(
        con,
        ("tickets", "month", None, "2025-03-01", False),  # over, and short of rows: no day will complete it
        ("tickets", "month", None, "2025-04-01", False),
        ("tickets", "week", None, "2025-03-17", False),
        ("calls", "month", None, "2025-05-01", True),
    )
    assert document.clock(con, project(timezone=zone), now).recheck_on == recheck


def upload(seq: int, **other: Any) -> Upload:
    fields: dict[str, Any] = dict.fromkeys(Upload.__dataclass_fields__) | {
        "id": f"u{seq}",
        "project": "p",
        "dataset": "d",
        "seq": seq,
        "state": "live",
        "file_name": f"f{seq}.csv",
        "sha256": str(seq),
        "recipe_hash": "r",
        "rows": 10,
        "rejected": 1,
        "mode": "upsert",
        "warnings": (Warn(kind="w", text=f"of {seq}"),),
    }
    return Upload(**fields | other)


SEAL = Seal(
    project="p",
    kpi="tickets",
    revision=1,
    definition_digest="d",
    points=b"[]",
    points_sha256="a",
    reason=None,
    sealed_at=NOW,
    sealed_by="owner@example.com",
)
NOTHING = Numbers((), (), None, {}, ())
WHEN = Clock(dt.date(2025, 2, 28), dt.date(2025, 4, 1))


def assembled(
    of: Project | None = None,
    uploads: tuple[Upload, ...] = (upload(2), upload(1)),
    seals: tuple[Seal, ...] = (),
    when: Clock = WHEN,
    numbers: Numbers = NOTHING,
    revision: int = 3,
) -> ProjectResult:
    sealed = {seal.kpi: seal for seal in seals}
    return document.assemble(of or project(), {"d": uploads}, sealed, revision, when, numbers).result


def test_the_document_lists_its_inputs_in_order() -> None:
    proof = document.assemble(project(), {"d": (upload(2), upload(1))}, {}, 3, WHEN, NOTHING)
    assert proof.recheck_on == dt.date(2025, 4, 1)
    assert [one.id for one in proof.result.inputs.uploads] == ["u1", "u2"]
    assert (proof.result.inputs.revision, proof.result.inputs.uploads[0].rejected) == (3, 1)
    assert [warning.text for warning in proof.result.warnings] == ["of 1", "of 2"]
    assert [event.title for event in proof.result.events] == ["earlier", "later"]
    assert proof.result.name == "p"  # a project without a name goes by its id


def test_the_id_hashes_what_the_numbers_came_from_and_nothing_else() -> None:
    base = assembled().snapshot
    assert base == assembled(uploads=(upload(1), upload(2)), revision=4).snapshot
    others = [
        assembled(of=project(discount_rate="0.05")),
        assembled(uploads=(upload(1),)),
        assembled(uploads=(upload(1), upload(2, sha256="other"))),
        assembled(uploads=(upload(1), upload(2, complete_through=dt.date(2025, 2, 28)))),
        assembled(seals=(SEAL,)),
        assembled(seals=(replace(SEAL, points_sha256="b"),)),
        assembled(when=Clock(dt.date(2025, 3, 31), None)),
    ]
    assert len({base, *(one.snapshot for one in others)}) == len(others) + 1


@pytest.mark.parametrize(
    ("grain", "last", "as_of"),
    [
        ("month", dt.date(2025, 1, 1), dt.date(2025, 1, 31)),
        ("week", dt.date(2025, 1, 6), dt.date(2025, 1, 12)),
        ("day", dt.date(2025, 1, 6), dt.date(2025, 1, 6)),
        ("week", 7, None),
    ],
)
def test_a_project_of_forecasts_alone_reaches_to_its_last_target(
    grain: str, last: dt.date | int, as_of: dt.date | None
) -> None:
    rows = (PeriodAccuracy(model="m", horizon=1, period=last, points=1),)
    forecast = ForecastResult.model_validate({"name": "f", "grain": grain, "season": 1, "by_period": rows})
    numbers = replace(NOTHING, forecasts=(forecast,))
    assert assembled(when=Clock(None, None), numbers=numbers).as_of == as_of
    assert assembled(numbers=numbers).as_of == dt.date(2025, 2, 28)  # KPIs go first
