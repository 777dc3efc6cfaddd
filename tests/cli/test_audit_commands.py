"""`proveout audit`: entries, exports whose hashes anybody can recompute, and verification with its exit code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import Run
from tests.store.chained import attacker, outsider


def test_entries_are_listed_filtered_and_exported(claim: Path, run: Run) -> None:
    changed = (claim / "claim.toml").read_text().replace("A claim", "The claim")
    (claim / "claim.toml").write_text(changed)
    assert run("apply", "claim.toml", "--by", "ana").code == 0
    told = run("audit", "claim", "--by", "ana")
    assert told.code == 0
    assert "claim: ana (command line) changed the definition  [" in told.out
    found = run("audit", "--json").json
    assert [row["action"] for row in found] == ["create", "snapshot", "change", "snapshot"]
    assert set(found[0]) == {"n", "at", "actor", "place", "action", "project", "subject", "detail", "previous", "hash"}
    assert run("audit", "claim", "--action", "change", "--json").json == [found[2]]
    assert run("audit", "--since", "2999-01-01", "--json").json == []
    assert run("audit", "list", "claim", "--json").json == found
    rows = list(csv.DictReader(io.StringIO(run("audit", "--csv").out)))
    assert [row["hash"] for row in rows] == [row["hash"] for row in found]
    assert rows[2]["what"] == "changed the definition"
    assert run("audit", "nosuch").code == 1
    assert run("audit", "--since", "yesterday").code == 2


def test_an_outsider_recomputes_every_hash_of_the_export(claim: Path, run: Run) -> None:
    found = run("audit", "--json").json
    assert [outsider(row) for row in found] == [row["hash"] for row in found]
    assert [row["previous"] for row in found] == ["0" * 64, *(row["hash"] for row in found[:-1])]


def test_verification_says_what_is_wrong_and_fails(claim: Path, run: Run) -> None:
    kept = run("results", "claim", "--json").json["audit_head"]
    sound = run("audit", "verify", "--against", kept["hash"])
    assert sound.code == 0
    assert f"that of entry {kept['n']}; all up to it is as it was" in sound.out
    assert f"Head: entry {kept['n']}, {kept['hash']}" in sound.out
    assert run("audit", "verify", "--against", "1" * 64).code == 1
    assert run("audit", "verify", "--against", "what").code == 1
    with attacker(claim / "home") as con:
        con.execute("update audit set actor = 'eve' where n = 1")
    broken = run("audit", "verify")
    assert broken.code == 1
    assert "Entry 1 was changed" in broken.out
    said = run("audit", "verify", "--json", "--against", kept["hash"])
    assert (said.code, said.json["sound"], said.json["rows"]) == (1, False, 0)
    assert said.json["broken"]["wrong"] == "changed"
    assert said.json["against"] == {"hash": kept["hash"], "n": None, "after": None}
