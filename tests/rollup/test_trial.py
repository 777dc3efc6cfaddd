"""A formula tried on the newest file."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.dataset import Dataset
from metrics.engine import TooLong
from metrics.errors import FormulaError, StoreError
from metrics.rollup import TrialPoint, trial, try_formula

LOG = Dataset(shape="events", time="at", columns={"n": "integer", "who": "text"})
QUERY = (
    "SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 DAY * range AS at, range AS n, 'w' || range % 2 AS who FROM range(50)"
)


def test_by_month_with_where(con, upload) -> None:
    found = try_formula(con, LOG, "sum(n)", "who = 'w0'", upload(QUERY).rows_path)
    january, february = range(0, 31, 2), range(32, 50, 2)
    assert found.points == (
        TrialPoint(dt.date(2025, 1, 1), float(sum(january)), len(january)),
        TrialPoint(dt.date(2025, 2, 1), float(sum(february)), len(february)),
    )
    assert (found.kind, found.rows, found.matching, found.sampled) == ("additive", 50, 25, False)


def test_a_large_file_is_sampled_and_says_so(con, upload) -> None:
    found = try_formula(con, LOG, "count(*)", " ", upload(QUERY).rows_path, sample=10)
    assert (found.rows, found.sampled, found.points[0].value) == (10, True, 10)


@pytest.mark.parametrize(
    ("measure", "where", "absent"),
    [
        ("count(*)", "who <> 'automatic'", [("who", "automatic")]),
        ("count(*)", "who IN ('w0', 'w7') AND 'w1' = who", [("who", "w7")]),
        ("count(*) FILTER (WHERE who = 'bot')", None, [("who", "bot")]),
        ("count(*)", "at > '2025-01-02' AND at <> '2025-01-07' AND n <> '3'", []),
        ("count(*)", "who = 'w0' OR n = 7 OR lower(who) = 'x'", []),
    ],
)
def test_a_text_that_no_row_has_is_named_with_those_that_they_have(con, upload, measure, where, absent) -> None:
    found = try_formula(con, LOG, measure, where, upload(QUERY).rows_path)
    assert [(each.column, each.text) for each in found.absent] == absent
    assert all(each.has == ("w0", "w1") for each in found.absent)


def test_formula_errors(con, upload) -> None:
    path = upload(QUERY).rows_path
    with pytest.raises(FormulaError, match="no such column"):
        try_formula(con, LOG, "sum(m)", None, path)
    with pytest.raises(FormulaError, match=r"fails on the rows.*w0"):
        try_formula(con, LOG, "sum(cast(who AS integer))", None, path)
    wider = Dataset(shape="events", time="at", columns={"n": "integer", "new": "text"})
    with pytest.raises(FormulaError, match=r"column 'new'.*newest file lacks"):
        try_formula(con, wider, "count(new)", None, path)


def test_a_trial_ends_in_time(con, upload, monkeypatch) -> None:
    slow = "SELECT TIMESTAMP '2025-01-01' AS at, range AS n, repeat('ab', 500) || range AS who FROM range(200000)"
    path = upload(slow).rows_path
    monkeypatch.setattr(trial, "SECONDS", 0.001)
    with pytest.raises(TooLong, match="trial of the formula was stopped"):
        try_formula(con, LOG, "count(DISTINCT who)", "upper(lower(who)) LIKE '%A%B%A%9'", path)


def test_a_file_that_is_gone_is_told_in_words(con, upload) -> None:
    """A commit moves what was staged while somebody tries a formula on it."""
    path = upload(QUERY).rows_path
    path.unlink()
    with pytest.raises(StoreError, match="not where they were"):
        try_formula(con, LOG, "count(*)", None, path)
