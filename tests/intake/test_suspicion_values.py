"""Changed history, changed units, future dates, files of another dataset; and checks that cannot be made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from metrics import words
from metrics.intake.suspicion import checks, suspicions
from tests.intake.suspicion_cases import NOW, SERIES, TICKETS, Exports, Rows, between, kinds, tickets

D = dt.date.fromisoformat


@pytest.fixture
def exports(home: Path) -> Exports:
    return Exports(home)


def changed(rows: Rows, share: float, **new: object) -> Rows:
    """The rows with other values in a seeded share of them; a callable gets the old value."""
    rng = np.random.default_rng(3)
    return [
        {**row, **{k: v(row[k]) if callable(v) else v for k, v in new.items()}} if rng.random() < share else row
        for row in rows
    ]


def test_creation_times_that_moved_are_told_with_share_example_and_shift(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live = between(rows, "2025-01-01", "2025-12-01")
    moved = changed(rows, 0.1, opened=lambda at: at + dt.timedelta(hours=2))
    settled = [
        (place, old, new)
        for place, (old, new) in enumerate(zip(rows, moved, strict=True), 2)
        if old["opened"] != new["opened"] and old["opened"].date() + dt.timedelta(days=30) <= D("2025-12-01")
    ]
    (warn,) = exports.found(moved, live)
    row, old, new = settled[0]
    assert warn.kind == "history"
    assert warn.text.startswith(f"{len(settled):,} of {len(live):,} ids that were loaded before (")
    assert f"e.g. {old['id']} (row {row}): {old['opened']} became {new['opened']}" in warn.text
    assert "moved by +2 hours: another time zone?" in warn.text
    assert (warn.from_, warn.until) == (old["opened"].date(), settled[-1][2]["opened"].date() + dt.timedelta(days=1))
    assert kinds(exports.found(changed(rows, 0.01, opened=lambda at: at + dt.timedelta(hours=2)), live)) == []


def test_settled_facts_that_changed_are_told_and_tickets_that_were_closed_since_are_not(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live = between(rows, "2025-01-01", "2025-12-01")
    still_open = [
        {**row, "minutes": None, "state": "open"} if row["opened"].date() >= D("2025-11-10") else row for row in live
    ]
    assert kinds(exports.found(rows, still_open)) == []
    assert kinds(exports.found(rows, changed(live, 0.5, minutes=None))) == [], "an empty fact is filled in"
    (warn,) = exports.found(changed(rows, 0.2, minutes=None), live)
    assert warn.kind == "history"
    assert "have another minutes, e.g. T" in warn.text
    assert "became empty" in warn.text


def test_mature_after_says_when_facts_are_settled(home: Path) -> None:
    exports = Exports(home, TICKETS + "mature_after = 200\n")
    rows = tickets("2025-01-01", "2026-01-01")
    live = between(rows, "2025-01-01", "2025-12-01")
    late = [{**row, "minutes": row["minutes"] * 2} if row["opened"].date() > D("2025-06-01") else row for row in rows]
    assert kinds(exports.found(late, live)) == []
    assert kinds(Exports(home).found(late, live)) == ["history"]


def test_a_log_that_goes_on_changes_facts_by_nature(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live = between(rows, "2025-01-01", "2025-12-01")
    log = [{**row, "state": "open"} for row in live] + live
    events = [{**row, "state": "reopened"} for row in rows] + rows
    assert kinds(exports.found(events, log)) == []


@pytest.mark.parametrize("factor", [10, 60, 100, 1000, 1 / 60, 1 / 100])
def test_another_unit_in_the_next_file(exports: Exports, factor: float) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live, month = between(rows, "2025-01-01", "2025-12-01"), between(rows, "2025-12-01", "2026-01-01")
    (warn,) = exports.found([{**row, "minutes": row["minutes"] * factor} for row in month], live)
    assert (warn.kind, warn.from_, warn.until) == ("unit", D("2025-12-01"), D("2026-01-01"))
    way = "larger" if factor > 1 else "smaller"
    assert warn.text.startswith(f"values of minutes are about {round(max(factor, 1 / factor))} times {way}")
    before = float(np.median([row["minutes"] for row in live]))
    assert f"their median is {words.number(before)} and then " in warn.text


@pytest.mark.parametrize("factor", [0.3, 2, 4])
def test_a_real_change_is_no_unit(exports: Exports, factor: float) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    month = [{**row, "minutes": row["minutes"] * factor} for row in between(rows, "2025-12-01", "2026-01-01")]
    assert kinds(exports.found(month, between(rows, "2025-01-01", "2025-12-01"))) == []


def test_a_unit_that_changes_inside_a_file_for_some_months(exports: Exports) -> None:
    def seconds(row: dict[str, object]) -> bool:
        return D("2025-05-01") <= row["opened"].date() < D("2025-08-01")  # type: ignore[attr-defined]

    rows = [
        {**row, "minutes": row["minutes"] * 60} if seconds(row) else row for row in tickets("2025-01-01", "2026-01-01")
    ]
    (warn,) = exports.found(rows)
    assert (warn.kind, warn.from_, warn.until) == ("unit", D("2025-05-01"), D("2025-08-01"))


def test_zeros_and_few_values_make_no_unit(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live, month = between(rows, "2025-01-01", "2025-12-01"), between(rows, "2025-12-01", "2026-01-01")
    assert kinds(exports.found([{**row, "minutes": 0.0} for row in month], live)) == []


def test_other_articles_are_no_other_unit(home: Path) -> None:
    months = [dt.date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]
    level = {"small": 10.0, "large": 1000.0}
    rows = [{"month": m, "sku": sku, "units": level[sku] + m.month} for m in months for sku in level]
    exports = Exports(home, SERIES.format(grain="month"))
    live = [row for row in rows if row["month"] < D("2025-12-01") and (row["sku"] == "small" or row["month"].day)]
    assert (
        kinds(exports.found([row for row in rows if row["month"] == D("2025-12-01") and row["sku"] == "large"], live))
        == []
    )
    thousands = [{**row, "units": row["units"] * 1000} for row in rows if row["month"] == D("2025-12-01")]
    assert kinds(exports.found(thousands, live)) == ["unit"], (
        "one value an article is enough where they lie wholly apart"
    )


def test_rows_after_now_are_counted_and_listed(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    rows[5]["opened"] = dt.datetime(2035, 3, 1, 8)
    rows[9]["opened"] = dt.datetime(9999, 12, 30)
    (warn,) = exports.found(rows)
    assert warn.kind == "future"
    assert warn.text.startswith(
        "2 rows are dated after today, 2026-01-05, in opened (row 7: 2035-03-01 08:00:00, row 11: 9999-12-30"
    )
    assert (warn.from_, warn.until) == (D("2035-03-01"), D("9999-12-31"))
    assert kinds(exports.found(tickets("2025-01-01", "2025-06-01"), now=dt.datetime(2025, 5, 31, 17, 30))) == []


FORECASTS = """
[project]
id = "p"
launch = 2025-01-01
[dataset.tickets]
shape = "forecasts"
target = "target"
made_on = "made_on"
forecast = "forecast"
series = ["sku"]
[forecast.tickets]
dataset = "tickets"
grain = "week"
"""


def test_targets_lie_ahead_and_their_first_and_last_are_few(home: Path) -> None:
    """Only horizons with an actual are exported: the last forecasts have one target each."""
    made = [D("2025-01-06") + dt.timedelta(weeks=n) for n in range(51)]
    rows = [
        {"made_on": day, "target": day + dt.timedelta(weeks=ahead), "sku": sku, "forecast": 100.0 + ahead}
        for day in made
        for ahead in range(1, 5)
        for sku in "abcdefghij"
        if ahead == 1 or day + dt.timedelta(weeks=ahead) <= D("2025-12-29")
    ]
    exports = Exports(home, FORECASTS)
    assert kinds(exports.found(rows, now=dt.datetime(2025, 12, 23))) == []
    assert kinds(exports.found(rows, now=dt.datetime(2025, 12, 20))) == ["future"]
    later = [{**row, "forecast": row["forecast"] * 1.01} for row in rows]
    assert kinds(exports.found(later, rows)) == ["history"], "a forecast that was made does not change"


def test_intervals_the_wrong_way_round_are_counted_with_their_file(home: Path) -> None:
    text = FORECASTS.replace(
        'series = ["sku"]', 'series = ["sku"]\nintervals = { "80" = ["low", "high"], "95" = ["lower", "upper"] }'
    )
    made = [D("2025-01-06") + dt.timedelta(weeks=n) for n in range(20)]
    rows = [
        {
            "made_on": day,
            "target": day,
            "sku": "a",
            "forecast": 5.0,
            "low": 4.0,
            "high": 6.0,
            "lower": 1.0,
            "upper": 9.0,
        }
        for day in made
    ]
    assert kinds(Exports(home, text).found(rows, now=dt.datetime(2025, 12, 23))) == []
    rows[3] |= {"low": 6.0, "high": 4.0}
    rows[7] |= {"low": None, "high": 4.0}
    (warn,) = Exports(home, text).found(rows, now=dt.datetime(2025, 12, 23))
    assert (warn.kind, warn.from_, warn.until) == ("turned", D("2025-01-27"), D("2025-01-28"))
    assert warn.text.startswith("in 1 row of ")
    assert " the 80 % interval has its low bound low above its high bound high (row 5: 6.0 to 4.0)" in warn.text
    assert "counts as a miss" in warn.text


TWO = (
    TICKETS
    + """
