"""`proveout check`: the rules from cron; what fires, what recovered, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, tickets

YEARS = {f"{year}-{month:02d}": 100 for year in (2022, 2023, 2024) for month in range(1, 13)}


def test_it_prints_what_fires_and_ends_with_0(claim: Path, run: Run) -> None:
    assert "claim: nothing fires" in run("check").out
    (claim / "t.csv").write_text(tickets(YEARS))
    assert run("upload", "claim", "tickets", "t.csv").code == 0
    ran = run("check")
    assert ran.code == 0
    assert "claim: Tickets: 100 tickets in December 2024" in ran.out
    assert "[fired; nobody is named to be told]" in ran.out
    (found,) = json.loads(run("check", "--json").out)
    (missed,) = [alert for alert in found["firing"] if alert["rule"] == "missed"]
    assert missed["numbers"]["value"] == 100
    assert missed["place"] == "/project?project=claim&kpi=tickets&grain=month"
    assert missed["about"] == "2024-12-01"
    (claim / "again.toml").write_text((claim / "claim.toml").read_text().replace("target = -0.4", "target = 0.1"))
    assert run("apply", "again.toml").code == 0
    assert "claim: recovered. Tickets: 100 tickets in December 2024" in run("check").out


def test_an_undo_ends_at_once_what_fired_on_its_rows(claim: Path, run: Run) -> None:
    (claim / "t.csv").write_text(tickets(YEARS))
    assert run("upload", "claim", "tickets", "t.csv").code == 0
    assert "[fired; nobody is named to be told]" in run("check").out
    upload = json.loads(run("uploads", "claim", "--json").out)[0]["id"]
    assert run("undo", upload).code == 0
    better = YEARS | {f"2024-{month:02d}": 20 for month in range(7, 13)}
    (claim / "t2.csv").write_text(tickets(better))
    assert run("upload", "claim", "tickets", "t2.csv").code == 0
    assert "claim: nothing fires" in run("check").out


def test_a_project_that_cannot_be_judged_ends_with_1(claim: Path, run: Run) -> None:
    (claim / "t.csv").write_text(tickets(YEARS))
    assert run("upload", "claim", "tickets", "t.csv").code == 0
    for file in claim.rglob("*.parquet"):
        file.write_bytes(b"damaged")
    (claim / "again.toml").write_text((claim / "claim.toml").read_text().replace("target = -0.4", "target = -0.5"))
    run("apply", "again.toml")
    ran = run("check")
    assert ran.code == 1
    assert "claim: not judged." in ran.err
