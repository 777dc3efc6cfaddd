"""What would change is what changes: every impact is compared with the results after the deed is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, definition, words
from metrics.difference import Change, differences
from metrics.errors import DefinitionError, NeedsAnswer, ProveoutError, StoreError
from metrics.intake import Answers, Staged
from metrics.results import ProjectResult
from metrics.store import Store
from tests.visits import visit

TEXT = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "events"
id = "id"
time = "day"
columns = { minutes = "decimal" }
[kpi.calls]
title = "Calls"
dataset = "d"
measure = "count(*)"
better = "lower"
target = -0.2
[[cost]]
date = 2024-12-15
amount = 100
category = "build"
kind = "investment"
"""
HEAD = "id,day,minutes\n"


def rows(first: dt.date, until: dt.date, each: int, mark: str = "") -> str:
    """`each` calls a day from first until the day before `until`, with ids of their own."""
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    return "".join(f"{mark}{day}-{n},{day},{n}.5\n" for day in days for n in range(each))


BEFORE = rows(dt.date(2024, 1, 1), dt.date(2025, 1, 1), 4)
AFTER = rows(dt.date(2025, 1, 1), dt.date(2025, 4, 1), 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "ada"), TEXT)
        yield opened


def staged(store: Store, text: str, name: str = "a.csv", answers: Answers | None = None) -> Staged:
    file = store.home.parent / name
    file.write_text(HEAD + text)
    return actions.stage(visit(store), "p", "d", file, answers)


def commit(store: Store, text: str, name: str = "a.csv") -> actions.Uploaded:
    return actions.commit(visit(store, "ada"), staged(store, text, name))


def moved(store: Store, before: ProjectResult) -> list[Change]:
    return differences(before, actions.results(visit(store), "p"))


def test_the_impact_of_a_file_is_what_its_commit_changes(store: Store) -> None:
    commit(store, BEFORE)
    file = staged(store, AFTER, "b.csv")
    before = actions.results(visit(store), "p")
    told = actions.impact(visit(store), file)
    assert actions.results(visit(store), "p") == before  # nothing was kept
    actions.commit(visit(store, "ada"), file)
    assert told == moved(store, before)
    assert ("kpi.calls.month.held", None, "3 of 3") in told
    assert ("as_of", "2024-12-31", "2025-03-31") in told


def test_several_files_are_taken_together_in_their_order(store: Store) -> None:
    commit(store, BEFORE)
    # the second repeats the first's ids on another day: what counts depends on the order
    later = AFTER.replace(",2025-02-", ",2025-03-")
    files = [staged(store, AFTER, "b.csv"), staged(store, later, "c.csv")]
    before = actions.results(visit(store), "p")
    told, other = actions.impact(visit(store), files), actions.impact(visit(store), files[::-1])
    assert told != other
    assert told != actions.impact(visit(store), files[0])
    batch = actions.commit_all(visit(store, "ada"), files, store.revision("p"))
    assert batch.failed is None
    assert [each.upload.file_name for each in batch.done] == ["b.csv", "c.csv"]
    assert told == moved(store, before)


def test_what_the_files_teach_stays_of_each(store: Store) -> None:
    first = "".join(f"{n};0{n % 8 + 1}/0{n % 8 + 2}/2024;{n},5\n" for n in range(9))
    file = store.home.parent / "a.csv"
    file.write_text("id;day;minutes\n" + first)
    one = actions.stage(visit(store), "p", "d", file, Answers(date_order="dmy", delimiter=";"))
    two = staged(store, BEFORE, "b.csv")
    assert one.recipe.date_order == "dmy"
    assert two.recipe.date_order is None
    before = actions.results(visit(store), "p")
    told = actions.impact(visit(store), [one, two])
    actions.commit_all(visit(store, "ada"), [one, two])
    recipe = actions.draft(visit(store), "p").project.dataset["d"].recipe
    assert recipe
    assert (recipe.date_order, recipe.delimiter) == ("dmy", ";")
    assert told == moved(store, before)


def test_a_file_that_is_live_changes_nothing_and_an_undone_one_comes_back_to_its_place(store: Store) -> None:
    done = commit(store, BEFORE)
    commit(store, AFTER, "b.csv")
    assert actions.impact(visit(store), staged(store, BEFORE, "again.csv")) == []
    before = actions.results(visit(store), "p")
    actions.undo(visit(store, "ada"), done.upload.id)
    told = actions.impact(visit(store), staged(store, BEFORE, "again.csv"))
    assert told == actions.impact_of_redo(visit(store), done.upload.id)
    assert differences(actions.results(visit(store), "p"), before) == told


