"""How long staging a big CSV takes beside a plain copy: `python benchmarks/intake.py [--folder DIR] [--rows N]`

Each figure is one child process: `copy` is DuckDB's COPY (FROM read_csv(FILE)) TO parquet; `new` stages the file as a
first upload (hash, original kept, formats counted over whole columns, row numbers, rejects); `known` with a remembered
recipe. Limits: new 3.5 times, known 2.0 times the copy, 1 GB of memory at most. Wall time and processor time are shown,
because other work on the machine moves the first. The file is generated in the folder and deleted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
LIMITS = {"new": 3.5, "known": 2.0}
MEMORY_LIMIT_MB = 1000
DATASET = {
    "shape": "events",
    "id": "ticket_id",
    "time": "created_at",
    "columns": {
        "resolved_at": "timestamp",
        "channel": "text",
        "handled_by": "text",
        "handle_minutes": "decimal",
        "team": "text",
        "made_sla": "boolean",
        "caller": "text",
    },
}


def child(what: str, file: Path, folder: Path) -> dict[str, float]:
    """One measured run in this process: seconds, processor seconds, peak memory in MB."""
    started, used = time.perf_counter(), time.process_time()
    facts: dict[str, float] = {}
    if what == "copy":
        import duckdb

        con = duckdb.connect()
        con.execute(f"COPY (FROM read_csv('{file}')) TO '{folder / 'copy.parquet'}'")
    else:
        from metrics.dataset import Dataset, Recipe
        from metrics.intake import stage

        recipe = Recipe(date_order="dmy", decimal=".") if what == "known" else None
        dataset = Dataset.model_validate({**DATASET, "recipe": recipe})
        told: list[float] = []
        started, used = time.perf_counter(), time.process_time()
        staged = stage(
            file, project="p", name="tickets", dataset=dataset, timezone="UTC", home=folder,
            staging=folder / "staging", progress=told.append,
        )  # fmt: skip
        assert staged.files is not None, staged.questions
        facts = {"rows": staged.files.rows, "rejected": staged.files.rejected, "progress": len(told)}
    return {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - used,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **facts,
    }


def measured(what: str, file: Path) -> dict[str, float]:
    """The figures of a child process in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        command = [sys.executable, __file__, "--child", what, "--file", str(file), "--folder", folder]
        out = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
    figures: dict[str, float] = json.loads(out.stdout)
    return figures


def main() -> None:
    """Generate, measure each a few times in turn, print ratios, delete."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--file", type=Path, help="a file that is there already; it is kept")
    parser.add_argument("--child", choices=["copy", "new", "known"], help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        print(json.dumps(child(told.child, told.file, told.folder)))
        return
    from generate_tickets import generate

    file = told.file or told.folder / f"tickets-{told.rows}.csv"
    try:
        if told.file is None:
            generate(file, told.rows)
        print(f"{file.name}: {file.stat().st_size / 1e9:.2f} GB, {os.cpu_count()} cores, median of {told.runs} runs")
        runs = [{what: measured(what, file) for what in ("copy", *LIMITS)} for _ in range(told.runs)]
        report(runs)
    finally:
        if told.file is None:
            file.unlink(missing_ok=True)


def report(runs: list[dict[str, dict[str, float]]]) -> None:
    """Medians, and the ratio to the copy of the same round."""
    for what in runs[0]:
        middle = {key: statistics.median(run[what][key] for run in runs) for key in runs[0][what]}
        print(f"{what:6} {middle['seconds']:6.1f} s {middle['processor']:6.1f} s processor {middle['memory']:5.0f} MB")
        if what not in LIMITS:
            continue
        ratio, processor = (
            statistics.median(run[what][key] / run["copy"][key] for run in runs) for key in ("seconds", "processor")
        )
        print(f"       {ratio:.2f} times the copy (limit {LIMITS[what]}), {processor:.2f} times its processor time")
        rows, rejected, told = (int(middle[key]) for key in ("rows", "rejected", "progress"))
        print(f"       {rows:,} rows, {rejected:,} rejected, progress told {told} times")
        if middle["memory"] > MEMORY_LIMIT_MB:
            print(f"       over {MEMORY_LIMIT_MB} MB")


if __name__ == "__main__":
    main()
