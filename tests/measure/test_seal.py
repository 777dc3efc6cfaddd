"""A sealed baseline wins over later data, later definitions and lost rows, and says when they would move it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import duckdb
import pytest

from metrics.measure.seal import lay_over, points_to_seal
from metrics.results import KpiResult
from metrics.store import Seal
from tests.measure.change_tables import Told, changes, results_in, sealed


def seal_of(*rows: list[object], at: dt.datetime = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)) -> Seal:
    """A seal of the KPI "t" over rows of [grain, segment, period, value]."""
    return replace(sealed("t", Told([], [])), points=json.dumps(rows).encode(), sealed_at=at)


def months(*values: float | None, segment: str | None = None) -> list[list[object]]:
    """Sealed months up to December 2024."""
    first = 13 - len(values)
    return [["month", segment, f"2024-{first + i:02}-01", value] for i, value in enumerate(values)]


def told(*panels: Told, seal: Seal | None = None, **parts: object) -> tuple[list[KpiResult], dict[str, str]]:
    with duckdb.connect() as con:
        return results_in(con, [("t", one) for one in panels], {"t": seal} if seal else {}, **parts)


def moved(kpi: KpiResult) -> list[str]:
    return [warning.text for warning in kpi.warnings if warning.kind == "seal_moved"]


def test_later_data_does_not_move_a_sealed_baseline_and_both_are_shown() -> None:
    (kpi,), _ = told(Told([50, 50, 21], [10]), seal=seal_of(*months(20, 20, 20)))
    assert (kpi.baseline.points, kpi.baseline.mean, kpi.effect.relative) == (3, 20, -0.5)
    assert [(p.value, p.sealed_value) for p in kpi.points] == [(50, 20), (50, 20), (21, 20), (10, None)]
    assert kpi.control_limits is not None
    assert kpi.control_limits.mean == 20
    (text,) = moved(kpi)
    assert "3 periods changed" in text
    assert "mean 20" in text
    assert "be 40.3" in text


def test_unmoved_seals_are_silent() -> None:
    value = 0.1 + 0.2  # a sum of doubles that another order gives as 0.3
    (kpi,), _ = told(Told([0.3, None, 5.0], [1]), seal=seal_of(*months(value, 5.0)[:1], *months(5.0)))
    assert moved(kpi)  # October was sealed where the data has September to December
    (kpi,), _ = told(Told([0.3, 0.3, 5.0], [1]), seal=seal_of(*months(value, value, 5.0)))
    assert moved(kpi) == []


def test_periods_that_were_not_sealed_stay_outside() -> None:
    (kpi,), _ = told(Told([900, 20, 20, 20], [10]), seal=seal_of(*months(20, 20, 20)))
    assert (kpi.baseline.points, kpi.baseline.mean) == (3, 20)
    assert kpi.points[0].sealed_value is None
    assert not kpi.points[0].transition
    assert "1 period came to it" in moved(kpi)[0]


def test_sealed_periods_whose_rows_are_gone_stay_in_the_baseline() -> None:
    (kpi,), _ = told(Told([20], [10]), seal=seal_of(*months(22, 18, 20)))
    assert [p.period.month for p in kpi.points] == [10, 11, 12, 1]
    assert [(p.value, p.sealed_value, p.complete) for p in kpi.points[:2]] == [(None, 22, False), (None, 18, False)]
    assert (kpi.baseline.points, kpi.baseline.mean, kpi.effect.relative) == (3, 20, -0.5)
    assert "2 periods changed" in moved(kpi)[0]


def test_rows_of_another_kpi_do_not_stand_for_lost_ones() -> None:
    lost, other = Told([20], [10]), Told([1, 2, 3], [4])
    with duckdb.connect() as con:
        found, _ = results_in(con, [("t", lost), ("u", other)], {"t": seal_of(*months(22, 18, 20))})
    assert [(kpi.baseline.points, kpi.baseline.mean) for kpi in found] == [(3, 20), (3, 2)]
    assert found[1].baseline.sealed == "no"


def test_a_period_sealed_without_a_value_stays_without_one() -> None:
    (kpi,), _ = told(Told([99, 20, 20, 20], [10]), seal=seal_of(*months(None, 20, 20, 20)))
    assert (kpi.baseline.points, kpi.baseline.mean) == (3, 20)
    assert "1 period changed" in moved(kpi)[0]


def test_a_segment_that_did_not_exist_at_sealing_has_no_seal() -> None:
    whole, chat = Told([50] * 3, [10]), Told([5] * 3, [1], segment="channel=chat")
    (all_, part), reasons = told(whole, chat, seal=seal_of(*months(20, 20, 20)))
    assert (all_.baseline.sealed, all_.baseline.mean) == ("before_launch", 20)
    assert (part.baseline.sealed, part.baseline.sealed_at, part.baseline.mean) == ("no", None, 5)
    assert "when the KPI was sealed" in reasons["kpi.t.month.channel=chat.baseline.sealed"]
    assert "kpi.t.month.all.baseline.sealed" not in reasons


def test_a_launch_moved_into_the_sealed_periods_does_not_make_them_effect() -> None:
    (kpi,), _ = told(Told([20], [20, 20, 10], launch=dt.date(2024, 11, 1)), seal=seal_of(*months(20, 20, 20)))
    assert kpi.baseline.points == 3
    assert kpi.effect.absolute == -10  # January alone
    assert "over 1 month." in kpi.sentence
    assert "2 periods past its end" in moved(kpi)[0]


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC), "UTC", "before_launch"),
        (dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC), "Europe/Berlin", "after_launch"),
        (dt.datetime(2025, 1, 1, 0, 0, tzinfo=dt.UTC), "UTC", "after_launch"),
        (dt.datetime(2025, 1, 1, 0, 0, tzinfo=dt.UTC), "America/New_York", "before_launch"),
    ],
)
def test_whether_sealed_before_launch_is_told_in_the_projects_time_zone(at: dt.datetime, zone: str, said: str) -> None:
    (kpi,), _ = told(Told([20] * 3, [10]), seal=seal_of(*months(20, 20, 20), at=at), timezone=zone)
    assert kpi.baseline.sealed == said
    assert kpi.baseline.sealed_at == at


def test_what_is_sealed_is_the_data_as_it_stands_wholly_before_launch() -> None:
    (kpi,), _ = told(Told([30, None, 50], [10], transition=[7]), seal=seal_of(*months(20, 20, 20)))
    assert json.loads(points_to_seal([kpi])) == [["month", None, "2024-10-01", 30], ["month", None, "2024-12-01", 50]]


def test_a_week_that_reaches_past_launch_is_not_sealed() -> None:
    weeks = changes({"t": Told([10, 10, 10], [5, 5], grain="week", launch=dt.date(2025, 1, 6))})[0]["t"]
    span = weeks.baseline.model_copy(update={"until": dt.date(2025, 1, 1)})  # launch on a Wednesday
    taken = json.loads(points_to_seal([weeks.model_copy(update={"baseline": span})]))
    assert [row[2] for row in taken] == ["2024-12-16", "2024-12-23"]


def test_sealing_again_what_was_sealed_changes_nothing() -> None:
    (first,), _ = told(Told([20, 22, 24], [10]))
    (second,), _ = told(Told([20, 22, 24], [10]), seal=replace(seal_of(), points=points_to_seal([first])))
    assert points_to_seal([second]) == points_to_seal([first])
    assert second.effect == first.effect
    assert moved(second) == []


def test_without_seals_the_table_is_there_and_empty() -> None:
    with duckdb.connect() as con:
        lay_over(con, {})
        assert con.execute("SELECT count(*) FROM sealed").fetchone() == (0,)
