"""What somebody with the catalogue's file may do to past entries, and what of it verification names."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from metrics.errors import StoreError
from metrics.store import Store
from metrics.store.chain import FIELDS
from tests.store.chained import attacker, fill, rewrite

COUNT = 9
Attack = Callable[[sqlite3.Connection], object]
COLUMNS = "n, at, actor, action, project, subject, detail, place, previous, hash"


def sql(*statements: str) -> Attack:
    return lambda con: [con.execute(statement) for statement in statements]


def after_the_sixth(con: sqlite3.Connection) -> None:
    """A self-made entry 7 with right hashes, the later ones renumbered."""
    for n in range(COUNT, 6, -1):
        con.execute("update audit set n = ? where n = ?", (n + 1, n))
    con.execute(f"insert into audit select 7, {COLUMNS[3:]} from audit where n = 6")
    con.execute("update audit set subject = 'made up' where n = 7")
    kept = con.execute("select n, previous, hash from audit where n <> 7").fetchall()
    rewrite(con)
    con.executemany("update audit set previous = ?2, hash = ?3 where n = ?1", kept)


def rehash_one(con: sqlite3.Connection) -> None:
    """Entry 4 says something else, with a hash that fits it; the later ones stay."""
    kept = con.execute("select n, previous, hash from audit where n <> 4").fetchall()
    con.execute("update audit set actor = 'eve' where n = 4")
    rewrite(con)
    con.executemany("update audit set previous = ?2, hash = ?3 where n = ?1", kept)


ATTACKS: dict[str, tuple[Attack, int, str, str]] = {
    "a name": (sql("update audit set actor = 'eve' where n = 4"), 4, "changed", "Entry 4 was changed"),
    "a figure": (sql("update audit set detail = '{}' where n = 4"), 4, "changed", "Entry 4 was changed"),
    "a time that is none": (sql("update audit set at = '?' where n = 4"), 4, "changed", "Entry 4 was changed"),
    "bytes": (sql("update audit set actor = x'00ff' where n = 4"), 4, "changed", "Entry 4 was changed"),
    "the link": (sql("update audit set previous = hash where n = 4"), 4, "changed", "as the one before it"),
    "with its hash": (rehash_one, 4, "changed", "its hash written anew: entry 5 follows another one"),
    "one": (sql("delete from audit where n = 4"), 4, "removed", "Entry 4 was removed: entry 5 follows what is gone"),
    "the first": (sql("delete from audit where n in (1, 2)"), 1, "removed", "Entries 1 to 2 were removed"),
    "renumbered": (
        sql("delete from audit where n in (4, 5)", *(f"update audit set n = {n - 2} where n = {n}" for n in (6, 7))),
        4,
        "removed",
        "Entries 4 to 5 were removed, and those after renumbered: entry 4 was entry 6",
    ),
    "neighbours": (
        sql(*(f"update audit set n = {to} where n = {n}" for n, to in ((4, 99), (5, 4), (99, 5)))),
        4,
        "reordered",
        "it followed what is now entry 5",
    ),
    "far": (
        sql("update audit set n = 99 where n = 4", "update audit set n = 4 where n = 8"),
        4,
        "reordered",
        "Entry 4 was reordered: it followed what is now entry 7",
    ),
    "with right hashes": (after_the_sixth, 7, "inserted", "Entry 7 was inserted before entry 8"),
    "without hashes": (
        sql("insert into audit select 10, at, actor, action, null, null, '{}', null, '', '' from audit where n = 6"),
        10,
        "inserted",
        "Entry 10 was inserted: it has no hash of the chain",
    ),
}


@pytest.mark.parametrize(
    ("attack", "n", "wrong", "says"), ATTACKS.values(), ids=[f"{of[2]}: {name}" for name, of in ATTACKS.items()]
)
def test_the_first_entry_that_does_not_fit_is_named(
    store: Store, attack: Attack, n: int, wrong: str, says: str
) -> None:
    fill(store, COUNT)
    with attacker(store.home) as con:
        attack(con)
    found = store.verify_audit()
    assert not found.sound
    assert found.broken is not None
    assert (found.broken.n, found.broken.wrong) == (n, wrong)
    assert says in found.broken.text
    assert found.rows <= n


@pytest.mark.parametrize(
    "attack",
    [
        sql("delete from audit where n > 5"),
        sql("delete from audit"),
        lambda con: (con.execute("update audit set actor = 'eve' where n = 4"), rewrite(con)),
        lambda con: (con.execute("delete from audit where n = 2"), rewrite(con)),
    ],
    ids=["the end cut off", "all gone", "changed and every hash written anew", "removed and every hash written anew"],
)
def test_who_writes_every_hash_anew_is_noticed_by_a_hash_that_was_kept(store: Store, attack: Attack) -> None:
    fill(store, COUNT)
    kept = store.audit_head().hash
    assert store.verify_audit(kept).sound
    with attacker(store.home) as con:
        attack(con)
    assert store.verify_audit().sound  # the limit of a chain, as docs/formats.md says
    found = store.verify_audit(f"SHA256:{kept.upper()}")
    assert not found.sound
    assert found.broken is None
    assert found.against is not None
    assert (found.against.hash, found.against.n, found.against.after) == (kept, None, None)


def test_a_kept_hash_says_which_entry_it_was_and_how_many_came_after(store: Store) -> None:
    fill(store, 4)
    kept = store.audit_head().hash
    fill(store, 3)
    found = store.verify_audit(kept).against
    assert found is not None
    assert (found.n, found.after) == (4, 3)
    with attacker(store.home) as con:
        con.execute("update audit set actor = 'eve' where n = 6")
    later = store.verify_audit(kept)
    assert later.against == found  # what was kept still stands; what broke came after
    assert later.broken is not None


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "0" * 63, "md5:" + "0" * 64])
def test_what_is_no_hash_is_refused(store: Store, text: str) -> None:
    with pytest.raises(StoreError, match=r"not the hash of an entry.*64 hexadecimal digits"):
        store.verify_audit(text)


def test_a_clock_that_was_set_back_is_told_and_breaks_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from metrics.store import audit

    real = audit.now
    fill(store, 3)
    monkeypatch.setattr(audit, "now", lambda: real().replace(year=2020))
    fill(store, 2)
    monkeypatch.undo()
    fill(store, 1)
    found = store.verify_audit()
    assert found.sound
    assert (found.backwards, found.first_backwards) == (1, 4)
    assert [row.n for row in store.audit()] == [1, 2, 3, 4, 5, 6]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("filled")
    with Store.open(home) as store:
        fill(store, COUNT)
        with attacker(home):
            pass
        yield store


OF_ANY_KIND = some.one_of(
    some.none(),
    some.integers(-(2**63), 2**63 - 1),
    some.floats(allow_nan=False),
    some.binary(max_size=40),
    some.text(some.characters(exclude_categories=["Cs"]), max_size=40),
    some.sampled_from(["ana", "bén", "p1", "{}", "2026-10-31 09:05:00.000000", "0" * 64, '{"rows": 4}']),
)


@settings(max_examples=150, deadline=None)
@given(n=some.integers(1, COUNT), name=some.sampled_from((*FIELDS, "hash")), value=OF_ANY_KIND)
def test_any_change_of_any_field_is_found(filled: Store, n: int, name: str, value: object) -> None:
    with closing(sqlite3.connect(filled.home / "catalog.sqlite")) as con:
        con.execute("pragma synchronous = off")
        before = con.execute(f"select {COLUMNS} from audit order by n").fetchall()
        try:
            con.execute(f"update audit set {name} = ? where n = ?", (value, n))
        except sqlite3.IntegrityError:
            assume(False)  # it may not be null, or another entry has that number
        changed = con.execute(f"select {COLUMNS} from audit order by n").fetchall()
        con.commit()
        found = filled.verify_audit()
        con.execute("delete from audit")
        con.executemany(f"insert into audit ({COLUMNS}) values ({', '.join('?' * 10)})", before)
        con.commit()
    assert found.sound == (changed == before)
    assert changed == before or (found.broken is not None and found.rows < n)
