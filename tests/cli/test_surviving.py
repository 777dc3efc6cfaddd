"""`proveout backup`, `restore` and `reread` as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, tickets
from tests.store.test_backup import members

SECRET = "a-token-of-thirty-two-characters"


@pytest.fixture
def loaded(claim: Path, run: Run) -> str:
    """A claim with a year of tickets; the upload's id."""
    months = {f"2023-{month:02d}": 20 for month in range(1, 13)} | {f"2024-{month:02d}": 12 for month in range(1, 13)}
    (claim / "all.csv").write_text(tickets(months))
    return str(run("upload", "claim", "tickets", "all.csv", "--json").json["upload"])


def test_backup_and_restore_give_the_same_results(
    loaded: str, claim: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVEOUT_UPLOAD_TOKEN", SECRET)
    (claim / "home/secrets.toml").write_text(SECRET)
    before = run("results", "claim", "--json").json
    made = run("backup", "b.tar.zst", "--json", "--by", "cron")
    assert (made.code, made.json["files"], made.json["damaged"]) == (0, 2, {})
    assert all(SECRET.encode() not in content for content in members(claim / "b.tar.zst").values())
    again = run("backup", "b.tar.zst")
    assert again.code == 1
    assert "There is such a file already" in again.err

    assert run("restore", "b.tar.zst").code == 1  # the store that is in use
    done = run("restore", "b.tar.zst", "--home", "new")
    assert done.code == 0, done.err
    assert made.json["sha256"] in done.out
    monkeypatch.setenv("PROVEOUT_HOME", str(claim / "new"))
    after = run("results", "claim", "--json").json
    head = before.pop("audit_head")  # the copy's last entry; that it was restored is the next
    assert after.pop("audit_head")["n"] == head["n"] + 1
    assert after == before
    assert run("audit", "verify", "--against", head["hash"]).code == 0
    assert run("undo", loaded).code == 0


def test_a_damaged_backup_is_told_and_leaves_nothing(loaded: str, claim: Path, run: Run) -> None:
    run("backup", "b.tar.zst")
    whole = (claim / "b.tar.zst").read_bytes()
    (claim / "b.tar.zst").write_bytes(whole[: len(whole) // 2])
    done = run("restore", "b.tar.zst", "--home", "new")
    assert done.code == 1
    assert "This cannot be done" in done.err
    assert "This is no whole backup" in done.err
    assert list((claim / "new").iterdir()) == []


@pytest.mark.parametrize("damage", ["gone", "a flipped bit", "cut"])
def test_damaged_rows_are_named_and_read_again(damage: str, loaded: str, claim: Path, run: Run) -> None:
    before = run("results", "claim", "--json").json["kpis"]
    (rows,) = (claim / "home/rows/claim/tickets").iterdir()
    data = bytearray(rows.read_bytes())
    if damage == "gone":
        rows.unlink()
    else:
        data[len(data) // 3] ^= 1
        rows.write_bytes(data if damage == "a flipped bit" else data[:-50])
    (claim / "more.csv").write_text(tickets({"2025-01": 12}).replace("2025-01-", "n2025-01-", 1))
    run("upload", "claim", "tickets", "more.csv")  # which needs the others' rows for its results

    told = run("results", "claim", "--json")
    assert told.code == 1
    (problem,) = told.json["problems"]
    assert problem["file"] == "all.csv"
    assert loaded in problem["text"]
    assert f"proveout reread {loaded}" in problem["remedy"]
    assert f"undo {loaded}" in problem["remedy"]
    made = run("backup", "b.tar.zst")
    assert made.code == 1  # written, and said what it lacks
    assert rows.name in made.err
    assert (claim / "b.tar.zst").is_file()

    done = run("reread", loaded)
    assert done.code == 0, done.err
    after = run("results", "claim", "--json").json["kpis"]
    assert [point["value"] for point in after[0]["points"]][:24] == [point["value"] for point in before[0]["points"]][
        :24
    ]
    assert run("backup", "c.tar.zst").code == 0


def test_a_changed_original_is_not_read_again(loaded: str, claim: Path, run: Run) -> None:
    (original,) = (claim / "home/originals").rglob("all.csv")
    original.write_text(original.read_text().replace("chat", "mail"))
    told = run("reread", loaded)
    assert told.code == 1
    assert "damaged or gone" in told.err
