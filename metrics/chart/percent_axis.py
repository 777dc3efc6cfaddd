"""An axis of shares: its ticks are written as all percentages are, in the reader's marks; zero has no sign."""

from __future__ import annotations

import math
from typing import Any

from metrics import words
from metrics.chart.frame import axis
from metrics.chart.theme import Theme


def percent_axis(
    theme: Theme, low: float, high: float, most: int, *, signed: bool = False, **more: Any
) -> dict[str, Any]:
    """An axis from low to high, fractions, with about `most` ticks. signed: values above zero have a plus sign."""
    step = nice((high - low) / most)
    digits = max(0, -math.floor(math.log10(100 * step) + 1e-9))
    steps = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return axis(
        theme,
        range=[low, high],
        tickvals=[place * step for place in steps],
        ticktext=[words.percent(place * step, digits, signed) for place in steps],
        **more,
    )


def nice(step: float) -> float:
    """The next larger of 1, 2 and 5 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(step)) if step > 0 else 1.0
    return next(times * size for times in (1, 2, 5, 10) if times * size >= step * (1 - 1e-9))
