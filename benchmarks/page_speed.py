"""How long does a page take? `python benchmarks/page_speed.py [--folder FOLDER] [--projects 50]`

Runs the script of every page for every project of a portfolio (benchmarks/portfolio.py; kept in FOLDER for the next
time, where one is given) in one session with the real server, each twice: opened, with all figures to be drawn, and
again, as after a click. Prints median and 95 % of each page (at most 120 and 250 ms), and the server's processor time
of a run, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEDIAN, NEARLY_ALL = 0.120, 0.250  # seconds
PAGES = ("project", "payback", "forecasts", "month", "alerts", "uploads", "define", "people")
HOUSE = ("", "audit", "method")  # not about one project


def views(page: str, projects: list[str]) -> Iterator[dict[str, str]]:
    """The addresses under which a page is opened, one after another."""
    if page in PAGES:
        yield from ({"project": project} for project in projects)
    elif page == "":
        yield from ({"currency": code} for _ in range(len(projects) // 3 + 1) for code in ("EUR", "USD", "CHF"))
    else:
        yield from ({} for _ in projects)


def told(times: list[float]) -> tuple[float, float]:
    """Median and 95 %."""
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]


def worked(process: int) -> float:
    """Seconds of processor time of a process so far, in the kernel's hundredths."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(fields[place]) for place in (11, 12)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print a line a page; leave with 1 where one is too slow."""
    from benchmarks.portfolio import build
    from benchmarks.session import proveout, session

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where the portfolio is kept, or is found")
    parser.add_argument("--projects", type=int, default=50)
    parser.add_argument("--page", nargs="*", help="only these; portfolio is one of them")
    asked = parser.parse_args()
    late = []
    with nullcontext(asked.folder) if asked.folder else tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build(home, asked.projects)
        names = [f"project-{n:02}" for n in range(asked.projects)]
        print(
            f"{'page':12}{'opened':>10}{'95 %':>8}{'again':>8}{'95 %':>8}{'processor':>11}  ms, {len(names)} projects"
        )
        with proveout(home) as (port, process), session(port) as reader:
            for page in (*HOUSE, *PAGES):
                if asked.page and (page or "portfolio") not in asked.page:
                    continue
                reader.run(page, **next(views(page, names)))  # imports what no page has needed yet
                before = worked(process)
                runs = [[reader.run(page, **view)[0] for _ in range(2)] for view in views(page, names)]
                mean = (worked(process) - before) / (2 * len(runs))
                opened, again = (told([run[place] for run in runs]) for place in (0, 1))
                figures = "".join(
                    f"{seconds * 1000:>{wide}.0f}"
                    for wide, seconds in zip((10, 8, 8, 8, 11), (*opened, *again, mean), strict=True)
                )
                slow = max(opened[0], again[0]) > MEDIAN or max(opened[1], again[1]) > NEARLY_ALL
                late += [page] if slow else []
                print(f"{page or 'portfolio':12}{figures}{'  too slow' if slow else ''}", flush=True)
    print(f"median at most {MEDIAN * 1000:.0f} ms, 95 % at most {NEARLY_ALL * 1000:.0f} ms: ", end="")
    print(f"{len(late)} pages are slower" if late else "every page holds it")
    sys.exit(bool(late))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
