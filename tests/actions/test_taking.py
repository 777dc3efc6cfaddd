"""A file taken in one go: what others do meanwhile neither loses nor spoils it, and nothing is left behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.errors import StoreError, UploadRefused
from metrics.intake import Answers
from metrics.store import Store
from tests.visits import visit

DEFINITION = """
[project]
id = "calls"
launch = 2025-03-01
[dataset.calls]
shape = "events"
time = "day"
id = "id"
columns = { minutes = "text" }
[dataset.visits]
shape = "events"
time = "day"
columns = { page = "text" }
[kpi.calls]
dataset = "calls"
measure = "count(*)"
better = "lower"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "ada"), DEFINITION)
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text("id,day,minutes\n" + "".join(f"{n},2025-0{1 + n % 4}-1{n % 9},{n}.5\n" for n in range(40)))
    return path


def staging(store: Store) -> list[str]:
    return [path.name for path in (store.home / "staging").iterdir()]


def once(deed: Callable[[], object]) -> Callable[[float], None]:
    """A progress that does something at the end of the reading, the first time: as another process would."""
    waiting = [deed]

    def tell(share: float) -> None:
        if share == 1.0 and waiting:
            waiting.pop()()

    return tell


def test_an_upload_by_somebody_else_meanwhile_loses_neither(store: Store, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,day,minutes\n900,2025-01-01,1.5\n901,2025-02-01,1.5\n")
    meanwhile = once(lambda: actions.take(visit(store, "bob"), "calls", "calls", other, None))
    taken = actions.take(visit(store, "ada"), "calls", "calls", file, None, progress=meanwhile)
    assert [(one.uploaded_by, one.state, one.rows) for one in store.uploads("calls")] == [
        ("bob", "live", 2),
        ("ada", "live", 40),
    ]
    assert taken.upload == store.uploads("calls")[1]
    assert sum(point.value or 0 for point in actions.results(visit(store), "calls").kpis[0].points) == 42
    assert staging(store) == []


def test_a_definition_that_reads_it_otherwise_meanwhile_has_it_read_again(store: Store, file: Path) -> None:
    numbers = DEFINITION.replace('minutes = "text"', 'minutes = "decimal"').replace("count(*)", "sum(minutes)")
    meanwhile = once(lambda: actions.apply(visit(store, "bob"), numbers))
    actions.take(visit(store, "ada"), "calls", "calls", file, None, progress=meanwhile)
    (kpi,) = actions.results(visit(store), "calls").kpis
    assert sum(point.value or 0 for point in kpi.points) == sum(n + 0.5 for n in range(40))
    assert staging(store) == []


def test_a_file_that_changes_while_it_is_read_is_refused(store: Store, file: Path) -> None:
    def grow() -> None:
        with file.open("a") as more:
            more.write("99,2025-01-01,1.5\n")

    with pytest.raises(UploadRefused, match="changed while it was read"):
        actions.take(visit(store, "ada"), "calls", "calls", file, None, progress=once(grow))
    assert store.uploads("calls") == ()
    assert staging(store) == []


def test_a_dry_run_keeps_nothing_but_the_file_that_was_given(store: Store, file: Path) -> None:
    dry = actions.take(visit(store, "ada"), "calls", "calls", file, None, dry_run=True)
    assert (dry.upload, dry.existing) == (None, False)
    assert dry.changes
    inside = store.staging_path(".csv")
    os.link(file, inside)
    actions.take(visit(store, "ada"), "calls", "calls", inside, None, "named.csv", dry_run=True)
    assert staging(store) == [inside.name]  # the caller's, to upload or to delete
    assert store.revision("calls") == 1
    taken = actions.take(visit(store, "ada"), "calls", "calls", inside, None, "named.csv")
    assert taken.upload is not None
    assert taken.upload.file_name == "named.csv"
    assert staging(store) == []


def test_without_a_key_a_live_file_is_known_before_it_is_asked_about(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("day,page\n" + "".join(f"2025-01-{1 + n % 28:02d},p{n % 3}\n" for n in range(60)))
    first, again = (actions.take(visit(store, "ada"), "calls", "visits", path, None) for _ in range(2))
    assert (first.existing, again.existing) == (False, True)
    assert first.upload == again.upload
    path.write_text(path.read_text() + "2025-01-30,p9\n")
    (asked,) = actions.take(visit(store, "ada"), "calls", "visits", path, None).staged.questions
    assert asked.key == "mode"
    assert actions.question(asked)["parameter"] == "mode=replace_span|append|upsert"
    assert actions.take(visit(store, "ada"), "calls", "visits", path, Answers(mode="append")).upload is not None


def test_unknown_names(store: Store, file: Path) -> None:
    for project, dataset in (("nobody", "calls"), ("calls", "nothing")):
        with pytest.raises(StoreError, match=r"no (such dataset|project)"):
            actions.require_dataset(visit(store), project, dataset)
        with pytest.raises(StoreError, match=r"no (such dataset|project)"):
            actions.take(visit(store, "ada"), project, dataset, file, None)


def test_an_answer_to_scattered_dates_holds_when_the_file_is_read_again(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "scattered.csv"  # the 9th of each month, day first; one September, month first
    path.write_text("id,day,minutes\n" + "".join(f"{n},09/{n:02}/2024,{n}.5\n" for n in range(1, 13)))
    (asked,) = actions.take(visit(store, "ada"), "calls", "calls", path, None).staged.questions
    assert asked.key == "date_order"
    upload = actions.take(visit(store, "ada"), "calls", "calls", path, Answers(date_order="dmy")).upload
    assert upload is not None
    numbers = DEFINITION.replace('minutes = "text"', 'minutes = "decimal"')
    assert actions.apply(visit(store, "ada"), numbers).reread == 1
    (kpi,) = actions.results(visit(store), "calls").kpis
    assert len(kpi.points) == 12


def test_a_purged_upload_leaves_the_figures_and_says_why(store: Store, file: Path) -> None:
    taken = actions.take(visit(store, "ada"), "calls", "calls", file, None)
    assert taken.upload is not None
    upload = taken.upload.id
    assert actions.results(visit(store), "calls").kpis
    actions.purge(visit(store, "owner"), upload, "asked by a customer")
    assert actions.results(visit(store), "calls").kpis == ()
    assert actions.purged(visit(store), "calls")[upload].reason == "asked by a customer"
    for ask in (actions.rejects, actions.repair, actions.original):
        with pytest.raises(StoreError, match=r"purged by owner on .*: asked by a customer"):
            ask(visit(store), upload)  # type: ignore[operator]
    numbers = DEFINITION.replace('minutes = "text"', 'minutes = "decimal"')
    assert actions.apply(visit(store, "ada"), numbers).reread == 0  # there is nothing to read again
    assert store.upload(upload).state == "purged"
    assert list((store.home / "rows/calls/calls").iterdir()) == []
    again = actions.take(visit(store, "ada"), "calls", "calls", file, None)
    assert again.upload is not None
    assert (again.existing, again.upload.id == upload) == (False, False)
