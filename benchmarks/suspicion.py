"""How well the checks of an upload tell faults from business as usual: `python benchmarks/suspicion.py [--uploads N]`

Detection: seeded faults of several sizes are put into simulated exports, and the share of them that the right check
names is counted. False alarms: clean exports (Poisson counts with trend, season, weekdays, overdispersion, outliers;
small counts; daily, weekly and monthly series; re-exports in which tickets were closed since) and how many of them get
any warning at all; the aim is under 1 %. With --cost the checks are timed on ten million rows beside as many live.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from simulated_exports import NOW, SERIES, TICKETS, Uploads, as_live, clean, faults  # noqa: E402

from metrics import definition  # noqa: E402
from metrics.intake.suspicion import Case, suspicions  # noqa: E402
from metrics.rollup.points import columns_read  # noqa: E402
from metrics.store.upload import StagedFiles  # noqa: E402

SEED = 20261121


def simulate(uploads: int, each: int) -> None:
    """Print both tables."""
    print("| fault | size | named |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for place, (kind, fault, size, make) in enumerate(faults()):
            hits = 0
            for number in range(each):
                text, rows, live = make(np.random.default_rng([SEED, place, number]))
                hits += kind in Uploads(Path(folder), text).kinds(rows, *live)
            print(f"| {fault} | {size} | {hits / each:.0%} |", flush=True)
        alarms: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        by_kind: Counter[str] = Counter()
        for number in range(uploads):
            what, rows, live = clean(np.random.default_rng([SEED, 1000, number]), number)
            if not len(rows["at"]) or any(not len(one["at"]) for one in live):
                continue
            found = Uploads(Path(folder), SERIES if "series" in what else TICKETS).kinds(rows, *live)
            seen[what] += 1
            alarms[what] += bool(found)
            by_kind.update(set(found))
    print("\n| clean uploads | number | with a warning |\n|---|---|---|")
    for what in seen:
        print(f"| {what} | {seen[what]} | {alarms[what]} |")
    total, false = seen.total(), alarms.total()
    print(f"\nfalse alarms: {1000 * false / total:.1f} of 1,000 clean uploads ({dict(by_kind)})")


def cost(rows: int) -> None:
    """Print seconds and memory of all checks on so many rows beside as many live ones, which they repeat in part."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        home, con = Path(folder), duckdb.connect()
        paths = [home / "live.parquet", home / "new.parquet"]
        for path, shift in zip(paths, (0, rows // 10), strict=True):
            con.execute(
                f"""COPY (SELECT 'INC' || lpad((i + {shift})::VARCHAR, 8, '0') AS id,
                TIMESTAMP '2023-01-01' + to_seconds(((i + {shift}) * 77760000 // {rows})::BIGINT) AS at,
                (hash(i + {shift}) % 9000) / 100.0 AS minutes,
                ['open', 'closed'][1 + (hash(i + {shift}) % 2)::INT] AS state, i + 2 AS _row
                FROM range({rows}) AS numbers(i)) TO '{path}'"""
            )
        con.close()
        first, until = dt.date(2023, 1, 1), dt.date(2025, 6, 20)
        both = [
            StagedFiles(
                project="p", dataset="d", file_name=path.name, sha256=path.name, recipe_hash="", rows_path=path,
                original_path=path, rejects_path=None, rows=rows, rejected=0, duplicates=0, first=first, until=until,
                complete_through=None, mode="upsert",
            )
            for path in paths
        ]  # fmt: skip
        project = definition.parse(TICKETS)
        columns = {"d": frozenset(columns_read(project, "d"))}
        case = Case(files=both[1], project=project, live={"d": (as_live(both[0], 0),)}, columns=columns, now=NOW)
        for what, one in (("a first file", replace(case, live={})), ("beside as many live rows", case)):
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            started = time.perf_counter()
            found = suspicions(home, one)
            seconds = time.perf_counter() - started
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            kinds = [warn.kind for warn in found]
            print(f"{rows:,} rows, {what}: {seconds:.1f} s, memory {before:,.0f} to {after:,.0f} MB, {kinds}")


def main() -> None:
    """Parse the command line and print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=400, help="clean uploads (default 400)")
    parser.add_argument("--each", type=int, default=4, help="uploads of each fault and size (default 4)")
    parser.add_argument("--cost", action="store_true", help="time the checks on --rows rows instead")
    parser.add_argument("--rows", type=int, default=10_000_000)
    told = parser.parse_args()
    cost(told.rows) if told.cost else simulate(told.uploads, told.each)


if __name__ == "__main__":
    main()
