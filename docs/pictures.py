"""Take the pictures of the docs from the running product: `python docs/pictures.py [FOLDER]`.

Starts a server on a store of its own with the sample projects, visits every page in light and dark, at 1280 px and at
phone width, and leaves a PNG of each. Needs the test tools and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "portfolio": "",
    "project": "project?project=support-assistant",
    "project-weeks": "project?project=support-assistant&kpi=human_tickets&grain=week",
    "payback": "payback?project=support-assistant",
    "payback-projected": "payback?project=demand-forecast",
    "forecasts": "forecasts?project=demand-forecast",
    "month": "month?project=support-assistant",
    "uploads": "uploads?project=support-assistant",
    "define": "define?project=support-assistant",
    "audit": "audit",
    "method": "method",
}
WIDTHS = {"": (1280, 1000), "-phone": (390, 844)}
KEPT = ("project-light", "project-dark", "payback-light", "portfolio-light", "forecasts-light")
ROUND = 25  # seconds: until the rules are judged for the first time, nothing seems to need a decision
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def server() -> Iterator[str]:
    """The dashboard with its samples on a free port; its address."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as home:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "metrics.cli", "serve", "--samples", "--port", str(port), "--home", home]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                    break
                except OSError:
                    time.sleep(0.5)
            time.sleep(ROUND)
            yield address
        finally:
            process.terminate()
            process.wait()


def settled(page: Page) -> None:
    """Wait until the script has run and the charts stand."""
    page.wait_for_selector("h1", timeout=30_000)
    for waiting in ("stStatusWidget", "stSkeleton"):
        page.wait_for_function(f"!document.querySelector('[data-testid={waiting}]')", timeout=30_000)
    page.wait_for_timeout(1500)


def main(folder: Path, every: bool) -> None:
    """Every picture into folder; without `every` only those that the docs keep."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for scheme in ("light", "dark"):
            for width, (across, down) in WIDTHS.items():
                size: ViewportSize = {"width": across, "height": down}
                # the product's content policy forbids the expressions that settled() evaluates in the page
                context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
                page = context.new_page()
                for name, path in PAGES.items():
                    if not every and f"{name}-{scheme}{width}" not in KEPT:
                        continue
                    page.goto(f"{address}/{path}")
                    settled(page)
                    tall = page.evaluate(
                        "Math.max(...[...document.querySelectorAll('section, [data-testid=stMain]')]"
                        ".map(e => e.scrollHeight), 600)"
                    )
                    page.set_viewport_size({"width": across, "height": min(int(tall) + 60, 4000)})
                    page.wait_for_timeout(600)
                    page.screenshot(path=folder / f"{name}-{scheme}{width}.png")
                    page.set_viewport_size({"width": across, "height": down})
                context.close()
        browser.close()


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(Path(asked[0]) if asked else ROOT / "docs" / "pictures", every=bool(asked))
