"""Every page under the content policy: charts and tables stand, nothing is blocked, nothing comes from elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request, expect

from metrics import actions
from metrics.store import Store
from tests.browser.conftest import PATIENCE
from tests.browser.test_upload_decision import TEXT
from tests.visits import visit

pytestmark = pytest.mark.browser

PLOT, TABLE = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas"
PAGES = {  # address: what has to stand there
    "": TABLE,
    "project?project=policy": PLOT,
    "payback?project=policy": PLOT,
    "forecasts?project=policy": "h1",
    "uploads?project=policy": "input[type=file]",
    "define?project=policy": "input",
    "method": "h1",
}
LOOKED_FOR = re.compile(r"/_stcore/(health|host-config)$")  # Streamlit tries these below a deep link's path first


def project(home: Path, file: Path) -> None:
    """A project with figures on every page: two tickets a day, then one."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(540)]
    rows = [f"T{day:%Y%m%d}{n},{day},{n},k{n}" for day in days for n in range(2 if day.year == 2024 else 1)]
    file.write_text("\n".join(["nr,day,minutes,city", *rows]) + "\n")
    with Store.open(home) as store:
        actions.apply(visit(store, "ada"), TEXT.replace("PROJECT", "policy"))
        actions.take(visit(store, "ada"), "policy", "tickets", file, None)


def test_every_page_renders_and_nothing_is_asked_of_another_host(
    house: tuple[str, Path], browser: Browser, tmp_path: Path
) -> None:
    site, home = house
    project(home, tmp_path / "tickets.csv")
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not LOOKED_FOR.search(message.location["url"]):
            said.append(message.text)

    def request(asked: Request) -> None:
        if not asked.url.startswith((site, site.replace("http", "ws"), "data:", "blob:")):
            said.append(f"asked {asked.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", request)
    for path, shows in PAGES.items():
        answer = page.goto(f"{site}/{path}")
        assert answer is not None
        assert "'unsafe-eval'" not in answer.headers["content-security-policy"]
        expect(page.locator(shows).first).to_be_attached(timeout=2 * PATIENCE)
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        assert said == [], path
    page.goto(f"{site}/portfolio?view=cards")  # the first page's own address is bare; its name leads there
    expect(page).to_have_url(re.compile(rf"^{site}/\?.*view=cards"))
    expect(page.locator("h1")).to_have_text("Portfolio")
    expect(page.get_by_text("Page not found")).to_have_count(0)
    context.close()
