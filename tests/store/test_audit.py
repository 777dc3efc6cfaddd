"""The audit: every write leaves its entry, with who, from where, before and after; nothing can be changed by SQL."""

from __future__ import annotations

import datetime as dt
import inspect
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import event

from metrics.errors import StoreError
from metrics.store import Actor, Alert, Head, StagedFiles, Step, Store, Wanted, Wishes
from tests.store.chained import fill, outsider

Stage = Callable[..., StagedFiles]
WRITING = {"change", "commit_upload", "purge", "record", "redo", "save_definition", "save_snapshot", "seal", "undo"}
WRITING |= {"grant", "revoke", "make_token", "revoke_token", "reread", "close_month", "accept_restatement", "sign"}
WRITING |= {
    "watch",
    "mute",
    "unmute",
    "wish",
    "annotate",
    "edit_note",
    "remove_note",
    "answer",
    "remove_project",
    "restore_project",
}
WITHOUT = {"check_token"}  # notes the use of a token, as often as it is used
WITHOUT |= {"claim", "delivered", "not_delivered"}  # the outbox is itself the record of deliveries


def deeds(store: Store, stage: Stage) -> None:
    """Every kind of write that there is."""
    store.save_definition("demo", "v1", "d1", actor=Actor("ana", "page 10.0.0.5"))
    store.save_definition("demo", "v2", "d2", actor="ana", reason="better words")
    upload = store.commit_upload(stage(store), actor="bén", definition=("v3", "d3"))
    store.undo(upload.id, actor="bén")
    store.redo(upload.id, actor="bén")
    store.undo(upload.id, actor="bén")
    store.commit_upload(stage(store), actor="bén")
    rereads = {upload.id: stage(store, recipe="r2")}
    store.change("demo", actor="ana", reason="", text="v4", digest="d4", expected_revision=None, rereads=rereads)
    for points in (b"[1]", b"[2]"):
        at = dt.datetime.now(dt.UTC)
        store.seal("demo", "k", actor="ana", reason="r", definition_digest="d4", points=points, sealed_at=at)
    store.reread(upload.id, stage(store, recipe="r2"), actor="ana", reason="damaged")
    store.save_snapshot("demo", snapshot_id="s", revision=store.revision("demo"), as_of=None, parts={"headline": b"{}"})
    store.purge(upload.id, actor="ana", reason="asked")
    store.record("ana", "export", None, "report.pdf")
    store.grant("ben@example.com", "viewer", "demo", actor="ana")
    store.revoke("ben@example.com", "demo", actor="ana")
    token, _ = store.make_token("demo", "nightly", ("upload",), dt.datetime.now(dt.UTC) + dt.timedelta(1), actor="ana")
    store.revoke_token(token.id, actor="ana")
    month, standing = dt.date(2025, 1, 1), {"snapshot": "s", "revision": store.revision("demo"), "figures": b"{}"}
    store.close_month("demo", month, actor="ana", comment="reviewed", told={}, **standing)  # type: ignore[arg-type]
    told = {"reason": "late rows", "causes": [], "before": {"calls": 1}, "after": {"calls": 2}}
    store.accept_restatement("demo", month, actor="ana", **told, **standing)  # type: ignore[arg-type]
    store.sign("demo", "k", "1", actor="bén", low=None, high=None, source="a study", review_on=month)
    at = dt.datetime.now(dt.UTC)
    alert = Alert("a1", "demo", "late", "tickets", "Late", "Late.", "2026-10-01", {}, "s", at, at)
    store.watch("demo", lambda _: Step((alert,)), snapshot="s", revision=9, day=at.date())
    store.mute("demo", "a1", at.date(), "known", actor="ana")
    store.unmute("demo", "a1", actor="ana")
    store.wish("demo", Wishes(("mail",)), actor="ana")
    note = store.annotate("demo", None, month, "Office move", actor="ana")
    store.edit_note("demo", note.id, month, "Office moved", actor="ana", of="ana")
    store.remove_note("demo", note.id, actor="bén", of=None)
    store.answer("demo", "data", "yes", actor="ana", evidence="a load test", dated=month)
    store.save_definition("slip", "v1", "d1", actor="ana")
    store.remove_project("slip", actor="ana", reason="made twice")
    store.restore_project("slip", actor="ana")


def test_no_write_goes_without_its_entry(store: Store, stage: Stage) -> None:
    """In one transaction: each that changes a table also appends to the audit."""
    wrote: list[set[str]] = [set()]

    def note(_con: object, _cursor: object, statement: str, *_: object) -> None:
        first, *rest = statement.split()
        if first in ("INSERT", "UPDATE", "DELETE"):
            wrote[-1].add(next(word for word in rest if word not in ("INTO", "FROM")))

    event.listen(store._engine, "before_cursor_execute", note)
    event.listen(store._engine, "commit", lambda _con: wrote.append(set()))
    deeds(store, stage)
    changed = [tables for tables in wrote if tables]
    assert len(changed) == 32
    assert all("audit" in tables for tables in changed)
    assert store.verify_audit().sound


