"""No answer about one project says anything of another: names, files, cells, segments, people."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metrics import actions, api
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.intake import Answers
from metrics.store import Store
from tests.commands import Commands
from tests.test_api import TOKEN
from tests.visits import logged_in, visit

PROJECT = """
[project]
id = "{id}"
name = "{mark} name"
owner = "{mark}@example.com"
launch = 2024-07-01
[dataset.{mark}_rows]
shape = "events"
id = "id"
time = "opened"
columns = {{ {mark}_minutes = "decimal", {mark}_city = "text" }}
[kpi.{mark}_kpi]
title = "{mark} title"
dataset = "{mark}_rows"
measure = "sum({mark}_minutes)"
better = "lower"
segments = ["{mark}_city"]
[[event]]
date = 2024-08-01
title = "{mark} event"
"""
OURS, THEIRS = "ours", "zzhidden"  # every name of the second project holds the second word
ROUNDS = 60
ANA = "ana@example.com"  # has a role in the first project alone

Wish = Callable[[Visit, random.Random], object]


def file(folder: Path, mark: str, rows: int = 60) -> Path:
    path = folder / f"{mark}_export.csv"
    lines = [f"{mark}{n},2024-{1 + n % 9:02d}-{1 + n % 8:02d},{n},{mark}ville{n % 3}" for n in range(rows)]
    bad = f"{mark}bad,2024-01-01,{mark}words,{mark}ville"
    path.write_text("\n".join([f"id,opened,{mark}_minutes,{mark}_city", *lines, bad]) + "\n")
    return path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, dict[str, str], Path]]:
    """Two projects with one upload each; the uploads' ids by project."""
    folder = tmp_path_factory.mktemp("both")
    with Store.open(folder / "home") as store:
        ids = {}
        for name, mark in (("a", OURS), ("b", THEIRS)):
            who = visit(store, f"{mark}-owner")
            actions.apply(who, PROJECT.format(id=name, mark=mark), reason=f"{mark} reason")
            taken = actions.take(who, name, f"{mark}_rows", file(folder, mark), Answers(accept=("rejects",)))
            assert taken.upload is not None
            ids[name] = taken.upload.id
        store.grant(ANA, "owner", "a", actor="boss")
        yield store, ids, folder


def wrong(chance: random.Random) -> str:
    """A name that is not there: noise, a beginning of theirs, a near miss of ours."""
    return chance.choice(
        [
            "",
            "zz",
            "z",
            "_rows",
            "kpi",
            "ours",
            "ours_kp",
            "ours_row",
            "%",
            "_",
            "' OR '1'='1",
            "../b",
            "b/zz",
            "\x00",
            "*",
        ]
    ) + chance.choice(["", str(chance.randrange(9))])


def wishes(folder: Path) -> dict[str, Wish]:
    """Wrong requests of somebody who asks for project a."""
    own, name = folder / f"{OURS}_export.csv", wrong
    text = PROJECT.format(id="a", mark=OURS)
    return {
        "kpi": lambda who, c: actions.kpi(who, "a", name(c), "month"),
        "grain": lambda who, c: actions.kpi(who, "a", f"{OURS}_kpi", name(c)),
        "segment": lambda who, c: actions.kpi(who, "a", f"{OURS}_kpi", "month", name(c)),
        "forecast": lambda who, c: actions.forecast(who, "a", name(c)),
        "document": lambda who, c: actions.document(who, "a", name(c)),
        "stage": lambda who, c: actions.stage(who, "a", name(c), own),
        "preview": lambda who, c: actions.preview(who, own, of=("a", name(c))),
        "take": lambda who, c: actions.take(who, "a", name(c), own, None),
        "columns": lambda who, c: actions.take(
            who, "a", f"{OURS}_rows", own, Answers(columns={name(c): name(c)}), dry_run=True
        ),
        "seal": lambda who, c: actions.seal(who, "a", name(c), "why"),
        "trial": lambda who, c: actions.trial(who, "a", f"{OURS}_rows", f"sum({name(c)})", None),
        "check": lambda who, c: actions.check(text.replace(f"sum({OURS}_minutes)", f"sum({name(c)})")),
        "apply": lambda who, c: actions.apply(who, text.replace(f'["{OURS}_city"]', f'["{name(c)}"]')),
        "older": lambda who, c: actions.apply(who, text.replace('id = "a"', 'id = "a"\nrevision = 0')),
        "own": lambda who, c: (
            actions.results(who, "a"), actions.uploads(who, "a"), actions.export(who, "a"),
            actions.project(who, "a"), actions.money(who, "a"),
        ),
        "undo": lambda who, c: actions.undo(who, name(c)),
        "rejects": lambda who, c: actions.rejects(who, name(c) + "-"),
        "purge": lambda who, c: actions.purge(who, name(c), "why"),
    }  # fmt: skip


