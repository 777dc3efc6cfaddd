"""Define, drawn and used: empty, a new project, every part, problems beside their fields, seals, stale forms."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, worker
from metrics.store import Store
from tests.pages.example_store import Keeper
from tests.visits import visit

MAIN = str(Path(__file__).resolve().parents[2] / "pages" / "main.py")
TEXT = """\
# kept
[project]
id = "calls"
name = "Call centre"
launch = 2025-01-01

[dataset.calls]
shape = "events"
time = "day"
id = "id"
columns = { site = "text", minutes = "decimal" }

[kpi.calls]
title = "Calls"
dataset = "calls"
measure = "count(*)"
better = "lower"
baseline = { from = 2024-01-01, until = 2025-01-01 }
target = -0.2 # promised

[kpi.minutes]
dataset = "calls"
measure = "sum(minutes) / count(minutes)"
better = "lower"

[[cost]]
date = 2024-11-15
amount = 18000
category = "build"
kind = "investment"
"""


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a store with one project and a year and a half of its rows."""
    rows = [
        f"{month}{day:02},202{4 + month // 12}-{1 + month % 12:02}-{day:02},north,{day}.5"
        for month in range(18)
        for day in range(1, 29)
    ]
    file = tmp_path_factory.mktemp("built") / "calls.csv"
    file.write_text("\n".join(["id,day,site,minutes", *rows]) + "\n")
    with Store.open(file.parent / "home") as store:
        actions.apply(visit(store, "ada"), TEXT)
        actions.commit(visit(store, "ada"), actions.stage(visit(store), "calls", "calls", file))
        return store.home


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "home")


@pytest.fixture
def calls(copied: None, empty_store: Keeper) -> Store:
    """A store of the test's own that was not empty when it was opened: a copy of what is built."""
    return actions.store()


def draw(part: str | None = None, **choices: str) -> AppTest:
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.switch_page("define.py")
    for name, value in choices.items():
        page.query_params[name] = value
    if part:
        page.session_state["part"] = part
    return page.run()


def stored(store: Store, project: str = "calls") -> dict[str, object]:
    return tomllib.loads(store.definition(project).text)


def field(page: AppTest, kind: str, label: str, n: int = -1) -> object:
    """The last one of that label: the small form that adds a part stands above the part's own form."""
    return [each for each in page.get(kind) if each.label == label][n]


def click(page: AppTest, label: str, n: int = 0) -> AppTest:
    found = [button for button in page.button if button.label == label]
    page = found[n].click().run()
    assert not page.exception
    return page


def test_without_projects_it_offers_templates_and_makes_one(empty_store: Keeper) -> None:
    page = draw()
    assert not page.exception
    assert page.subheader[0].value == "New project"
    assert list(page.radio[0].options) == [each.title for each in actions.templates().values()]
    page.radio[0].set_value("invoice-processing")
    field(page, "text_input", "Name").set_value("Invoices North")  # type: ignore[attr-defined]
    page.date_input[0].set_value(dt.date(2026, 3, 1))
    click(page, "Create")
    assert "Invoices North is created" in page.success[0].value
    made = stored(actions.store(), "invoices-north")
    assert made["project"]["launch"] == dt.date(2026, 3, 1)  # type: ignore[index]
    assert "# More invoices booked without a hand" in actions.store().definition("invoices-north").text


def test_a_link_names_the_template_and_another_name_is_told(calls: Store) -> None:
    page = draw(template="scheduling")
    assert page.radio[0].value == "scheduling"
    click(page, "Create")
    assert "Type one under Name" in page.error[0].value
    assert "Choose the first day in use" in page.error[0].value
    assert actions.store().projects() == ("calls",)  # nothing is guessed
    field(page, "text_input", "Name").set_value("Call centre")  # type: ignore[attr-defined]
    page.date_input[0].set_value(dt.date(2026, 3, 1))
    click(page, "Create")
    assert "calls" not in page.query_params.get("template", "")
    assert actions.store().projects() == ("call-centre", "calls")
    assert "template" not in page.query_params
    page = draw(template="scheduling")
    field(page, "text_input", "Name").set_value("Calls")  # type: ignore[attr-defined]
    page.date_input[0].set_value(dt.date(2026, 3, 1))
    click(page, "Create")
    assert "another name" in page.error[0].value
    page = draw(template="nothing")
    assert "no template “nothing”" in page.warning[0].value
    click(page, "Back")
    assert page.selectbox[0].label == "Project"


