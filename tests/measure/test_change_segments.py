"""From rows to results, whole and by segment: staged launches, averages without rows, zero denominators, grains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics import engine
from metrics.measure import change, seal
from metrics.model import Project
from metrics.results import KpiResult
from metrics.rollup import roll_up
from metrics.store import Upload

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect(tmp_path, memory="800MB") as connection:
        yield connection


def upload(con: duckdb.DuckDBPyConnection, folder: Path, query: str) -> Upload:
    path = folder / "rows.parquet"
    con.execute(f"COPY (SELECT row_number() OVER ()::BIGINT AS _row, * FROM ({query})) TO '{path}' (FORMAT parquet)")
    return Upload(
        id="u1",
        project="p",
        dataset="d",
        seq=1,
        state="live",
        file_name="file.csv",
        sha256="0" * 64,
        recipe_hash="0" * 64,
        rows=1,
        rejected=0,
        duplicates=1,
        first=dt.date(2024, 7, 1),
        until=dt.date(2025, 7, 1),
        complete_through=dt.date(2025, 6, 30),
        mode="append",
        warnings=(),
        uploaded_at=NOW,
        uploaded_by="analyst",
        rows_path=path,
        rejects_path=None,
        original_path=path,
    )


# one row a day, July 2024 to June 2025; chat brings 2 a day until its launch and 1 after, phone 1 a day throughout
ROWS = """
    SELECT opened, channel, minutes FROM (
        SELECT unnest(generate_series(TIMESTAMP '2024-07-01', TIMESTAMP '2025-06-30', INTERVAL 1 DAY)) AS opened
    ), (VALUES ('chat', 1), ('chat', 2), ('phone', 1)) AS kinds(channel, copy),
    LATERAL (SELECT CASE WHEN channel = 'chat' THEN 10.0 END AS minutes)
    WHERE channel = 'phone' OR copy = 1 OR opened < TIMESTAMP '2025-03-01'
"""


def results(
    con: duckdb.DuckDBPyConnection, folder: Path, kpi: dict[str, Any], rows: str = ROWS
) -> dict[tuple[str, str | None], KpiResult]:
    project = Project.model_validate(
        {
            "project": {"id": "p", "launch": dt.date(2025, 1, 1)},
            "dataset": {
                "d": {
                    "shape": "events",
                    "time": "opened",
                    "mode": "append",
                    "columns": {"channel": "text", "minutes": "decimal"},
                }
            },
            "kpi": {"t": {"dataset": "d", "measure": "count(*)", "better": "lower"} | kpi},
        }
    )
    roll_up(con, project, {"d": [upload(con, folder, rows)]}, NOW)
    seal.lay_over(con, {})
    return {(one.grain, one.segment): one for one in change.changes(con, project, {})[0]}


def test_each_segment_is_judged_from_its_own_launch(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    launches = {"channel=chat": dt.date(2025, 3, 1)}
    found = results(con, tmp_path, {"segments": ["channel"], "launches": launches, "season": False})
    chat, phone = found["month", "channel=chat"], found["month", "channel=phone"]
    assert chat.baseline.until == dt.date(2025, 3, 1)
    assert chat.baseline.points == 8  # July to February
    days = [31, 31, 30, 31, 30, 31, 31, 28]
    assert chat.baseline.mean == pytest.approx(2 * sum(days) / 8)
    assert chat.effect.absolute == pytest.approx((31 + 30 + 31 + 30) - 4 * 2 * sum(days) / 8)
    assert phone.baseline.points == 6
    assert phone.effect.relative == pytest.approx((31 + 28 + 31 + 30 + 31 + 30) / 184 - 1)
    assert "(channel=chat): " in chat.sentence
    assert "lower (better)" in chat.sentence


def test_an_average_without_rows_is_unknown_not_zero(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    found = results(con, tmp_path, {"measure": "sum(minutes) / count(minutes)", "segments": ["channel"]})
    phone = found["month", "channel=phone"]  # its rows have no minutes: the denominator is zero
    assert {point.value for point in phone.points} == {None}
    assert all(point.complete for point in phone.points)
    assert (phone.baseline.points, phone.verdict, phone.held) == (0, "insufficient_baseline", None)
    assert "(0 complete months, 3 are needed)" in phone.sentence
    assert found["month", None].effect.relative == 0
    assert "no different than the mean before launch" in found["month", None].sentence


def test_a_launch_inside_a_period_and_a_ramp_leave_both_sides_alone(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Launch on Wednesday, 1 January 2025: its ISO week is transition; a ramp of one month more."""
    found = results(con, tmp_path, {"grain": "month", "grains": ["week"], "ramp": 1, "baseline_gap": 1})
    week, month = found["week", None], found["month", None]
    assert [p.period for p in month.points if p.transition] == [dt.date(2025, 1, 1)]
    assert month.baseline.points == 5  # July to November: December is the gap
    weeks = [p.period for p in week.points if p.transition]
    assert (weeks[0], weeks[-1]) == (dt.date(2024, 12, 30), dt.date(2025, 2, 3))
    assert all(p.expected is not None for p in month.points if p.period >= dt.date(2025, 1, 1))
    counted = [p for p in month.points if p.period >= dt.date(2025, 2, 1)]
    assert month.effect.absolute == pytest.approx(sum((p.value or 0) - (p.expected or 0) for p in counted), rel=1e-12)


def test_a_launch_still_ahead_gives_no_effect(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    launches = {"channel=chat": dt.date(2027, 1, 1)}
    chat = results(con, tmp_path, {"segments": ["channel"], "launches": launches, "target": "-0.5"})[
        "month", "channel=chat"
    ]
    assert chat.verdict is None
    assert chat.effect.basis is None
    assert "no effect can be told yet" in chat.sentence
    assert chat.held is not None
    assert (chat.held.of, chat.held.broken_since) == (0, None)


def test_without_any_period_before_launch_there_is_no_baseline(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    only_after = f"SELECT * FROM ({ROWS}) WHERE opened >= TIMESTAMP '2025-01-01'"
    kpi = results(con, tmp_path, {"target_value": "70"}, only_after)["month", None]
    assert (kpi.baseline.points, kpi.baseline.mean, kpi.control_limits) == (0, None, None)
    assert kpi.verdict == "insufficient_baseline"
    assert kpi.held is not None
    assert (kpi.held.met, kpi.held.missed) == (4, 2)  # 93 and 84 before March, then 62, 60, 62, 60


def test_a_fixed_target_is_for_all_segments_together(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    found = results(con, tmp_path, {"target_value": "70", "segments": ["channel"]})
    assert found["month", None].held is not None
    assert found["month", "channel=chat"].held is None


def test_a_partial_first_period_is_no_part_of_the_baseline(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    late = f"SELECT * FROM ({ROWS}) WHERE opened >= TIMESTAMP '2024-07-20'"
    kpi = results(con, tmp_path, {"baseline": {"from": "2024-07-01", "until": "2025-01-01"}}, late)["month", None]
    july = kpi.points[0]
    assert (july.value, july.complete) == (36, False)
    assert "data begins on 2024-07-20" in (july.partial_reason or "")
    assert kpi.baseline.points == 5
    assert kpi.baseline.mean == pytest.approx(3 * (31 + 30 + 31 + 30 + 31) / 5)
