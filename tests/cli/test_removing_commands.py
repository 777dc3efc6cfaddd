"""remove, removed and restore-project: what they say, and what every other command says meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, tickets


def test_a_project_goes_out_of_sight_and_comes_back(claim: Path, run: Run) -> None:
    (claim / "t.csv").write_text(tickets({f"2024-{month:02d}": 20 for month in range(1, 11)}))
    upload = run("upload", "claim", "tickets", "t.csv", "--json").json["upload"]
    assert run("remove", "claim").code == 2  # no reason
    assert run("remove", "claim", "--reason", " ").code == 1
    assert run("seal", "claim", "--reason", "agreed").code == 0
    before = run("results", "claim", "--json").json["kpis"]
    refused = run("remove", "claim", "--reason", "made twice")
    assert (refused.code, "--sealed" in refused.err) == (1, True)
    gone = run("remove", "claim", "--reason", "made twice", "--sealed", "--by", "olga")
    assert gone.code == 0, gone.err
    assert "proveout restore-project claim" in gone.out
    assert "purge the upload" in gone.err
    for words in (
        ("results", "claim"), ("uploads", "claim"), ("export", "claim"), ("upload", "claim", "tickets", "t.csv"),
        ("undo", upload), ("rejects", upload), ("closes", "claim"), ("apply", "claim.toml"),
    ):  # fmt: skip
        assert run(*words).code == 1, words
    assert "claim" in run("removed").out
    (listed,) = run("removed", "--json").json
    assert (listed["project"], listed["by"], listed["reason"], listed["uploads"]) == ("claim", "olga", "made twice", 1)
    assert "made twice" in run("audit", "claim").out
    assert run("audit", "verify").code == 0
    assert run("restore-project", "claim").out.strip() == "project claim is back"
    assert run("results", "claim", "--json").json["kpis"][0]["points"] == before[0]["points"]
    assert run("removed", "--json").json == []
    assert run("restore-project", "claim").code == 1