def test_the_impact_of_undo_is_what_undo_changes(store: Store) -> None:
    commit(store, BEFORE)
    done = commit(store, AFTER, "b.csv")
    before = actions.results(visit(store), "p")
    told = actions.impact_of_undo(visit(store), done.upload.id)
    assert told
    actions.undo(visit(store, "ada"), done.upload.id)
    assert told == moved(store, before)
    with pytest.raises(StoreError, match="not live but undone"):
        actions.impact_of_undo(visit(store), done.upload.id)


def test_open_questions_have_no_impact(store: Store) -> None:
    asked = staged(store, "".join(f"{n},0{n}/0{n + 1}/2024,1.5\n" for n in range(1, 8)))
    with pytest.raises(NeedsAnswer):
        actions.impact(visit(store), [asked])


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('measure = "count(*)"', 'measure = "sum(minutes)"', "kpi.calls.month.restated"),
        ('better = "lower"', 'better = "lower"\nwhere = "minutes > 1"', "kpi.calls.month.effect"),
        ("target = -0.2", "target = -0.6", "kpi.calls.month.held"),
        ("amount = 100", "amount = 250", "money.invested"),
        # read again: values over 2 are rejected
        (
            "[kpi.calls]",
            '[[dataset.d.rule]]\ncolumn = "minutes"\nrange = [0, 2]\n[kpi.calls]',
            "kpi.calls.month.effect",
        ),
    ],
)
def test_the_impact_of_an_edit_is_what_applying_it_changes(store: Store, old: str, new: str, path: str) -> None:
    commit(store, BEFORE)
    commit(store, AFTER, "b.csv")
    text = actions.export(visit(store), "p").replace(old, new, 1)
    before, revision = actions.results(visit(store), "p"), store.revision("p")
    told = actions.impact_of_definition(visit(store), text, "p")
    assert store.revision("p") == revision
    assert [file for file in (store.home / "staging").iterdir() if file.is_file()] == []
    actions.apply(visit(store, "ada"), text)
    assert told == moved(store, before)
    assert path in [change[0] for change in told]


def test_an_edit_that_is_no_definition_or_of_another_project_is_refused(store: Store) -> None:
    with pytest.raises(DefinitionError, match="nothing"):
        actions.impact_of_definition(visit(store), TEXT.replace("count(*)", "sum(nothing)"), "p")
    with pytest.raises(DefinitionError, match="another project"):
        actions.impact_of_definition(visit(store), TEXT.replace('"p"', '"q"'), "p")
    assert actions.impact_of_definition(visit(store), TEXT.replace('"p"', '"q"')) == []


def test_the_first_that_fails_stops_the_rest_and_what_came_before_stays(store: Store) -> None:
    files = [staged(store, BEFORE), staged(store, AFTER, "b.csv"), staged(store, AFTER, "c.csv")]
    assert files[1].files
    files[1].files.rows_path.unlink()
    shares: list[float] = []
    batch = actions.commit_all(visit(store, "ada"), files, store.revision("p"), shares.append)
    assert [each.upload.file_name for each in batch.done] == ["a.csv"]
    assert "gone" in str(batch.failed)
    assert shares == [0.25]
    assert actions.results(visit(store), "p").as_of == dt.date(2024, 12, 31)  # the snapshot of the first was taken


def test_somebody_elses_change_stops_a_commit(store: Store) -> None:
    files, revision = [staged(store, BEFORE), staged(store, AFTER, "b.csv")], store.revision("p")
    actions.apply(visit(store, "bob"), actions.export(visit(store), "p").replace("Calls", "All calls"))
    batch = actions.commit_all(visit(store, "ada"), files, revision)
    assert not batch.done
    assert isinstance(batch.failed, ProveoutError)
    assert store.uploads("p") == ()


