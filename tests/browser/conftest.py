"""A real browser on a real server with an empty store."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.serving import free_port, server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 30_000  # ms: two busy cores are slow, and what is not there by then does not come
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; tests skip clearly without one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser on PATH ({', '.join(NAMES)}): install chromium to run this test")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield opened
        opened.close()


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a fresh server on a store."""
    port = free_port()
    with server(["metrics.cli", "serve", "--port", str(port)], port, home):
        yield f"http://localhost:{port}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a fresh server with an empty store."""
    with served(tmp_path / "home") as address:
        yield address


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server for all tests that bring a project of their own, and the home of its store."""
    home = tmp_path_factory.mktemp("house") / "home"
    with served(home) as address:
        yield address, home


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own; an error of the page's script fails the test."""
    opened = browser.new_page(viewport={"width": 1280, "height": 1000})
    opened.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert not errors


def type_day(page: Page, label: str, day: dt.date) -> None:
    """Type a day into a date field, part by part, whatever the order that the reader's country gives them."""
    for part, digits in (("year", f"{day:%Y}"), ("month", f"{day:%m}"), ("day", f"{day:%d}")):
        page.get_by_role("spinbutton", name=f"{part}, {label}").press_sequentially(digits)
    page.keyboard.press("Escape")  # the calendar


def menus(page: Page) -> dict[str, list[str]]:
    """What the top bar offers: its entries under "", and those of each menu, which is opened and shut again."""
    expect(page.get_by_test_id("stTopNavLink").first).to_be_visible()
    found = {"": page.get_by_test_id("stTopNavLink").all_inner_texts()}
    for menu in page.get_by_test_id("stTopNavSection").all():
        menu.click()
        links = page.get_by_test_id("stTopNavDropdownLink")
        expect(links.first).to_be_visible()
        found[_said(menu.inner_text())] = links.all_inner_texts()
        page.keyboard.press("Escape")
        expect(links).to_have_count(0)
    return {menu: [_said(entry) for entry in entries] for menu, entries in found.items()}


def _said(text: str) -> str:
    """The last line: icons come before it, as words of a font."""
    return [line for line in text.splitlines() if line.strip()][-1].strip()
