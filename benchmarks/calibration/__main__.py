"""Run the calibration: `python -m benchmarks.calibration [--subset] [--out FILE] [--doc FILE]` from the checkout.

Every finished cell is appended to FILE as one JSON line a method, and a second run goes on where the first stopped;
what is there of fewer series than are asked for is measured anew.
--cells, --methods, --series: a part of it, as `--cells "month 36.*(0%%|-30%%)" --methods its --series 300`.
--settle: measures the slow peers again, on all series of a cell, where a tenth of them leaves open whether one covers
enough and is narrower than our interval by what is allowed. --subset: 200 series a cell (40 of daily values), our rungs
and the quick peers everywhere, UnobservedComponents on monthly 36 + 12 alone. Needs statsmodels, which the product does
not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures per core

from benchmarks.calibration import table
from benchmarks.calibration.cells import SLOW, Cell, Line, asked_of, cells, measured, plain
from benchmarks.calibration.judged import still_open

ROOT = Path(__file__).resolve().parent.parent.parent
SERIES = 1000
PART, DAILY_PART = 5, 25  # the subset sees every fifth series, of daily values every twenty-fifth


def main() -> None:
    """Measure what is not measured yet, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subset", action="store_true")
    parser.add_argument(
        "--out", type=Path, help="where results are kept (default: calibration-….jsonl beside this file)"
    )
    parser.add_argument("--cells", default="", help="a regular expression: measure only cells that match")
    parser.add_argument("--methods", help="measure only these, with semicolons between")
    parser.add_argument("--series", type=int, help="series a cell, whatever the grain")
    parser.add_argument("--doc", type=Path, help="write the table there too")
    parser.add_argument("--print", action="store_true", dest="only_print", help="measure nothing")
    parser.add_argument("--settle", action="store_true", help="measure slow peers on all series where it matters")
    asked = parser.parse_args()
    out = asked.out or Path(__file__).with_name(f"calibration-{'subset' if asked.subset else 'full'}.jsonl")
    read = [Line(**json.loads(text)) for text in out.read_text().splitlines()] if out.exists() else []
    lines = {(line.cell, line.method): line for line in read}  # of two the later one, of more series

    def keep(found: list[Line]) -> None:
        with out.open("a") as kept:
            kept.writelines(json.dumps(plain(line)) + "\n" for line in found)
        lines.update({(line.cell, line.method): line for line in found})
        for line in found:
            print(table.row(line), flush=True)

    for cell in () if asked.only_print else cells():
        if not re.search(asked.cells, str(cell)):
            continue
        count = asked.series or (SERIES // _part(cell) if asked.subset else SERIES)
        slow = not asked.subset or str(cell.design) == "month 36+12"
        wanted = asked.methods.split(";") if asked.methods else cell.methods
        there = {line.method: line.series for line in lines.values() if line.cell == str(cell)}
        lacking = tuple(
            name
            for name in cell.methods
            if name in wanted and (slow or name not in SLOW) and there.get(name, 0) < asked_of(name, count)
        )
        keep(measured(cell, count, lacking))
        if asked.settle:
            mine = [line for line in lines.values() if line.cell == str(cell)]
            again = tuple(name for name in still_open(mine) if name in SLOW and name in wanted)
            keep(measured(cell, count, again, sparse=False))
    text = table.document(list(lines.values()))
    print(text)
    if asked.doc:
        asked.doc.write_text(text, encoding="utf-8")


def _part(cell: Cell) -> int:
    return DAILY_PART if cell.design.grain == "day" else PART


if __name__ == "__main__":
    main()
