"""Answers as words: every field can be stated, in one way, and everything not understood is named at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.intake import Answers
from metrics.intake.wording import HELP, STATEMENTS, WrongAnswer, stated


def test_every_answer_can_be_stated_and_is_explained() -> None:
    assert {statement.field for statement in STATEMENTS.values()} == {field.name for field in fields(Answers)}
    assert set(HELP) == set(STATEMENTS)


def test_words_of_every_kind() -> None:
    told = stated(
        [
            ("date_order", "dmy"),
            ("delimiter", "tab"),
            ("table", "2"),
            ("complete_through", "2025-01-31"),
            ("set", "minutes=Minutes = total"),
            ("set", " id = Ticket"),
            ("format", "opened=%d.%m.%Y %H:%M"),
            ("nulls", "?"),
            ("nulls", ""),
            ("accept", "rejects"),
            ("accept", "wide"),
        ]
    )
    assert told == Answers(
        date_order="dmy",
        delimiter="\t",
        table=2,
        complete_through=dt.date(2025, 1, 31),
        columns={"minutes": "Minutes = total", "id": " Ticket"},
        formats={"opened": "%d.%m.%Y %H:%M"},
        nulls=("?", ""),
        accept=("rejects", "wide"),
    )
    assert stated([]) == Answers()


def test_all_that_is_wrong_is_told_at_once() -> None:
    words = [("mode", "upsort"), ("colour", "red"), ("table", "-1"), ("skip", "²"), ("set", "=x"), ("set", "x=")]
    words += [("complete_through", "soon"), ("percent", "number"), ("percent", "fraction")]
    with pytest.raises(WrongAnswer) as caught:
        stated(words)
    assert [problem.path for problem in caught.value.problems] == [
        "mode", "colour", "table", "skip", "set", "set", "complete_through", "percent",
    ]  # fmt: skip
    assert all(problem.remedy for problem in caught.value.problems)


@given(st.lists(st.tuples(st.sampled_from([*STATEMENTS, "other"]), st.text(max_size=12)), max_size=6))
def test_any_words_are_answers_or_an_error_in_words(words: list[tuple[str, str]]) -> None:
    try:
        told: Answers | str = stated(words)
    except WrongAnswer as error:
        told = str(error)
    assert told
