"""Each command does what docs/formats.md promises, with its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions
from metrics.errors import DefinitionError
from tests.cli.conftest import CLAIM, Run, tickets
from tests.visits import visit

BEFORE = {f"2024-{month:02d}": 50 for month in range(1, 7)}
AFTER = {f"2024-{month:02d}": 20 for month in range(7, 11)}


def test_from_a_file_to_a_payback_date(claim: Path, run: Run) -> None:
    (claim / "tickets.csv").write_text(tickets(BEFORE | AFTER))
    done = run("upload", "claim", "tickets", "tickets.csv", "--complete-through", "2024-10-31", "--json", "--by", "ana")
    assert done.code == 0, done.err
    assert set(done.json) >= {"upload", "rows", "rejected", "duplicates", "from", "until", "questions", "warnings"}
    assert (done.json["rows"], done.json["rejected"], done.json["from"]) == (380, 0, "2024-01-01")

    found = run("results", "claim", "--json").json
    (kpi,) = found["kpis"]
    assert [point["value"] for point in kpi["points"]] == [50.0] * 6 + [20.0] * 4
    assert kpi["effect"]["basis"] == "naive"
    assert kpi["effect"]["relative"] == pytest.approx(-0.6)
    assert kpi["verdict"] == "indicative"
    assert (kpi["held"]["met"], kpi["held"]["of"]) == (4, 4)
    assert found["as_of"] == "2024-10-31"
    payback = found["money"]["payback"]
    # 30 fewer tickets a month at 10 each: 500 is back after 1 2/3 months, 20.67 days into August
    assert payback["status"] == "paid_back"
    assert payback["proven"] is False
    assert payback["months"] == pytest.approx(1 + 2 / 3, abs=1e-9)
    assert payback["date"] == "2024-08-21"
    assert found["money"]["net"] == pytest.approx(700)

    words = run("results", "claim")
    assert "60" in words.out
    assert "not proven" in words.out.lower()


def test_commands_are_processes_on_one_store(claim: Path, run: Run, run_process: Run) -> None:
    (claim / "tickets.csv").write_text(tickets(BEFORE | AFTER))
    assert run_process("upload", "claim", "tickets", "tickets.csv", "--json").json["rows"] == 380
    assert run_process("results", "claim", "--json").json == run("results", "claim", "--json").json
    assert run_process("results", "nosuch").code == 1
    assert run_process("upload", "claim").code == 2


def test_undo_and_redo_move_every_figure_and_leave_a_trace(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(BEFORE | AFTER))
    upload = run("upload", "claim", "tickets", "a.csv", "--json").json["upload"]
    before = run("results", "claim", "--json").json
    assert run("undo", upload, "--json", "--by", "ana").json["state"] == "undone"
    assert run("results", "claim", "--json").json["kpis"] == []
    assert run("redo", upload).code == 0
    after = run("results", "claim", "--json").json
    assert (after["kpis"], after["money"]) == (before["kpis"], before["money"])
    listed = run("uploads", "claim", "--json").json
    assert [(row["id"], row["state"]) for row in listed] == [(upload, "live")]
    assert run("undo", "nosuch").code == 1


def test_the_same_file_twice_adds_nothing(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(BEFORE))
    first = run("upload", "claim", "tickets", "a.csv", "--json").json["upload"]
    assert run("upload", "claim", "tickets", "a.csv", "--json").json["upload"] == first
    assert len(run("uploads", "claim", "--json").json) == 1


def test_an_ambiguous_file_asks_and_changes_nothing(claim: Path, run: Run) -> None:
    lines = ["id,opened,channel,minutes", *(f"{i},0{i % 9 + 1}/0{i % 7 + 1}/2024 10:00,chat,1.5" for i in range(60))]
    (claim / "days.csv").write_text("\n".join(lines) + "\n")
    asked = run("upload", "claim", "tickets", "days.csv", "--json")
    assert asked.code == 3
    assert asked.json["upload"] is None
    (question,) = asked.json["questions"]
    assert "--date-order" in question["flag"]
    assert {option["value"] for option in question["options"]} == {"dmy", "mdy"}
    assert run("uploads", "claim", "--json").json == []
    plain = run("upload", "claim", "tickets", "days.csv")
    assert plain.code == 3
    assert "--date-order" in plain.err

    assert run("upload", "claim", "tickets", "days.csv", "--date-order", "dmy").code == 0
    assert 'date_order = "dmy"' in run("export", "claim").out or "%d/%m/%Y" in run("export", "claim").out
    (claim / "more.csv").write_text("\n".join(lines).replace("2024", "2023") + "\n")
    assert run("upload", "claim", "tickets", "more.csv").code == 0  # the recipe remembers

    (claim / "slip.csv").write_text("\n".join([*lines, "s,01/14/2024 10:00,chat,1.5"]).replace("2024", "2022") + "\n")
    stopped = run("upload", "claim", "tickets", "slip.csv")
    assert stopped.code == 1
    assert "--date-order mdy|dmy" in stopped.err
    stated = run("upload", "claim", "tickets", "slip.csv", "--date-order", "dmy")
    assert stated.code == 0, stated.err
    assert "60 rows, 1 rejected" in stated.out
    assert "note: 'opened' is read day first, as you stated: 1 of 61 values is no such date" in stated.out
    (reject,) = run("rejects", stated.out.split()[1], "--json").json
    assert (reject["row"], reject["column"], reject["value"]) == (62, "opened", "01/14/2022 10:00")
    typed = run("export", "claim").out.replace('minutes = "decimal"', 'minutes = "double"')  # all files are read again
    (claim / "typed.toml").write_text(typed)
    assert run("apply", "typed.toml", "--json").json["reread"] == 3
    assert [upload["rejected"] for upload in run("uploads", "claim", "--json").json] == [0, 0, 1]


def test_rejects_are_listed_and_can_be_repaired(claim: Path, run: Run) -> None:
    text = tickets(BEFORE).replace("2024-03-01 09:00", "2024-13-01 09:00")
    (claim / "a.csv").write_text(text)
    done = run("upload", "claim", "tickets", "a.csv", "--json").json
    assert done["rejected"] == 1
    (reject,) = run("rejects", done["upload"], "--json").json
    assert (reject["column"], reject["value"]) == ("opened", "2024-13-01 09:00")
    assert reject["row"] == 2 + text.splitlines()[1:].index(next(li for li in text.splitlines() if "2024-13" in li))
    repaired = run("rejects", done["upload"], "--csv").out.replace("2024-13-01", "2024-03-01")
    (claim / "repaired.csv").write_text(repaired)
    again = run("upload", "claim", "tickets", "repaired.csv", "--json")
    assert again.code == 0, again.out
    assert (again.json["rows"], again.json["rejected"]) == (1, 0)


def test_dry_run_says_what_would_change_and_keeps_nothing(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(BEFORE | AFTER))
    done = run("upload", "claim", "tickets", "a.csv", "--dry-run", "--json")
    assert done.code == 0
    assert "kpi.tickets.month.effect" in [change[0] for change in done.json["changes"]]
    assert run("uploads", "claim", "--json").json == []
    assert not list((claim / "home" / "staging").iterdir())


def test_a_seal_holds_the_baseline_against_later_data(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(BEFORE | AFTER))
    run("upload", "claim", "tickets", "a.csv")
    assert run("seal", "claim").code == 2  # no reason given
    assert run("seal", "claim", "tickets", "--reason", "agreed in June").code == 0
    (claim / "more.csv").write_text(tickets({"2024-02": 60}))  # ten more tickets turn up in February
    run("upload", "claim", "tickets", "more.csv")
    (kpi,) = run("results", "claim", "--json").json["kpis"]
    assert kpi["baseline"]["sealed"] == "after_launch"
    assert kpi["baseline"]["mean"] == pytest.approx(50)
    february = kpi["points"][1]
    assert (february["value"], february["sealed_value"]) == (60, 50)

    (claim / "claim.toml").write_text(CLAIM.replace("target = -0.4", "target = -0.3"))
    refused = run("apply", "claim.toml")
    assert refused.code == 1
    assert "--reason" in refused.err
    assert run("apply", "claim.toml", "--reason", "board decision").code == 0


def test_applying_an_older_export_is_refused_with_the_difference(claim: Path, run: Run) -> None:
    (claim / "old.toml").write_text(run("export", "claim").out)
    (claim / "claim.toml").write_text(CLAIM.replace("target = -0.4", "target = -0.3"))
    assert run("apply", "claim.toml").code == 0
    refused = run("apply", "old.toml")
    assert refused.code == 1
    assert "-target = -0.3" in refused.err
    assert "target = -0.3" in run("export", "claim").out


def test_a_changed_column_is_read_again_from_the_kept_file(claim: Path, run: Run) -> None:
    (claim / "a.csv").write_text(tickets(BEFORE | AFTER))
    run("upload", "claim", "tickets", "a.csv")
    slow = CLAIM.replace('minutes = "decimal"', 'minutes = "decimal", extra = "text"')
    (claim / "slow.toml").write_text(slow)
    refused = run("apply", "slow.toml")  # the file has no such column
    assert refused.code == 1
    assert "extra" in refused.err
    text = CLAIM.replace(', minutes = "decimal"', ', minutes = "text"').replace(
        "[[cost]]",
        '[kpi.halves]\ndataset = "tickets"\nmeasure = "count(*)"\n'
        'where = "minutes = \'0.5\'"\nbetter = "lower"\n[[cost]]',
    )
    (claim / "text.toml").write_text(text)
    done = run("apply", "text.toml", "--json")
    assert done.code == 0, done.err
    assert done.json["reread"] == 1
    halves = next(kpi for kpi in run("results", "claim", "--json").json["kpis"] if kpi["name"] == "halves")
    assert halves["points"][0]["value"] == sum(1 for at in range(50) if at % 9 == 0)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("results", "nosuch"), 1, "nosuch"),
        (("apply", "nosuch.toml"), 1, "nosuch.toml"),
        (("upload", "claim", "nosuch", "a.csv"), 1, "nosuch"),
        (("upload", "claim", "tickets", "nosuch.csv"), 1, "nosuch.csv"),
        (("upload", "claim", "tickets", "a.csv", "--date-order", "ydm"), 2, "ydm"),
        (("upload", "claim", "tickets", "a.csv", "--complete-through", "soon"), 2, "soon"),
        (("nosuch",), 2, "nosuch"),
        (("seal", "claim", "--reason", "x"), 1, "baseline"),
    ],
)
def test_wrong_input_is_words_and_a_code(claim: Path, run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    (claim / "a.csv").write_text("a,b\n")
    done = run(*words)
    assert done.code == code
    assert says in done.err


def test_a_definition_with_problems_changes_nothing(claim: Path, run: Run) -> None:
    before = run("export", "claim").out
    broken = CLAIM.replace("count(*)", "count(nosuch)").replace('better = "lower"', 'beter = "lower"')
    (claim / "broken.toml").write_text(broken)
    done = run("apply", "broken.toml", "--json")
    assert done.code == 1
    paths = {problem["path"] for problem in done.json["problems"]}
    assert paths >= {"kpi.tickets.beter", "kpi.tickets.better"}
    assert run("export", "claim").out == before


def test_a_form_of_one_project_never_writes_another(claim: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVEOUT_HOME", str(claim / "home"))
    store = actions.store()
    with pytest.raises(DefinitionError, match="another project"):
        actions.apply(visit(store, "ana"), CLAIM.replace('id = "claim"', 'id = "other"'), only="claim")
    assert store.projects() == ("claim",)


def test_money_is_a_calculator(claim: Path, run: Run) -> None:
    (claim / "flows.csv").write_text("period,amount\n0,-40000\n1,5000\n2,8000\n3,12000\n4,30000\n")
    found = run("money", "flows.csv", "--discount-rate", "0.08", "--json").json
    assert found["npv"] == pytest.approx(3065.22267, abs=5e-6)  # spreadsheet documentation of NPV
    assert found["roi"] is None
    assert found["reasons"]["roi"]
    assert run("money", "nosuch.csv").code == 1
