"""What pages make of messages that were written for files and commands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.errors import Problem
from metrics.intake import ColumnReading, Reading
from metrics.intake.dialect import Dialect
from pages.naming import figure, readable
from pages.reading import form
from pages.telling import sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("State why it changes (on the command line: --reason TEXT).", "State why it changes."),
        ("Another encoding: --encoding NAME.", "Another encoding: under “Read it differently”."),
        ("Export it, or state --delimiter and --encoding.", "Export it, or state the delimiter and the encoding."),
        ("Answer with --date-order dmy|mdy.", "Answer with the date order."),
        ("no unit_value and realised_share", "no money per unit and a share that becomes real"),
        ("my_unit_value stays", "my_unit_value stays"),
        ("rows from 2026-03-10 to 2026-04", "rows from 10 Mar 2026 to April 2026"),
        ("tickets_2026-03.csv, “2026-03-10”, 2026-02-31", "tickets_2026-03.csv, “2026-03-10”, 2026-02-31"),
        ("a -- b", "a -- b"),
        ("or set season = false where there is none", "or switch off “Repeats by season” where there is none"),
    ],
)
def test_flags_fields_and_days_are_told_in_words(text: str, told: str) -> None:
    assert readable(text) == told


def test_a_problem_is_a_sentence_with_its_place() -> None:
    problem = Problem(
        "is no date", "Repair it.", file="a.csv", row=1200, column="day", value="soon", flag="--date-order"
    )
    assert sentence(problem) == "a.csv, row 1,200, column “day”: is no date (“soon”). Repair it."
    assert sentence(problem, place=False) == "Row 1,200, column “day”: is no date (“soon”). Repair it."


def test_figures_have_names() -> None:
    assert figure("effect.low") == "Effect, lower bound"
    assert figure("money.npv") == "Money, net present value (NPV)"


def test_a_workbook_is_no_text_with_a_separator() -> None:
    dialect = Dialect(",", '"', '"', "\\n")
    texts = Reading("a.csv", "utf-8", dialect, (ColumnReading("id", "text"),), (), 2)
    assert form(texts) == "UTF-8 text, 1 column separated by comma."
    assert form(replace(texts, encoding="XLSX workbook", converted=True)) == "XLSX workbook, 1 column."