@pytest.mark.parametrize("part", ["project", "data", "kpis", "costs", "events", "forecasts", "plan", "file"])
def test_every_part_is_drawn(calls: Store, part: str) -> None:
    page = draw(part)
    assert not page.exception
    assert not page.error
    assert any(button.label == "Apply" for button in page.button) or part == "forecasts"


def test_a_form_changes_what_differs_and_nothing_else(calls: Store) -> None:
    before = calls.definition("calls").text
    page = draw("kpis")
    field(page, "number_input", "Target change, %").set_value(-35.0)  # type: ignore[attr-defined]
    field(page, "text_input", "Unit").set_value("calls")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert "Call centre is saved" in page.success[0].value
    after = calls.definition("calls").text
    assert stored(calls)["kpi"]["calls"]["target"] == -0.35  # type: ignore[index]
    assert "# promised" in after
    assert "# kept" in after
    changed = set(after.splitlines()) - set(before.splitlines())
    assert {line.split(" = ")[0] for line in changed} <= {"target", "unit", "baseline", "columns"}
    assert calls.definition("calls").saved_by


def test_a_problem_stands_beside_its_field_and_nothing_changes(calls: Store) -> None:
    revision = calls.revision("calls")
    page = draw("kpis")
    field(page, "text_input", "Formula").set_value("sum(nothing)")  # type: ignore[attr-defined]
    field(page, "text_input", "Unit").set_value("still here")  # type: ignore[attr-defined]
    click(page, "Apply")
    marked = [each.value for each in page.markdown if each.value.startswith(":red[")]
    assert len(marked) == 1
    assert "nothing" in marked[0]
    assert field(page, "text_input", "Unit").value == "still here"  # type: ignore[attr-defined]
    assert calls.revision("calls") == revision


def test_a_formula_is_tried_on_real_rows_as_it_is_typed_and_not_kept(calls: Store) -> None:
    revision = calls.revision("calls")
    page = draw("kpis", kpi="minutes")
    field(page, "text_input", "Formula").set_value("max(minutes)").run()  # type: ignore[attr-defined]
    assert page.metric[0].value.startswith("28.5")
    assert len(page.dataframe[0].value) == 12  # of eighteen months, the newest first
    assert any("takes **504** of 504 rows" in each.value for each in page.markdown)
    assert any("Not applied yet" in each.value for each in page.caption)
    field(page, "text_input", "Only rows where").set_value("minutes > 20").run()  # type: ignore[attr-defined]
    assert any("takes **162** of 504 rows" in each.value for each in page.markdown)
    assert calls.revision("calls") == revision
    field(page, "text_input", "Formula").set_value("read_csv('/etc/passwd')").run()  # type: ignore[attr-defined]
    assert "is not allowed" in page.error[0].value
    assert not page.metric
    field(page, "text_input", "Formula").set_value("").run()  # type: ignore[attr-defined]
    assert not page.error
    assert any("Type a formula" in each.value for each in page.markdown)


def test_what_is_typed_outlives_a_reload_until_it_is_applied_or_discarded(calls: Store) -> None:
    field(draw("kpis"), "text_input", "Formula").set_value("count(minutes)").run()  # type: ignore[attr-defined]
    page = draw("kpis")  # a new session, as after a reload
    assert field(page, "text_input", "Formula").value == "count(minutes)"  # type: ignore[attr-defined]
    assert any("What you typed here before is back" in each.value for each in page.markdown)
    assert stored(calls)["kpi"]["calls"]["measure"] == "count(*)"  # type: ignore[index]
    click(page, "Discard it")
    assert field(page, "text_input", "Formula").value == "count(*)"  # type: ignore[attr-defined]
    page = draw("kpis")
    assert not any("is back" in each.value for each in page.markdown)
    field(page, "text_input", "Formula").set_value("count(minutes)")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert stored(calls)["kpi"]["calls"]["measure"] == "count(minutes)"  # type: ignore[index]
    assert not any("is back" in each.value for each in draw("kpis").markdown)


