"""How long does a snapshot take? `python benchmarks/snapshot.py [--runs 5]`

A project with ten KPIs of 60 months, each with season and trend, without segments; the primary one with money. Prints
the median processor time of all its numbers, from rows to document (at most 2 s of one core).
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures per core

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
KPIS, MONTHS, BEFORE = 10, 60, 48
LEVEL, EFFECT, SEED = 300, -0.3, 20240229

HEAD = """
[project]
id = "ten"
name = "Ten KPIs"
launch = 2024-01-01
primary = "k0"

[dataset.tickets]
shape = "events"
id = "id"
time = "at"
columns = { topic = "text" }

[[cost]]
date = 2023-12-01
amount = 20000
category = "build"
kind = "investment"
"""

KPI = """
[kpi.k{k}]
title = "Tickets on topic {k}"
dataset = "tickets"
measure = "count(*)"
where = "topic = 't{k}'"
better = "lower"
season = true
target = -0.1
"""
MONEY = "unit_value = 5\nrealised_share = 0.5\n"


def write(file: Path) -> None:
    """The seeded rows of every topic, evenly spread over each month."""
    rng, t = np.random.default_rng(SEED), np.arange(MONTHS)
    lines = ["id,at,topic"]
    for k in range(KPIS):
        season, noise = 0.1 * np.cos(2 * np.pi * (t + k) / 12), 0.05 * rng.standard_normal(MONTHS)
        means = LEVEL * np.exp(season + 0.002 * t + noise) * np.where(t >= BEFORE, 1 + EFFECT, 1)
        for month, count in enumerate(rng.poisson(means)):
            year, of = 2020 + month // 12, 1 + month % 12
            lines += [f"{k}-{month}-{i},{year}-{of:02}-{1 + i % 28:02} {9 + i % 8:02}:00:00,t{k}" for i in range(count)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Print the time of each run and their median."""
    from metrics import actions, definition, prove
    from metrics.access.identity import of_command
    from metrics.access.visit import Visit

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    text = HEAD + "".join(KPI.format(k=k) + (MONEY if k == 0 else "") for k in range(KPIS))
    with tempfile.TemporaryDirectory() as folder:
        file, store = Path(folder) / "tickets.csv", actions.store(Path(folder) / "home")
        write(file)
        visit = Visit(store, of_command("benchmark"))
        actions.apply(visit, text)
        actions.commit(visit, actions.stage(visit, "ten", "tickets", file))
        live, now, times = store.live("ten"), dt.datetime.now(dt.UTC), []
        for _ in range(asked.runs):
            start = time.process_time()
            proof = prove(store.home, definition.parse(text), live, store.seals("ten"), store.revision("ten"), now)
            times.append(time.process_time() - start)
    rungs = [kpi for kpi in proof.result.kpis if kpi.effect.basis == "its"]
    print(", ".join(f"{seconds:.2f}" for seconds in times), f"s; {len(rungs)} of {len(proof.result.kpis)} KPIs proven")
    print(f"snapshot of ten KPIs: median {statistics.median(times):.2f} s of processor time (at most 2)")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
