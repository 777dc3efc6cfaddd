"""Every schema version ever released: a store from then opens, migrates and says what it said (stores/make.py)."""

from __future__ import annotations

import datetime as dt
import json
import math
import tarfile
from pathlib import Path
from typing import Any

import pytest

from metrics import actions, snapshot
from metrics.store import Store
from metrics.store.migrations import HEAD, SCRIPTS
from tests.store.test_migrations import version
from tests.visits import visit

ARCHIVES = sorted(Path(__file__).with_name("stores").glob("v*.tar.gz"))


def unpacked(archive: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """The home and what its makers read in it."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "home", json.loads((folder / "said.json").read_text())


def figures(found: Any, path: str = "") -> dict[str, object]:
    """Every value of a document by its place."""
    if isinstance(found, dict):
        return {at: v for key, value in found.items() for at, v in figures(value, f"{path}.{key}").items()}
    if isinstance(found, list):
        return {at: v for n, value in enumerate(found) for at, v in figures(value, f"{path}.{n}").items()}
    return {path: found}


def alike(now: object, then: object) -> bool:
    """Fitted figures may differ in their last digits between machines and libraries."""
    if isinstance(now, float | int) and isinstance(then, float | int):
        return math.isclose(now, then, rel_tol=1e-4, abs_tol=1e-9)
    return now == then


def test_stores_of_released_versions_are_kept() -> None:
    versions = {path.stem.split("_")[0] for path in (SCRIPTS / "versions").glob("v*.py")}
    kept = {path.name.removesuffix(".tar.gz") for path in ARCHIVES}
    assert "v0001" in kept
    assert kept <= versions


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda path: path.name.removesuffix(".tar.gz"))
def test_a_released_store_opens_migrates_and_says_the_same(archive: Path, tmp_path: Path) -> None:
    home, said = unpacked(archive, tmp_path)
    assert version(home) == said["schema"]
    with Store.open(home) as store:
        assert version(home) == HEAD
        with store.read() as con:
            assert con.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            assert con.exec_driver_sql("pragma foreign_key_check").all() == []
        before = json.loads(actions.document(visit(store), "kept", said["snapshot"]).model_dump_json())
        kept = figures(before)
        assert {at: kept.get(at) for at in figures(said["results"])} == figures(said["results"])
        assert {one.id: one.state for one in store.uploads("kept")} == said["uploads"]
        assert [[row.actor, row.action, row.subject] for row in store.audit()][: len(said["audit"])] == said["audit"]

        undone = next(one for one, state in said["uploads"].items() if state == "undone")
        live = next(one for one, state in said["uploads"].items() if state == "live")
        store.undo(live, actor="later")  # and the store is worked with: files are read, figures computed anew
        store.redo(live, actor="later")
        row = actions.refresh(store, "kept", dt.datetime.fromisoformat(said["made_at"]))
        after = figures(json.loads(actions.document(visit(store), "kept", row.id).model_dump_json()))
        if said["results"]["method"] == snapshot.METHOD:
            assert row.id == said["snapshot"]
        values = {at: value for at, value in figures(said["results"]["kpis"]).items() if at.endswith(".value")}
        assert len(values) > 20
        assert all(alike(after[f".kpis{at}"], value) for at, value in values.items())
        store.redo(undone, actor="later")
        assert actions.rejects(visit(store), undone)
