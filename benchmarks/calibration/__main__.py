"""Run the calibration: `python -m benchmarks.calibration [--subset] [--out FILE] [--doc FILE]` from the checkout.

Every finished cell is appended to FILE as one JSON line a method, and a second run goes on where the first stopped.
--cells, --methods, --series: a part of it, as `--cells "month 36.*(0%%|-30%%)" --methods its --series 300`.
--subset: 200 series a cell (40 of daily values), our rung and the quick peers everywhere, UnobservedComponents on
monthly 36 + 12 alone. Needs statsmodels, which the product does not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures per core

from benchmarks.calibration import table
from benchmarks.calibration.cells import Line, cells, measured, plain
from benchmarks.calibration.methods import METHODS

ROOT = Path(__file__).resolve().parent.parent.parent
SERIES, DAILY_SERIES = 1000, 200
PART = 5  # the subset sees every fifth series


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
    asked = parser.parse_args()
    out = asked.out or Path(__file__).with_name(f"calibration-{'subset' if asked.subset else 'full'}.jsonl")
    lines = [Line(**json.loads(text)) for text in out.read_text().splitlines()] if out.exists() else []
    done = {(line.cell, line.method) for line in lines}
    for cell in () if asked.only_print else cells():
        if not re.search(asked.cells, str(cell)):
            continue
        count = asked.series or (DAILY_SERIES if cell.design.grain == "day" else SERIES) // (
            PART if asked.subset else 1
        )
        slow = not asked.subset or str(cell.design) == "month 36+12"
        wanted = asked.methods.split(";") if asked.methods else METHODS
        names = tuple(
            name
            for name in METHODS
            if name in wanted and (str(cell), name) not in done and (slow or not name.startswith("UC"))
        )
        found = measured(cell, count, names)
        with out.open("a") as kept:
            kept.writelines(json.dumps(plain(line)) + "\n" for line in found)
        lines += found
        for line in found[:1]:
            print(table.row(line), flush=True)
    text = table.document(lines)
    print(text)
    if asked.doc:
        asked.doc.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
