"""Project files: everything in, everything out, every problem in one message."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import definition
from metrics.dataset import Recipe
from metrics.errors import DefinitionError

FULL = """
# our first claim
[project]
id = "support-assistant"
name = "Support assistant"
owner = "owner@example.com"
owner_until = 2027-12-31
launch = 2025-01-01
stage = "staged"   # since March
currency = "USD"
discount_rate = 0.08
timezone = "Europe/Berlin"
calendar = "working_days"
holidays = "DE-BY"
primary = "human_tickets"
decision_month = 6

[dataset.tickets]
shape = "events"
id = "ticket_id"
keep = "first"
version = "updated_at"
time = ["year", "month"]
columns = { handled_by = "text", handle_minutes = "decimal", resolved_at = "timestamp" }
mode = "upsert"
expected_by = 5
[[dataset.tickets.rule]]
column = "handle_minutes"
range = [0, 1440]
[dataset.tickets.recipe]
encoding = "utf-8"
delimiter = ";"
decimal = ","
date_order = "dmy"
nulls = ["?", "n/a"]

[kpi.human_tickets]
dataset = "tickets"
measure = "count(*)"
where = "handled_by = 'human'"
better = "lower"
grains = ["week", "month"]
segments = ["channel"]
driver = "orders"
per = 1000
baseline = { from = 2022-01-01, until = 2025-01-01 }
control = { segment = "channel=phone" }
launches = { "channel=chat" = 2025-01-01 }
target = -0.60
unit_value = 6.50
realised_share = 0.8
claims = "support team 2025"
guardrails = ["reopen_rate"]

[[cost]]
date = 2024-11-15
amount = 18000.10
category = "build"
kind = "investment"

[[plan]]
month = 2025-01-01
benefit = 8000
cost = 900

[[event]]
date = 2025-06-01
title = "Retrained"
kind = "retraining"

[rollback]
kpi = "reopen_rate"
above = 0.15
for = 2

[[alert]]
kpi = "confidence"
below = 0.7
min_rows = 50
"""


def test_dump_gives_back_every_field() -> None:
    project = definition.parse(FULL)
    again = definition.parse(definition.dump(project))
    assert again == project
    assert again.model_fields_set == project.model_fields_set
    assert project.cost[0].amount == Decimal("18000.10")  # money never passes through binary floats


def test_export_keeps_comments_and_carries_the_revision() -> None:
    exported = definition.with_revision(FULL, 12)
    assert "# our first claim" in exported
    assert "# since March" in exported
    assert definition.parse(exported).project.revision == 12
    assert definition.parse(definition.with_revision(exported, None)) == definition.parse(FULL)


def test_digest_is_of_the_meaning() -> None:
    commented = FULL.replace("[kpi.human_tickets]", "# why not\n[kpi.human_tickets]")
    assert definition.digest(definition.parse(commented)) == definition.digest(definition.parse(FULL))
    exported = definition.with_revision(FULL, 3)
    assert definition.digest(definition.parse(exported)) == definition.digest(definition.parse(FULL))
    moved = FULL.replace("target = -0.60", "target = -0.61")
    assert definition.digest(definition.parse(moved)) != definition.digest(definition.parse(FULL))


def test_a_recipe_is_written_into_the_text() -> None:
    recipe = Recipe(decimal=".", date_order="mdy", formats={"created_at": "%m/%d/%Y"})
    text = definition.with_recipe(FULL, "tickets", recipe)
    assert definition.parse(text).dataset["tickets"].recipe == recipe
    assert "# our first claim" in text
    changed = definition.parse(text).model_copy(update={"dataset": definition.parse(FULL).dataset})
    assert changed == definition.parse(FULL)  # nothing else moved


def test_edit_appends_to_lists_and_removes() -> None:
    cost = {"date": definition.parse(FULL).project.launch, "amount": 5, "category": "run", "kind": "running"}
    text = definition.edit(FULL, ("cost", 1), cost)
    assert [c.amount for c in definition.parse(text).cost] == [Decimal("18000.10"), Decimal(5)]
    assert definition.parse(definition.edit(text, ("cost", 1), None)) == definition.parse(FULL)
    assert (
        definition.parse(definition.edit(FULL, ("kpi", "human_tickets", "target"), None)).kpi["human_tickets"].target
        is None
    )


def test_every_problem_in_one_message() -> None:
    broken = (
        FULL.replace('better = "lower"', 'better = "low"')
        .replace('shape = "events"', 'shape = "events"\ncolums = {}')
        .replace("amount = 18000.10", "")
        .replace("month = 2025-01-01", 'month = "soon"')
        .replace('timezone = "Europe/Berlin"', 'timezone = "Europe/Berlln"')
        .replace("until = 2025-01-01 }", "until = 2021-01-01 }")
    )
    with pytest.raises(DefinitionError) as caught:
        definition.parse(broken, "broken.toml")
    found = {problem.path: problem for problem in caught.value.problems}
    assert set(found) == {
        "project.timezone",
        "dataset.tickets.colums",
        "kpi.human_tickets.better",
        "kpi.human_tickets.baseline",
        "cost.0.amount",
        "plan.0.month",
    }
    assert found["dataset.tickets.colums"].remedy == "Did you mean 'columns'?"
    assert found["kpi.human_tickets.better"].value == "low"
    assert "'lower' or 'higher'" in found["kpi.human_tickets.better"].remedy
    assert all(problem.file == "broken.toml" and problem.remedy for problem in found.values())


def test_a_line_that_is_no_toml_is_named() -> None:
    with pytest.raises(DefinitionError, match="line 3"):
        definition.parse("[project]\nid = 'x'\nlaunch = = 3\n")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[project]\nid = "Has Blanks"\nlaunch = 2025-01-01', "project.id"),
        ('[project]\nid = "x"', "project.launch"),
        ('[project]\nid = "x"\nlaunch = 2025-01-01\n[dataset."a b"]\nshape = "events"\ntime = "t"', "dataset.a b"),
        ('[project]\nid = "x"\nlaunch = 2025-01-01\n[dataset.d]\nshape = "events"', "dataset.d"),
        (
            '[project]\nid = "x"\nlaunch = 2025-01-01\n[dataset.d]\nshape = "forecasts"\ntarget = "t"\nforecast = "f"',
            "",
        ),
    ],
)
def test_single_problems(text: str, path: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        definition.parse(text)
    assert any((problem.path or "").startswith(path) for problem in caught.value.problems)


@given(st.text(max_size=200))
def test_any_text_is_a_project_or_a_clear_error(text: str) -> None:
    project, problems = definition.read(text)
    assert (project is None) == bool(problems)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6),
    st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()),
)
def test_amounts_and_texts_survive_exactly(amount: Decimal, source: str) -> None:
    text = definition.edit(FULL, ("cost", 0, "amount"), amount)
    text = definition.edit(text, ("cost", 0, "source"), source)
    cost = definition.parse(definition.dump(definition.parse(text))).cost[0]
    assert (cost.amount, cost.source) == (amount, source)
