"""Tables whose cells read as sentences write them hold numbers, so that they sort as numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics import locales
from metrics.chart import moved, written


@pytest.mark.parametrize(
    ("say", "value", "told"),
    [
        (written.change, 1234.0, "+1,234"),
        (written.change, -3.25, "−3.25"),
        (written.change, 0.0, "0"),
        (written.change, 1e-9, "0.000000"),
        (written.share, -0.756, "−76\u202f%"),
        (written.share, 1.2, "+120\u202f%"),
        (written.effect, -12.34, "−12.3\u202f%"),
    ],
)
def test_signs_and_units(say: written.Say, value: float, told: str) -> None:
    assert say(value) == told


def test_days_and_months_sort_as_such_and_read_in_the_readers_words() -> None:
    rows = [
        {"month": dt.date(2025, month, 1), "on": None if month == 4 else dt.date(2025, 9, month)} for month in (9, 4)
    ]
    with locales.settled(locales.GERMAN):
        table = written.written(rows, {"month": written.period("month"), "on": written.day})
        cells = [[cell["display_value"] for cell in row[1:]] for row in table._translate(False, False)["body"]]
    assert cells == [["September 2025", "9.\xa0Sept. 2025"], ["April 2025", "–"]]
    assert [f"{month}" for month in table.data.sort_values("month")["month"]] == ["2025-04-01", "2025-09-01"]


def test_a_table_of_segments_sorts_as_numbers_and_reads_in_the_readers_marks() -> None:
    rows = [
        {
            "segment": name,
            "before": 1.0,
            "value": value,
            "change": value - 1,
            "share": None,
            "baseline": None,
            "effect": 5,
        }
        for name, value in (("a", 9.5), ("b", 1000.0), ("c", -20.0))
    ]
    with locales.settled(locales.GERMAN):
        table = written.written(rows, moved.says("calls"))
        cells = [[cell["display_value"] for cell in row] for row in table._translate(False, False)["body"]]
    assert [row[4] for row in cells] == ["+8,50", "+999", "−21"]
    assert [row[7] for row in cells] == ["+5,0\u202f%"] * 3
    assert [row[5] for row in cells] == ["–"] * 3
    assert list(table.data.sort_values("change")["segment"]) == ["c", "a", "b"]
