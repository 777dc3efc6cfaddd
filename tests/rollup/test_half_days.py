"""A last day that an export at noon left half recorded is partial at day grain, and only there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from metrics import actions
from metrics.rollup.coverage import EVENINGS, Days, cover
from metrics.store import Store
from tests.visits import visit

TODAY = dt.date(2030, 1, 1)
NOON, EVENING = 11 * 3600 + 40 * 60, 18 * 3600


def daily(last: int, days: int = 40) -> Days:
    """Days with rows until the evening (a few minutes apart), and a last one that stops at `last` seconds."""
    first = dt.date(2025, 3, 1)
    evenings = (*(EVENING + 60 * (day % 30) for day in range(days - 1)), last)
    found = tuple((first + dt.timedelta(days=day), 50) for day in range(days))
    return Days(found, ((found[0][0], found[-1][0]),), True, evenings=evenings)


def test_a_last_day_that_stops_at_noon_is_partial_at_day_grain() -> None:
    found = cover(daily(NOON), "day", TODAY)
    assert [period.complete for period in found[-2:]] == [True, False]
    assert found[-1].reason == "its last row is of 11:40, those of 99 in 100 other days are of 18:00 or later"


@pytest.mark.parametrize(("last", "complete"), [(EVENING, True), (EVENING - 3600, True), (EVENING - 3601, False)])
def test_an_hour_is_a_quiet_evening(last: int, complete: bool) -> None:
    assert cover(daily(last), "day", TODAY)[-1].complete is complete


def test_what_cannot_be_known_stays_complete() -> None:
    assert cover(daily(NOON, EVENINGS), "day", TODAY)[-1].complete, "too few other days"
    assert not cover(daily(NOON, EVENINGS + 1), "day", TODAY)[-1].complete
    dates = replace(daily(0), evenings=(0,) * 40)
    assert cover(dates, "day", TODAY)[-1].complete, "dates alone have no evening"
    stated = replace(daily(NOON), complete_through=dt.date(2025, 4, 9))
    assert cover(stated, "day", TODAY)[-1].complete


def test_hours_make_no_month_partial() -> None:
    march = daily(NOON, 31)
    assert march.days[-1][0] == dt.date(2025, 3, 31)
    assert cover(march, "month", TODAY)[0].complete
    assert cover(march, "week", TODAY)[-2].complete


TICKETS = """
[project]
id = "p"
launch = 2025-03-20
[dataset.tickets]
shape = "events"
id = "id"
time = "opened"
[kpi.tickets]
dataset = "tickets"
measure = "count(*)"
better = "lower"
grain = "day"
"""


def test_the_whole_way_from_a_file(tmp_path: Path) -> None:
    moments = [
        dt.datetime(2025, 3, 1) + dt.timedelta(days=day, hours=8 + hour) for day in range(30) for hour in range(11)
    ]
    kept = [at for at in moments if at < dt.datetime(2025, 3, 30, 12)]
    path = tmp_path / "tickets.csv"
    path.write_text("id,opened\n" + "".join(f"{n},{at:%Y-%m-%d %H:%M:%S}\n" for n, at in enumerate(kept)))
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "owner"), TICKETS)
        actions.commit(visit(store, "analyst"), actions.stage(visit(store), "p", "tickets", path))
        points = actions.kpi(visit(store), "p", "tickets", "day").points
    assert [point.complete for point in points[-2:]] == [True, False]
    assert points[-1].value == 4
    assert str(points[-1].partial_reason).startswith(
        "its last row is of 11:00, those of 99 in 100 other days are of 18:00"
    )
