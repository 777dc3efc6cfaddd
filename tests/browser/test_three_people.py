"""One month with its three people, each logged in as themselves: given roles, uploaded, closed, presented, verified."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from metrics import actions
from metrics.store import Store
from tests.browser.conftest import PATIENCE, menus
from tests.browser.signing_on import signing_on
from tests.commands import Commands
from tests.serving import free_port, server
from tests.visits import visit

pytestmark = pytest.mark.browser

DEFINITION = """
[project]
id = "desk"
name = "Help desk"
owner = "owner@example.com"
launch = 2025-01-01
[dataset.tickets]
shape = "events"
id = "id"
time = "day"
columns = { channel = "text" }
[kpi.calls]
title = "Calls"
unit = "calls"
dataset = "tickets"
measure = "count(*)"
better = "lower"
target = -0.2
unit_value = 10
realised_share = 1
segments = ["channel"]
[[cost]]
date = 2024-12-15
amount = 400
category = "build"
kind = "investment"
"""
OWNER, ANALYST, EXECUTIVE = "owner@example.com", "ana@example.com", "eva@example.com"


@pytest.fixture
def come(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """A tab as the proxy in front hands it on for one person; the store knows the project and its owner alone."""
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "admin"), DEFINITION)
        actions.grant_overall(visit(store, "admin"), OWNER, "owner")
    port, opened = free_port(), []
    settings = {"PROVEOUT_LOGIN": "proxy", "PROVEOUT_PROXY": "127.0.0.1, ::1", "PROVEOUT_INBOX": "off"}

    def tab(who: str) -> Page:
        address = proxies.enter_context(signing_on(port, who))
        page = browser.new_page(viewport={"width": 1280, "height": 2400}, base_url=address)
        page.set_default_timeout(PATIENCE)
        opened.append(page)
        return page

    expect.set_options(timeout=PATIENCE)
    serve = ["metrics.cli", "serve", "--port", str(port)]
    with server(serve, port, tmp_path / "home", settings=settings), ExitStack() as proxies:
        yield tab
        for page in opened:
            page.close()


def export(path: Path) -> Path:
    """Three calls a day in 2024, two of them by phone, and two since; to the end of June 2025."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(547)]
    lines = [
        f"{day}-{n};{day:%d.%m.%Y};{'phone' if n else 'chat'}"
        for day in days
        for n in range(3 if day.year < 2025 else 2)
    ]
    path.write_text("id;day;channel\n" + "\n".join(lines) + "\n")
    return path


def test_a_month_from_its_export_to_the_board(come: Callable[[str], Page], tmp_path: Path) -> None:
    owner = come(OWNER)
    owner.goto("/people?project=desk")
    for who, role in ((ANALYST, "Analyst"), (EXECUTIVE, "Viewer")):
        owner.get_by_role("textbox", name="Who").fill(who)
        owner.get_by_role("radio", name=role, exact=True).click()
        owner.get_by_role("button", name="Give").click()
        expect(owner.get_by_role("textbox", name="Who")).to_have_value("")

    analyst = come(ANALYST)
    analyst.goto("/uploads?project=desk")
    assert "Define" not in [entry for entries in menus(analyst).values() for entry in entries]
    analyst.locator("input[type=file]").set_input_files(export(tmp_path / "june.csv"))
    expect(analyst.get_by_role("heading", name="What it changes")).to_be_visible()
    analyst.get_by_role("button", name="Commit").click()
    expect(analyst.get_by_text(re.compile(r"june.csv: 1,460 rows are live")).first).to_be_visible()

    owner.goto("/month?project=desk&month=2025-06")
    expect(owner.get_by_text(re.compile("60 calls")).first).to_be_visible()
    expect(owner.get_by_text("Why, by segment")).to_be_visible()
    owner.get_by_label("Comment").fill("As agreed with controlling.")
    owner.get_by_role("button", name="Sign June 2025").click()
    expect(owner.get_by_text("As agreed with controlling.")).to_be_visible()

    executive = come(EXECUTIVE)
    executive.goto("/")
    expect(executive.get_by_text(re.compile("paid back", re.IGNORECASE)).first).to_be_visible()
    assert "Uploads" not in [entry for entries in menus(executive).values() for entry in entries]
    executive.goto("/month?project=desk&month=2025-06")
    expect(executive.get_by_text("As agreed with controlling.")).to_be_visible()
    expect(executive.get_by_role("button", name="Sign June 2025")).to_have_count(0)
    executive.goto("/payback?project=desk")
    expect(executive.locator("[data-test-script-state=notRunning]")).to_be_visible()
    executive.get_by_role("button", name="Board pack").scroll_into_view_if_needed()
    executive.wait_for_timeout(1000)  # charts that come late move what is under the pointer
    executive.get_by_role("button", name="Board pack").click()
    with executive.expect_download() as taken:
        executive.get_by_role("button", name="Web page").click()
    pack = tmp_path / taken.value.suggested_filename
    taken.value.save_as(pack)

    told = Commands(tmp_path)("verify", pack.name)
    assert (told.code, "every number still holds" in told.out) == (0, True), told.out
    with Store.open(tmp_path / "home") as store:
        deeds = [(row.actor, row.action) for row in store.audit()]
    assert {(OWNER, "grant"), (ANALYST, "upload"), (OWNER, "close"), (EXECUTIVE, "report")} <= set(deeds), deeds
