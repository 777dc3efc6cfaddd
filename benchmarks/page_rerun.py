"""Does a page get slower with the data? `python benchmarks/page_rerun.py [--rows 10000000] [--runs 15]`

Prints the time of a rerun of the project and payback pages over a project with --rows tickets, over one with 1,000,
and their ratio. Pages read only snapshots, so the ratio should be 1 (at most 1.2).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = 1_000
PAGES = ("project", "payback")
PAIRS = range(7)  # measured in turn, so that other work on the machine meets both

DEFINITION = """
[project]
id = "bench"
name = "Benchmark"
launch = 2025-01-01

[dataset.tickets]
shape = "events"
id = "ticket_id"
time = "created_at"
columns = { channel = "text", handled_by = "text" }

[kpi.tickets]
title = "Tickets"
dataset = "tickets"
measure = "count(*)"
where = "handled_by = 'human'"
better = "lower"
segments = ["channel"]
target = -0.1
unit_value = 5
realised_share = 0.5

[[cost]]
date = 2024-12-01
amount = 100000
category = "build"
kind = "investment"
"""


def prepared(home: Path, rows: int, folder: Path) -> None:
    """A store with the project and `rows` tickets in it."""
    from benchmarks.generate_tickets import generate
    from metrics import actions, intake
    from metrics.access.identity import of_command
    from metrics.access.visit import Visit

    file = folder / f"tickets_{rows}.csv"
    generate(file, rows)
    visit = Visit(actions.store(home), of_command("benchmark"))
    actions.apply(visit, DEFINITION)
    start = time.perf_counter()
    answers = intake.Answers(date_order="dmy")
    staged = actions.stage(visit, "bench", "tickets", file, answers)
    staging = time.perf_counter() - start
    start = time.perf_counter()
    actions.commit(visit, staged)
    print(f"{rows:>12,} rows: staged in {staging:.1f} s, committed with roll-up and snapshot in ", end="")
    print(f"{time.perf_counter() - start:.1f} s", flush=True)
    file.unlink()


def rerun(home: Path, page: str, runs: int) -> float:
    """Median seconds of a rerun in a session with a server of its own."""
    from benchmarks.session import proveout, session

    with proveout(home) as (port, _), session(port) as reader:
        reader.run(page, project="bench")
        return statistics.median(reader.run(page, project="bench")[0] for _ in range(runs))


def main() -> None:
    """Print both times and their ratio for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the large file is written and deleted again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        homes = {rows: Path(folder) / str(rows) for rows in (SMALL, asked.rows)}
        for rows, home in homes.items():
            prepared(home, rows, Path(folder))
        for page in PAGES:
            pairs = [(rerun(homes[asked.rows], page, asked.runs), rerun(homes[SMALL], page, asked.runs)) for _ in PAIRS]
            large, small = (statistics.median(times) for times in zip(*pairs, strict=True))
            ratio = statistics.median(big / little for big, little in pairs)
            print(
                f"{page:8}: {large * 1000:.0f} ms over {asked.rows:,} rows, {small * 1000:.0f} ms over {SMALL:,}",
                end="",
            )
            print(f": ratio {ratio:.2f} (at most 1.2)", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
