"""Bringing messy files in through the page: asked, decided with open eyes, committed once, undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from metrics import actions
from metrics.store import Store
from tests.visits import visit

pytestmark = pytest.mark.browser

TEXT = """\
[project]
id = "PROJECT"
name = "Help desk"
launch = 2025-01-01
currency = "EUR"
[dataset.tickets]
shape = "events"
id = "nr"
time = "day"
columns = { city = "text", minutes = "decimal" }
[kpi.tickets]
title = "Tickets"
unit = "tickets"
dataset = "tickets"
measure = "count(*)"
better = "lower"
target = -0.3
unit_value = 10
realised_share = 1
[[cost]]
date = 2024-12-15
amount = 400
category = "build"
kind = "investment"
"""


class Desk(NamedTuple):
    """A project of the test's own on a running server, and the store that the test looks into."""

    site: str
    store: Store
    project: str

    def open(self, page: Page, name: str) -> None:
        """Show one of its pages."""
        page.goto(f"{self.site}/{name}?project={self.project}")

    def states(self) -> list[tuple[str, str]]:
        """Its uploads, in order: file and state."""
        return [(upload.file_name, upload.state) for upload in self.store.uploads(self.project)]


@pytest.fixture
def desk(house: tuple[str, Path], tmp_path: Path) -> Iterator[Desk]:
    site, home = house
    project = re.sub(r"[^a-z0-9]+", "-", tmp_path.name.lower()).strip("-")
    with Store.open(home) as store:
        actions.apply(visit(store, "ada"), TEXT.replace("PROJECT", project))
        yield Desk(site, store, project)


def lines(first: dt.date, until: dt.date, each: int, written: str) -> list[str]:
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    return [f"{day:%Y%m%d}-{n};{day:{written}};Köln;{n},5" for day in days for n in range(each)]


def export(path: Path, rows: list[str], encoding: str = "cp1252") -> Path:
    """What a German spreadsheet saves: semicolons, decimal commas, accents in cp1252."""
    path.write_bytes(("\r\n".join(["nr;day;city;minutes", *rows]) + "\r\n").encode(encoding))
    return path


def ambiguous(tmp_path: Path) -> Path:
    """Two tickets on each of the first twelve days of 2024's months, one after launch: 03/04 could be either."""
    rows = []
    for month in range(1, 19):
        for day in range(1, 13):
            date = dt.date(2024 + (month - 1) // 12, (month - 1) % 12 + 1, day)
            rows += lines(date, date + dt.timedelta(days=1), 4 if date.year == 2024 else 2, "%d/%m/%Y")
    return export(tmp_path / "tickets_münchen.csv", rows)


def test_a_messy_file_is_asked_decided_committed_once_and_undone(desk: Desk, page: Page, tmp_path: Path) -> None:
    desk.open(page, "project")
    expect(page.get_by_text("No data yet").first).to_be_visible()

    desk.open(page, "uploads")
    page.locator("input[type=file]").set_input_files(ambiguous(tmp_path))
    expect(page.get_by_text("Day first", exact=True)).to_be_visible()
    expect(page.get_by_text("Köln").first).to_be_visible()  # the accents are right before anything is decided
    assert not desk.states()
    expect(page.get_by_role("button", name="Commit")).to_have_count(0)
    page.get_by_text("Day first", exact=True).click()
    page.get_by_role("button", name="Read again with these answers").click()

    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()
    expect(page.get_by_text(re.compile("Payback becomes known")).first).to_be_visible()
    expect(page.get_by_role("cell", name="Tickets: held")).to_be_visible()
    assert not desk.states()
    page.reload()  # the file waits
    commit = page.get_by_role("button", name="Commit")
    expect(commit).to_be_visible()
    commit.dblclick()
    expect(page.get_by_text(re.compile(r"tickets_münchen\.csv: 720 rows are live")).first).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    assert desk.states() == [("tickets_münchen.csv", "live")]
    revision = desk.store.revision(desk.project)

    desk.open(page, "project")
    expect(page.get_by_text(re.compile(r"50\s%")).first).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()

    desk.open(page, "uploads")
    page.locator("input[type=file]").set_input_files(ambiguous(tmp_path))
    expect(page.get_by_text(re.compile("This very file is live since"))).to_be_visible()  # known without an answer
    page.get_by_role("button", name="Discard this file").click()
    expect(page.get_by_text(re.compile("This very file"))).to_have_count(0)
    assert desk.store.revision(desk.project) == revision

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("Payback is no longer known"))).to_be_visible()
    assert desk.states() == [("tickets_münchen.csv", "live")]  # asked first
    page.get_by_role("button", name="Undo this upload").click()
    expect(page.get_by_text("no longer counts")).to_be_visible()
    desk.open(page, "project")
    expect(page.get_by_role("heading", name="Help desk")).to_be_visible()
    expect(page.get_by_text(re.compile(r"50\s%"))).to_have_count(0)


def test_two_files_at_once_are_compared_together_and_committed_in_order(desk: Desk, page: Page, tmp_path: Path) -> None:
    before = export(tmp_path / "2024.csv", lines(dt.date(2024, 1, 1), dt.date(2025, 1, 1), 2, "%d.%m.%Y"))
    after = export(tmp_path / "2025.csv", lines(dt.date(2025, 1, 1), dt.date(2025, 7, 1), 1, "%d.%m.%Y"), "utf-8")
    none = tmp_path / "report.txt"
    none.write_bytes(b"%PDF-1.7 \n nothing\n")
    desk.open(page, "uploads")
    page.locator("input[type=file]").set_input_files([before, after, none])
    both = page.get_by_role("button", name="Commit 2 files")
    expect(both).to_be_visible()
    expect(page.get_by_text("3 files, 2 ready")).to_be_visible()
    expect(page.get_by_text("Refused").first).to_be_visible()
    expect(page.get_by_role("heading", name="What these 2 files change together")).to_be_visible()
    both.click()
    expect(page.get_by_text(re.compile("2024.csv: 732 rows are live")).first).to_be_visible()
    expect(page.get_by_text(re.compile("2025.csv: 181 rows are live")).first).to_be_visible()
    expect(page.get_by_text("report.txt")).to_be_visible()  # it stays until it is discarded
    assert desk.states() == [("2024.csv", "live"), ("2025.csv", "live")]

    page.get_by_role("button", name="Discard this file").click()
    expect(page.get_by_text("report.txt")).to_have_count(0)
    page.get_by_text("What it changed").first.click()
    expect(page.get_by_text(re.compile("Together with the upload of 2024.csv"))).to_be_visible()
    desk.open(page, "project")
    expect(page.get_by_text(re.compile(r"5[01]\s%")).first).to_be_visible()
