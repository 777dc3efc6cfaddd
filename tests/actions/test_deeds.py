"""Every kind of entry as a sentence: names where there are names, days as people write them, old entries too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics.actions import deed_words, deeds
from metrics.store import AuditRow, Store, Wishes
from tests.store.conftest import stage  # noqa: F401
from tests.store.test_audit import Stage
from tests.store.test_audit import deeds as every_deed

TEXT = """
[project]
id = "p"
name = "First claim"
launch = 2025-01-01
[dataset.d]
shape = "events"
time = "day"
[kpi.calls]
title = "Calls by hand"
dataset = "d"
measure = "count(*)"
better = "lower"
unit_value = 6.5
"""
DONE = [
    "created the project demo",
    "changed the definition: “better words”",
    "uploaded export.csv to tickets: 3 rows, 1 rejected; the definition learnt how to read it",
    "took export.csv (tickets, 3 rows) out of every figure",
    "brought export.csv (tickets, 3 rows) back into every figure",
    "took export.csv (tickets, 3 rows) out of every figure",
    "uploaded export.csv to tickets again: 3 rows, 1 rejected",
    "changed the definition; 1 upload read again",
    "sealed the baseline of k: “r”",
    "sealed the baseline of k anew: “r”",
    "read the kept original of export.csv again, 3 rows: “damaged”",
    "kept the results of revision 11",
    "erased export.csv (tickets, 3 rows) for good: “asked”",
    "export: report.pdf",
    "made ben@example.com a viewer in demo",
    "took the role viewer from ben@example.com in demo",
    "made the token “nightly”, which may upload, until {tomorrow}",
    "ended the token “nightly”",
    "closed January 2025: “reviewed”",
    "accepted the restatement of January 2025: “late rows”",
    "signed the assumption “k” at 1, to be looked at again on 1 Jan 2025 (source: a study)",
    "saw an alert fire: Late.",
    "muted the alert “Data is late” (tickets) until {today}: “known”",
    "lifted the mute of the alert “Data is late” (tickets), which lasted until {today}",
    "changed what the project tells and whom: mail is told (before: nobody)",
    "wrote a note on the charts, on 1 Jan 2025: “Office move”",
    "changed a note on the charts, on 1 Jan 2025: “Office moved” (before: “Office move”)",
    "took back a note on the charts, on 1 Jan 2025: “Office moved”",
    "answered “data” with yes: “a load test”, of 1 Jan 2025",
    "created the project slip",
    "removed the project: “made twice”",
    "brought the removed project back",
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def entry(action: str, subject: str | None = None, project: str | None = "p", **detail: object) -> AuditRow:
    return AuditRow(1, dt.datetime.now(dt.UTC), "ana", None, action, project, subject, detail, "", "")


def test_every_deed_that_the_store_writes_is_told_whole(store: Store, stage: Stage) -> None:  # noqa: F811
    today = dt.datetime.now(dt.UTC).date()
    every_deed(store, stage)
    told = [deeds.sentence(row) for row in store.audit()]
    days = {"today": deed_words.moment(str(today)), "tomorrow": deed_words.moment(str(today + dt.timedelta(1)))}
    assert told == [each.format(**days) for each in DONE]
    assert {row.action for row in store.audit()} - set(deeds.KINDS) == {"export"}


def test_nothing_is_told_as_a_program_writes_it(store: Store, stage: Stage) -> None:  # noqa: F811
    every_deed(store, stage)
    for row in store.audit():
        told = [deeds.sentence(row), deeds.before_after(row) or "", *deeds.particulars(row).values()]
        assert not [each for each in told if ": ," in each or "T00:" in each or "+00:00" in each or "None" in each]


def test_a_role_is_told_with_whom_where_and_its_limits() -> None:
    known = deed_words.titles(TEXT)
    limited = {"role": "analyst", "segments": ["region=north", "region=south"]}
    whole = {"role": "viewer", "segments": []}
    assert deeds.sentence(entry("grant", "vera@example.com", before=whole, after=limited), known) == (
        "made vera@example.com an analyst in First claim, limited to region north and region south (before: viewer)"
    )
    assert deeds.sentence(entry("grant", "example.com", None, before=None, after=whole)) == (
        "made everybody of example.com a viewer in every project"
    )
    assert deeds.sentence(entry("revoke", "groups=it", before=limited, after=None), known) == (
        "took the role analyst, limited to region north and region south, from whoever has groups=it in First claim"
    )


def test_parts_of_a_project_have_their_titles() -> None:
    known = deed_words.titles(TEXT)
    assert deeds.sentence(entry("seal", "calls", before=None, after="x"), known) == (
        "sealed the baseline of Calls by hand"
    )
    signed = entry("sign", "kpi.calls.unit_value", after={"value": "6.5", "low": "5", "high": "8"}, source="A study")
    assert deeds.sentence(signed, known) == (
        "signed the assumption “Money per unit, Calls by hand” at 6.5, from 5 to 8 (source: A study)"
    )
    assert deeds.sentence(entry("alert", "missed: calls", about="2025-01-01", after="fired"), known) == (
        "saw the alert “The target is missed” (Calls by hand) fire"  # as entries were before they kept its words
    )
    assert deeds.sentence(entry("unmute", "threshold: calls above 5", before=None, after=None), known).endswith(
        "“A KPI is outside the bounds of the project file” (Calls by hand above 5)"
    )
    assert deed_words.titles("v1") == {}


def test_what_is_told_and_to_whom_is_told_by_what_changed() -> None:
    before = vars(Wishes(("mail", "team"), ("late",)))
    after = vars(Wishes((), ("missed",), 14, 0.125))
    listed = {name: [list(each) if isinstance(each, tuple) else each for each in (before[name], after[name])]
              for name in before}  # fmt: skip
    sides = {side: {name: both[n] for name, both in listed.items()} for n, side in enumerate(("before", "after"))}
    assert deeds.sentence(entry("watch", **sides)) == (
        "changed what the project tells and whom: nobody is told (before: mail and team); switched off “The target is "
        "missed”; switched on “Data is late”; told again after 14 days (before: 7 days); rejected rows put up with "
        "12.5\u202f% (before: 5\u202f%)"
    )
    assert deeds.before_after(entry("watch", **sides)) is None, "the sentence says it whole"
    figures = {"before": {"Calls": "360 calls", "Net": "EUR 5"}, "after": {"Calls": "372 calls", "Net": "EUR 5"}}
    assert deeds.before_after(entry("accept", "2025-01", **figures)) == "Calls: 360 calls → Calls: 372 calls"


def test_an_owner_who_changes_is_named() -> None:
    owner = {"before": "ben", "after": "ana", "until": "2027-11-22", "alone": True}
    assert deeds.sentence(entry("change", "p", owner=owner, reason="ana takes over from ben")) == (
        "took the project over from ben, until 22 Nov 2027"
    )
    assert deeds.sentence(entry("change", "p", owner=owner | {"before": None, "until": None})) == (
        "took the project over, which nobody owned, without an end"
    )
    assert deeds.sentence(entry("change", "p", owner=owner | {"before": "ana"})) == "stays the owner, until 22 Nov 2027"
    beside = "changed the definition: ana owns it now, until 22 Nov 2027 (before: ben): “why”"
    assert deeds.sentence(entry("change", "p", owner=owner | {"alone": False}, reason="why")) == beside
    assert deeds.sentence(entry("change", "p", reason="ana takes over from ben")) == (
        "changed the definition: “ana takes over from ben”"  # as it was kept before
    )


def test_an_entry_that_somebody_edited_is_still_told() -> None:
    assert deeds.sentence(entry("upload", "u1", rows="many")) == "upload: u1"
    assert deeds.sentence(entry("change", "p", reread=7)) == "change: p"
