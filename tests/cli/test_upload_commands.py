"""Flags for every answer, purge, the list of uploads, and a port that is taken."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Run, tickets
from tests.serving import free_port

MONTHS = {f"2024-{month:02d}": 30 for month in range(1, 9)}


def test_flags_reach_the_reading(claim: Path, run: Run) -> None:
    text = "preamble\n" + tickets(MONTHS).replace(",", "|").replace("opened", "Tag").replace("chat", "?")
    (claim / "a.txt").write_text(text)
    flags = ("--delimiter", "|", "--skip", "1", "--header-rows", "1", "--set", "opened=Tag", "--nulls", "?")
    flags += ("--format", "opened=%Y-%m-%d %H:%M", "--decimal", ".", "--encoding", "utf-8", "--quote", '"')
    done = run("upload", "claim", "tickets", "a.txt", *flags, "--json")
    assert done.code == 0, done.err + done.out
    assert (done.json["rows"], done.json["rejected"]) == (240, 0)
    said = run("export", "claim").out
    assert 'opened = "%Y-%m-%d %H:%M"' in said
    assert 'opened = "Tag"' in said
    shown = run("preview", "a.txt", "--skip", "1", "--delimiter", "|", "--json")
    assert [column["header"] for column in shown.json["columns"]] == ["id", "Tag", "channel", "minutes"]


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--mode", "upsort", "--table", "two"), ("--mode", "upsort", "--table", "two")),
        (("--set", "opened"), ("--set", "opened")),
        (("--accept", "anything"), ("--accept", "rejects")),
        (("--percent", "12"), ("--percent", "fraction")),
    ],
    ids=["two", "set", "accept", "percent"],
)
def test_wrong_flags_are_usage(claim: Path, run: Run, flags: tuple[str, ...], says: tuple[str, ...]) -> None:
    (claim / "a.csv").write_text(tickets(MONTHS))
    for command in (("upload", "claim", "tickets", "a.csv"), ("preview", "a.csv")):
        done = run(*command, *flags)
        assert done.code == 2
        assert all(word in done.err for word in says), done.err


def test_a_dry_run_and_the_same_file_again(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(MONTHS))
    dry = run("upload", "claim", "tickets", "a.csv", "--dry-run")
    assert "dry run: nothing was kept" in dry.out
    assert "→" in dry.out
    first = run("upload", "claim", "tickets", "a.csv", "--json").json
    again = run("upload", "claim", "tickets", "a.csv", "--json").json
    assert (first["existing"], again["existing"], again["upload"]) == (False, True, first["upload"])


def test_purge_erases_and_the_list_says_why(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(MONTHS))
    upload = run("upload", "claim", "tickets", "a.csv", "--json", "--by", "ana").json["upload"]
    assert run("purge", upload).code == 2  # no reason
    assert run("purge", upload, "--reason", " ").code == 1
    assert run("purge", upload[:-2], "--reason", "x").code == 1
    twin = run("upload", "claim", "tickets", "a.csv", "--nulls", "none", "--json").json["upload"]
    done = run("purge", upload, "--reason", "asked by a customer", "--by", "olga", "--json")
    assert f"the same bytes are still live as upload {twin} of claim, tickets" in done.err
    run("purge", twin, "--reason", "asked by a customer", "--by", "olga")
    assert (done.code, done.json["state"]) == (0, "purged")
    assert run("results", "claim", "--json").json["kpis"] == []
    listed = run("uploads", "claim").out
    assert "purged" in listed
    assert "by olga: asked by a customer" in listed
    row, _ = run("uploads", "claim", "--json").json
    assert (row["state"], row["rows"], row["purged"]["by"]) == ("purged", 240, "olga")
    assert row["purged"]["reason"] == "asked by a customer"
    for command in ("undo", "redo", "rejects"):
        refused = run(command, upload)
        assert refused.code == 1
        assert "purged" in refused.err
    assert [path for path in (claim / "home").rglob("*") if path.is_file() and upload in str(path)] == []
    assert run("upload", "claim", "tickets", "a.csv", "--json").json["existing"] is False


def test_a_port_that_is_taken_is_said_before_anything_is_done(claim: Path, run_process: Run) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refused = run_process("serve", "--port", str(port), "--samples", "--home", str(claim / "new"))
    assert refused.code == 1
    assert f"Port {port} cannot be used" in refused.err
    assert "--port" in refused.err
    assert "serves" not in refused.out
    assert not (claim / "new").exists()
