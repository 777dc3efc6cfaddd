"""Edges, holes and periods that shrank: found where they are, with their figures, and not where they are not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from tests.intake.suspicion_cases import SERIES, TICKETS, Exports, Rows, between, kinds, tickets

D = dt.date.fromisoformat


@pytest.fixture
def exports(home: Path) -> Exports:
    return Exports(home)


def thinned(rows: Rows, first: str, until: str, share: float) -> Rows:
    """The rows without a part of those of a span."""
    rng = np.random.default_rng(7)
    inside = {row["id"] for row in between(rows, first, until)}
    return [row for row in rows if row["id"] not in inside or rng.random() < share]


def test_a_clean_export_is_no_finding(exports: Exports) -> None:
    assert kinds(exports.found(tickets("2024-06-01", "2026-01-01"))) == []


def test_a_filtered_last_month_is_an_edge_with_its_figures(exports: Exports) -> None:
    rows = thinned(tickets("2025-01-01", "2026-01-01"), "2025-12-01", "2026-01-01", 0.3)
    count = len(between(rows, "2025-12-01", "2026-01-01"))
    near = [len(between(rows, f"2025-{m:02d}-01", f"2025-{m + 1:02d}-01")) for m in range(6, 12)]
    (warn,) = exports.found(rows)
    assert (warn.kind, warn.from_, warn.until) == ("edge", D("2025-12-01"), D("2026-01-01"))
    assert warn.text.startswith(
        f"2025-12 has {count} rows, the 6 months next to it {min(near)} to {max(near)} "
        f"(a factor of {float(np.median(near)) / count:.2g})"
    )


def test_a_cut_month_says_where_the_data_ends_and_an_unfinished_one_nothing(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2025-12-10")
    (warn,) = exports.found(rows)
    assert warn.kind == "edge"
    assert warn.text.endswith("(data ends on 2025-12-09)")
    assert kinds(exports.found(rows, now=dt.datetime(2025, 12, 10))) == []


def test_a_first_month_that_holds_older_rows_too_is_an_edge(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    more = [{**row, "id": f"{row['id']}x{n}"} for row in between(rows, "2025-01-01", "2025-02-01") for n in range(2)]
    (warn,) = exports.found(rows + more)
    assert (warn.kind, warn.from_) == ("edge", D("2025-01-01"))


def test_two_halves_of_a_month_are_whole_together(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    before, after = between(rows, "2025-01-01", "2025-12-15"), between(rows, "2025-12-15", "2026-01-01")
    assert kinds(exports.found(before)) == ["edge"]
    assert kinds(exports.found(after, before)) == []
    assert kinds(exports.found(after[:20], before)) == ["edge"]


def test_counts_are_of_ids_not_of_the_rows_of_a_log(exports: Exports) -> None:
    """Each ticket of the last month has five events: more rows, the same tickets."""
    rows = tickets("2025-01-01", "2026-01-01")
    events = [row for row in rows for _ in range(5 if row["opened"].date() >= D("2025-12-01") else 1)]
    assert kinds(exports.found(events)) == []


@pytest.mark.parametrize("weekdays", [7, 5])
def test_weekends_are_a_pattern_and_a_week_without_rows_is_a_hole(exports: Exports, weekdays: int) -> None:
    rows = tickets("2025-01-01", "2026-01-01", weekdays=weekdays)
    assert kinds(exports.found(rows)) == []
    holed = [row for row in rows if not D("2025-03-10") <= row["opened"].date() < D("2025-03-17")]
    (warn,) = exports.found(holed)
    first, until = (D("2025-03-10"), D("2025-03-17")) if weekdays == 7 else (D("2025-03-08"), D("2025-03-17"))
    assert (warn.kind, warn.from_, warn.until) == ("gap", first, until)
    assert warn.text.endswith("a hole inside the file")
    expected = int(warn.text.split("about ")[1].split()[0])
    assert expected == pytest.approx(10 * weekdays, rel=0.15)


def test_a_file_that_was_forgotten_is_a_gap_to_what_was_loaded_before(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01")
    before, after = between(rows, "2025-01-01", "2025-11-01"), between(rows, "2025-12-01", "2026-01-01")
    (warn,) = exports.found(after, before)
    assert (warn.kind, warn.from_, warn.until) == ("gap", D("2025-11-01"), D("2025-12-01"))
    assert "between what was loaded before, to 2025-10-31, and this file, from 2025-12-01" in warn.text
    assert kinds(exports.found(before + after, before + after)) == [], "told when it came, not with every export again"


def test_a_rare_event_has_no_holes(exports: Exports) -> None:
    assert kinds(exports.found(tickets("2024-01-01", "2026-01-01", a_day=0.15))) == []


def test_a_missing_week_of_a_weekly_series_is_a_hole(home: Path) -> None:
    weeks = [D("2024-01-01") + dt.timedelta(weeks=n) for n in range(80)]
    rows = [{"week": week, "sku": sku, "units": 5.0} for week in weeks for sku in ("a", "b")]
    exports = Exports(home, SERIES.format(grain="week"))
    assert kinds(exports.found(rows)) == []
    (warn,) = exports.found([row for row in rows if row["week"] != weeks[40]])
    assert (warn.kind, warn.from_, warn.until) == ("gap", weeks[39] + dt.timedelta(days=1), weeks[41])


def test_a_period_that_shrank_names_both_counts(exports: Exports) -> None:
    rows = tickets("2025-06-01", "2026-01-01")
    live = between(rows, "2025-06-01", "2025-12-01")
    again = thinned(rows, "2025-08-01", "2025-09-01", 0.8)
    was, now = (len(between(each, "2025-08-01", "2025-09-01")) for each in (rows, again))
    (warn,) = exports.found(again, live)
    assert (warn.kind, warn.from_, warn.until) == ("shrunk", D("2025-08-01"), D("2025-09-01"))
    assert f"{was - now} rows fewer" in warn.text
    assert f"2025-08 {now} instead of {was}" in warn.text
    assert warn.text.endswith("those loaded before still count")


def test_a_few_old_rows_exported_again_with_the_next_month_are_no_shrinking(exports: Exports) -> None:
    rows = tickets("2025-06-01", "2026-01-01")
    live, month = between(rows, "2025-06-01", "2025-12-01"), between(rows, "2025-12-01", "2026-01-01")
    changed = live[::40]
    assert kinds(exports.found(changed + month, live)) == []
    (warn,) = (w for w in exports.found(changed + month, live, mode="replace_span") if w.kind == "shrunk")
    assert warn.text.endswith("they no longer count")


def test_the_months_of_day_and_week_kpis_are_judged_at_their_own_grain(home: Path) -> None:
    weekly = Exports(home, TICKETS.replace('better = "lower"', 'better = "lower"\ngrain = "week"'))
    rows = tickets("2025-01-01", "2025-12-29")
    assert kinds(weekly.found(rows)) == []
    assert kinds(weekly.found(rows[: -3 * 10])) == [], "a week that the span cuts is cut by the month's export"
    (warn,) = weekly.found(thinned(rows, "2025-12-22", "2025-12-29", 0.3))
    assert (warn.kind, warn.from_) == ("edge", D("2025-12-22"))
    assert warn.text.startswith("2025-W52 has ")


def renamed(rows: Rows, mark: str = "X") -> Rows:
    return [{**row, "id": f"{mark}{row['id']}"} for row in rows]


def test_the_same_days_under_other_ids_would_count_twice(exports: Exports) -> None:
    rows = tickets("2025-06-01", "2026-01-01")
    (warn,) = exports.found(renamed(rows), rows)
    assert (warn.kind, warn.from_, warn.until) == ("doubled", D("2025-06-01"), D("2026-01-01"))
    assert f"{len(rows):,} rows stand on days" in warn.text
    assert "0.0 % of the file's ids are known" in warn.text
    assert kinds(exports.found(rows, rows)) == [], "exported again under their own ids"
    part = between(rows, "2025-08-01", "2025-10-01")
    assert kinds(exports.found(renamed(part), rows)) == ["doubled"]


def test_rare_rows_under_other_ids_are_told_by_month(exports: Exports) -> None:
    rows = tickets("2025-01-01", "2026-01-01", a_day=0.6)
    assert "doubled" in kinds(exports.found(renamed(rows), rows))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("a_day", [0.5, 4, 30])
def test_another_source_with_days_of_its_own_is_no_repetition(exports: Exports, seed: int, a_day: float) -> None:
    rows = tickets("2025-06-01", "2026-01-01", a_day=a_day)
    other = renamed(tickets("2025-06-01", "2026-01-01", a_day=a_day, seed=seed + 10))
    assert "doubled" not in kinds(exports.found(other, rows))