def test_what_is_typed_outlives_a_look_at_another_part(calls: Store) -> None:
    page = draw("kpis")
    field(page, "text_input", "Formula").set_value("count(minutes)").run()  # type: ignore[attr-defined]
    for part in ("project", "kpis", "data", "kpis"):
        page.session_state["part"] = part
        page.run()
    assert field(page, "text_input", "Formula").value == "count(minutes)"  # type: ignore[attr-defined]
    assert any("What you typed here before is back" in each.value for each in page.markdown)
    field(page, "text_input", "Formula").set_value("count(*)").run()  # type: ignore[attr-defined]
    for part in ("project", "kpis"):
        page.session_state["part"] = part
        page.run()
    assert field(page, "text_input", "Formula").value == "count(*)"  # type: ignore[attr-defined]
    assert not any("is back" in each.value for each in page.markdown)


def test_a_seal_asks_for_a_reason_and_changes_of_it_too(calls: Store) -> None:
    page = click(draw("kpis"), "Seal the baseline")
    assert "State the reason" in page.error[0].value
    field(page, "text_input", "Reason").set_value("Agreed in March")  # type: ignore[attr-defined]
    click(page, "Seal the baseline")
    assert calls.seals("calls")["calls"].reason == "Agreed in March"
    assert any("Baseline sealed" in each.value for each in page.markdown)
    assert not draw("kpis").exception  # each form asks for its own reason
    field(page, "number_input", "Target change, %").set_value(-5.0)  # type: ignore[attr-defined]
    click(page, "Apply")
    assert "its baseline is sealed" in page.error[0].value
    assert stored(calls)["kpi"]["calls"]["target"] == -0.2  # type: ignore[index]
    field(page, "text_input", "Reason for the change", 0).set_value("A new contract")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert stored(calls)["kpi"]["calls"]["target"] == -0.05  # type: ignore[index]
    assert calls.definition("calls").reason == "A new contract"


def test_a_form_that_is_older_than_the_definition_is_refused_with_the_difference(calls: Store) -> None:
    page = draw("project")
    actions.apply(visit(calls, "bob"), actions.export(visit(calls), "calls").replace("Call centre", "Call centre Nord"))
    field(page, "text_input", "Owner").set_value("ada@example.com")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert page.warning[0].value.startswith("bob has changed")
    assert any("Call centre Nord" in block.value for block in page.code)
    assert "Somebody has saved this definition since the form was filled" in page.error[0].value
    assert "exported" not in page.error[0].value
    assert "revision" not in page.error[0].value
    assert "owner" not in stored(calls)["project"]  # type: ignore[operator]
    assert any(button.label == "What it changes" for button in page.button)  # also beside a refusal
    click(page, "Load the newest")
    assert not page.warning
    assert field(page, "text_input", "Name").value == "Call centre Nord"  # type: ignore[attr-defined]
    assert "kept here to compare and copy" in page.info[0].value
    page.session_state["define mine folded"] = True
    page.run()
    edits, whole = (block.value for block in page.code[:2])
    assert '+owner = "ada@example.com"' in edits
    assert "Nord" not in edits  # of what was typed alone
    assert 'owner = "ada@example.com"' in whole
    click(page, "Forget them")
    assert not page.info
    field(page, "text_input", "Owner").set_value("ada@example.com")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert stored(calls)["project"]["owner"] == "ada@example.com"  # type: ignore[index]


def test_a_formula_typed_over_newer_edits_is_kept_beside_the_newest(calls: Store) -> None:
    page = draw("kpis")
    actions.apply(visit(calls, "bob"), actions.export(visit(calls), "calls").replace("Call centre", "Call centre Nord"))
    field(page, "text_input", "Formula").set_value("count(minutes)")  # type: ignore[attr-defined]
    click(page, "Apply")
    assert stored(calls)["kpi"]["calls"]["measure"] == "count(*)"  # type: ignore[index]
    click(page, "Load the newest beside yours")
    assert "kept here to compare and copy" in page.info[0].value
    assert field(page, "text_input", "Formula").value == "count(minutes)"  # type: ignore[attr-defined]
    click(page, "Apply")  # over the newest now
    assert stored(calls)["kpi"]["calls"]["measure"] == "count(minutes)"  # type: ignore[index]
    assert stored(calls)["project"]["name"] == "Call centre Nord"  # type: ignore[index]


