"""Rules are checked against their dataset when a definition is applied: every problem at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from metrics import definition
from metrics.dataset import Dataset
from metrics.rollup.rule_checks import rule_problems

COLUMNS = {
    "channel": "text", "minutes": "decimal", "n": "integer", "closed": "timestamp", "ok": "boolean",
    "spent": "duration",
}  # fmt: skip


def problems(*rules: dict[str, Any]) -> list[tuple[str | None, str]]:
    data = {"shape": "events", "id": "id", "time": "day", "columns": COLUMNS, "rule": rules}
    return [(problem.path, problem.text) for problem in rule_problems(Dataset.model_validate(data), "dataset.log")]


def test_good_rules_have_none() -> None:
    assert not problems(
        {"column": "channel", "required": True, "allowed": ["chat", "email"], "unique": True},
        {"column": "minutes", "range": [0, 1440]},
        {"column": "minutes", "range": [float("-inf"), 5]},
        {"column": "n", "allowed": [1, 2, "3"]},
        {"column": "closed", "range": [dt.date(2020, 1, 1), float("inf")]},
        {"column": "closed", "range": [dt.date(2020, 1, 1), dt.date(2020, 1, 1)]},
        {"column": "ok", "allowed": ["true"]},
        {"column": "spent", "range": [0, 600]},
    )


@pytest.mark.parametrize(
    ("rule", "place", "text"),
    [
        ({"column": "minute", "required": True}, "column", "no such column"),
        ({"column": "minutes"}, "", "checks nothing"),
        ({"column": "minutes", "required": False}, "", "checks nothing"),
        ({"column": "minutes", "range": [10, 0]}, "range", "empty"),
        ({"column": "closed", "range": [dt.date(2025, 1, 1), dt.date(2024, 1, 1)]}, "range", "empty"),
        ({"column": "closed", "range": [0, 10]}, "range", "of days"),
        ({"column": "minutes", "range": [dt.date(2025, 1, 1), 10]}, "range", "of numbers"),
        ({"column": "minutes", "range": [float("-inf"), float("inf")]}, "range", "no end"),
        ({"column": "channel", "range": [0, 1]}, "range", "holds text"),
        ({"column": "ok", "range": [0, 1]}, "range", "holds boolean"),
        ({"column": "n", "allowed": [1, "two"]}, "allowed", "can be this"),
        ({"column": "n", "allowed": [Decimal("1.5")]}, "allowed", "can be this"),
        ({"column": "closed", "allowed": ["soon"]}, "allowed", "can be this"),
        ({"column": "channel", "allowed": []}, "allowed", "no value is allowed"),
    ],
)
def test_what_a_rule_gets_wrong(rule: dict[str, Any], place: str, text: str) -> None:
    ((path, found),) = problems(rule)
    assert path == f"dataset.log.rule.0{'.' + place if place else ''}"
    assert text in found


def test_all_problems_at_once() -> None:
    found = problems(
        {"column": "minute", "required": True},
        {"column": "minutes", "range": [10, 0], "allowed": ["x", "y", "3"]},
        {"column": "n", "range": [dt.date(2020, 1, 1), 5]},
    )
    assert [path for path, _ in found] == [
        "dataset.log.rule.0.column",
        "dataset.log.rule.1.range",
        "dataset.log.rule.1.allowed",
        "dataset.log.rule.1.allowed",
        "dataset.log.rule.2.range",
    ]


def test_ranges_of_a_project_file() -> None:
    text = """
[project]
id = "p"
launch = 2025-01-01
[dataset.log]
shape = "events"
time = "day"
columns = { minutes = "decimal" }
[[dataset.log.rule]]
column = "minutes"
range = [0, inf]
[[dataset.log.rule]]
column = "day"
range = [2020-01-01, 2030-12-31]
"""
    project, found = definition.read(text)
    assert not found
    assert project is not None
    assert [rule.range for rule in project.dataset["log"].rule] == [
        (Decimal(0), None),
        (dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    ]
    assert definition.digest(project) != definition.digest(definition.parse(text.replace("inf", "9")))
