"""Numbers: decimal commas, thousands marks, exact decimals; what fits two readings is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column


def dataset(kind: str = "decimal", **more: Any) -> Dataset:
    return Dataset.model_validate({"shape": "series", "time": "day", "columns": {"n": kind}, **more})


def lines(*numbers: str) -> str:
    return "day;n\n" + "".join(f"2025-01-{i + 1:02};{number}\n" for i, number in enumerate(numbers))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["12,5", "1.234,56"], ["12.5", "1234.56"]),
        (["12.5", "1,234.56"], ["12.5", "1234.56"]),
        (["1 234,5", "7"], ["1234.5", "7"]),
        (["1\u00a0234,5", "7"], ["1234.5", "7"]),
        (["1'234.50", "7"], ["1234.50", "7"]),
        (["1.234.567", "2.000"], ["1234567", "2000"]),
        (["-3.5", "+4"], ["-3.5", "4"]),
        (["€ 12.50", "€ 1,000.00"], ["12.50", "1000.00"]),
        (["(12.50)", "3.00"], ["-12.50", "3.00"]),
        (["  7.5 ", "8"], ["7.5", "8"]),
        (["0.125", "10"], ["0.125", "10"]),
        ([".5", "5."], ["0.5", "5"]),
        (["1.234,56 €", "-8,5 €", "(3,00 €)"], ["1234.56", "-8.5", "-3"]),
        (["EUR 12,50", "7 EUR", "€ -1,25"], ["12.5", "7", "-1.25"]),
        (["$1,234.50", "-$2.25", "US$ 3"], ["1234.5", "-2.25", "3"]),
        (["R$ 1.234,56", "R$ 0,10"], ["1234.56", "0.1"]),
        (["CHF 1'234.50", "5.20 CHF"], ["1234.5", "5.2"]),
        (["kr. 12,50", "3,25 kr", "-kr 1"], ["12.5", "3.25", "-1"]),
        (["1 234,50 zł", "10 zł"], ["1234.5", "10"]),
        (["₹ 1,23,456.50", "₹ 12,34,56,789"], ["123456.5", "123456789"]),
        (["1,23,456", "12.5"], ["123456", "12.5"]),
        (["123-", "12.5", "4.25−"], ["-123", "12.5", "-4.25"]),
        (["−7.5", "- 3"], ["-7.5", "-3"]),
        (["+5", "+1.5"], ["5", "1.5"]),
    ],
)
def test_decimals(staged: Stager, written: list[str], meant: list[str]) -> None:
    assert column(staged(lines(*written), dataset()), "n") == [Decimal(number) for number in meant]


def test_more_digits_widen_the_type_without_loss(staged: Stager) -> None:
    written = ["0.421688271162426", "123456789012345.5"]
    assert column(staged(lines(*written), dataset()), "n") == [Decimal(number) for number in written]


def test_more_digits_than_remembered_widen_too(staged: Stager) -> None:
    known = dataset(recipe=Recipe(decimal="."))
    text = "day;n\n" + "".join(f"2025-01-{1 + i % 28:02};1.5\n" for i in range(6000)) + "2025-02-01;0.12345678\n"
    assert column(staged(text, known), "n")[-1] == Decimal("0.12345678")


@pytest.mark.parametrize(("number", "readings"), [("1.234", {"1.234", "1234"}), ("1,234", {"1.234", "1234"})])
def test_a_mark_that_may_be_either_is_asked(staged: Stager, number: str, readings: set[str]) -> None:
    open_ = staged(lines(number, "12"), dataset())
    (question,) = open_.questions
    assert (question.key, question.column) == ("decimal", "n")
    read = {option.consequence.split(" is ")[1].split(";")[0] for option in question.options}
    assert read == readings
    assert all(f"row 2: {number!r} is " in option.consequence for option in question.options)
    sums = {f"n adds up to {float(reading) + 12:,.10g}" for reading in readings}
    assert {option.consequence.split("; ")[1] for option in question.options} == sums


@pytest.mark.parametrize(("mark", "meant"), [(".", "1.234"), (",", "1234")])
def test_the_answer_is_obeyed_and_remembered(staged: Stager, mark: str, meant: str) -> None:
    read = staged(lines("1.234", "12"), dataset(), decimal=mark)
    assert column(read, "n") == [Decimal(meant), Decimal(12)]
    assert read.recipe.decimal == mark


def test_other_values_of_the_column_settle_it(staged: Stager) -> None:
    assert column(staged(lines("1.234", "12.5"), dataset()), "n") == [Decimal("1.234"), Decimal("12.5")]
    assert column(staged(lines("1.234", "12,5"), dataset()), "n") == [Decimal(1234), Decimal("12.5")]


def test_another_column_settles_it_and_says_so(staged: Stager) -> None:
    two = Dataset(shape="series", time="day", columns={"n": "decimal", "m": "decimal"})
    read = staged("day;n;m\n2025-01-01;1.234;12,5\n2025-01-02;5;7,25\n", two)
    assert column(read, "n") == [Decimal(1234), Decimal(5)]
    assert any("'n'" in note and "','" in note for note in read.reading.notes)


def test_a_late_doubt_is_seen_in_a_column_that_began_with_whole_numbers(staged: Stager) -> None:
    text = "day;n\n" + "".join(f"2025-01-{1 + i % 28:02};7\n" for i in range(6000)) + "2025-02-01;1.234\n"
    assert [question.key for question in staged(text, dataset()).questions] == ["decimal"]
    remembered = dataset(recipe=Recipe())
    assert [question.key for question in staged(text, remembered).questions] == ["decimal"]


@pytest.mark.parametrize("mark", [",", "."])
def test_whole_numbers_contradict_no_remembered_mark(staged: Stager, mark: str) -> None:
    found = staged(lines("30", "1234", "-5"), dataset(recipe=Recipe(decimal=mark)))
    assert column(found, "n") == [Decimal(30), Decimal(1234), Decimal(-5)]


def test_a_contradicted_recipe_stops_the_file(staged: Stager) -> None:
    known = dataset(recipe=Recipe(decimal=","))
    with pytest.raises(UploadRefused, match=r"remembered recipe reads the decimal mark ','") as refused:
        staged(lines("7", "12.5", "13.75"), known)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value, problem.flag) == (3, "n", "12.5", "--decimal .")
    assert "row 4: '13.75'" in problem.text


@pytest.mark.parametrize(
    ("written", "meant"), [("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("12", 12), ("-3", -3)]
)
def test_whole_numbers(staged: Stager, written: str, meant: int) -> None:
    assert column(staged(lines(written, "5"), dataset("integer")), "n") == [meant, 5]


@pytest.mark.parametrize("wrong", ["1.5", "0x1F", "1e3", "1_000", "twelve", "12 %"])
def test_what_is_no_whole_number_is_rejected_not_rounded(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["3"] * 25, wrong), dataset("integer"))
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]


@pytest.mark.parametrize("kind", ["integer", "decimal"])
@pytest.mark.parametrize("wrong", ["1.2e3", "-4E+02"])
def test_an_exponent_is_rejected_with_what_to_do(staged: Stager, kind: str, wrong: str) -> None:
    read = staged(lines(*["3"] * 25, wrong), dataset(kind))
    assert [(reject.value, reject.reason) for reject in read.reject_sample] == [
        (wrong, 'is written with an exponent: write it out (1.2e3 as 1200), or define the column as "double"')
    ]


@pytest.mark.parametrize("wrong", ["nan", "inf", "1_0", "abc"])
def test_what_is_no_finite_number_is_rejected(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["3.5"] * 25, wrong), dataset("double"))
    assert [reject.value for reject in read.reject_sample] == [wrong]


@pytest.mark.parametrize("wrong", ["€", "--5", "5 € $", "(5", "-(5)", "€ 5 €", "5 apples", "%", "1,2,3"])
def test_signs_that_make_no_number_are_rejected(staged: Stager, wrong: str) -> None:
    read = staged(lines(*["€ 3.5"] * 25, wrong), dataset())
    assert [(reject.row, reject.value) for reject in read.reject_sample] == [(27, wrong)]


def test_two_currencies_in_a_column_are_refused_with_a_row_of_each(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match="mixes the currencies") as refused:
        staged(lines("5.50 €", "6 EUR", "7 USD"), dataset())
    (problem,) = refused.value.problems
    assert (problem.row, problem.value) == (2, "5.50 €")
    assert "row 4: '7 USD'" in problem.text
    assert column(staged(lines("5.50 €", "6 EUR", "7"), dataset()), "n") == [Decimal("5.5"), Decimal(6), Decimal(7)]


def test_a_second_currency_far_below_the_head_is_refused_too(staged: Stager) -> None:
    known = dataset(recipe=Recipe(decimal="."))
    text = "day;n\n" + "".join(f"2025-01-{1 + i % 28:02};5.50 €\n" for i in range(6000)) + "2025-02-01;$7.00\n"
    with pytest.raises(UploadRefused, match="mixes the currencies") as refused:
        staged(text, known, known_recipe=True)
    assert "row 6002: '$7.00'" in refused.value.problems[0].text


def test_doubles_take_exponents_and_commas(staged: Stager) -> None:
    assert column(staged(lines("1.5e3", "2"), dataset("double")), "n") == [1500.0, 2.0]
    assert column(staged(lines("1,5", "2"), dataset("double")), "n") == [1.5, 2.0]


def test_booleans(staged: Stager) -> None:
    written = ["yes", "0", "TRUE", "f", "wahr", "non"]
    assert column(staged(lines(*written), dataset("boolean")), "n") == [True, False, True, False, True, False]


def test_null_words_are_null_everywhere(staged: Stager) -> None:
    kinds = Dataset(shape="series", time="day", columns={"n": "decimal", "t": "text"})
    words = ["?", "n/a", "NA", "N/A", "null", "NULL", "-", "–", ""]
    text = "day;n;t\n" + "".join(f"2025-01-{i + 1:02};{word};{word}\n" for i, word in enumerate(words))
    read = staged(text, kinds)
    assert column(read, "n") == [None] * 9
    assert column(read, "t") == [None] * 9


def test_null_words_can_be_stated(staged: Stager) -> None:
    kinds = Dataset(shape="series", time="day", columns={"t": "text"})
    read = staged("day;t\n2025-01-01;NA\n2025-01-02;none\n2025-01-03;\n", kinds, nulls=("none",))
    assert column(read, "t") == ["NA", None, None]
