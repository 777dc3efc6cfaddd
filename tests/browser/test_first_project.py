"""The way of a new user through the pages: define, upload, commit, read, undo."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import type_day

pytestmark = pytest.mark.browser

LAUNCH, END = dt.date(2025, 1, 1), dt.date(2025, 7, 1)


def export(path: Path) -> Path:
    """Two human-handled tickets a day in 2024, one a day after launch; semicolons, decimal commas, German dates."""
    lines = ["ticket_id;created_at;channel;handled_by;handle_minutes;reopened"]
    for day in range((END - dt.date(2024, 1, 1)).days):
        date = dt.date(2024, 1, 1) + dt.timedelta(days=day)
        lines += [
            f"T{day}-{n};{date:%d.%m.%Y} 09:{n:02};chat;human;{day % 9},{n + 1};false"
            for n in range(2 if date < LAUNCH else 1)
        ]
    lines.append("T-late;31.06.2025 09:00;chat;human;4,5;false")  # no such day: rejected
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_from_an_empty_store_to_a_number_and_back(site: str, page: Page, tmp_path: Path) -> None:
    page.goto(site)
    expect(page.get_by_text("Nothing to prove yet")).to_be_visible()

    page.goto(f"{site}/define")
    page.get_by_text("Support assistant", exact=True).click()
    page.get_by_label("Name").fill("Help desk")
    type_day(page, "Launch", dt.date(2026, 11, 1))
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Help desk is created")).to_be_visible()

    page.get_by_role("radio", name="File", exact=True).click()
    text = page.get_by_label("Project file (TOML)")
    expect(text).to_have_value(re.compile("launch = "))
    changed = re.sub(r"launch = \S+", f"launch = {LAUNCH}", text.input_value())
    text.fill(changed.replace("launch = ", "lanch = "))
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Did you mean 'launch'?")).to_be_visible()  # words, and nothing changed
    text.fill(changed)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Help desk is saved")).to_be_visible()

    page.goto(f"{site}/uploads?project=help-desk")
    page.locator("input[type=file]").set_input_files(export(tmp_path / "tickets.csv"))
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()
    expect(page.get_by_role("tab", name="Rejected rows (1)")).to_be_visible()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("tickets.csv: 913 rows are live").first).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)  # once, however often the page runs

    page.goto(f"{site}/project?project=help-desk&kpi=human_tickets")
    expect(page.get_by_text(re.compile(r"5[01]\s%")).first).to_be_visible()

    page.goto(f"{site}/uploads?project=help-desk")
    page.get_by_role("button", name="Undo").click()  # asks first, and says what it would change
    page.get_by_role("button", name="Undo this upload").click()
    expect(page.get_by_text("tickets.csv no longer counts")).to_be_visible()
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
    page.goto(f"{site}/project?project=help-desk&kpi=human_tickets")
    expect(page.get_by_role("heading", name="Help desk")).to_be_visible()
    expect(page.get_by_text(re.compile(r"5[01]\s%"))).to_have_count(0)
