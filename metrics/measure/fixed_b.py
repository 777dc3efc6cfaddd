"""How much wider a test must be when the span of its autocovariances is a large part of the series.

Textbook HAC errors take the variance estimate as exact. Its own uncertainty grows with b = bandwidth / observations:
at b = 0.3 the 5 % critical value is 1.5 times the normal one (Kiefer & Vogelsang 2005, A new asymptotic theory for
heteroskedasticity-autocorrelation robust tests, table 1).
"""

from __future__ import annotations

from typing import Final

NORMAL: Final = 1.9600  # two-sided 5 %
BARTLETT: Final = (NORMAL, 2.9694, 0.4160, -0.5324)  # critical values at 97.5 % as a polynomial in b


def widening(bandwidth_share: float) -> float:
    """The fixed-b critical value over the normal one, for b in 0 to 1 (more counts as 1)."""
    share = min(bandwidth_share, 1.0)
    return sum(factor * share**power for power, factor in enumerate(BARTLETT)) / NORMAL
