"""The cells of the calibration, and what each method did in one."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.calibration.families import CONTROLLED, FAMILIES, Design, series
from benchmarks.calibration.methods import CONTROL, METHODS

DESIGNS = (
    Design("month", 24, 12),
    Design("month", 36, 6),
    Design("month", 36, 12),
    Design("month", 60, 12),
    Design("week", 104, 26),
    Design("day", 400, 90),
)
EFFECTS = (0.0, -0.3)
MORE_EFFECTS = {"month 36+12": (-0.1, -0.6)}
CONTROL_DESIGN = Design("month", 36, 12)
MATTERS = 0.05  # the product's default
SLOW = ("UC, AR(1)", "UC, local level")
SPARSE = 10  # these see every tenth series, and all where that leaves open whether they are rivals
SEED = 20241117  # of no series that a prior weight was set on


@dataclass(frozen=True)
class Cell:
    """One family under one design with one true effect. methods: that are measured in it."""

    family: str
    design: Design
    effect: float

    def __str__(self) -> str:
        return f"{self.family} | {self.design} | {self.effect:+.0%}"

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(name for name in METHODS if name != CONTROL or self.family in CONTROLLED)


@dataclass(frozen=True)
class Line:
    """One method in one cell. bias, width: of relative effects; covered, alarmed, refused: shares of its series.

    clear: intervals clear of zero. alarmed: verdicts improved or worse (beyond `matters`): power, or false alarms at no
    effect.
    """

    cell: str
    family: str
    design: str
    effect: float
    method: str
    series: int
    refused: float
    bias: float
    width: float
    covered: float
    clear: float
    alarmed: float
    seconds: float


def cells() -> Iterator[Cell]:
    """Every cell, small designs first."""
    for design in DESIGNS:
        for family in FAMILIES:
            for effect in (*EFFECTS, *MORE_EFFECTS.get(str(design), ())):
                yield Cell(family, design, effect)
    for family in CONTROLLED:
        for effect in EFFECTS:
            yield Cell(family, CONTROL_DESIGN, effect)


def asked_of(method: str, count: int) -> int:
    """How many of `count` series a method sees: all, or every tenth where it is slow."""
    return -(-count // SPARSE) if method in SLOW else count


def measured(cell: Cell, count: int, methods: tuple[str, ...], sparse: bool = True) -> list[Line]:
    """Each method over the same `count` seeded series; slow ones over a tenth of them, unless not sparse."""
    lines = []
    for name in methods:
        rng = np.random.default_rng([SEED, zlib.crc32(str(cell).encode())])
        found, asked, seconds = [], 0, 0.0
        for i in range(count):
            one = series(cell.family, cell.design, cell.effect, rng)
            if sparse and name in SLOW and i % SPARSE:
                continue
            asked += 1
            before = time.process_time()
            said = METHODS[name](cell.design, one)
            seconds += time.process_time() - before
            if said is not None:
                found.append((said.relative, said.low, said.high))
        lines.append(_line(cell, name, np.array(found).reshape(-1, 3), asked, seconds))
    return lines


def _line(cell: Cell, method: str, found: np.ndarray, asked: int, seconds: float) -> Line:
    relative, low, high = found.T
    with np.errstate(invalid="ignore"):
        told = {
            "bias": (relative - cell.effect).mean(),
            "width": (high - low).mean(),
            "covered": ((low <= cell.effect) & (cell.effect <= high)).mean(),
            "clear": ((low > 0) | (high < 0)).mean(),
            "alarmed": ((low > MATTERS) | (high < -MATTERS)).mean(),
        }
    return Line(
        cell=str(cell),
        family=cell.family,
        design=str(cell.design),
        effect=cell.effect,
        method=method,
        series=asked,
        refused=1 - len(found) / asked,
        seconds=seconds / asked,
        **{key: float(value) for key, value in told.items()},
    )


def plain(line: Line) -> dict[str, object]:
    """As a JSON object."""
    return asdict(line)
