"""Days without rows in months that count: named with the money, on the portfolio's line and in what packs say first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics import actions
from metrics.chart import flow_table, missing
from metrics.report import Pack, told
from metrics.report.portfolio import Member
from metrics.results import Headline, Warn
from metrics.store import Head, Store
from tests.report.projects import TEXT, rows, upload
from tests.visits import visit

LAUNCH = dt.date(2025, 1, 10)
HOLE = (dt.date(2025, 5, 12), dt.date(2025, 5, 26))
SAID = "Days since launch have no rows (12 May 2025 to 25 May 2025), and their periods count as if they were whole."


def gap(first: dt.date, until: dt.date) -> Warn:
    return Warn(kind="gap", text="no rows", upload="u", from_=first, until=until)


def store_with(tmp_path: Path, *files: tuple[dt.date, dt.date]) -> Store:
    """The project with a year before launch and a file for each of the stretches after it."""
    store = Store.open(tmp_path / "home")
    actions.apply(visit(store, "ada"), TEXT)
    upload(store, rows(dt.date(2024, 1, 1), LAUNCH, 4), "before.csv")
    for first, until in files:
        upload(store, rows(first, until, 2), f"{first}.csv")
    return store


def test_two_files_with_days_missing_between_them_say_so_wherever_their_month_counts(tmp_path: Path) -> None:
    with store_with(tmp_path, (LAUNCH, HOLE[0]), (HOLE[1], dt.date(2025, 9, 1))) as store:
        (head,) = actions.portfolio(visit(store))
        assert [(warn.from_, warn.until) for warn in head.missing] == [HOLE]
        assert missing.portfolio([head]) == [f"{head.name}: {SAID}"]
        result = actions.results(visit(store), "p")
        assert result.money is not None
        notes = {row["period"]: row["note"] for row in flow_table.flows(result.money)}
        may = notes[dt.date(2025, 5, 1)]
        assert may == "no rows 12 May 2025 to 25 May 2025"
        assert not notes[dt.date(2025, 6, 1)]
        pack = Pack(result, {}, Head(3, "a" * 64), dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "Ada")
        assert SAID in told.sentences(pack)
        assert SAID in Member(pack, head).sentences()
        assert {row[0]: row[-1] for row in told.flows(result.money)}["May 2025"] == may


@pytest.mark.parametrize(
    "files",
    [
        [(LAUNCH, dt.date(2025, 9, 1))],  # nothing is missing
        [(LAUNCH, dt.date(2025, 5, 1)), (dt.date(2025, 6, 1), dt.date(2025, 9, 1))],  # a whole month, which is unknown
    ],
)
def test_where_no_month_counts_with_days_missing_nothing_is_said(
    tmp_path: Path, files: list[tuple[dt.date, dt.date]]
) -> None:
    with store_with(tmp_path, *files) as store:
        (head,) = actions.portfolio(visit(store))
        assert not head.missing
        assert not told.lacking(actions.results(visit(store), "p"))


def test_days_missing_before_launch_are_no_matter_of_the_result(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "ada"), TEXT)
        for first, until in ((dt.date(2024, 1, 1), dt.date(2024, 5, 12)), (dt.date(2024, 5, 26), dt.date(2025, 9, 1))):
            upload(store, rows(first, until, 2), f"{first}.csv")
        (head,) = actions.portfolio(visit(store))
        assert head.warnings
        assert not head.missing


def test_one_day_and_many_stretches() -> None:
    day = dt.date(2025, 5, 12)
    assert missing.span(gap(day, day + dt.timedelta(days=1))) == "12 May 2025"
    many = [gap(dt.date(2025, month, 3), dt.date(2025, month, 9)) for month in (3, 4, 5, 6)]
    assert "and 2 more stretches)" in missing.sentence(many)
    assert missing.days([many[1], many[0], many[1]], dt.date(2025, 3, 8), dt.date(2025, 4, 4)) == many[:2]
    assert missing.days(many, dt.date(2025, 3, 9), dt.date(2025, 4, 3)) == []
    assert not missing.portfolio([Headline(project="p", name="P", currency="EUR", launch=day)])
