"""An owner's rules: required, range, allowed and unique make rejects that name the rule."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset, Recipe
from metrics.intake import rejects, rejects_csv, table
from tests.intake.conftest import Stager
from tests.intake.staged_rows import column

DAYS = [f"2025-01-{1 + i % 28:02}" for i in range(100)]


def dataset(*rules: dict[str, Any], **more: Any) -> Dataset:
    columns = {"channel": "text", "minutes": "decimal", "closed": "date", "code": "text", "spent": "duration"}
    return Dataset.model_validate({"shape": "events", "time": "day", "columns": columns, "rule": rules, **more})


def lines(*rows: str, good: int = 60) -> str:
    kept = "".join(f"{DAYS[i]},chat,{i},2025-02-01,G{i},5\n" for i in range(good))
    return f"day,channel,minutes,closed,code,spent\n{kept}" + "".join(f"2025-01-01,{row}\n" for row in rows)


def reasons(staged: Stager, dataset: Dataset, *rows: str) -> list[tuple[int, str | None, str | None, str]]:
    read = staged(lines(*rows), dataset, accept=("rejects",))
    assert read.files is not None
    assert read.files.rows + read.files.rejected == 60 + len(rows)
    return [(reject.row - 61, reject.column, reject.value, reject.reason) for reject in read.reject_sample]


def test_required(staged: Stager) -> None:
    rules = dataset({"column": "channel", "required": True}, {"column": "minutes", "required": True})
    assert reasons(staged, rules, ",3,,X,", "chat,,,X,", "  ,4,,X,", "chat,5,,,") == [
        (1, "channel", None, "is missing"),
        (2, "minutes", None, "is missing"),
        (3, "channel", "  ", "is missing"),
    ]


def test_range(staged: Stager) -> None:
    rules = dataset(
        {"column": "minutes", "range": [0, 1440]},
        {"column": "closed", "range": ["2020-01-01", "2025-12-31"]},
        {"column": "spent", "range": ["-inf", 60]} | {"range": [float("-inf"), 60]},
    )
    assert reasons(
        staged, rules, "chat,1440,2025-12-31,X,60", "chat,1440.01,2026-01-01,X,", "chat,-1,,X,1:00:01", "chat,x,,X,"
    ) == [
        (2, "closed", "2026-01-01", "is outside the allowed range 2020-01-01 to 2025-12-31"),
        (2, "minutes", "1440.01", "is outside the allowed range 0 to 1440"),
        (3, "minutes", "-1", "is outside the allowed range 0 to 1440"),
        (3, "spent", "1:00:01", "is above the allowed maximum 60"),
        (4, "minutes", "x", "is no number"),
    ]


def test_one_open_end_and_whole_days_of_a_timestamp(staged: Stager) -> None:
    rules = dataset(
        {"column": "minutes", "range": [0.5, float("inf")]}, {"column": "day", "range": ["2025-01-02", "2025-01-31"]}
    )
    text = (
        "day,channel,minutes,closed,code,spent\n"
        + "2025-01-31 23:59:59,a,1,,,\n" * 30
        + "2025-02-01 00:00:00,a,0.4,,,\n"
    )
    read = staged(text, rules)
    assert [reject.reason for reject in read.reject_sample] == [
        "is outside the allowed range 2025-01-02 to 2025-01-31",
        "is below the allowed minimum 0.5",
    ]


def test_allowed(staged: Stager) -> None:
    rules = dataset(
        {"column": "channel", "allowed": ["chat", "email"]}, {"column": "minutes", "allowed": [*range(60), 61.5]}
    )
    assert reasons(staged, rules, "email,61.50,,X,", " chat ,3,,X,", "Chat,4,,X,", ",60,,X,") == [
        (3, "channel", "Chat", "is none of: chat, email"),
        (4, "minutes", "60", f"is none of: {', '.join(str(n) for n in range(20))}, …"),
    ]


def test_unique_keeps_the_first_and_names_it(staged: Stager, home: Path) -> None:
    rules = dataset({"column": "code", "unique": True}, {"column": "minutes", "range": [0, 1440]})
    rows = ['"a, b",3,,G16,', "chat,-4,,G17,", "chat,5,,NEW,", "chat,6,,NEW,", "chat,7,,,", "chat,8,,,"]
    read = staged(lines(*rows), rules, accept=("rejects",))
    assert [(reject.row, reject.column, reject.value, reject.reason) for reject in read.reject_sample] == [
        (62, "code", "G16", "repeats row 18"),
        (63, "minutes", "-4", "is outside the allowed range 0 to 1440"),
        (65, "code", "NEW", "repeats row 64"),
    ]
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (63, 3)
    assert column(read, "code").count("G16") == 1
    assert column(read, "_row") == [*range(2, 62), 64, 66, 67]
    assert read.files.rejects_path is not None
    assert read.reject_sample == tuple(rejects(read.files.rejects_path, home))
    repaired = list(csv.reader(io.StringIO("".join(rejects_csv(read.files.rejects_path, home)))))
    assert repaired[1] == ["2025-01-01", "a, b", "3", "", "G16", "", "62", "code: repeats row 18"]


def test_a_row_that_was_rejected_is_no_first(staged: Stager) -> None:
    rules = dataset({"column": "code", "unique": True}, {"column": "minutes", "range": [0, 1440]})
    assert reasons(staged, rules, "chat,-1,,NEW,", "chat,1,,NEW,") == [
        (1, "minutes", "-1", "is outside the allowed range 0 to 1440")
    ]


def test_unique_across_the_parts_of_a_large_file(staged: Stager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PARALLEL_FROM", 1 << 20)
    rows = [f"{DAYS[i % 28]},T{i % 39_990},{'x' * 20}\n" for i in range(40_000)]
    rules = Dataset.model_validate(
        {
            "shape": "events",
            "time": "day",
            "columns": {"code": "text", "who": "text"},
            "rule": [{"column": "code", "unique": True}],
        }
    )
    read = staged("day,code,who\n" + "".join(rows), rules)
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (39_990, 10)
    assert [(reject.row, reject.reason) for reject in read.reject_sample][:2] == [
        (39_992, "repeats row 2"),
        (39_993, "repeats row 3"),
    ]
    assert read.reject_sample[0].cells[:3] == (DAYS[39_990 % 28], "T0", "x" * 20)


def test_the_question_about_many_rejects_counts_repeats(staged: Stager) -> None:
    rules = dataset({"column": "channel", "unique": True})
    open_ = staged(lines(), rules)
    (question,) = open_.questions
    assert question.key == "accept"
    assert question.text.startswith("59 of 60 rows (98.3%) would be rejected.")
    assert "repair the file" in question.text


def test_rules_belong_to_the_identity_of_an_upload(staged: Stager) -> None:
    text = lines()
    free = staged(text, dataset()).files
    ruled = staged(text, dataset({"column": "minutes", "range": [0, 1440]})).files
    again = staged(text, dataset({"column": "minutes", "range": [0, 1440]})).files
    assert free is not None
    assert ruled is not None
    assert again is not None
    assert free.recipe_hash != ruled.recipe_hash == again.recipe_hash


def test_a_broken_rule_is_no_reason_to_read_a_file_again(staged: Stager) -> None:
    known = dataset({"column": "minutes", "range": [0, 10]}, recipe=Recipe(decimal="."))
    read = staged(lines(), known, known_recipe=True, accept=("rejects",))
    assert read.files is not None
    assert (read.files.rows, read.files.rejected) == (11, 49)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-3, 12), min_size=1, max_size=40))
def test_rules_by_counting(staged: Stager, values: list[int]) -> None:
    rules = dataset({"column": "minutes", "range": [0, 10], "unique": True, "allowed": [0, 1, 2, 3, 5, 8]})
    text = "day,channel,minutes,closed,code,spent\n" + "".join(f"2025-01-01,a,{value},,,\n" for value in values)
    good = Counter(value for value in values if value in (0, 1, 2, 3, 5, 8))
    if not good:
        return
    read = staged(text, rules, accept=("rejects",))
    assert read.files is not None
    assert sorted(column(read, "minutes")) == sorted(Decimal(value) for value in good)
    assert read.files.rejected == len(values) - len(good)
