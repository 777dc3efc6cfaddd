"""A report verifies while its inputs stand; afterwards every cause is named, and an edited file is noticed."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from metrics import actions, snapshot
from metrics.access.visit import Forbidden
from metrics.actions import Verification, verify_report
from metrics.errors import StoreError
from metrics.measure import rates
from metrics.report import FORMATS, find
from metrics.store import Store
from tests.commands import Commands
from tests.report.projects import TEXT, rows, upload
from tests.visits import logged_in, visit


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(kept, tmp_path / "home")
    with Store.open(tmp_path / "home") as copied:
        yield copied


def verified(store: Store, file: bytes) -> Verification:
    return verify_report(visit(store), "p", find(file, "a")[0], file)


def test_every_format_of_a_fresh_report_holds_and_is_in_the_audit(store: Store) -> None:
    for kind in FORMATS:
        file = actions.report(visit(store, "grace"), "p", kind)
        manifest = find(file, kind)[0]
        assert (manifest.format, manifest.project) == (kind, "p")
        assert manifest.snapshot == actions.results(visit(store), "p").snapshot
        entry = store.audit("p")[-1]
        assert (entry.action, entry.actor, entry.detail["format"]) == ("report", "grace", kind)
        assert manifest.audit_hash == entry.previous
    found = verified(store, file)
    assert found.holds
    assert found.made is not None
    assert found.made.n == entry.n


def test_an_upload_afterwards_is_named_as_the_cause(store: Store) -> None:
    file = actions.report(visit(store), "p", "html")
    upload(store, rows(dt.date(2025, 9, 1), dt.date(2025, 11, 1), 1), "autumn.csv")
    found = verified(store, file)
    assert not found.holds
    assert not found.wrong
    assert "kpi.calls.month.effect" in {path for path, _, _ in found.changes}
    assert {cause.kind for cause in found.causes} == {"upload", "time"}
    assert any("upload of autumn.csv" in cause.text and "by ada" in cause.text for cause in found.causes)


def test_an_undone_upload_is_named_as_the_cause(store: Store) -> None:
    added = upload(store, rows(dt.date(2025, 9, 1), dt.date(2025, 10, 1), 1), "autumn.csv")
    file = actions.report(visit(store), "p", "xlsx")
    actions.undo(visit(store, "bob"), added.upload.id)
    found = verified(store, file)
    assert not found.holds
    assert not found.wrong
    assert any(cause.kind == "upload" and "autumn.csv" in cause.text and "bob" in cause.text for cause in found.causes)


def test_an_edited_definition_is_named_as_the_cause(store: Store) -> None:
    file = actions.report(visit(store), "p", "pptx")
    actions.apply(visit(store, "bob"), TEXT.replace("amount = 60", "amount = 75"))
    found = verified(store, file)
    assert [cause.kind for cause in found.causes] == ["definition"]
    assert {"money.cost", "money.net"} <= {path for path, _, _ in found.changes}
    assert not found.wrong


def other_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another version of the program would compute net present value."""
    npv = rates.npv
    monkeypatch.setattr(rates, "npv", lambda *given: None if (found := npv(*given)) is None else found * 1.01)


def test_another_computation_of_the_same_rows_is_named_as_the_cause(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = actions.report(visit(store), "p", "pdf")
    other_rule(monkeypatch)
    found = verified(store, file)
    assert "money.npv" in {path for path, _, _ in found.changes}
    assert [cause.kind for cause in found.causes] == ["computation"]


def test_another_version_of_the_method_is_named_as_the_cause(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = actions.report(visit(store), "p", "pdf")
    monkeypatch.setattr(snapshot, "METHOD", "99")
    assert verified(store, file).holds  # another version that gives the same numbers
    other_rule(monkeypatch)
    [cause] = verified(store, file).causes
    assert (cause.kind, cause.text) == ("method", f"the method was version {find(file, 'a')[0].method} and is 99")


def test_an_edited_figure_is_noticed(store: Store) -> None:
    """Where only what is shown was changed, and the manifest still fits, the file's own hash tells."""
    file = actions.report(visit(store), "p", "html")
    edited = file.replace(b"Paid back", b"Lost back", 1)
    assert edited != file
    found = verified(store, edited)
    assert not found.holds
    assert found.made is None
    assert ["not byte for byte" in line for line in found.wrong] == [True]
    book = openpyxl.load_workbook(io.BytesIO(actions.report(visit(store), "p", "xlsx")))
    book["Summary"]["C12"] = 1e6
    saved = io.BytesIO()
    book.save(saved)
    found = verified(store, saved.getvalue())
    assert not found.holds
    assert [line[:31] for line in found.wrong] == ["The file is not byte for byte o"]


@pytest.mark.parametrize(
    ("field", "other", "told"),
    [
        ("figures", None, "manifest was edited"),
        ("document", "sha256:" + "1" * 64, "not those that the report was made of"),
        ("audit_hash", "1" * 64, "not that of this store"),
    ],
)
def test_an_edited_manifest_is_noticed(store: Store, field: str, other: str | None, told: str) -> None:
    file = actions.report(visit(store), "p", "html")
    [manifest] = find(file, "a")
    wrong = {**manifest.figures, "money.net": "999999"} if other is None else other
    edited = manifest.model_copy(update={field: wrong})
    found = verified(store, file.replace(manifest.text().encode(), edited.text().encode()))
    assert not found.holds
    assert found.made is None
    assert "not byte for byte" in found.wrong[0]
    assert told in found.wrong[1]


def test_a_store_that_never_had_it_says_so(store: Store) -> None:
    file = actions.report(visit(store), "p", "html")
    manifest = find(file, "a")[0].model_copy(update={"snapshot": "sha256:" + "0" * 64})
    with pytest.raises(StoreError, match="no such snapshot"):
        verify_report(visit(store), "p", manifest, file)


def test_readers_of_some_segments_get_no_report(store: Store) -> None:
    store.grant("a@example.com", "viewer", "p", actor="boss", segments=("channel=chat",))
    with pytest.raises(Forbidden):
        actions.report(logged_in(store, "a@example.com"), "p", "html")
    with pytest.raises(StoreError, match="no project"):
        actions.report(logged_in(store, "b@example.com"), "p", "html")


def test_the_commands_write_a_file_and_answer_with_an_exit_code(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "home")
    run = Commands(tmp_path)
    made = run("report", "p", "--format", "html", "--out", "a.html")
    assert made.code == 0, made.err
    assert run("report", "p", "--format", "html", "--out", "a.html").code == 1  # nothing is overwritten
    assert run("report", "p", "--format", "docx", "--out", "b").code == 2
    told = run("verify", "a.html")
    assert (told.code, "every number still holds" in told.out) == (0, True)
    (tmp_path / "b.html").write_text("no report")
    assert run("verify", "b.html").code == 1
    (tmp_path / "p.toml").write_text(TEXT.replace("unit_value = 6.5", "unit_value = 5"))
    assert run("apply", "p.toml").code == 0
    answer = run("verify", "a.html", "--json")
    assert (answer.code, answer.json["holds"]) == (1, False)
    assert "money.benefit" in {path for path, _, _ in answer.json["changes"]}
    assert [cause["kind"] for cause in answer.json["causes"]] == ["definition"]
