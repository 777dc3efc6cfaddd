"""The calibration as a page: what is required, what is met, and every cell."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.calibration.cells import DESIGNS, Line, cells
from benchmarks.calibration.families import CONTROLLED, FAMILIES
from benchmarks.calibration.judged import required
from benchmarks.calibration.methods import CONTROL, ITS, METHODS

TOLD = """\
Do the 95 % intervals of the proven rungs hold the true effect in 95 of 100 series? Series of known effect
are simulated and judged by the product's own functions, beside the usual methods. This page is printed by
`python -m benchmarks.calibration --settle --doc docs/calibration.md`, which is seeded and goes on where it
was stopped; `--subset` is a short run, `--cells`, `--methods` and `--series` choose parts. The peers need
statsmodels, which the product does not.

`its` is the time series rung, `control` the same fit with one more regressor, measured on two families of
its own: *shared shock* (two KPIs with trends and seasons of their own, whose noise is correlated by 0.8) and
*staged rollout* (counts of mean 100 in three segments that are moved together by 18 %, of which the launch
has reached one). There the peers too have the control as regressor.

`covered`: how often the interval holds the true relative effect; `clear of 0`: intervals without zero;
`verdicts`: improved or worse with the default `matters` of 5 %, which is power, or at no effect false
alarms; `refused`: no valid rung, as where a launch pretended in the baseline finds something. With n series
a cell, a share near 95 % is known to ± 2·√(0.95 · 0.05 / n): 1.4 points at 1,000 series, 3.1 at 200, 4.4 at
100. UnobservedComponents (UC) is slow and sees every tenth series; where that leaves open whether it covers
enough and is narrower than our interval by what is allowed, `--settle` shows it all of them. The tables say
how far this run went. The prior weights of the covariances (`metrics/measure/effect/covariance.py`) were set
on series of other seeds than these.

Few series mislead. AR(1) 0.8 over 400 + 90 days without effect is covered in 90.9 % of the first 200 series
of its cell, in 93.9 % of all 1,000 and in 95.3 % of 3,400 of other seeds; Poisson 100 there in 90.0 % of the
first 60, in 93.5 % of 200 and in 96.4 % of 1,400 of other seeds. UC with AR(1) covers Poisson 100, 36 + 12,
in 95.8 % of every tenth series and in 91.9 % of all 1,000, so that it is no rival there. In strong season,
60 + 12, -30 %, it covers 93.6 % of 1,000 and 91.9 % of 6,000 series, where its width would be 0.8 of ours; in
white noise, 24 + 12, 93.8 % of 100 and 91.3 % of 1,000.

Not part of the families, and worth knowing: counts of mean 100 that an AR(1) of 0.7 moves by 8 % beside
chance are covered in about 92 % (36 + 12) and 91 % (60 + 12) of 500 series; counts with 1.5 times chance's
variance in 95 % and 96 %. Small counts have a prior of their own, under which a level seldom wanders by as much
as chance: of mean 10, moved by an AR(1) of 0.7 by 20 %, they are covered in 91 % (36 + 12) and 90 % (60 + 12) of
200 series; of mean 5, moved by 30 %, in 87 %; of mean 15, on a walk of 10 % a month, in 86 %.
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
        *required(lines),
        "",
        "## The control",
        "",
        *_beside(lines),
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
    families = [*FAMILIES, *CONTROLLED]
    return designs.index(line.design), families.index(line.family), -line.effect, names.index(line.method)


def _seen(lines: Sequence[Line]) -> list[str]:
    """What was measured of what is asked for, by method."""
    told = ["| method | cells | series a cell |", "|---|---|---|"]
    for name in METHODS:
        mine = [line for line in lines if line.method == name]
        every = sum(name in cell.methods for cell in cells())
        if mine:
            counts = sorted({line.series for line in mine}, reverse=True)
            each = ", ".join(f"{count} in {sum(line.series == count for line in mine)}" for count in counts)
            told.append(f"| {name} | {len(mine)} of {every} | {each} |")
    return told


def _beside(lines: Sequence[Line]) -> list[str]:
    """The rung control against the rung its on the same series."""
    by = {(line.cell, line.method): line for line in lines}
    told = ["| cell | width, its | width, control | ratio | covered, its | covered, control |", "|" + "---|" * 6]
    for (cell, method), line in by.items():
        alone = by.get((cell, ITS))
        if method == CONTROL and alone:
            widths = f"{alone.width:.3f} | {line.width:.3f} | {line.width / alone.width:.2f}"
            name = cell.replace(" | ", ", ")
            told.append(f"| {name} | {widths} | {alone.covered:.1%} | {line.covered:.1%} |")
    return told
