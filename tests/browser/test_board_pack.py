"""Packs taken from the pages: downloaded, verified by command, and opened without a network."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from metrics import actions
from metrics.store import Store
from tests.commands import Commands
from tests.visits import visit

pytestmark = pytest.mark.browser

TEXT = """\
[project]
id = "packed"
name = "Packed desk"
launch = 2025-01-01
[dataset.d]
shape = "events"
id = "id"
time = "day"
[kpi.calls]
title = "Calls"
dataset = "d"
measure = "count(*)"
better = "lower"
target = -0.2
unit_value = 10
realised_share = 1
[[cost]]
date = 2024-12-15
amount = 400
category = "build"
kind = "investment"
"""


@pytest.fixture(scope="module")
def packed(house: tuple[str, Path]) -> tuple[str, Path]:
    """The running server with a project of this file's own: three calls a day in 2024, two afterwards."""
    site, home = house
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(547)]
    lines = [f"{day}-{n},{day}" for day in days for n in range(3 if day.year == 2024 else 2)]
    file = home.parent / "calls.csv"
    file.write_text("id,day\n" + "\n".join(lines) + "\n")
    with Store.open(home) as store:
        actions.apply(visit(store), TEXT)
        actions.commit(visit(store), actions.stage(visit(store), "packed", "d", file))
    return site, home


def download(page: Page, address: str, label: str, to: Path) -> Path:
    """Open the popover and take a format."""
    page.goto(address)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()  # nothing moves under the popover
    opener = page.get_by_role("button", name="Board pack")
    opener.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    opener.click()
    with page.expect_download(timeout=60_000) as taken:  # two busy cores set a PDF in half a minute
        page.get_by_role("button", name=label).click()
    path = to / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


def test_a_pack_of_the_page_verifies_and_opens_without_a_network(
    packed: tuple[str, Path], page: Page, browser: Browser, tmp_path: Path
) -> None:
    site, home = packed
    path = download(page, f"{site}/payback?project=packed", "Web page", tmp_path)
    assert path.name == "packed.html"
    told = Commands(tmp_path)("verify", path.name, "--home", str(home))
    assert (told.code, "every number still holds" in told.out) == (0, True)

    alone = browser.new_context(offline=True)
    opened, asked, said = alone.new_page(), [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(path.as_uri())
    expect(opened.get_by_role("heading", name="Packed desk")).to_be_visible()
    expect(opened.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert opened.locator(".js-plotly-plot").count() == 2  # cumulative net, and the KPI before and after
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert said == []  # no script's error, and nothing that the policy had to stop
    alone.close()


def test_the_portfolios_pack_verifies(packed: tuple[str, Path], page: Page, tmp_path: Path) -> None:
    site, home = packed
    path = download(page, site, "PDF", tmp_path)
    assert path.name == "portfolio.pdf"
    told = Commands(tmp_path)("verify", path.name, "--home", str(home), "--json")
    assert (told.code, told.json["holds"]) == (0, True), told.out
