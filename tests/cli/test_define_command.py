"""A project from a template on the command line."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.cli.conftest import Run


def test_the_templates_are_listed_printed_and_made_projects(run: Run) -> None:
    listed = run("define", "--json").json
    assert [each["name"] for each in listed][-1] == "support-assistant"
    assert "invoice-processing" in run("define").out
    asked = run("define", "--template", "scheduling")
    assert asked.code == 3
    assert "--launch" in asked.err
    printed = run("define", "--template", "scheduling", "--launch", "2025-03-01", "--print").out
    assert tomllib.loads(printed)["project"]["launch"].isoformat() == "2025-03-01"
    assert "# Less overtime" in printed
    given = ("define", "--template", "scheduling", "--name", "Schichten Köln", "--launch", "2025-03-01")
    done = run(*given, "--owner", "olga@example.com")
    assert (done.code, done.out.strip()) == (0, "project schichten-koln created, revision 1")
    kept = tomllib.loads(run("export", "schichten-koln").out)["project"]
    assert (kept["name"], kept["owner"]) == ("Schichten Köln", "olga@example.com")
    again = run(*given)
    assert again.code == 1
    assert "another name" in again.err
    unknown = run("define", "--template", "nothing", "--launch", "2025-03-01")
    assert unknown.code == 1
    assert "support-assistant" in unknown.err


def test_the_questions_before_launch_are_listed_and_answered(claim: Path, run: Run) -> None:
    assert "8 not answered" in run("readiness", "claim").out
    done = run("answer", "claim", "owner", "no", "--by", "olga")
    assert (done.code, done.out[:9]) == (0, "owner: no")
    assert run("answer", "claim", "users", "yes").code == 1  # a yes needs evidence
    assert run("answer", "claim", "users", "not-yet", "--evidence", "in May", "--date", "2025-03-01").code == 0
    found = run("readiness", "claim", "--json").json
    assert found["at_risk"] is False
    by_key = {each["question"]: each for each in found["questions"]}
    assert by_key["owner"]["answer"]["answered_by"] == "olga"
    assert by_key["users"]["answer"]["dated"] == "2025-03-01"
    assert by_key["owner"]["definition"] == [{"text": "the definition names no owner", "holds": False}]
    told = run("readiness", "claim").out
    assert "BUT: no rollback trigger is stated" in told
    assert "in May (2025-03-01" in told
