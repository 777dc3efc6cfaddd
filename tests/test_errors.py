"""Messages name the place and the value, and stay readable whatever the value is."""

from __future__ import annotations

from metrics.errors import SHOWN, Problem


def test_a_message_names_file_row_column_value_and_remedy() -> None:
    problem = Problem("is no date", "Correct it.", file="a.csv", row=3, column="opened", value="soon")
    assert str(problem) == "a.csv, row 3, column 'opened': is no date (value 'soon'). Correct it."


def test_a_huge_cell_does_not_fill_the_message() -> None:
    told = str(Problem("is no date", value="x" * 3_000_000))
    assert len(told) < SHOWN + 100
    assert "3,000,000 characters" in told
