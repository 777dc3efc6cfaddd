"""The calibration as a page: what is required, what is met, and every cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.cells import DESIGNS, Line, cells
from benchmarks.calibration.families import FAMILIES
from benchmarks.calibration.methods import METHODS

OURS, NAIVE = "its", "naive mean"
COVERED_CELL, COVERED_FAMILY, TOO_WIDE = 0.92, (0.93, 0.97), 0.98
ALARM_CELL, ALARM_MEAN = 0.07, 0.055
WIDTH, WIDTH_COVERED = 1.25, 0.93
REFUSED = 0.10
FULL = 36  # baseline points from which cells are judged
TOLD = """\
Does the 95 % interval of the time series rung hold the true effect in 95 of 100 series? Series of known
effect are simulated and judged by the product's own function, beside the usual methods. This page is printed
by `python -m benchmarks.calibration --doc docs/calibration.md`, which is seeded and goes on where it was
stopped; `--subset` is a short run, `--cells`, `--methods` and `--series` choose parts. The peers need
statsmodels, which the product does not.

`covered`: how often the interval holds the true relative effect; `clear of 0`: intervals without zero;
`verdicts`: improved or worse with the default `matters` of 5 %, which is power, or at no effect false
alarms; `refused`: no valid rung, as where a launch pretended in the baseline finds something. With n series
a cell, a share near 95 % is known to ± 2·√(0.95 · 0.05 / n): 1.4 points at 1,000 series, 2.2 at 400, 2.5 at
300, 5.6 at 60. The prior weights of the covariances (`metrics/measure/effect/covariance.py`) were set on
series of other seeds than these.

Not part of the families, and worth knowing: counts of mean 100 that an AR(1) of 0.7 moves by 8 % beside
chance are covered in about 92 % (36 + 12) and 91 % (60 + 12) of 500 series; counts with 1.5 times chance's
variance in 95 % and 96 %. The rung control, the same fit with one more regressor, is not measured here.
"""
HEAD = "| cell | method | series | bias | width | covered | clear of 0 | verdicts | refused |"


def row(line: Line) -> str:
    """One method in one cell."""
    width = f"{line.width:.3f}" if line.width < 100 else "> 100"
    shares = (line.covered, line.clear, line.alarmed, line.refused)
    told = " | ".join(f"{share:.1%}" for share in shares)
    return f"| {line.cell.replace(' | ', ', ')} | {line.method} | {line.series} | {line.bias:+.3f} | {width} | {told} |"


def document(lines: Sequence[Line]) -> str:
    """The page docs/calibration.md."""
    parts = [
        "# Calibration",
        "",
        *TOLD.splitlines(),
        "",
        *_seen(lines),
        "",
        "## Required and seen",
        "",
        *_required(lines),
        "",
        "## Every cell",
        "",
        HEAD,
        "|" + "---|" * 9,
        *(row(line) for line in sorted(lines, key=_order)),
        "",
    ]
    return "\n".join(parts)


def _order(line: Line) -> tuple[int, int, float, int]:
    designs = [str(design) for design in DESIGNS]
    names = list(METHODS)
    return designs.index(line.design), list(FAMILIES).index(line.family), -line.effect, names.index(line.method)


def _seen(lines: Sequence[Line]) -> list[str]:
    """What was measured of what is asked for, by method."""
    every = len(list(cells()))
    told = ["| method | cells | series a cell |", "|---|---|---|"]
    for name in METHODS:
        mine = [line for line in lines if line.method == name]
        if mine:
            counts = sorted({line.series for line in mine}, reverse=True)
            each = ", ".join(f"{count} in {sum(line.series == count for line in mine)}" for count in counts)
            told.append(f"| {name} | {len(mine)} of {every} | {each} |")
    return told


def _required(lines: Sequence[Line]) -> list[str]:
    ours = [line for line in lines if line.method == OURS]
    full = [line for line in ours if _before(line) >= FULL]
    families: dict[str, list[float]] = defaultdict(list)
    for line in ours:
        families[line.family].append(line.covered)
    means = {family: float(np.mean(each)) for family, each in families.items()}
    alarms = [line for line in ours if line.effect == 0]
    low, high = COVERED_FAMILY
    return [
        "| required | seen | not met by |",
        "|---|---|---|",
        _line(
            f"coverage of a cell with {FULL} or more baseline points at least {COVERED_CELL:.0%}",
            f"least {min((line.covered for line in full), default=np.nan):.1%}",
            [f"{line.cell} ({line.covered:.1%})" for line in full if line.covered < COVERED_CELL],
        ),
        _line(
            f"mean coverage of a family {low:.0%} to {high:.0%}",
            ", ".join(f"{family} {mean:.1%}" for family, mean in means.items()),
            [family for family, mean in means.items() if not low <= mean <= high],
        ),
        _line(
            f"false alarms of the verdict at most {ALARM_CELL:.0%} a cell, {ALARM_MEAN:.1%} on average",
            f"largest {max(line.alarmed for line in alarms):.1%}, mean {np.mean([x.alarmed for x in alarms]):.1%}; "
            f"clear of 0: largest {max(x.clear for x in alarms):.1%}, mean {np.mean([x.clear for x in alarms]):.1%}",
            [line.cell for line in alarms if line.alarmed > ALARM_CELL],
        ),
        _line(
            f"width at most {WIDTH} of the narrowest method with the same regressors and {WIDTH_COVERED:.0%} coverage",
            _widest(lines),
            [f"{cell} ({ratio:.2f} of {name})" for cell, ratio, name in _widths(lines) if ratio > WIDTH],
        ),
        _line(
            f"refusals at most {REFUSED:.0%} of a cell with {FULL} or more points",
            f"largest {max((line.refused for line in full), default=np.nan):.1%}",
            [line.cell for line in full if line.refused > REFUSED],
        ),
        _line(f"over {TOO_WIDE:.0%}: too wide", "reported", [x.cell for x in ours if x.covered > TOO_WIDE]),
        f"| processor time a fit (with placebo, slope and outliers) | "
        f"{1000 * float(np.mean([x.seconds for x in ours if x.design.startswith('month')])):.0f} ms monthly | |",
    ]


def _widest(lines: Sequence[Line]) -> str:
    ratios = _widths(lines)
    judged = len({line.cell for line in lines if line.method not in (OURS, NAIVE)})
    if not ratios:
        return f"no rival covers {WIDTH_COVERED:.0%} in any of {judged} cells"
    return f"in {len(ratios)} of {judged} cells a rival does, largest ratio {max(ratio for _, ratio, _ in ratios):.2f}"


def _widths(lines: Sequence[Line]) -> list[tuple[str, float, str]]:
    """Of every cell where a rival covers enough: our width as a multiple of the narrowest such rival's, its name."""
    each: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        each[line.cell].append(line)
    found = []
    for cell, methods in each.items():
        own = next((line for line in methods if line.method == OURS), None)
        rivals = [line for line in methods if line.method not in (OURS, NAIVE) and line.covered >= WIDTH_COVERED]
        best = min(rivals, key=lambda line: line.width, default=None)
        if own and best:
            found.append((cell, own.width / best.width, best.method))
    return found


def _before(line: Line) -> int:
    return int(line.design.split()[1].split("+")[0])


def _line(required: str, seen: str, missed: list[str]) -> str:
    return f"| {required} | {seen} | {'; '.join(one.replace(' | ', ', ') for one in missed) or 'none'} |"
