"""A report verifies while its inputs stand; afterwards every cause is named, and an edited file is noticed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions
from metrics.access.visit import Forbidden
from metrics.actions import Verification, verify_report
from metrics.errors import StoreError
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
    return verify_report(visit(store), "p", find(file, "a"), file)


def test_every_format_of_a_fresh_report_holds_and_is_in_the_audit(store: Store) -> None:
    for kind in FORMATS:
        file = actions.report(visit(store, "grace"), "p", kind)
        manifest = find(file, kind)
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


def test_an_edited_file_or_manifest_is_noticed(store: Store) -> None:
    file = actions.report(visit(store), "p", "html")
    effect = str(find(file, "a").figures["kpi.calls.month.effect"])
    found = verified(store, file.replace(f'"{effect}"'.encode(), b'"-0.99"'))
    assert not found.holds
    assert found.made is None
    assert "not byte for byte" in found.wrong[0]
    assert "manifest was edited" in found.wrong[1]


def test_a_store_that_never_had_it_says_so(store: Store) -> None:
    file = actions.report(visit(store), "p", "html")
    manifest = find(file, "a").model_copy(update={"snapshot": "sha256:" + "0" * 64})
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
