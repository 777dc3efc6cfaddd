"""A portfolio to measure pages on: `python benchmarks/portfolio.py FOLDER [--projects 50]`

Writes a store with --projects seeded, simulated projects of ten KPIs each, through the product's own actions: applied,
uploaded, a month closed, a role given, the alert rules run. A store that has them all already is left as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SEED = 20260731
KPIS, MONTHS, PROJECTS = 10, 60, 50
FIRST = dt.date(2021, 7, 1)
CHANNELS = ("chat", "mail", "phone")
TARGETS = 2  # KPIs of a project that have one
FORECASTS = 5  # every so manieth project measures forecasts, too
STORIES = {  # effect in the first half after launch, in the second half, money a unit, invested
    "pays back soon": (-0.45, -0.45, 6.0, 60_000),
    "pays back late": (-0.30, -0.32, 4.0, 240_000),
    "slips": (-0.40, -0.04, 5.0, 120_000),
    "no effect": (0.0, 0.0, 5.0, 80_000),
    "gets worse": (0.12, 0.15, 4.0, 40_000),
}

HEAD = """
[project]
id = "{id}"
name = "{name}"
owner = "owner{owner}@example.com"
launch = {launch}
currency = "{currency}"
discount_rate = 0.08
primary = "k0"
simulated = true

[dataset.work]
shape = "series"
time = "month"
series = ["channel"]
columns = {{ {columns} }}

[[cost]]
date = {spent}
amount = {invested}
category = "build"
kind = "investment"

[[cost]]
every = "month"
from = {launch}
amount = {running}
category = "run"
kind = "running"
"""
KPI = """
[kpi.k{k}]
title = "{title}"
unit = "cases"
why = "Work of kind {k}"
dataset = "work"
measure = "sum(c{k})"
better = "lower"
season = true
"""
TARGET = "target = -0.25\n"
MAIN = 'segments = ["channel"]\nunit_value = {value}\nrealised_share = 0.8\nbenefit_class = "capacity"\n'
FORECAST = """
[dataset.demand]
shape = "forecasts"
target = "week"
horizon = "ahead"
forecast = "forecast"
actual = "actual"
series = ["sku"]
model = "model"

[forecast.demand]
title = "Weekly demand"
dataset = "demand"
grain = "week"
season = 52
"""
NAMES = ("Support assistant", "Invoice reading", "Route planning", "Shift planning", "Contract review")
CURRENCIES = ("EUR", "EUR", "EUR", "EUR", "USD", "EUR", "EUR", "CHF", "EUR", "EUR")


def month(number: int) -> dt.date:
    """The month so many after the first of the data."""
    years, of = divmod(FIRST.month - 1 + number, 12)
    return dt.date(FIRST.year + years, of + 1, 1)


def definition(n: int) -> str:
    """The n-th project's file."""
    _, _, value, invested = tuple(STORIES.values())[n % len(STORIES)]
    start = 36 + n % 13
    columns = ", ".join(f'c{k} = "integer"' for k in range(KPIS))
    about = {"id": f"project-{n:02}", "name": f"{NAMES[n % len(NAMES)]} {n // len(NAMES) + 1}", "owner": n % 7}
    about |= {"launch": month(start), "spent": month(start - 2), "currency": CURRENCIES[n % len(CURRENCIES)]}
    text = HEAD.format(**about, columns=columns, invested=invested, running=invested // 50)
    for k in range(KPIS):
        text += KPI.format(k=k, title=f"Cases of kind {k} by hand") + (TARGET if k < TARGETS else "")
        text += MAIN.format(value=value) if k == 0 else ""
    return text + (FORECAST if n % FORECASTS == 0 else "")


def write_work(file: Path, n: int) -> None:
    """The n-th project's rows: season, trend and noise, and from launch on what its story says."""
    rng, t, start = np.random.default_rng([SEED, n]), np.arange(MONTHS), 36 + n % 13
    first, second, _, _ = tuple(STORIES.values())[n % len(STORIES)]
    effect = np.where(t >= start, first, 0) + np.where(t >= (start + MONTHS) / 2, second - first, 0)
    columns = {}
    for k in range(KPIS):
        season, noise = 0.1 * np.cos(2 * np.pi * (t + k) / 12), 0.04 * rng.standard_normal((len(CHANNELS), MONTHS))
        columns[k] = rng.poisson(800 * np.exp(season + 0.002 * t + noise) * (1 + effect / (1 + k)))
    lines = ["month,channel," + ",".join(f"c{k}" for k in columns)]
    for place, channel in enumerate(CHANNELS):
        lines += [
            f"{month(int(at))},{channel}," + ",".join(str(counts[place, at]) for counts in columns.values()) for at in t
        ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_demand(file: Path, n: int) -> None:
    """Two years of weekly forecasts of six series, one to four weeks ahead, by two models."""
    rng, lines = np.random.default_rng([SEED, n, 1]), ["week,ahead,sku,model,forecast,actual"]
    for sku in range(6):
        actual = rng.poisson(200 + 40 * np.sin(2 * np.pi * np.arange(104) / 52 + sku))
        for ahead in range(1, 5):
            for model, off in (("old", 0.2), ("new", 0.1)):
                said = actual * np.exp(off * ahead**0.5 * rng.standard_normal(104))
                for week in range(104):
                    day = dt.date(2024, 7, 1) + dt.timedelta(weeks=week)
                    lines.append(f"{day},{ahead},s{sku},{model},{said[week]:.1f},{actual[week]}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(home: Path, projects: int = PROJECTS) -> None:
    """The portfolio in a store; projects that it has already are left as they are."""
    from metrics import actions
    from metrics.access.identity import of_command
    from metrics.access.visit import Visit

    store = actions.store(home)
    visit, began = Visit(store, of_command("benchmark")), time.monotonic()
    done = set(store.projects())
    with tempfile.TemporaryDirectory() as folder:
        for n in range(projects):
            if f"project-{n:02}" in done:
                continue
            name = actions.apply(visit, definition(n)).project
            sources = {"work": write_work} | ({"demand": write_demand} if n % FORECASTS == 0 else {})
            for dataset, write in sources.items():
                file = Path(folder) / f"{dataset}-{n:02}.csv"
                write(file, n)
                actions.commit(visit, actions.stage(visit, name, dataset, file))
            if n % 3 == 0:
                actions.close_month(visit, name, month(MONTHS - 2), "As expected")
            actions.grant(visit, name, f"owner{n % 7}@example.com", "owner", [])
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    if len(done) < projects:
        actions.run_rules(visit)


def main() -> None:
    """Build it and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, default=PROJECTS)
    asked = parser.parse_args()
    build(asked.folder, asked.projects)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
