"""Edits that forms make to a project file: only what differs, comments and order kept, what is written reads back."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.actions import drafts as draft

TEXT = """\
# our project
[project]
id = "p"
launch = 2025-01-01 # agreed with finance

[kpi.calls]
dataset = "calls"
measure = "count(*)"
better = "lower"
baseline = {from = 2024-01-01, until = 2025-01-01}
target = -0.5 # promised
segments = ["site"]

[[cost]]
date = 2024-11-15
amount = 18000
category = "build"
kind = "investment" # capitalised

[[cost]]
every = "month"
from = 2025-01-01
amount = 90.5
category = "run"
kind = "running"
"""
KPI: dict[str, Any] = tomllib.loads(TEXT, parse_float=Decimal)["kpi"]["calls"]


def kpi(text: str) -> dict[str, Any]:
    return dict(tomllib.loads(text, parse_float=Decimal)["kpi"]["calls"])


def test_the_same_values_leave_the_text_alone() -> None:
    same = {**KPI, "segments": ("site",), "target": -0.5, "unit": "", "guardrails": (), "control": None}
    assert draft.changed(TEXT, ("kpi", "calls"), KPI, same) == TEXT


def test_one_value_changes_one_line() -> None:
    text = draft.changed(TEXT, ("kpi", "calls"), KPI, {**KPI, "target": Decimal("-0.6")})
    assert text == TEXT.replace("target = -0.5 # promised", "target = -0.6 # promised")


def test_an_empty_value_is_removed_and_a_new_one_added() -> None:
    text = draft.changed(TEXT, ("kpi", "calls"), KPI, {**KPI, "segments": (), "unit": "calls", "season": False})
    assert kpi(text) == {k: v for k, v in KPI.items() if k != "segments"} | {"unit": "calls", "season": False}
    assert "# promised" in text


def test_a_baseline_keeps_its_place_and_does_not_swallow_the_keys_after_it() -> None:
    moved = {**KPI, "baseline": {"from": dt.date(2023, 1, 1), "until": dt.date(2025, 1, 1)}}
    assert kpi(draft.changed(TEXT, ("kpi", "calls"), KPI, moved)) == moved
    without = {**KPI, "baseline": {"from": None, "until": None}}
    text = draft.changed(TEXT, ("kpi", "calls"), KPI, without)
    assert kpi(text) == {k: v for k, v in KPI.items() if k != "baseline"}
    again = draft.changed(text, ("kpi", "calls"), kpi(text), KPI)
    assert kpi(again) == KPI
    later = draft.changed(again, ("kpi", "calls"), KPI, {**KPI, "unit": "calls"})
    assert kpi(later) == {**KPI, "unit": "calls"}


def test_a_map_loses_what_the_form_no_longer_has() -> None:
    old = {**KPI, "launches": {"site=a": dt.date(2025, 1, 1), "site=b": dt.date(2025, 2, 1)}}
    text = draft.changed(TEXT, ("kpi", "calls"), KPI, old)
    new = {**KPI, "launches": {"site=b": dt.date(2025, 3, 1)}}
    assert kpi(draft.changed(text, ("kpi", "calls"), old, new)) == new


def test_rows_are_edited_deleted_and_appended() -> None:
    edited = {0: {"amount": Decimal("17500.25")}, 1: {"until": dt.date(2026, 1, 1)}}
    added = [
        {"date": dt.date(2025, 2, 1), "amount": Decimal(5), "category": "data", "source": ""},
        {},
        {"amount": None},
    ]
    text = draft.rows(TEXT, "cost", edited, added, [])
    costs = tomllib.loads(text, parse_float=Decimal)["cost"]
    assert [cost["amount"] for cost in costs] == [Decimal("17500.25"), Decimal("90.5"), 5]
    assert costs[1]["until"] == dt.date(2026, 1, 1)
    assert "source" not in costs[2]
    assert "# capitalised" in text
    left = tomllib.loads(draft.rows(text, "cost", {}, [], [0, 2]), parse_float=Decimal)["cost"]
    assert left == [costs[1]]
    assert "cost" not in tomllib.loads(draft.rows(text, "cost", {}, [], [2, 0, 1])).keys() - {"cost"}


def test_the_first_row_of_a_list_makes_the_list() -> None:
    text = draft.rows(TEXT, "event", {}, [{"date": dt.date(2025, 6, 1), "title": "Retrained"}], [])
    assert tomllib.loads(text)["event"] == [{"date": dt.date(2025, 6, 1), "title": "Retrained"}]


def test_an_excerpt_is_that_part_with_its_comments() -> None:
    part = draft.excerpt(TEXT, ("kpi", "calls"))
    assert part.startswith("[kpi.calls]")
    assert "# promised" in part
    assert "[project]" not in part
    assert draft.excerpt(TEXT, ("cost",)).count("[[cost]]") == 2
    assert draft.excerpt(TEXT, ("plan",)) == ""


plain = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
numbers = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


@settings(max_examples=60)
@given(unit=plain, target=numbers, why=plain, segments=st.lists(plain, max_size=3))
def test_whatever_is_written_reads_back(unit: str, target: Decimal, why: str, segments: list[str]) -> None:
    new = {**KPI, "unit": unit, "target": target, "why": why, "segments": tuple(segments)}
    got = kpi(draft.changed(TEXT, ("kpi", "calls"), KPI, new))
    assert (got["unit"], got["target"], got["why"]) == (unit, target, why)
    assert got.get("segments", []) == segments