[dataset.surveys]
shape = "events"
id = "ticket"
time = "answered"
columns = { score = "integer" }
[dataset.surveys.recipe]
columns = { ticket = "Ticket no" }
"""
)


def test_the_same_bytes_elsewhere_are_told_until_they_are_a_habit(home: Path) -> None:
    exports = Exports(home, TWO)
    rows = tickets("2025-01-01", "2026-01-01")
    files = exports.files(rows)
    surveys = [{"ticket": f"S{n}", "answered": row["opened"], "score": 5} for n, row in enumerate(rows)]
    there = replace(exports.live(surveys, "surveys"), sha256=files.sha256)
    (warn,) = suspicions(home, exports.case(files, there, twins=(there,)))
    assert warn.kind == "other_dataset"
    assert "the very same file is live in dataset surveys" in warn.text
    foreign = replace(there, project="q")
    (warn,) = suspicions(home, exports.case(files, twins=(foreign,)))
    assert "of another project" in warn.text
    assert "q" not in warn.text.split(), "other projects are not named: not everybody may see them"
    live = exports.live(rows)
    shared = replace(there, sha256=live.sha256)
    assert kinds(suspicions(home, exports.case(files, live, there, shared, twins=(there,)))) == []


def test_a_file_that_fits_another_dataset_by_ids_or_headers(home: Path) -> None:
    exports = Exports(home, TWO)
    rows = tickets("2025-06-01", "2026-01-01")
    surveys = [{"ticket": row["id"], "answered": row["opened"], "score": 5} for row in rows]
    files, there = exports.files(rows), exports.live(surveys, "surveys")
    all_columns = ("id", "opened", "minutes", "state", "Ticket no", "Answered", "score")
    (warn,) = suspicions(home, exports.case(files, there, headers=all_columns))
    assert warn.text.startswith("100 % of the file's ids are live in dataset surveys")
    own = ("id", "opened", "minutes", "state")
    assert kinds(suspicions(home, exports.case(files, there, headers=own))) == [], "it lacks the survey's columns"
    renamed = ("Ticket no", "answered", "Score", "state")
    (warn,) = suspicions(home, exports.case(files, headers=renamed))
    assert "has all 3 columns that dataset surveys is known by, and 1 of the 4 of dataset tickets" in warn.text


def test_ids_that_were_shared_before_are_a_habit(home: Path) -> None:
    exports = Exports(home, TWO)
    rows = tickets("2025-01-01", "2026-01-01")
    surveys = [{"ticket": row["id"], "answered": row["opened"], "score": 5} for row in rows]
    columns = ("id", "opened", "minutes", "state", "Ticket no", "Answered", "score")
    live = [exports.live(between(rows, "2025-01-01", "2025-12-01")), exports.live(surveys, "surveys")]
    month = exports.files(between(rows, "2025-12-01", "2026-01-01"))
    assert kinds(suspicions(home, exports.case(month, *live, headers=columns))) == []


def test_what_cannot_be_checked_is_said_and_costs_nothing(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    live = exports.live(rows)
    live.rows_path.write_bytes(b"no Parquet")
    found = suspicions(exports.home, exports.case(exports.files(rows[:-1]), live))
    assert set(kinds(found)) == {"unchecked"}
    assert "the file could not be checked for changed history" in [warn.text for warn in found]

    monkeypatch.setattr(checks, "SECONDS", 0.05)
    slow = "SELECT count(*) FROM range(100000) a, range(100000) b WHERE a.range * b.range % 7 = 3"
    monkeypatch.setattr(checks, "OF_ROWS", [("slow", lambda con, case: con.execute(slow).fetchall() and [])])
    (warn,) = suspicions(exports.home, exports.case(exports.files(rows)))
    assert "it would take more than 0.05 seconds" in warn.text

    def too_much(con: duckdb.DuckDBPyConnection, case: object) -> list[object]:
        con.execute("SELECT list(range) FROM range(200000000)").fetchall()
        return []

    monkeypatch.setattr(checks, "SECONDS", 60)
    monkeypatch.setattr(checks, "OF_ROWS", [("lists", too_much)])
    monkeypatch.setattr(checks, "MEMORY", "40MB")
    (warn,) = suspicions(exports.home, exports.case(exports.files(rows)))
    assert warn.text == "the file could not be checked for lists: it needs more than 40MB of memory"


def test_dates_far_away_are_no_trouble(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    rows[0]["opened"] = dt.datetime(1, 1, 1)
    assert "gap" in kinds(exports.found(rows, now=NOW))


def test_numbers_in_warnings_are_written_for_people_and_dates_ahead_name_their_column(exports: Exports) -> None:
    rows = [{**row, "minutes": Decimal("13318.980000")} for row in tickets("2025-01-01", "2026-01-01")]
    live = between(rows, "2025-01-01", "2025-12-01")
    cents = [{**row, "minutes": Decimal("1331898.000000")} for row in rows]
    texts = " ".join(warn.text for warn in exports.found(cents, live))
    assert "13,318.98 became 1,331,898" in texts
    assert "their median is 13,319 and then 1,331,898" in texts
    versioned = Exports(exports.home, TICKETS.replace('time = "opened"', 'time = "opened"\nversion = "changed"'))
    ahead = dt.datetime(2035, 3, 1)
    late = [{**row, "opened": ahead, "changed": ahead} for row in rows[:2]]
    told = [warn.text for warn in versioned.found(late) if warn.kind == "future"]
    assert [", in opened (" in told[0], ", in changed (" in told[1]] == [True, True]