def test_every_writing_method_is_among_those_deeds() -> None:
    methods = {name for name, one in inspect.getmembers(Store, inspect.isfunction) if name != "write"}
    assert {name for name in methods if "self.write()" in inspect.getsource(getattr(Store, name))} == WRITING | WITHOUT


def test_before_and_after_stand_in_the_entry(store: Store, stage: Stage) -> None:
    deeds(store, stage)
    said = [(row.action, row.detail.get("before"), row.detail.get("after")) for row in store.audit("demo")]
    assert said[:7] == [
        ("create", None, "d1"),
        ("define", "d1", "d2"),
        ("upload", None, "live"),
        ("undo", "live", "undone"),
        ("redo", "undone", "live"),
        ("undo", "live", "undone"),
        ("upload", "undone", "live"),
    ]
    assert said[7] == ("change", "d3", "d4")
    first, again = said[8:10]
    assert (first[1], again[1]) == (None, first[2])
    assert said[12] == ("purge", "live", "purged")
    assert store.audit("demo")[2].detail["definition"] == {"before": "d2", "after": "d3"}


def test_an_entry_says_from_where_and_its_hash_can_be_computed_by_anybody(store: Store) -> None:
    fill(store, 3)
    first, second, third = store.audit()
    assert (first.actor, first.place) == ("ana", "page 10.0.0.5")
    assert (second.actor, second.place) == ("bén", None)
    assert first.previous == "0" * 64
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert store.audit_head() == Head(3, third.hash)
    entry = {name: getattr(second, name) for name in type(second).__dataclass_fields__}
    assert outsider(entry | {"at": f"{second.at:%Y-%m-%dT%H:%M:%S.%f}Z"}) == second.hash


def test_the_form_of_the_chain_stays_as_it_is_promised() -> None:
    """A released form never changes: computed once, by the words of docs/formats.md."""
    from metrics.store.chain import link

    row = {"n": 7, "at": "2026-10-31 09:05:00.000000", "actor": "bén", "place": None, "action": "undo"}
    row |= {"project": "demo", "subject": 'a"b', "detail": '{"after":"undone","x":1.5}', "previous": "0" * 64}
    assert link(row) == "8b8ee5441cf3d84972cedd8b91d7738fe5b396507b2202bc21aef77f12863718"


def test_an_actor_is_a_name_that_keeps_its_place_in_another_process() -> None:
    actor = pickle.loads(pickle.dumps(Actor("ana", "api")))
    assert (actor, actor.place) == ("ana", "api")
    assert {actor: 1}["ana"] == 1


def test_an_empty_audit_has_a_head_too(store: Store) -> None:
    assert store.audit_head() == Head(0, "0" * 64)
    found = store.verify_audit("0" * 64)
    assert found.sound
    assert (found.rows, found.against and found.against.after) == (0, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "update audit set actor = 'eve'",
        "update audit set place = null where n = 1",
        "delete from audit where n = 2",
        "delete from audit",
        "insert or replace into audit select n, at, 'eve', action, project, subject, detail, place, previous, hash"
        " from audit where n = 1",
        "insert into audit (at, actor, action, detail, previous, hash) values ('', 'eve', '', '{}', '', '')",
    ],
)
def test_the_database_refuses_to_change_an_entry(store: Store, sql: str) -> None:
    fill(store, 3)
    before = store.audit()
    with (
        closing(sqlite3.connect(store.home / "catalog.sqlite")) as con,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        con.execute(sql)
    assert store.audit() == before


def test_what_is_wanted_is_found(store: Store) -> None:
    fill(store, 12)
    middle = store.audit()[6].at
    store.record("proveout", "snapshot", "p1", "s")
    assert {row.project for row in store.audit("p1")} == {"p1"}
    assert [row.n for row in store.audit(wanted=Wanted(project="p1", actor="ana", action="upload"))] == [1, 7]
    assert [row.n for row in store.audit(wanted=Wanted(since=middle, without=("snapshot",)))] == [7, 8, 9, 10, 11, 12]
    assert [row.n for row in store.audit_page(Wanted(), 2, 5)] == [8, 7, 6, 5, 4]
    assert store.audit_count(Wanted(without=("snapshot",))) == 12
    assert store.audit_names() == (("ana", "bén", "proveout"), ("snapshot", "upload"))


def test_nothing_is_done_by_nobody(store: Store) -> None:
    with pytest.raises(StoreError, match="Nobody is named"):
        store.record(" ", "upload", None, None)
    assert store.audit() == ()


def test_what_json_cannot_hold_is_refused_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        store.record("ana", "value", None, None, {"value": float("nan")})
    assert store.audit_head().n == 0
