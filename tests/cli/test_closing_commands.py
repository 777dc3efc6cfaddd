"""Month end, ownership and assumptions from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import CLAIM, Run, tickets

BEFORE = {f"2024-{month:02d}": 50 for month in range(1, 7)}
AFTER = {f"2024-{month:02d}": 20 for month in range(7, 11)}
OWNED = CLAIM.replace("launch", 'owner = "olga"\nowner_until = 2020-01-01\nlaunch', 1)


@pytest.fixture
def owned(tmp_path: Path, run: Run) -> Path:
    """A project without data whose owner's time is over."""
    (tmp_path / "claim.toml").write_text(OWNED)
    assert run("apply", "claim.toml").code == 0
    return tmp_path


@pytest.fixture
def loaded(owned: Path, run: Run) -> Path:
    (owned / "a.csv").write_text(tickets(BEFORE | AFTER))
    assert run("upload", "claim", "tickets", "a.csv", "--complete-through", "2024-10-31").code == 0
    return owned


def test_from_a_signed_month_to_an_accepted_restatement(loaded: Path, run: Run) -> None:
    for month, code in (("2024-11", 1), ("2024-08-01", 2), ("August", 2)):
        assert run("close", "claim", month, "--comment", "x").code == code
    closed = run("close", "claim", "2024-08", "--comment", "fine", "--by", "olga", "--json").json
    assert (closed["month"], closed["closed_by"], closed["booked"]["points"][0]["value"]) == ("2024-08-01", "olga", 20)
    late = "id,opened,channel,minutes\n" + "".join(f"x{n},2024-08-20 10:00,chat,1\n" for n in range(2))
    (loaded / "late.csv").write_text(late)
    ahead = run("upload", "claim", "tickets", "late.csv", "--dry-run").out
    assert "this changes August 2024, closed by olga: Tickets 20 → 22 tickets" in ahead
    run("upload", "claim", "tickets", "late.csv", "--by", "ana")
    told = run("closes", "claim").out
    assert "2024-08  RESTATED  closed" in told
    assert "Tickets: booked 20 tickets, now 22 tickets" in told
    assert "because of the upload of late.csv, by ana" in told
    assert "not closed yet: 2024-07, 2024-09, 2024-10" in told
    assert run("accept", "claim", "2024-08", "--reason", "night shift", "--by", "olga").code == 0
    (month,) = run("closes", "claim", "--json").json["closed"]
    assert (month["state"], month["accepted"][0]["accepted_by"]) == ("accepted", "olga")
    assert (month["booked"]["points"][0]["value"], month["current"]["points"][0]["value"]) == (20, 22)
    assert "olga (command line) accepted the restatement of August 2024: “night shift”" in run("audit", "claim").out
    assert run("audit", "verify").code == 0


def test_an_orphan_is_taken_over(owned: Path, run: Run) -> None:
    assert "Nobody owns it: olga's time ended on 31 Dec 2019" in run("results", "claim").out
    assert run("take-over", "claim", "--by", "ana", "--until", "2999-01-01").code == 0
    assert "Nobody owns it" not in run("results", "claim").out
    assert 'owner = "ana"' in run("export", "claim").out


def test_assumptions_are_signed_by_another_than_the_owner(owned: Path, run: Run) -> None:
    words = ("kpi.tickets.unit_value", "--source", "HR", "--review", "2999-01-01", "--low", "8", "--high", "12")
    assert run("sign", "claim", *words, "--by", "Olga").code == 1
    assert run("sign", "claim", *words[:-1], "twelve", "--by", "carl").code == 2
    assert run("sign", "claim", *words, "--by", "carl").code == 0
    told = run("assumptions", "claim").out
    assert "kpi.tickets.unit_value  10 EUR per unit  signed" in told
    assert "by carl: 10, 8 to 12 EUR per unit; HR; review 2999-01-01" in told
    found = {each["path"]: each for each in run("assumptions", "claim", "--json").json}
    assert found["kpi.tickets.unit_value"]["signed"]["low"] == "8"
    assert found["kpi.tickets.realised_share"]["signed"] is None
