"""The lines held against what is required of our rungs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.calibration.cells import Line
from benchmarks.calibration.methods import CONTROL, ITS, NAIVE
from metrics import words

COVERED_CELL, COVERED_FAMILY, TOO_WIDE = 0.92, (0.93, 0.97), 0.98
ALARM_CELL, ALARM_MEAN = 0.07, 0.055
WIDTH, WIDTH_COVERED = 1.25, 0.93
REFUSED = 0.10
FULL = 36  # baseline points from which cells are judged
OPEN_ERRORS = 2.0  # standard errors by which a coverage on few series may miss what makes a rival
OPEN_WIDTH = 1.15  # and our width beyond which it would matter


def required(lines: Sequence[Line]) -> list[str]:
    """The table of what is required, what is seen, and by which cells it is not met."""
    ours = [line for line in lines if line.method in (ITS, CONTROL)]
    full = [line for line in ours if int(line.design.split()[1].split("+")[0]) >= FULL]
    families: dict[str, list[float]] = defaultdict(list)
    for line in ours:
        families[line.family + _rung(line)].append(line.covered)
    means = {family: _mean(each) for family, each in families.items()}
    alarms = [line for line in ours if line.effect == 0]
    low, high = COVERED_FAMILY
    ratios = list(_ratios(lines))
    return [
        "| required | seen | not met by |",
        "|---|---|---|",
        _line(
            f"coverage of a cell with {FULL} or more baseline points at least {COVERED_CELL:.0%}",
            f"least {min((line.covered for line in full), default=np.nan):.1%}",
            [f"{_named(line)} ({line.covered:.1%})" for line in full if line.covered < COVERED_CELL],
        ),
        _line(
            f"mean coverage of a family {low:.0%} to {high:.0%}",
            ", ".join(f"{family} {mean:.1%}" for family, mean in means.items()),
            [f"{family} ({mean:.1%})" for family, mean in means.items() if not low <= mean <= high],
        ),
        _line(
            f"false alarms of the verdict at most {ALARM_CELL:.0%} a cell, {ALARM_MEAN:.1%} on average",
            f"{_most([line.alarmed for line in alarms])}; clear of 0: {_most([line.clear for line in alarms])}",
            [_named(line) for line in alarms if line.alarmed > ALARM_CELL],
        ),
        _line(
            f"width at most {WIDTH} of the narrowest method with the same regressors and {WIDTH_COVERED:.0%} coverage",
            _widest(lines, ratios),
            [f"{_named(line)} ({ratio:.2f} of {best.method})" for line, best, ratio in ratios if ratio > WIDTH],
        ),
        _line(
            f"refusals at most {REFUSED:.0%} of a cell with {FULL} or more points",
            f"largest {max((line.refused for line in full), default=np.nan):.1%}",
            [_named(line) for line in full if line.refused > REFUSED],
        ),
        _line(
            f"over {TOO_WIDE:.0%}: too wide",
            "reported",
            [f"{_named(line)} ({line.covered:.1%})" for line in ours if line.covered > TOO_WIDE],
        ),
        f"| processor time a fit (with placebo, slope and outliers) | "
        f"{1000 * _mean([line.seconds for line in ours if line.design.startswith('month')]):.0f} ms monthly | |",
    ]


def still_open(lines: Sequence[Line]) -> list[str]:
    """Methods of one cell whose few series leave open whether our interval is too wide beside theirs."""
    counts = {line.method: line.series for line in lines}
    found = []
    for own, rival in _pairs(lines):
        error = np.sqrt(WIDTH_COVERED * (1 - WIDTH_COVERED) / rival.series)
        near = rival.covered >= WIDTH_COVERED - OPEN_ERRORS * error and own.width > OPEN_WIDTH * rival.width
        if near and counts[own.method] > rival.series:
            found.append(rival.method)
    return found


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Our rung with the same regressors as its rivals, and each of these, in one cell."""
    own = {line.method: line for line in lines if line.method in (ITS, CONTROL)}
    mine = own.get(CONTROL, own.get(ITS))
    for line in lines:
        if mine and line.method not in (ITS, CONTROL, NAIVE):
            yield mine, line


def _ratios(lines: Sequence[Line]) -> Iterator[tuple[Line, Line, float]]:
    """Of every cell where a rival covers enough: our line, the narrowest such rival's, and our width by its."""
    for cell in _by_cell(lines):
        rivals = [(own, rival) for own, rival in _pairs(cell) if rival.covered >= WIDTH_COVERED]
        if rivals:
            own, best = min(rivals, key=lambda pair: pair[1].width)
            yield own, best, own.width / best.width


def _widest(lines: Sequence[Line], ratios: Sequence[tuple[Line, Line, float]]) -> str:
    judged = len({line.cell for line in lines if line.method not in (ITS, CONTROL, NAIVE)})
    unsettled = sum(bool(still_open(cell)) for cell in _by_cell(lines))
    left = f"; too few series of a rival leave it open in {words.count(unsettled, 'cell')}" if unsettled else ""
    if not ratios:
        return f"no rival covers {WIDTH_COVERED:.0%} in any of {judged} cells{left}"
    largest = max(ratio for *_, ratio in ratios)
    return f"in {len(ratios)} of {judged} cells a rival does, largest ratio {largest:.2f}{left}"


def _by_cell(lines: Sequence[Line]) -> list[list[Line]]:
    each: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        each[line.cell].append(line)
    return list(each.values())


def _most(shares: Sequence[float]) -> str:
    return f"largest {max(shares, default=np.nan):.1%}, mean {_mean(shares):.1%}"


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _rung(line: Line) -> str:
    return " (control)" if line.method == CONTROL else ""


def _named(line: Line) -> str:
    return line.cell + _rung(line)


def _line(wanted: str, seen: str, missed: list[str]) -> str:
    return f"| {wanted} | {seen} | {'; '.join(one.replace(' | ', ', ') for one in missed) or 'none'} |"
