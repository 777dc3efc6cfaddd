"""Ask once, remember, and stop what contradicts: what a recipe settles is said, and where it comes from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from metrics.dataset import Dataset, Recipe
from metrics.errors import UploadRefused
from metrics.intake import Staged
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

EVENTS = Dataset(shape="events", id="id", time="day", columns={"amount": "decimal"})


def lines(*rows: str) -> str:
    return "id;day;amount\n" + "".join(f"T{i};{row}\n" for i, row in enumerate(rows))


def after(staged: Staged) -> Dataset:
    return EVENTS.model_copy(update={"recipe": staged.recipe})


def notes(staged: Staged, part: str) -> list[str]:
    return [note for note in staged.reading.notes if part in note]


def test_an_answered_order_and_a_shown_mark_are_told_apart(staged: Stager) -> None:
    first = staged(lines("03/04/2025;12,5", "05/06/2025;7"), EVENTS, date_order="dmy")
    assert (first.recipe.date_order, first.recipe.decimal, first.recipe.found) == ("dmy", ",", ("decimal",))
    later = staged(lines("07/08/2025;1.234", "09/10/2025;7"), after(first))
    assert column(later, "amount") == [Decimal(1234), Decimal(7)]
    assert column(later, "day") == [dt.datetime(2025, 8, 7), dt.datetime(2025, 10, 9)]
    assert notes(later, "'1.234'") == [
        "'1.234' in 'amount' is read as 1234, as earlier files of this dataset showed.",
    ]
    assert notes(later, "'07/08/2025'") == [
        "'07/08/2025' in 'day' is read as 7 August 2025, day first, as was answered for an earlier file.",
    ]
    assert later.recipe == first.recipe


def test_a_file_that_shows_its_mark_and_order_is_read_without_a_word(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy", decimal=",", found=("decimal", "date_order"))})
    later = staged(lines("07/08/2025;1.234,5", "13/10/2025;7"), known)
    assert later.reading.notes == ()
    assert later.recipe.found == ("decimal", "date_order")


def test_what_is_stated_with_the_upload_needs_no_note(staged: Stager) -> None:
    read = staged(lines("07/08/2025;1.234"), EVENTS, date_order="mdy", decimal=".")
    assert read.reading.notes == ()
    assert read.recipe.found == ()


def test_an_order_shown_only_after_the_head_is_not_put_down_to_the_recipe(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy", found=("date_order",))})
    rows = ["07/08/2025;1.5"] * 6000
    late = staged(lines(*rows, "13/08/2025;1.5"), known, known_recipe=True)
    assert notes(late, "07/08/2025") == []
    never = staged(lines(*rows), known, known_recipe=True)
    assert notes(never, "07/08/2025") == [
        "'07/08/2025' in 'day' is read as 7 August 2025, day first, as earlier files of this dataset showed.",
    ]


@pytest.mark.parametrize("rows", ["", "\n\n"])
def test_a_header_without_rows_is_told_so_whatever_is_remembered(staged: Stager, rows: str) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy", decimal=".", found=("date_order", "decimal"))})
    for before in (EVENTS, known):
        with pytest.raises(UploadRefused) as refused:
            staged("id;day;amount\n" + rows, before)
        assert [problem.text for problem in refused.value.problems] == ["has a header but no rows"]


@pytest.mark.parametrize(("mark", "meant"), [(".", "1.234"), (",", "1234")])
def test_a_late_value_that_only_the_recipe_settles_is_said(staged: Stager, mark: str, meant: str) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe.model_validate({"decimal": mark, "found": ["decimal"]})})
    late = staged(lines(*["2025-01-01;7"] * 6000, "2025-01-01;1.234"), known, known_recipe=True)
    assert column(late, "amount")[-1] == Decimal(meant)
    assert notes(late, "1.234") == [
        f"'1.234' in 'amount' is read as {meant}, as earlier files of this dataset showed.",
    ]


def test_without_a_recipe_for_it_the_doubt_is_asked_again(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
    open_ = staged(lines("07/08/2025;1.234"), known)
    assert [question.key for question in open_.questions] == ["decimal"]


def test_a_contradiction_far_below_the_head_stops_the_file_with_its_rows(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(decimal=",", found=("decimal",))})
    rows = ["2025-01-01;7"] * 6000 + ["2025-01-01;1.25", "2025-01-01;2.5"]
    with pytest.raises(UploadRefused) as refused:
        staged(lines(*rows), known, known_recipe=True)
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value) == (6002, "amount", "1.25")
    assert "row 6003: '2.5'" in problem.text
    assert problem.flag == "--decimal .|,"
    assert "--" not in str(problem)
    assert "--decimal .|," in refused.value.with_flags()


def test_all_contradictions_at_once(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(decimal=",", date_order="mdy")})
    with pytest.raises(UploadRefused) as refused:
        staged(lines("13/08/2025;1.25", "14/08/2025;2.5"), known)
    assert [problem.column for problem in refused.value.problems] == ["day", "amount"]


def test_an_answer_wins_over_the_recipe_and_is_remembered(staged: Stager) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(decimal=",", found=("decimal",))})
    read = staged(lines("2025-01-01;1.25"), known, decimal=".")
    assert column(read, "amount") == [Decimal("1.25")]
    assert (read.recipe.decimal, read.recipe.found) == (".", ())


SLIP = ("03/04/2025;1", "05/06/2025;2", "07/08/2025;3", "09/10/2025;4", "01/14/2025;5")
DAY_FIRST = EVENTS.model_copy(update={"recipe": Recipe(date_order="dmy")})
MIXED = ("accept", "rejects")


def test_a_slip_against_the_remembered_order_stops_the_file_and_says_both_ways_on(staged: Stager) -> None:
    with pytest.raises(UploadRefused, match="remembered recipe reads dates day first") as refused:
        staged(lines(*SLIP), DAY_FIRST)
    (problem,) = refused.value.problems
    assert (problem.row, problem.value, problem.flag) == (6, "01/14/2025", "--date-order mdy|dmy")
    assert "say day first for this file too" in str(problem)


@pytest.mark.parametrize("known_recipe", [True, False])
@pytest.mark.parametrize("slip", ["31.02.2026", "30.09.2026"])
def test_one_cell_in_the_remembered_order_does_not_refuse_a_file_of_year_first_dates(
    staged: Stager, slip: str, known_recipe: bool
) -> None:
    rows = [f"2026-09-{1 + n % 28:02} 09:23;1" for n in range(100)]
    for at in (3, 100):
        lined = lines(*rows[:at], f"{slip};1", *rows[at:])
        read = staged(lined, DAY_FIRST, known_recipe=known_recipe)
        assert [(each.row, each.value) for each in read.reject_sample] == [(at + 2, slip)]
        assert column(read, "day")[0] == dt.datetime(2026, 9, 1, 9, 23)
        assert read.recipe.date_order == "dmy", "what later files are read by stays"
    with pytest.raises(UploadRefused, match="but only 0 of 20 values are such dates, and 20 are dates month first"):
        staged(lines(*(f"09/{day}/2026;1" for day in range(13, 23)), *["09/30/2026;1"] * 10), DAY_FIRST)


@pytest.mark.parametrize("known_recipe", [True, False])
@pytest.mark.parametrize("before", [DAY_FIRST, EVENTS])
def test_an_order_stated_for_the_upload_wins_over_a_slip(staged: Stager, before: Dataset, known_recipe: bool) -> None:
    more = ["03/04/2025;1"] * 100  # so few rejects that nothing is asked
    read = staged(lines(*SLIP, *more), before, known_recipe=known_recipe, date_order="dmy")
    assert column(read, "day")[:2] == [dt.datetime(2025, 4, 3), dt.datetime(2025, 6, 5)]
    (reject,) = read.reject_sample
    assert (reject.row, reject.column, reject.value) == (6, "day", "01/14/2025")
    assert reject.reason == "is no time in the column's format"
    assert notes(read, "as you stated") == [
        "'day' is read day first, as you stated: 1 of 105 values is no such date, and its row is rejected."
    ]
    assert (read.recipe.date_order, read.recipe.found) == ("dmy", ())


def test_an_order_stated_over_many_slips_asks_about_the_rejects_alone(staged: Stager) -> None:
    asked = staged(lines(*SLIP), DAY_FIRST, date_order="dmy")
    assert [(q.key, q.options[0].value) for q in asked.questions] == [MIXED]
    read = staged(lines(*SLIP), DAY_FIRST, date_order="dmy", accept=("rejects",))
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (4, 1)


def test_an_order_that_fits_less_than_half_is_refused_whoever_states_it(staged: Stager) -> None:
    rows = ["03/04/2025;1", *(f"01/{day}/2025;1" for day in range(13, 28))]
    for before in (EVENTS, DAY_FIRST):
        with pytest.raises(UploadRefused, match="you stated dates day first, but only 1 of 16 values"):
            staged(lines(*rows), before, date_order="dmy")


@pytest.mark.parametrize("known_recipe", [True, False])
def test_a_mark_stated_for_the_upload_wins_over_a_slip(staged: Stager, known_recipe: bool) -> None:
    known = EVENTS.model_copy(update={"recipe": Recipe(decimal=",", found=("decimal",))})
    rows = [*["2025-01-01;7"] * 100, "2025-01-01;1.25"]
    with pytest.raises(UploadRefused, match="remembered recipe reads the decimal mark ','"):
        staged(lines(*rows), known, known_recipe=known_recipe)
    read = staged(lines(*rows), known, known_recipe=known_recipe, decimal=",")
    assert [(each.row, each.value) for each in read.reject_sample] == [(102, "1.25")]
    assert notes(read, "as you stated") == [
        "'amount' is read with the decimal mark ',', as you stated: "
        "1 of 101 values is no such number, and its row is rejected."
    ]


def test_accepting_rejects_is_for_one_file_other_answers_stay(staged: Stager) -> None:
    read = staged(lines("2025-01-01;1.5", "2025-01-01;x"), EVENTS, accept=("rejects", "header"), percent="number")
    assert read.recipe.accept == ("header",)
    assert read.recipe.percent == "number"


def test_what_was_found_or_accepted_does_not_change_an_uploads_identity(staged: Stager) -> None:
    text = lines("13/08/2025;1,5", "14/08/2025;2,5")
    first = staged(text, EVENTS)
    again = staged(text, after(first))
    answered = staged(text, EVENTS, date_order="dmy", decimal=",")
    assert first.files is not None
    assert again.files is not None
    assert answered.files is not None
    assert first.files.recipe_hash == again.files.recipe_hash == answered.files.recipe_hash
    assert (first.recipe.found, answered.recipe.found) == (("decimal", "date_order"), ())


def test_filled_rows_are_counted_over_all_rows(staged: Stager) -> None:
    texts = Dataset(shape="events", time="day", columns={"who": "text", "n": "integer"})
    rows = [f"2025-01-{1 + i % 28:02};{'x' if i % 3 else ''};{i}\n" for i in range(3000)]
    read = staged("day;who;n\n" + "".join(rows), texts)
    assert {reading.header: (reading.values, reading.of) for reading in read.reading.columns} == {
        "day": (3000, None),
        "who": (2000, None),
        "n": (3000, None),
    }
    asked = staged("day;who;n\n" + "".join(rows) + "2025-01-01;y;1.234\n", texts, decimal=None)
    assert asked.files is not None or asked.questions


def test_missing_columns_list_the_headers_once(staged: Stager) -> None:
    wide = EVENTS.model_copy(update={"columns": {"amount": "decimal", "teem": "text", "zzz": "text"}})
    with pytest.raises(UploadRefused) as refused:
        staged("id;day;amount;team\nT1;2025-01-01;1;x\n", wide)
    assert [problem.column for problem in refused.value.problems] == ["teem", "zzz", None]
    assert str(refused.value).count("'id', 'day', 'amount', 'team'") == 1
    assert "Did you mean 'team'?" in str(refused.value)
    assert "--" not in str(refused.value)
    assert "--set teem=team" in refused.value.with_flags()


def test_a_missing_column_says_who_asks_for_it(staged: Stager) -> None:
    text = "nr;Tag;amount\n1;2025-08-13;1\n"
    renamed = EVENTS.model_copy(update={"recipe": Recipe(columns={"day": "Tag"}, delimiter=";")})
    with pytest.raises(UploadRefused) as told:
        staged(text.replace("Tag", "day"), renamed)
    problem = told.value.problems[0]
    assert problem.text == "has no column 'Tag', which the recipe or an answer names for 'day'"
    assert problem.remedy == "It has 'day': say whether that is it now."
    assert problem.flag == "--set day=day"
