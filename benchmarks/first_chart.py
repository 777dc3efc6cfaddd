"""When does the first chart stand? `python benchmarks/first_chart.py [--folder FOLDER] [--runs 7]`

Opens the Portfolio and a project of a portfolio (benchmarks/portfolio.py) in headless Chromium, and a Streamlit page
that holds nothing but one Plotly chart; each in a new browser profile, in turn, so that other work on the machine meets
all of them. Prints the medians and their ratio to the bare page's (at most 2.0).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AT_MOST = 2.0  # times the bare page
BARE = """
import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 3, 2])))
"""
PAGES = {"portfolio": "", "project": "project?project=project-01"}
CHART = ".js-plotly-plot svg.main-svg .trace"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE = 120_000  # ms


def opened(browser: Browser, address: str) -> float:
    """Seconds from asking for an address to the first line or bar of a chart, in a profile that has seen nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    try:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        page.locator(CHART).first.wait_for(state="attached", timeout=PATIENCE)
        return time.perf_counter() - began
    finally:
        context.close()


def main() -> None:
    """Print the medians and their ratio; leave with 1 where one is too slow."""
    from benchmarks.portfolio import build
    from benchmarks.session import proveout, server

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the portfolio is kept, or is found")
    parser.add_argument("--projects", type=int, default=50)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    with (
        nullcontext(asked.folder) if asked.folder else tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as other,
    ):
        build(Path(folder), asked.projects)
        script = Path(other) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        bare = ["-m", "streamlit", "run", str(script), "--server.port={port}", "--server.headless=true"]
        with (
            proveout(Path(folder)) as (port, _),
            server([*bare, "--server.fileWatcherType=none"], Path(other)) as (plain, _),
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            addresses = {"bare": f"http://127.0.0.1:{plain}/"}
            addresses |= {name: f"http://127.0.0.1:{port}/{path}" for name, path in PAGES.items()}
            for address in addresses.values():
                opened(browser, address)  # the servers import what they need
            rounds = [
                {name: opened(browser, address) for name, address in addresses.items()} for _ in range(asked.runs)
            ]
            browser.close()
    medians = {name: statistics.median(each[name] for each in rounds) for name in addresses}
    ratios = {name: statistics.median(each[name] / each["bare"] for each in rounds) for name in PAGES}
    print(f"a bare page with one chart: {medians['bare']:.2f} s")
    for name, ratio in ratios.items():
        print(f"{name}: {medians[name]:.2f} s, {ratio:.2f} times (at most {AT_MOST})")
    sys.exit(max(ratios.values()) > AT_MOST)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
