"""Rows of a series or of forecasts that share a key with other values: asked where many would go, warned of else."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics.dataset import Dataset
from tests.intake.conftest import Stager

CALLS = Dataset(shape="series", time="at", columns={"calls": "integer"})
DEMAND = Dataset(shape="series", time="week", columns={"demand": "integer"})


def five_minutes(days: int = 10) -> str:
    """Calls of each five minutes of some days, as a switchboard exports them."""
    start = dt.datetime(2003, 3, 3, 7)
    rows = [start + dt.timedelta(days=day, minutes=5 * n) for day in range(days) for n in range(150)]
    return "\n".join(["at,calls", *(f"{at},{100 + at.minute}" for at in rows)]) + "\n"


def test_rows_finer_than_a_day_are_asked_about_and_never_cut_to_one(staged: Stager) -> None:
    asked = staged(five_minutes(), CALLS)
    assert asked.files is None
    (question,) = asked.questions
    assert (question.key, question.flag) == ("accept", "--accept overwritten")
    assert "of 1,500 rows" in question.text
    assert "at 2003-03-" in question.text
    assert "are events, one row each" in question.text
    read = staged(five_minutes(), CALLS, accept=("overwritten",))
    assert read.files.rows == 1500
    assert "overwritten" in {warn.kind for warn in read.warnings}
    assert read.recipe.accept == ()  # of this file alone
    every = staged(five_minutes(), CALLS.model_copy(update={"shape": "events"}))
    assert (every.files.rows, every.files.duplicates) == (1500, 0)


def test_a_key_that_nobody_declared_is_asked_for(staged: Stager) -> None:
    rows = [f"2026-01-{day:02},{place},{day * len(place)}" for day in range(1, 29) for place in ("north", "southern")]
    text = "\n".join(["week,place,demand", *rows]) + "\n"
    assert "28 of 56 rows (50.0%)" in staged(text, DEMAND).questions[0].text
    known = DEMAND.model_copy(update={"series": ("place",), "columns": {"demand": "integer", "place": "text"}})
    assert staged(text, known).files.duplicates == 0
    alone = Dataset(shape="series", time="week")  # all that is kept is the key: what the rows differ by is not known
    assert "28 of 56 rows" in staged(text, alone).questions[0].text


@pytest.mark.parametrize(("again", "kinds"), [("2026-01-05,5", []), ("2026-01-05,9", ["overwritten"])])
def test_few_are_warned_of_with_an_example_and_exact_repeats_are_no_matter(
    staged: Stager, again: str, kinds: list[str]
) -> None:
    rows = [f"2026-01-{day:02},{day}" for day in range(1, 29)]
    read = staged("\n".join(["week,demand", *rows, again]) + "\n", DEMAND)
    assert read.files.duplicates == 1
    assert [warn.kind for warn in read.warnings] == kinds
    if kinds:
        assert read.warnings[0].text == (
            "1 row shares its key with a later row of other values, as with week 2026-01-05; the last counts"
        )


def test_forecasts_without_their_series_are_asked_about(staged: Stager) -> None:
    dataset = Dataset(shape="forecasts", target="target", made_on="made", forecast="value")
    rows = [f"2026-02-{1 + n:02},2026-01-{1 + n:02},{place * n}" for n in range(20) for place in range(1, 4)]
    (question,) = staged("\n".join(["target,made,value", *rows]) + "\n", dataset).questions
    assert "model or series" in question.text
