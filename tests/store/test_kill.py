"""Real SIGKILLs: whatever moment a writer dies at, the store is as before its deed or as after it, never between."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from metrics import watch
from metrics.store import Store
from metrics.watch.receivers import VARIABLE
from tests.web_receiver import Web, receiving

pytestmark = pytest.mark.kill

ROOT = Path(__file__).resolve().parents[2]
VICTIM = Path(__file__).with_name("victim.py")
Deed = dict[str, str]
KEYS = ("a", "bb", "ccc", "dddd")
RECIPES = ("r1", "r2", "r3")


@dataclass(frozen=True)
class Kept:
    """What a store must hold: computed here from the deeds, without the store."""

    text: str | None = None
    revision: int = 0
    deeds: int = 0  # audit rows
    uploads: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # key → seq, state, recipe
    seal: str | None = None
    snapshot: str | None = None
    closed: frozenset[int] = frozenset()  # years of the months that were signed
    fired: frozenset[str] = frozenset()  # alerts

    def after(self, deed: Deed) -> Kept:
        new = replace(self, revision=self.revision + 1, deeds=self.deeds + 1)
        key, recipe = deed.get("key", ""), deed.get("recipe", "")
        match deed["do"]:
            case "snapshot":
                return replace(new, revision=self.revision, snapshot=key)
            case "seal":
                return replace(new, seal=key)
            case "reread":
                return new
            case "close":
                return replace(new, revision=self.revision, closed=self.closed | {2000 + int(key)})
            case "fire":
                return replace(new, revision=self.revision, fired=self.fired | {key})
            case "backup" | "deliver":
                return self
            case "create":
                return replace(new, text=deed["text"])
            case "commit":
                seq = self.uploads[key][0] if key in self.uploads else len(self.uploads) + 1
                uploads = {**self.uploads, key: (seq, "live", recipe)}
                return replace(new, uploads=uploads, text=deed.get("text") or self.text)
            case "change":
                read = {one: (*self.uploads[one][:2], recipe) for one in deed["keys"].split()}
                return replace(new, text=deed["text"], uploads={**self.uploads, **read})
            case state:
                seq, _, recipe = self.uploads[key]
                word = {"undo": "undone", "redo": "live"}[state]
                return replace(new, uploads={**self.uploads, key: (seq, word, recipe)})


def path_of(deeds: list[Deed]) -> list[Kept]:
    """What must be kept before the first deed and after each."""
    states = [Kept()]
    for deed in deeds:
        states.append(states[-1].after(deed))
    return states


def found(home: Path, sweep: bool = False) -> Kept:
    """What a store holds, read through its own doors; every file of every upload is opened and compared.

    sweep: when all is old, it must then take what killed writers left and nothing else.
    """
    with Store.open(home) as store:
        with store.read() as con:
            assert con.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            assert con.exec_driver_sql("pragma foreign_key_check").all() == []
        if not store.projects():
            if sweep:
                nothing_left(store)
            return Kept(deeds=len(store.audit()))
        uploads: dict[str, tuple[int, str, str]] = {}
        for upload in store.uploads("demo"):
            key = upload.file_name.removesuffix(".csv")
            assert set(pq.read_table(upload.rows_path)["of"].to_pylist()) == {f"{key} {upload.recipe_hash}"}
            assert upload.rejects_path is not None
            assert pq.read_table(upload.rejects_path)["reason"].to_pylist() == [f"{key} {upload.recipe_hash}"]
            assert upload.original_path.read_text() == key
            uploads[key] = (upload.seq, upload.state, upload.recipe_hash)
        latest, seal = store.latest_snapshot("demo"), store.seals("demo").get("k")
        if latest is not None:
            parts = {name: store.part("demo", latest.id, name) for name in latest.part_hashes}
            assert parts == {"headline": latest.id.encode(), "kpi": latest.id.encode() * 1000}
        if sweep:
            nothing_left(store)
        return Kept(
            store.definition("demo").text,
            store.revision("demo"),
            len(store.audit()),
            uploads,
            seal.points.decode() if seal else None,
            latest.id if latest else None,
            frozenset(close.month.year for close in store.closes("demo")),
            alerts_that_wait_once(store),
        )


def alerts_that_wait_once(store: Store) -> frozenset[str]:
    """What fired; each has its one message in the outbox, delivered or not."""
    alerts = store.alerts(["demo"])
    messages = store.deliveries([alert.id for alert in alerts])
    assert sorted(one.alert for one in messages) == sorted(alert.id for alert in alerts)
    return frozenset(alert.about for alert in alerts)


def told_all(home: Path, web: Web) -> int:
    """Deliver what is left: the receiver then has each message, and tells repeats apart. How many had come before."""
    with Store.open(home) as store:
        messages = {one.id: one for one in store.deliveries([one.id for one in store.alerts(["demo"])])}
        assert {key for key, one in messages.items() if one.sent_at} <= set(attempts(web))
        before = len(messages.keys() & attempts(web).keys())
        at = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        for thread in watch.deliver(store, at):
            thread.join(60)
        assert not store.waiting(at)
    made = attempts(web)
    assert messages.keys() <= made.keys()
    assert all(len(set(made[key])) == len(made[key]) for key in messages)
    return before


def attempts(web: Web) -> dict[str, list[str]]:
    """The numbers of the attempts that the receiver took, by message."""
    made: dict[str, list[str]] = {}
    for headers, _ in web.taken:
        made.setdefault(headers["X-Proveout-Delivery"], []).append(headers["X-Proveout-Attempt"])
    return made


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """For each key an original, and for each reading of it real Parquet files that say whose they are."""
    folder = tmp_path / "files"
    folder.mkdir()
    for key in KEYS:
        (folder / f"{key}.csv").write_text(key)
        for recipe in RECIPES:
            pq.write_table(pa.table({"of": [f"{key} {recipe}"] * 500}), folder / f"{key}.{recipe}.parquet")
            pq.write_table(pa.table({"reason": [f"{key} {recipe}"]}), folder / f"{key}.{recipe}.rejects.parquet")
    return folder


def kill(tmp_path: Path, files: Path, jobs: list[dict[str, Any]]) -> None:
    listed = tmp_path / "jobs.json"
    listed.write_text(json.dumps(jobs))
    found_in = {**os.environ, "PYTHONPATH": str(ROOT)}  # the code beside these tests, whatever is installed
    subprocess.run([sys.executable, str(VICTIM), str(listed), str(files)], check=True, env=found_in, timeout=600)
    for job in jobs:
        error = Path(job["log"] + ".error")
        assert not error.exists(), error.read_text()


def job(tmp_path: Path, name: str, deeds: list[Deed], **when: float) -> dict[str, Any]:
    return {"home": str(tmp_path / name), "log": str(tmp_path / f"{name}.log"), "deeds": deeds, **when}


def done(made: dict[str, Any]) -> int:
    log = Path(made["log"])
    return log.read_text().splitlines().count("done") if log.exists() else 0


def judge(made: dict[str, Any], states: list[Kept], sweep: bool = False) -> int:
    """The store must be as before or after the deed that its writer died in: the index of that state."""
    finished = done(made)
    kept = found(Path(made["home"]), sweep)
    assert kept in states[finished : finished + 2], f"died in {made['deeds'][finished : finished + 1]}: {kept}"
    return finished + (kept != states[finished])


def nothing_left(store: Store) -> None:
    """Sweep as if all were old: the catalogue and the files that it names stay."""
    store.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    uploads = store.uploads("demo") if store.projects() else ()
    named = [path for one in uploads for path in (one.rows_path, one.rejects_path, one.original_path)]
    left = [path for path in store.home.rglob("*") if path.is_file() and not path.name.startswith("catalog.sqlite")]
    assert set(left) == set(named)


DEEDS: list[Deed] = [
    {"do": "create", "text": "v1"},
    {"do": "commit", "key": "a", "recipe": "r1", "text": "v2"},
    {"do": "commit", "key": "bb", "recipe": "r1"},
    {"do": "snapshot", "key": "S1"},
    {"do": "undo", "key": "a"},
    {"do": "commit", "key": "a", "recipe": "r1"},
    {"do": "change", "keys": "a bb", "recipe": "r2", "text": "v3"},
    {"do": "seal", "key": "[1]"},
    {"do": "close", "key": "1"},
    {"do": "fire", "key": "1"},
]


def test_death_at_every_point_where_the_disk_changes_hands(tmp_path: Path, files: Path) -> None:
    """Each deed, on the store that the deeds before it made, dies at each of its points; then it is done again."""
    states = path_of(DEEDS)
    whole = [job(tmp_path, f"whole{place}", [deed]) for place, deed in enumerate(DEEDS)]
    for before, made in pairwise(whole):
        made["copy"] = before["home"]
    kill(tmp_path, files, whole)

    jobs: dict[str, tuple[int, dict[str, Any]]] = {}
    for place, made in enumerate(whole):
        points = int(Path(made["log"]).read_text().splitlines()[-1].removeprefix("points "))
        for point in range(1, points + 1):
            name = f"{place}at{point}"
            jobs[name] = place, {**made, **job(tmp_path, name, made["deeds"], point=point)}
            if place:
                jobs[name][1]["copy"] = whole[place - 1]["home"]
    assert len(jobs) > 45
    killed = [one for _, one in jobs.values()]
    kill(tmp_path, files, killed)

    after = [judge(one, states[place : place + 2]) for place, one in jobs.values()]
    assert not any(done(one) for one in killed)  # each of them died in its deed
    assert sum(after) == len(DEEDS)  # only at the point after a deed's commit is it kept
    again = [{"home": one["home"], "log": one["log"], "deeds": one["deeds"]} for one in killed]
    kill(tmp_path, files, [one for one, kept in zip(again, after, strict=True) if not kept])
    for place, one in jobs.values():
        assert found(Path(one["home"]), sweep=True) == states[place + 1]


def random_deeds(seed: int, count: int) -> list[Deed]:
    chance, kept = random.Random(seed), Kept()
    deeds: list[Deed] = [{"do": "create", "text": "v0"}]
    kept = kept.after(deeds[0])
    recipe = "r1"
    for number in range(count):
        live = [key for key, held in kept.uploads.items() if held[1] == "live"]
        undone = [key for key in kept.uploads if key not in live]
        fresh = [key for key in KEYS if key not in kept.uploads]
        wishes: list[Deed] = [{"do": "snapshot", "key": f"S{number}"}, {"do": "seal", "key": f"[{number}]"}]
        wishes += [{"do": "close", "key": str(number)}, {"do": "fire", "key": f"{seed}.{number}"}]
        wishes += [{"do": "deliver"}] * min(2, len(kept.fired))
        wishes += [{"do": "backup", "key": str(number)}] if number % 10 == 9 else []
        wishes += [{"do": "undo", "key": key} for key in live]
        wishes += [{"do": "reread", "key": key, "recipe": held[2]} for key, held in kept.uploads.items()][:1]
        wishes += [{"do": chance.choice(["redo", "commit"]), "key": key, "recipe": recipe} for key in undone]
        wishes += [{"do": "commit", "key": key, "recipe": recipe, "text": f"v{number}x"} for key in fresh] * 2
        if kept.uploads:
            other = chance.choice([one for one in RECIPES if one != recipe])
            change = {"do": "change", "keys": " ".join(kept.uploads), "recipe": other, "text": f"v{number}y"}
            wishes += [change] * 2
        deed = chance.choice(wishes)
        recipe = deed["recipe"] if deed["do"] == "change" else recipe
        deeds.append(deed)
        kept = kept.after(deed)
    return deeds


@pytest.mark.timeout(7200 if os.environ.get("PROVEOUT_DEEP") else 300)
def test_death_at_any_moment(tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PROVEOUT_DEEP=1: a thousand times, in as many stores."""
    chance = random.Random(20250101)
    count, far = 1000 if os.environ.get("PROVEOUT_DEEP") else 20, 16
    receivers = tmp_path / "receivers.toml"
    monkeypatch.setenv(VARIABLE, str(receivers))
    jobs = [
        job(
            tmp_path, f"any{n}", random_deeds(n, far + 20), after=chance.randrange(far), seconds=chance.uniform(0, 0.02)
        )
        for n in range(count)
    ]
    halfway = told = 0
    with receiving() as web:
        receivers.write_text(f'[receiver.hook]\nurl = "json://127.0.0.1:{web.port}/"\n')
        for some in range(0, count, 50):  # judged and deleted by fifties: the disk
            batch = [{**made, "receivers": str(receivers)} for made in jobs[some : some + 50]]
            kill(tmp_path, files, batch)
            assert all(done(made) < len(made["deeds"]) for made in batch)  # each of them died
            for made in batch:
                finished = done(made)
                halfway += judge(made, path_of(made["deeds"]), sweep=True) == finished
                told += told_all(Path(made["home"]), web)
                shutil.rmtree(made["home"])
        repeats = sum(len(made) - 1 for made in attempts(web).values())
    assert len({done(made) for made in jobs}) > 5  # at many different moments
    print(f"{count} kills; in {halfway} the deed under way had not happened, in {count - halfway} it had wholly")
    print(f"{told} messages had come before the kill, the others after it; {repeats} came once more, and said so")