def test_no_answer_holds_a_word_of_the_other_project(both: tuple[Store, dict[str, str], Path]) -> None:
    store, _, folder = both
    chance, told = random.Random(11), 0
    for _ in range(ROUNDS):
        what, wish = chance.choice(sorted(wishes(folder).items()))
        try:
            answer: Any = wish(chance.choice([visit(store), logged_in(store, ANA)]), chance)
        except ProveoutError as error:
            answer, told = (str(error), error.with_flags(), error.problems), told + 1
        assert THEIRS not in repr(answer), what
    assert told > ROUNDS / 2


def test_nor_does_an_answer_by_http(both: tuple[Store, dict[str, str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    store, _, folder = both
    monkeypatch.setenv(api.TOKEN, TOKEN)
    monkeypatch.setenv("PROVEOUT_HOME", str(store.home))
    actions.store.cache_clear()
    chance, headers = random.Random(12), {"Authorization": f"Bearer {TOKEN}"}
    body = (folder / f"{OURS}_export.csv").read_bytes()
    with TestClient(Starlette(routes=api.routes())) as client:
        for _ in range(30):
            parameters = {name: wrong(chance) for name in chance.sample(["set", "mode", "name", "by", "sheet"], 2)}
            answer = client.post(
                f"/api/uploads/a/{wrong(chance).replace(chr(0), '')}x", params=parameters, content=body, headers=headers
            )
            assert answer.status_code in (400, 404), answer.text
            assert THEIRS not in json.dumps(answer.json())
    actions.store.cache_clear()


def test_nor_does_a_command_about_one_project(both: tuple[Store, dict[str, str], Path]) -> None:
    """Commands see every project: what they say of one must still be of it alone."""
    store, _, folder = both
    command, chance, refused = Commands(folder), random.Random(13), 0
    assert store.home == folder / "home"
    own = f"{OURS}_export.csv"
    for words in (
        ("upload", "a", "?", own), ("upload", "a", f"{OURS}_rows", own, "--set", "?=?"), ("results", "a"),
        ("results", "?"), ("seal", "a", "--kpi", "?"), ("uploads", "a"), ("export", "a"), ("money", "a"),
        ("undo", "?"), ("rejects", "?-"), ("closes", "a"), ("accept", "a", "?"), ("grants", "--project", "a"),
        ("sign", "a", "?"), ("report", "a", "--format", "?"), ("take-over", "?"),
    ):  # fmt: skip
        for _ in range(3):
            ran = command(*(word.replace("?", wrong(chance).replace("\0", "")) for word in words))
            refused += ran.code != 0
            assert THEIRS not in ran.out + ran.err, words
    assert refused > 15


def test_an_upload_of_the_other_project_is_as_unknown_as_none_at_all(
    both: tuple[Store, dict[str, str], Path],
) -> None:
    """The same words for what is not there, whoever asks."""
    store, _, _ = both
    with pytest.raises(ProveoutError) as several:
        store.upload("")
    with pytest.raises(ProveoutError) as none:
        store.upload("not an id")
    assert "There is no such upload" in str(several.value) == str(none.value).replace("not an id", "")


def test_a_project_without_a_role_in_it_is_as_unknown_as_none_at_all(
    both: tuple[Store, dict[str, str], Path],
) -> None:
    store, ids, folder = both
    who, own = logged_in(store, ANA), folder / f"{OURS}_export.csv"
    asking: list[Callable[[str], object]] = [
        lambda project: actions.project(who, project),
        lambda project: actions.results(who, project),
        lambda project: actions.uploads(who, project),
        lambda project: actions.export(who, project),
        lambda project: actions.kpi(who, project, f"{THEIRS}_kpi", "month"),
        lambda project: actions.stage(who, project, f"{THEIRS}_rows", own),
        lambda project: actions.seal(who, project, None, "why"),
    ]
    for ask in asking:
        said = []
        for project in ("b", "c"):
            with pytest.raises(ProveoutError) as refused:
                ask(project)
            said.append(str(refused.value).replace(f"'{project}'", "'?'"))
        assert said[0] == said[1]
    for ask in (actions.undo, actions.rejects, actions.repair):
        said = []
        for upload in (ids["b"], "f" * len(ids["b"])):
            with pytest.raises(ProveoutError) as refused:
                ask(who, upload)
            said.append(str(refused.value).replace(upload, "?"))
        assert said[0] == said[1]
