"""Without a mouse: everything that a month needs is reached by Tab, arrows, Enter and typing alone."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics import actions
from metrics.store import Store
from tests.actions.test_opening import TEXT, rows
from tests.visits import visit

pytestmark = pytest.mark.browser

FAR = 90  # presses of Tab: more than any page has between two things
BEAT = 25  # ms between two keys, as of a fast typist; groups of buttons take the focus on in a step of its own
NAMED = """() => {
    const at = document.activeElement;
    return (at.getAttribute("aria-label") || at.innerText || "").trim().split("\\n").pop();
}"""


@pytest.fixture
def site(house: tuple[str, Path]) -> str:
    """The address of a server with a project of six months before and after its launch."""
    address, home = house
    with Store.open(home) as store:
        if "keys" not in store.projects():
            actions.apply(visit(store, "ada"), TEXT.replace('id = "p"', 'id = "keys"\nname = "Keyboard desk"'))
            file = home.parent / "keys.csv"
            before, after = (dt.date(2024, 7, 1), dt.date(2025, 1, 1)), (dt.date(2025, 1, 1), dt.date(2025, 7, 1))
            file.write_text("id,day,channel,note,minutes\n" + rows(*before, 4) + rows(*after, 3))
            actions.commit(visit(store, "ada"), actions.stage(visit(store), "keys", "d", file))  # type: ignore[arg-type]
    return address


def tab(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    met = []
    for _ in range(FAR):
        page.keyboard.press("Tab")
        page.wait_for_timeout(BEAT)
        met.append(page.evaluate(NAMED))
        if re.fullmatch(name, met[-1]):
            return
    pytest.fail(f"no Tab leads to {name}; it led to {', '.join(met)}")


def settled(page: Page) -> None:
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()


def test_a_month_is_closed_by_the_keyboard(site: str, page: Page) -> None:
    page.goto(site)
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    settled(page)
    tab(page, "Project")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Project")).to_be_visible()
    settled(page)
    tab(page, "Project")
    page.keyboard.type("Keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keyboard desk")).to_be_visible()
    settled(page)
    tab(page, "Its month end")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign June 2025")).to_be_visible()
    settled(page)
    tab(page, "Comment")
    page.keyboard.type("Signed without a mouse.")
    tab(page, "Sign June 2025")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Signed without a mouse.")).to_be_visible()


def test_a_project_is_looked_at_by_the_keyboard(site: str, page: Page) -> None:
    page.goto(f"{site}/project?project=keys&kpi=calls")
    expect(page.get_by_role("radio", name="Minutes a call")).to_be_visible()
    settled(page)
    tab(page, "Calls")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("kpi=minutes"))
    expect(page.get_by_text("Minutes a call, value by month")).to_be_visible()
    settled(page)
    tab(page, "Open a number")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("March")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Minutes a call in March 2025: "))).to_be_visible()
    settled(page)
    tab(page, "Month by month, as a table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Minutes a call by month: value, expected")).to_be_visible()
