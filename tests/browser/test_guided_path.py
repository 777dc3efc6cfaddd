"""A newcomer with an empty store: from a template to a sealed baseline with an export, on the guided path alone."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import type_day

pytestmark = pytest.mark.browser

LAUNCH = dt.date(2025, 1, 1)
MINUTES = 5  # what a person may take
A_STEP = 15  # seconds that a person takes for each deed here, with reading


def export(path: Path) -> Path:
    """A help desk's own words for its columns, none for "reopened"; thirteen months before launch."""
    lines = ["Ticket-Nr.;Erstellt am;Kanal;Bearbeiter;Minuten"]
    for day in range((LAUNCH - dt.date(2023, 12, 1)).days):
        date = dt.date(2023, 12, 1) + dt.timedelta(days=day)
        lines += [f"T{day}-{n};{date:%d.%m.%Y} 09:{n:02};chat;human;{day % 9},{n + 1}" for n in range(2)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def pick(page: Page, label: re.Pattern[str], option: re.Pattern[str]) -> None:
    """Choose from a list, once the script of the choice before has run: its end folds an open list away."""
    page.wait_for_timeout(500)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    for _ in range(5):
        page.get_by_label(label).click()
        with suppress(TimeoutError):
            page.get_by_role("option", name=option).click(timeout=4000)
            break
        page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_from_a_template_to_a_sealed_baseline(site: str, page: Page, tmp_path: Path) -> None:
    deeds = 0

    def deed(n: int = 1) -> None:
        nonlocal deeds
        deeds += n

    page.goto(f"{site}/define?template=support-assistant")
    page.get_by_label("Name").fill("Help desk")
    page.get_by_label("Owner").fill("olga@example.com")
    type_day(page, "Launch", LAUNCH)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Help desk is created")).to_be_visible()
    deed(4)

    page.locator("input[type=file]").set_input_files(export(tmp_path / "tickets.csv"))
    deed()
    for column, header in (("handled_by", "Bearbeiter"), ("handle_minutes", "Minuten"), ("channel", "Kanal")):
        pick(page, re.compile(f"^{column} "), re.compile(header))
        deed()
    page.get_by_text("Leave out the KPIs that this file has no column for").click()
    page.get_by_role("button", name="Use these columns").click()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text(re.compile(r"79\d rows live|79\d rows are live")).first).to_be_visible()
    deed(3)

    page.get_by_role("button", name="On to KPI").click()
    expect(page.get_by_text("Tried on tickets.csv")).to_be_visible()
    where = page.get_by_role("textbox", name="Only rows where")
    where.fill("handled_by = 'nobody'")  # no Enter: it is tried while it is typed
    expect(page.get_by_text("No row is left")).to_be_visible()
    where.fill("handled_by = 'human'")
    expect(page.get_by_text("No row is left")).to_have_count(0)
    deed(3)

    page.get_by_role("button", name="On to Baseline").click()
    expect(page.get_by_text("13 complete months")).to_be_visible()
    expect(page.get_by_text("Time series (from 24 months, 11 missing)")).to_be_visible()
    page.get_by_label("Reason", exact=True).fill("Agreed with finance")
    page.get_by_role("button", name="Seal the baseline").click()
    expect(page.get_by_text("The baseline of Human-handled tickets is sealed")).to_be_visible()
    deed(3)

    page.reload()  # the address holds the step
    expect(page.get_by_text("Baseline sealed").first).to_be_visible()
    assert deeds * A_STEP <= MINUTES * 60
    page.get_by_role("button", name="On to Costs").click()
    expect(page.get_by_text("3 lines without an amount")).to_be_visible()
    page.get_by_role("button", name="On to Done").click()
    expect(page.get_by_text("no payback can be told")).to_be_visible()