def test_a_project_made_by_mistake_goes_out_of_sight_and_comes_back(calls: Store) -> None:
    page = draw("project")
    page.session_state["remove.calls"] = True
    page.run()
    field(page, "text_input", "Reason").set_value("Made twice")  # type: ignore[attr-defined]
    click(page, "Remove the project")
    assert "Type calls as it stands here" in page.error[0].value
    assert calls.projects() == ("calls",)
    field(page, "text_input", "Type calls to confirm").set_value("calls")  # type: ignore[attr-defined]
    click(page, "Remove the project")
    assert calls.projects() == ()
    assert "Call centre is removed" in page.success[0].value
    page.session_state["removed projects"] = True
    page.run()
    assert any("“Made twice”" in each.value for each in page.markdown)
    click(page, "Bring it back")
    assert calls.projects() == ("calls",)
    assert "Call centre is back" in page.success[0].value


def test_costs_are_added_edited_and_removed_in_place(calls: Store) -> None:
    page = draw("costs")
    row = {"every": "month", "from": "2025-01-01", "amount": 90, "category": "run", "kind": "running"}
    row |= {"cash": True, "planned": False}  # the editor's defaults
    key = f"calls.{actions.draft(visit(calls), 'calls').revision}.cost"
    page.session_state[key] = {
        "edited_rows": {0: {"amount": 17500.5}},
        "added_rows": [row],
        "deleted_rows": [],
    }
    click(page, "Apply")
    assert not page.error
    first, second = stored(calls)["cost"]  # type: ignore[misc]
    assert first["amount"] == 17500.5
    assert second == {**row, "from": dt.date(2025, 1, 1)}
    key = f"calls.{actions.draft(visit(calls), 'calls').revision}.cost"
    page.session_state[key] = {"edited_rows": {1: {"every": None}}, "added_rows": [], "deleted_rows": [0]}
    click(page, "Apply")
    assert "needs either date" in page.error[0].value
    assert len(stored(calls)["cost"]) == 2  # type: ignore[arg-type]


def test_the_file_is_edited_whole_and_every_problem_is_listed(calls: Store) -> None:
    page = draw("file")
    text = page.text_area[0].value
    page.text_area[0].set_value(text.replace("better = ", "bettr = ").replace("2025-01-01\n", "soon\n", 1))
    click(page, "Apply")
    assert "not valid TOML" in page.error[0].value
    page.text_area[0].set_value(text.replace("better = ", "bettr = "))
    click(page, "Apply")
    assert page.error[0].value.count("Did you mean") == 2
    page.text_area[0].set_value(text.replace("Call centre", "Calls"))
    click(page, "Apply")
    assert stored(calls)["project"]["name"] == "Calls"  # type: ignore[index]


def test_an_edit_is_seen_before_it_is_applied(calls: Store) -> None:
    revision = calls.revision("calls")
    page = draw("kpis")
    field(page, "text_input", "Only rows where").set_value("minutes > 14")  # type: ignore[attr-defined]
    click(page, "What it changes")
    assert not page.error
    told = str(page.table[0].value)
    assert "restated" in told
    assert "With this edit" in told
    assert any("complete months that stood already change" in each.value for each in page.markdown)
    assert calls.revision("calls") == revision
    field(page, "text_input", "Only rows where").set_value("minuten > 14")  # type: ignore[attr-defined]
    click(page, "What it changes")
    assert not page.table
    assert any("minuten" in each.value for each in page.markdown if each.value.startswith(":red["))
    assert calls.revision("calls") == revision


def test_every_part_previews_its_edit(calls: Store) -> None:
    page = draw("file")
    page.text_area[0].set_value(page.text_area[0].value.replace("18000", "9000"))
    click(page, "What it changes")
    assert "Invested to date" in str(page.table[0].value)
    page = draw("costs")
    key = f"calls.{actions.draft(visit(calls), 'calls').revision}.cost"
    page.session_state[key] = {"edited_rows": {0: {"amount": 20000}}, "added_rows": [], "deleted_rows": []}
    click(page, "What it changes")
    assert "Invested to date" in str(page.table[0].value)
    assert stored(calls)["cost"][0]["amount"] == 18000  # type: ignore[index]


def test_the_difference_to_newer_edits_is_shown_line_by_line(calls: Store) -> None:
    page = draw("project")
    actions.apply(
        visit(calls, "bob"), actions.export(visit(calls), "calls").replace("Call centre", "Call *centre* Nord")
    )
    field(page, "text_input", "Owner").set_value("ada@example.com")  # type: ignore[attr-defined]
    click(page, "Apply")
    shown = next(code for code in page.code if code.language == "diff").value.splitlines()
    assert '-name = "Call *centre* Nord"' in shown
    assert '+owner = "ada@example.com"' in shown
    assert "--reason" not in page.error[0].value
