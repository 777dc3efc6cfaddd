"""Month end: what is booked stays booked, what restates it is named, foretold and accepted by name."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.access.visit import Forbidden
from metrics.actions import alerting, moves
from metrics.actions.month import Review
from metrics.errors import Problem, StaleRevision, StoreError
from metrics.measure.restated import Moved
from metrics.results import Booked
from metrics.store import Store
from tests.visits import logged_in, visit

TEXT = """
[project]
id = "p"
owner = "olga@example.com"
launch = 2025-01-01
[dataset.d]
shape = "events"
id = "id"
time = "day"
columns = { channel = "text" }
[kpi.calls]
title = "Calls"
unit = "calls"
dataset = "d"
measure = "count(*)"
better = "lower"
segments = ["channel"]
target = -0.2
unit_value = 10
realised_share = 0.5
[[cost]]
date = 2024-12-15
amount = 100
category = "build"
kind = "investment"
"""
FEBRUARY, MARCH = dt.date(2025, 2, 1), dt.date(2025, 3, 1)


def rows(first: dt.date, until: dt.date, each: int, mark: str = "") -> str:
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    return "".join(f"{mark}{day}-{n},{day},{('chat', 'mail')[n % 2]}\n" for day in days for n in range(each))


def staged(store: Store, text: str, name: str) -> actions.Uploaded:
    file = store.home.parent / name
    file.write_text("id,day,channel\n" + text)
    return actions.stage(visit(store), "p", "d", file)  # type: ignore[return-value]


def commit(store: Store, text: str, name: str) -> str:
    return actions.commit(visit(store, "ana"), staged(store, text, name)).upload.id  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("closing") / "home"
    with Store.open(home) as store:
        actions.apply(visit(store, "olga@example.com"), TEXT)
        text = rows(dt.date(2024, 1, 1), dt.date(2025, 1, 1), 4) + rows(dt.date(2025, 1, 1), dt.date(2025, 4, 1), 2)
        commit(store, text, "calls.csv")
    return home


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(made, tmp_path / "home")
    with Store.open(tmp_path / "home") as opened:
        yield opened


def close(store: Store, month: dt.date = FEBRUARY) -> None:
    actions.close_month(visit(store, "olga@example.com"), "p", month, "as expected")


def only(store: Store) -> actions.ClosedMonth:
    (found,) = actions.month_end(visit(store), "p").closed
    return found


LATE = rows(dt.date(2025, 2, 3), dt.date(2025, 2, 4), 12, "late")


def test_a_month_is_booked_as_the_results_tell_it(store: Store) -> None:
    assert actions.month_end(visit(store), "p").waiting == (dt.date(2025, 1, 1), FEBRUARY, MARCH)
    close(store)
    found = only(store)
    assert (found.state, found.moved, found.causes) == ("stands", (), ())
    (point,) = found.booked.points
    result = actions.results(visit(store), "p")
    told = next(each for each in result.kpis[0].points if each.period == FEBRUARY)
    assert (point.value, point.expected, point.held, point.benefit) == (56.0, told.expected, "met", told.benefit)
    assert result.money is not None
    flow = next(each for each in result.money.cash_flows if each.period == FEBRUARY)
    assert (found.booked.cost, found.booked.net) == (flow.cost, flow.net)
    assert actions.month_end(visit(store), "p").waiting == (dt.date(2025, 1, 1), MARCH)
    last = store.audit("p")[-1]
    assert (last.action, last.actor, last.subject) == ("close", "olga@example.com", "2025-02")
    assert last.detail["before"] is None
    assert last.detail["after"]["Calls"] == "56 calls"


def test_closing_changes_no_figure_and_no_snapshot(store: Store) -> None:
    before = actions.results(visit(store), "p")
    revision = store.revision("p")
    close(store)
    assert actions.results(visit(store), "p") == before
    assert store.revision("p") == revision


@pytest.mark.parametrize(
    ("month", "comment", "said"),
    [
        (FEBRUARY, " ", "with a comment"),
        (dt.date(2025, 2, 3), "x", "named by its first day"),
        (dt.date(2025, 4, 1), "x", "April 2025 cannot be closed yet: data are complete to 2025-03-31"),
        (dt.date(2023, 4, 1), "x", "has no figures"),
    ],
)
def test_what_cannot_be_signed_is_refused(store: Store, month: dt.date, comment: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        actions.close_month(visit(store), "p", month, comment)
    assert store.closes("p") == ()


def test_a_month_that_no_row_tells_of_is_not_signed(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as gap:
        actions.apply(visit(gap, "olga@example.com"), TEXT)
        text = rows(dt.date(2024, 1, 1), FEBRUARY, 2) + rows(MARCH, dt.date(2025, 4, 1), 2)
        commit(gap, text, "calls.csv")
        assert FEBRUARY in actions.month_end(visit(gap), "p").waiting
        assert actions.month(visit(gap), "p", FEBRUARY).this.points[0].value is None
        with pytest.raises(StoreError, match="February 2025 has no figures to sign"):
            actions.close_month(visit(gap, "olga@example.com"), "p", FEBRUARY, "looks fine")
        actions.close_month(visit(gap, "olga@example.com"), "p", MARCH, "looks fine")


def test_a_month_is_signed_once_and_only_as_it_was_reviewed(store: Store) -> None:
    seen = actions.month(visit(store), "p", FEBRUARY).snapshot
    commit(store, LATE, "late.csv")
    with pytest.raises(StaleRevision, match="changed since they were reviewed"):
        actions.close_month(visit(store), "p", FEBRUARY, "fine", seen=seen)
    close(store)
    with pytest.raises(StoreError, match=r"February 2025 was closed by olga@example\.com"):
        close(store)
    kept = {"snapshot": "s", "revision": 1, "figures": b"{}", "comment": "c", "told": {}}
    with pytest.raises(StaleRevision, match="prepared on revision 1"):
        store.close_month("p", MARCH, actor="eve", **kept)  # type: ignore[arg-type]


def test_later_data_restates_a_closed_month_and_says_whose_they_were(store: Store) -> None:
    close(store)
    close(store, MARCH)
    commit(store, LATE, "late.csv")
    february, march = actions.month_end(visit(store), "p").closed
    assert (february.state, march.state) == ("restated", "stands")
    told = {each.figure: (each.before, each.after) for each in actions.moves_told(february)}
    assert told["Calls"] == ("56 calls", "68 calls")
    assert set(told) == {"Calls", "Calls: effect", "Calls: benefit", "Benefit of the month", "Net of the month"}
    (cause,) = february.causes
    assert cause.kind == "upload"
    assert cause.text.startswith("the upload of late.csv, by ana on ")
    assert february.booked.points[0].value == 56.0  # booked stays booked


def test_what_a_wish_would_change_of_a_closed_month_is_told_whole() -> None:
    def one(n: int) -> Moved:
        return Moved("value", f"K{n}", "calls", f"k{n}", "month", FEBRUARY, float(n), n + 1.0, False)

    every = [one(n) for n in range(5)]
    assert moves.clause(every, "EUR").endswith("K2 2 → 3 calls; 2 more figures")
    assert moves.clause(every, "EUR", most=None).endswith("K4 4 → 5 calls")


def test_an_upload_says_beforehand_which_closed_month_it_would_change(store: Store) -> None:
    close(store)
    ahead = staged(store, LATE, "late.csv")
    changes = actions.impact(visit(store), ahead)  # type: ignore[arg-type]
    (said,) = actions.closed(changes)
    assert said.startswith("changes February 2025, closed by olga@example.com: Calls 56 → 68 calls")
    assert "1 closed month is touched." in actions.summed_up(changes, definition.parse(TEXT))
    assert actions.warned(changes) == ([], [])
    actions.commit(visit(store), ahead)  # type: ignore[arg-type]
    (upload,) = [each.id for each in store.uploads("p") if each.file_name == "late.csv"]
    (said,) = actions.closed(actions.impact_of_undo(visit(store), upload))
    assert said.startswith("brings back what was booked of February 2025")
    actions.undo(visit(store), upload)
    assert only(store).state == "stands"
    other = staged(store, rows(dt.date(2025, 4, 1), dt.date(2025, 4, 3), 1), "april.csv")
    assert actions.closed(actions.impact(visit(store), other)) == []  # type: ignore[arg-type]


def test_an_edit_restates_and_says_so_beforehand(store: Store) -> None:
    close(store)
    text = TEXT.replace("unit_value = 10", "unit_value = 12")
    (said,) = actions.closed(actions.impact_of_definition(visit(store), text))
    assert "Calls: benefit" in said
    actions.apply(visit(store, "dora"), text)
    found = only(store)
    assert found.state == "restated"
    assert [(cause.kind, cause.text.split(", by ")[0]) for cause in found.causes] == [
        ("definition", "an edit of the definition")
    ]
    assert {each.figure for each in found.moved} == {"benefit", "net"}


def test_a_restatement_is_accepted_by_name_and_what_was_booked_stays(store: Store) -> None:
    close(store)
    with pytest.raises(StoreError, match="is not restated"):
        actions.accept_restatement(visit(store), "p", FEBRUARY, "why not")
    with pytest.raises(StoreError, match="is not closed"):
        actions.accept_restatement(visit(store), "p", MARCH, "why not")
    commit(store, LATE, "late.csv")
    with pytest.raises(StoreError, match="with a reason"):
        actions.accept_restatement(visit(store), "p", FEBRUARY, "")
    actions.accept_restatement(visit(store, "olga@example.com"), "p", FEBRUARY, "tickets of the night shift")
    found = only(store)
    assert (found.state, found.acceptances[0].accepted_by) == ("accepted", "olga@example.com")
    assert (found.booked.points[0].value, found.current.points[0].value) == (56.0, 68.0)
    last = store.audit("p")[-1]
    assert (last.action, last.detail["before"]["Calls"], last.detail["after"]["Calls"]) == (
        "accept",
        "56 calls",
        "68 calls",
    )
    commit(store, LATE.replace("late", "later"), "later.csv")  # and again
    found = only(store)
    assert found.state == "restated"
    assert [cause.text.split(", by ")[0] for cause in found.causes] == [
        "the upload of late.csv",
        "the upload of later.csv",
    ]


def test_what_an_upload_changed_tells_the_months_that_were_closed_then(store: Store) -> None:
    first = store.uploads("p")[0].id
    close(store)
    foretold = actions.closed(actions.impact(visit(store), staged(store, LATE, "late.csv")))  # type: ignore[arg-type]
    late = commit(store, LATE, "late.csv")
    assert foretold
    assert actions.closed(actions.effect(visit(store), late).changes) == foretold
    close(store, MARCH)
    assert actions.closed(actions.effect(visit(store), late).changes) == foretold  # closed since: no matter of it
    assert actions.closed(actions.effect(visit(store), first).changes) == []


def fires(store: Store) -> list[str]:
    return [each.alert.rule for each in actions.firing(visit(store)) if each.alert.rule == "restated"]


def restated(store: Store) -> str:
    """February, closed and restated by the upload whose id is given, and its alert."""
    close(store)
    upload = commit(store, LATE, "late.csv")
    actions.judged(store, "p")
    assert fires(store) == ["restated"]
    return upload


def test_an_accepted_restatement_asks_nobody_any_more(store: Store) -> None:
    restated(store)
    actions.accept_restatement(visit(store), "p", FEBRUARY, "tickets of the night shift")
    assert fires(store) == []
    (alert,) = [each for each in actions.alerts(visit(store), "p") if each.alert.rule == "restated"]
    assert "stands as it was signed, or as it was accepted since" in alert.alert.text


def test_an_undo_that_brings_back_what_was_booked_ends_the_alert(store: Store) -> None:
    upload = restated(store)
    actions.undo(visit(store), upload)
    assert fires(store) == []


def test_a_redo_ends_an_alert_of_what_its_absence_changed(store: Store) -> None:
    upload = commit(store, LATE, "late.csv")
    close(store)
    actions.undo(visit(store), upload)
    actions.judged(store, "p")
    assert fires(store) == ["restated"]
    actions.redo(visit(store), upload)
    assert fires(store) == []


def test_rules_that_cannot_be_run_hold_up_no_acceptance(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    restated(store)

    def broken(*_: object) -> None:
        raise StoreError(Problem("damaged"))

    monkeypatch.setattr(alerting, "judged", broken)
    actions.accept_restatement(visit(store), "p", FEBRUARY, "tickets of the night shift")
    assert only(store).state == "accepted"
    today = dt.datetime.now(dt.UTC).date()
    assert [name for name, *_ in store.unwatched(today)] == ["p"]  # the next round tries


def test_only_owners_sign_and_everybody_who_sees_the_project_reads(store: Store) -> None:
    store.grant("v@example.com", "viewer", "p", actor="boss")
    store.grant("a@example.com", "analyst", "p", actor="boss")
    store.grant("s@example.com", "viewer", "p", actor="boss", segments=("channel=chat",))
    analyst = logged_in(store, "a@example.com")
    with pytest.raises(Forbidden, match="needs the role owner"):
        actions.close_month(analyst, "p", FEBRUARY, "fine")
    with pytest.raises(Forbidden, match="needs the role owner"):
        actions.accept_restatement(analyst, "p", FEBRUARY, "fine")
    assert actions.month_end(logged_in(store, "v@example.com"), "p").waiting
    with pytest.raises(Forbidden, match="concerns all of it"):
        actions.month_end(logged_in(store, "s@example.com"), "p")


def test_a_month_in_review_tells_what_changed_and_which_segment_moved(store: Store) -> None:
    commit(store, "".join(f"x{n},2025-03-05,mail\n" for n in range(20)), "mails.csv")
    review: Review = actions.month(visit(store), "p", MARCH)
    (calls,) = review.kpis
    # 28 days of two calls, then 31 days of two and twenty mails
    assert (calls.before and calls.before.value, calls.this.value, calls.change) == (56.0, 82.0, 26.0)
    assert "26 calls more (46.4\u202f%) than in February 2025, worse" in calls.sentence
    assert [(each.segment, each.change) for each in calls.segments] == [("channel=mail", 23.0), ("channel=chat", 3.0)]
    shares = [each.share for each in calls.segments]
    assert shares == [pytest.approx(23 / 26), pytest.approx(3 / 26)]


def test_figures_that_somebody_changed_on_the_disk_are_told(store: Store) -> None:
    close(store)
    with closing(sqlite3.connect(store.home / "catalog.sqlite")) as con:
        for statement in ("update closes set comment = 'x'", "delete from closes"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                con.execute(statement)
        con.execute("drop trigger closes_keeps")
        figures = json.loads(store.closes("p")[0].figures) | {"net": 1e6}
        con.execute("update closes set figures = ?", (json.dumps(figures).encode(),))
        con.commit()
    with pytest.raises(StoreError, match=r"February 2025.*not what was booked"):
        actions.month_end(visit(store), "p")


def test_booked_figures_come_back_as_they_were(store: Store) -> None:
    close(store)
    (kept,) = store.closes("p")
    assert Booked.model_validate_json(kept.figures).model_dump_json().encode() == kept.figures


def test_a_refit_within_what_was_booked_is_told_and_needs_nobody(store: Store) -> None:
    """Three years before launch: the time series is fitted, and fitted anew with every month."""
    noise = random.Random(4)
    months = [dt.date(2022 + n // 12, n % 12 + 1, 1) for n in range(41)]
    counts = {month: 60 + noise.randrange(25) - (30 if month.year == 2025 else 0) for month in months}
    text = {
        month: "".join(f"{month}-{n},{month + dt.timedelta(days=n % 28)},chat\n" for n in range(count))
        for month, count in counts.items()
    }
    actions.undo(visit(store), store.uploads("p")[0].id)
    commit(store, "".join(text[month] for month in months[:-1]), "to_april.csv")
    assert actions.results(visit(store), "p").kpis[0].effect.basis == "its"
    close(store)
    commit(store, text[months[-1]], "may.csv")
    found = only(store)
    assert found.state == "refitted"
    assert {each.figure for each in found.moved} <= {"expected", "effect", "benefit", "net"}
    assert [cause.kind for cause in found.causes] == ["refit"]
    assert found.causes[0].text.startswith("a refit after the upload of may.csv, by ana")
    actions.accept_restatement(visit(store), "p", FEBRUARY, "seen")
    assert only(store).state == "accepted"
