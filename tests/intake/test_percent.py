"""Percent signs: a fraction or a number is asked once, remembered, and never mixed up with unsigned values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from metrics.dataset import Dataset, Recipe
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column


def dataset(kind: str = "decimal", **more: Any) -> Dataset:
    return Dataset.model_validate({"shape": "series", "time": "day", "columns": {"rate": kind}, **more})


def lines(*values: str) -> str:
    return "day;rate\n" + "".join(f"2025-01-{i + 1:02};{value}\n" for i, value in enumerate(values))


def test_it_is_asked_with_the_files_own_values(staged: Stager) -> None:
    open_ = staged(lines("12,5 %", "7 %"), dataset())
    assert open_.files is None
    (question,) = open_.questions
    assert (question.key, question.flag, question.column) == ("percent", "--percent fraction|number", "rate")
    fraction, number = question.options
    assert (fraction.value, number.value) == ("fraction", "number")
    assert fraction.consequence == "rate, row 2: '12,5 %' is 0.125; rate, row 3: '7 %' is 0.07"
    assert number.consequence == "rate, row 2: '12,5 %' is 12.5; rate, row 3: '7 %' is 7"


@pytest.mark.parametrize(
    ("answer", "meant"),
    [("fraction", ["0.125", "0.07", "-0.015", "10"]), ("number", ["12.5", "7", "-1.5", "1000"])],
)
def test_the_answer_is_obeyed_and_remembered(staged: Stager, answer: str, meant: list[str]) -> None:
    written = lines("12.5%", "7 %", "-1.5 %", "1,000.00 %")
    read = staged(written, dataset(), percent=answer)
    assert column(read, "rate") == [Decimal(value) for value in meant]
    assert read.recipe.percent == answer
    again = staged(written, dataset(recipe=read.recipe))
    assert column(again, "rate") == column(read, "rate")


def test_exact_to_the_last_digit(staged: Stager) -> None:
    read = staged(lines("12.345678901234 %", "0.000001 %"), dataset(), percent="fraction")
    assert column(read, "rate") == [Decimal("0.12345678901234"), Decimal("0.00000001")]


def test_doubles(staged: Stager) -> None:
    assert column(staged(lines("12.5%", "7%"), dataset("double"), percent="fraction"), "rate") == [0.125, 0.07]


def test_only_signed_values_are_divided_and_that_is_said(staged: Stager) -> None:
    mixed = lines("12,5 %", "7 %", "8")
    (question,) = staged(mixed, dataset()).questions
    assert "without the sign, and taken as written: 1 value such as '8'" in question.options[0].consequence
    read = staged(mixed, dataset(), percent="fraction")
    assert column(read, "rate") == [Decimal("0.125"), Decimal("0.07"), Decimal(8)]
    assert any("2 of 3 values in 'rate'" in note and "'8'" in note for note in read.reading.notes)


def test_a_late_percent_sign_is_asked_too(staged: Stager) -> None:
    text = "day;rate\n" + "".join(f"2025-01-{1 + i % 28:02};1.5\n" for i in range(6000)) + "2025-02-01;7.5 %\n"
    known = dataset(recipe=Recipe(decimal="."))
    assert [question.key for question in staged(text, known, known_recipe=True).questions] == ["percent"]
    read = staged(text, dataset(recipe=Recipe(decimal=".", percent="fraction")), known_recipe=True)
    assert column(read, "rate")[-1] == Decimal("0.075")


def test_one_question_for_all_columns(staged: Stager) -> None:
    two = Dataset(shape="series", time="day", columns={"a": "decimal", "b": "decimal"})
    (question,) = staged("day;a;b\n2025-01-01;5 %;6.5 %\n", two).questions
    assert question.column is None
    assert "a, row 2: '5 %' is 0.05" in question.options[0].consequence
    assert "b, row 2: '6.5 %' is 0.065" in question.options[0].consequence


@pytest.mark.parametrize("wrong", ["%", "5 %%", "5 % €", "%5", "five %"])
def test_what_is_no_percentage_is_rejected(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["3.5 %"] * 25, wrong), dataset(), percent="fraction")
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]