PAYBACK: list[Change] = [
    ("payback.months", "5.1", "7.4"),
    ("kpi.calls.month.held", "7 of 8", "6 of 9"),
    ("kpi.calls.month.effect", "-0.58", "-0.6"),
    ("money.net", "10", "20"),
    ("kpi.calls.month.restated", "0", "3"),
    ("kpi.calls.month.restated.2025-05-01", "410", "398"),
    ("warning.edge", None, "the export ends early"),
    ("warning.rejects", None, "2 of 9 rows were rejected."),
    ("warning.gap", "was missing", None),
]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_changes_are_summed_up_in_a_sentence() -> None:
    project = definition.parse(TEXT)
    assert plain(actions.summed_up(PAYBACK, project)) == (
        "Payback moves from 5.1 to 7.4 months, held 7 of 8 becomes 6 of 9, the effect moves from −58.0 % to −60.0 %. "
        "3 complete months that stood already change their values. 1 new warning. 1 warning no longer applies."
    )
    assert actions.warned(PAYBACK) == (["the export ends early"], ["was missing"])
    told = {row.figure: (plain(row.before), plain(row.after)) for row in actions.consequences(PAYBACK, project)}
    assert told["Calls: 3 complete months restated, most May 2025"] == ("410", "398")
    assert len(told) == 5


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], "No figure changes."),
        ([("payback.months", None, "7.4")], "Payback becomes known: 7.4 months."),
        ([("payback.months", "7.4", None)], "Payback is no longer known."),
        ([("payback.status", "projected", "paid_back"), ("payback.months", "6.2", "5")],
         "Payback goes from projected to paid back, after 5.0 months."),
        ([("payback.status", None, "not_reached")], "Payback is not reached."),
        ([("kpi.calls.month.held", None, "3 of 3")], "Held is 3 of 3."),
        ([("as_of", None, "2025-03-31")], "Data reach 31 Mar 2025."),
        ([("kpi.calls.month.basis", None, "naive")], "No headline figure changes; 1 figure beside them."),
        ([("kpi.calls.month.basis", "same_period", "naive")],
         "Everything is compared with the mean before launch, no longer with the same months before launch."),
        ([("money.roi", "0.1", "0.2")], "No headline figure changes; 1 figure beside them."),
    ],
)  # fmt: skip
def test_what_appears_and_vanishes_is_said(changes: list[Change], told: str) -> None:
    assert plain(actions.summed_up(changes, definition.parse(TEXT))) == told


SERIES = """
[project]
id = "p"
launch = 2024-01-01
[dataset.d]
shape = "series"
time = "month"
columns = { calls = "double" }
[kpi.calls]
dataset = "d"
measure = "sum(calls)"
better = "lower"
unit_value = 10
realised_share = 1.0
"""


def test_months_that_move_because_another_one_came_later_are_told_with_their_sum(store: Store) -> None:
    """A worse last month raises what is expected of the others, and with it their benefit."""
    actions.apply(visit(store, "ada"), SERIES.replace('"p"', '"q"'))
    months = [f"{2021 + n // 12}-{1 + n % 12:02}-01" for n in range(46)]
    calls = [300 + n + 40 * ((n % 12) in (5, 6, 11)) + (n * 7919) % 23 - (120 if n >= 36 else 0) for n in range(46)]

    def upload(lines: list[str], name: str) -> Staged:
        file = store.home.parent / name
        file.write_text("month,calls\n" + "\n".join(lines) + "\n")
        return actions.stage(visit(store), "q", "d", file)

    actions.commit(visit(store, "ada"), upload([f"{m},{c}" for m, c in zip(months[:-1], calls, strict=False)], "a.csv"))
    before = actions.results(visit(store), "q")
    file = upload([f"{months[-1]},{calls[-1] + 90}"], "b.csv")
    told = [text for path, _, text in actions.impact(visit(store), file) if path == "warning.expected"]
    done = actions.commit(visit(store, "ada"), file)
    looked_back = actions.effect(visit(store), done.upload.id).changes
    assert [text for path, _, text in looked_back if path == "warning.expected"] == told
    after = actions.results(visit(store), "q")
    pairs = list(zip(before.kpis[0].points, after.kpis[0].points, strict=False))
    assert all(old.value == new.value for old, new in pairs)
    change = sum((new.benefit or 0) - (old.benefit or 0) for old, new in pairs if old.benefit is not None)
    assert abs(change) > 1
    (text,) = told
    assert text is not None
    assert f"moves by {words.money(change, 'EUR')} together" in text
    assert "9 months whose own figures stay" in text
    dearer = actions.export(visit(store), "q").replace("unit_value = 10", "unit_value = 12")
    assert "warning.expected" not in {path for path, *_ in actions.impact_of_definition(visit(store), dearer)}
