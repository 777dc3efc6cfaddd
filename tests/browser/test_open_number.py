"""A sceptic's way: from a point of the chart down to its rows and file, taken along as CSV; any view is a link."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from metrics import actions
from metrics.store import Store
from tests.actions.test_opening import TEXT, commit, rows
from tests.visits import visit

pytestmark = pytest.mark.browser


@pytest.fixture
def address(house: tuple[str, Path]) -> str:
    """The Project page of a project with two files."""
    site, home = house
    with Store.open(home) as store:
        if "p" not in store.projects():
            actions.apply(visit(store, "ada"), TEXT)
            commit(store, rows(dt.date(2024, 6, 1), dt.date(2025, 1, 1), 4), "before.csv")
            commit(store, rows(dt.date(2025, 1, 1), dt.date(2025, 7, 1), 3), "after.csv")
    return f"{site}/project?project=p&kpi=calls"


def test_a_point_is_opened_down_to_its_rows_which_are_taken_along(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    point = page.locator(".js-plotly-plot").first.locator(".scatterlayer .points path")
    expect(point.first).to_be_visible()
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    box = point.nth(7).bounding_box()  # January 2025 stands eighth
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_text(re.compile("Calls in January 2025: 93 calls"))).to_be_visible()
    expect(page.get_by_text("Counted again from its 93 rows just now: the same number.")).to_be_visible()
    expect(page).to_have_url(re.compile("period=2025-01-01"))
    with page.expect_download() as started:
        page.get_by_role("button", name="All 93 rows as CSV").click()
    started.value.save_as(tmp_path / "rows.csv")
    assert started.value.suggested_filename == "p_calls_2025-01-01_rows.csv"
    lines = list(csv.reader((tmp_path / "rows.csv").read_text().splitlines()))
    assert len(lines) == 94
    assert lines[1][3] == "'=HYPERLINK(1)"  # a spreadsheet runs nothing of it
    with page.expect_download() as original:
        page.get_by_role("button", name="Original after.csv").click()
    original.value.save_as(tmp_path / "after.csv")
    assert (tmp_path / "after.csv").read_text().startswith("id,day,channel,note,minutes\n2025-01-01-0,")

    page.get_by_role("button", name="Save").first.click()
    with page.expect_download() as drawing:
        page.get_by_role("button", name="SVG", exact=True).first.click()
    drawing.value.save_as(tmp_path / "chart.svg")
    assert drawing.value.suggested_filename.endswith(".svg")
    assert "launch" in " ".join(ElementTree.parse(tmp_path / "chart.svg").getroot().itertext())
