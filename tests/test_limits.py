"""Everything that a user can start is bounded: by size here, by time and memory in the tests of each room."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metrics import actions, api, definition, worker
from metrics.api import upload
from metrics.errors import DefinitionError
from metrics.inbox import report
from metrics.intake import load, uncut, understand
from metrics.intake.containers import archive, limits
from metrics.intake.wording import WrongAnswer
from metrics.rollup import language, plan, points, trial
from metrics.store import Store
from tests.conftest import ROOT
from tests.test_api import DEFINITION, TOKEN, table
from tests.visits import visit

KPI = '[kpi.k{n}]\ndataset = "tickets"\nmeasure = "count(*)"\nbetter = "lower"\n'
BASE = DEFINITION.partition("[kpi.")[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BASE + "# " + "x" * 2_000_000, "2,000,000 are read"),
        (BASE + "x = " + "[" * 100_000, "nested too deeply"),
        (BASE + "x = " + "{a=" * 5_000, "nested too deeply"),
        (BASE + "".join(KPI.format(n=n) for n in range(10_000)), "too many entries; 300 are allowed"),
        (BASE + KPI + f"segments = {[f's{n}' for n in range(13)]}", "12 are allowed"),
        (BASE + KPI + "launches = {" + ", ".join(f'"page=p{n}" = 2025-01-01' for n in range(301)) + "}", "300 are"),
        (BASE + "[[event]]\ndate = 2025-01-01\ntitle = 'x'\n" * 5_001, "5000 are allowed"),
        (BASE + "[[dataset.tickets.rule]]\ncolumn = 'minutes'\nrequired = true\n" * 301, "300 are allowed"),
        (BASE + KPI + f'measure2 = "{"1+" * 5_000}1"', "no such field"),
    ],
    ids=["file", "arrays", "tables", "KPIs", "segments", "launches", "events", "rules", "unknown"],
)
def test_a_definition_of_any_size_is_answered_in_seconds(text: str, says: str) -> None:
    started = time.monotonic()
    with pytest.raises(DefinitionError, match=says):
        actions.check(text.replace("{n}", ""))
    assert time.monotonic() - started < 20


def test_three_hundred_kpis_are_a_definition() -> None:
    project, problems = definition.read(BASE + "".join(KPI.format(n=n) for n in range(300)))
    assert project is not None
    assert problems == []


def test_a_segment_column_with_many_values_shows_fifty(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-0{1 + n % 9}-01,1,page{n}\n" for n in range(20_000))
    path = tmp_path / "tickets.csv"
    path.write_text(f"id,opened,minutes,page\n{rows}")
    text = BASE.replace('minutes = "decimal"', 'minutes = "decimal", page = "text"') + KPI.format(n=1)
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "owner"), text + 'segments = ["page"]\n')
        actions.take(visit(store), "claim", "tickets", path, None)
        segments = {kpi.segment for kpi in actions.results(visit(store), "claim").kpis}
    assert len(segments) == 52  # all, fifty, and the rest together
    assert "page=(other)" in segments


def test_a_body_without_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(api.TOKEN, TOKEN)
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(upload, "MOST_BYTES", 1_000)
    actions.store.cache_clear()
    actions.apply(visit(actions.store(), "owner"), DEFINITION)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(Starlette(routes=api.routes())) as client:
        for body in (table(0, 100), iter([table(0, 20), table(20, 20), table(40, 20)])):
            answer = client.post("/api/uploads/claim/tickets", content=body, headers=headers)
            assert answer.status_code == 413
            assert "1,000 bytes at most" in answer.json()["problems"][0]["text"]
    assert list((tmp_path / "home" / "staging").iterdir()) == []
    actions.store.cache_clear()


def test_answers_without_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.answers.toml"
    for text in ('decimal = ","\n' + "# " * 60_000, "x = " + "[" * 50_000):
        path.write_text(text)
        with pytest.raises(WrongAnswer, match=r"larger than 100,000 bytes|cannot be read as TOML"):
            report.read_answers(path, path.name)


STATED = {  # what docs/security.md says of a limit: where it is kept
    "34,359,738,368 bytes": upload.MOST_BYTES,
    "1,073,741,824 bytes": limits.ALWAYS,
    "200 times": limits.RATIO,
    "268,435,456 bytes": limits.LEFT_FREE,
    "8,388,608 bytes": limits.MOST_LISTED,
    "200 tables": archive.MOST_MEMBERS,
    "16,000,000 cells": limits.MOST_CELLS,
    "536,870,912 bytes": limits.MOST_OLD,
    "16,384": understand.MOST_COLUMNS,
    "2,000,000 bytes": uncut.LONGEST_LINE,
    "500 MB, checks": load.MEMORY_MB,
    "4,294,967,296 bytes": worker.MEMORY_BYTES,
    "3,600 seconds": worker.DEADLINE_SECONDS,
    "900 seconds": plan.SECONDS,
    "2 seconds": trial.SECONDS,
    "200,000 rows": trial.SAMPLE_ROWS,
    "200 months": trial.MOST_MONTHS,
    "2,000 characters": language.MAX_LENGTH,
    "600 parts": language.MAX_NODES,
    "60 levels": language.MAX_DEPTH,
    "2,000,000 characters": definition.MOST_CHARACTERS,
    "50, the others": points.MOST_SEGMENTS,
    "100,000 bytes": report.MOST_BYTES,
}


def test_the_limits_are_those_that_the_docs_state() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for words, value in STATED.items():
        assert f"| {words}" in text or f", {words}" in text or f" {words}" in text, words
        assert int(words.split()[0].strip(",").replace(",", "")) == value, words
