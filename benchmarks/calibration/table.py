"""The calibration as a page: what is required, what is met, and every cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.cells import Line

OURS = "its"
COVERED_CELL, COVERED_FAMILY, TOO_WIDE = 0.92, (0.93, 0.97), 0.98
ALARM_CELL, ALARM_MEAN = 0.07, 0.055
WIDTH, WIDTH_COVERED = 1.25, 0.93
REFUSED = 0.10
FULL = 36  # baseline points from which cells are judged
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
        "Simulated series of known effect (benchmarks/calibration, seeded). `covered`: how often the 95 % interval",
        "holds the true relative effect; `clear of 0`: intervals without zero; `verdicts`: improved or worse with the",
        "default `matters` of 5 %, which is power, or at no effect false alarms. With n series a cell, a share near",
        "95 % is known to ± 2·√(0.95 · 0.05 / n): 1.4 points at 1,000, 3.1 points at 200.",
        "",
        *_required(lines),
        "",
        "## Every cell",
        "",
        HEAD,
        "|" + "---|" * 9,
        *(row(line) for line in lines),
        "",
    ]
    return "\n".join(parts)


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
            "see right",
            _too_wide(lines),
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


def _too_wide(lines: Sequence[Line]) -> list[str]:
    cells: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        cells[line.cell].append(line)
    found = []
    for cell, each in cells.items():
        own = next(line for line in each if line.method == OURS)
        rivals = [line for line in each if line.method not in (OURS, "naive mean") and line.covered >= WIDTH_COVERED]
        best = min(rivals, key=lambda line: line.width, default=None)
        if best and own.width > WIDTH * best.width:
            found.append(f"{cell} ({own.width / best.width:.2f} of {best.method})")
    return found


def _before(line: Line) -> int:
    return int(line.design.split()[1].split("+")[0])


def _line(required: str, seen: str, missed: list[str]) -> str:
    return f"| {required} | {seen} | {'; '.join(one.replace(' | ', ', ') for one in missed) or 'none'} |"
