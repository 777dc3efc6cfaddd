"""Table kpis: direction, baseline, launch, transition and target per grain and segment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

D = dt.date.fromisoformat
DAILY = {"shape": "events", "time": "day", "columns": {"day": "date", "channel": "text"}}
QUERY = (
    "SELECT DATE '2024-01-10' + range::INTEGER AS day, CASE WHEN range % 2 = 0 THEN 'chat' ELSE 'mail' END AS channel"
    " FROM range(600)"
)


def rows(rolled, upload, kpi: dict[str, Any], launch: str, columns: str) -> dict[tuple, tuple]:
    con = rolled(DAILY, {"k": {"measure": "count(*)"} | kpi}, [upload(QUERY)], launch=D(launch))
    return {row[:2]: row[2:] for row in con.execute(f"SELECT grain, segment, {columns} FROM kpis").fetchall()}


@pytest.mark.parametrize(
    ("kpi", "launch", "expected"),
    [  # (baseline_from, baseline_until, transition_from, post_from); January 2024 is partial
        ({}, "2025-01-01", ("2024-02-01", "2025-01-01", "2025-01-01", "2025-01-01")),
        ({}, "2025-01-15", ("2024-02-01", "2025-01-15", "2025-01-01", "2025-02-01")),
        ({"ramp": 2}, "2025-01-01", ("2024-02-01", "2025-01-01", "2025-01-01", "2025-03-01")),
        ({"ramp": 2}, "2025-01-15", ("2024-02-01", "2025-01-15", "2025-01-01", "2025-04-01")),
        ({"baseline_gap": 1}, "2025-01-15", ("2024-02-01", "2024-12-01", "2025-01-01", "2025-02-01")),
        (
            {"baseline": {"from": D("2024-03-01"), "until": D("2024-10-01")}},
            "2025-01-01",
            ("2024-03-01", "2024-10-01", "2025-01-01", "2025-01-01"),
        ),
        ({}, "2020-01-01", (None, "2020-01-01", "2020-01-01", "2020-01-01")),
    ],
)
def test_before_and_after_by_month(rolled, upload, kpi: dict[str, Any], launch: str, expected: tuple) -> None:
    found = rows(rolled, upload, kpi, launch, "baseline_from, baseline_until, transition_from, post_from")
    assert found["month", None] == tuple(None if day is None else D(day) for day in expected)


def test_by_week_the_launch_week_is_transition(rolled, upload) -> None:
    """1 January 2025 is a Wednesday; the ramp counts months of the main grain also where weeks are viewed."""
    kpi = {"grains": ["week"], "ramp": 1}
    found = rows(rolled, upload, kpi, "2025-01-01", "baseline_from, baseline_until, transition_from, post_from")
    assert found["week", None] == (D("2024-01-15"), D("2025-01-01"), D("2024-12-30"), D("2025-02-10"))


def test_staged_launch_and_absolute_target_by_segment(rolled, upload) -> None:
    kpi = {
        "segments": ["channel"],
        "launches": {"channel=mail": D("2025-04-01")},
        "target_value": 10,
        "better": "higher",
    }
    found = rows(rolled, upload, kpi, "2025-01-01", "launch, post_from, target_value, sign, kind, matters, season")
    assert found["month", None] == (D("2025-01-01"), D("2025-01-01"), 10.0, 1, "additive", 0.05, True)
    assert found["month", "channel=chat"][:3] == (D("2025-01-01"), D("2025-01-01"), None)
    assert found["month", "channel=mail"][:3] == (D("2025-04-01"), D("2025-04-01"), None)
