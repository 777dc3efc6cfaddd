"""A project from a template on the command line."""

from __future__ import annotations

import tomllib

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
