"""What the effect adds up to: its last sum is the absolute effect, its band that of the absolute effect."""

from __future__ import annotations

import numpy as np
import pytest

from tests.measure.change_tables import Told, changes
from tests.measure.test_proven import after, noisy


def test_the_sums_end_in_the_absolute_effect_of_a_proven_claim() -> None:
    told = Told(noisy(36), after(-0.4))
    kpi = changes({"t": told})[0]["t"]
    since = [point for point in kpi.points if point.summed is not None]
    assert len(since) == 12
    by_hand = np.cumsum([point.value - point.expected for point in since])  # type: ignore[operator]
    assert [point.summed for point in since] == pytest.approx(list(by_hand))
    last = since[-1]
    assert last.summed == pytest.approx(kpi.effect.absolute)
    assert last.summed_low is not None
    assert last.summed_high is not None
    expected = sum(point.expected or 0 for point in since)
    total = sum(point.value or 0 for point in since)
    low, high = (total - total / (1 + share) for share in (kpi.effect.low or 0, kpi.effect.high or 0))
    assert [last.summed_low, last.summed_high] == pytest.approx([low, high], abs=0.01 * expected)


def test_the_band_grows_with_the_periods() -> None:
    kpi = changes({"t": Told(noisy(36), after(0.0))})[0]["t"]
    wide = [(p.summed_high or 0) - (p.summed_low or 0) for p in kpi.points if p.summed is not None]
    assert wide[-1] > 3 * wide[0] > 0
    independent = wide[0] * np.sqrt(len(wide))
    assert wide[-1] > independent  # one level for all periods: its error does not cancel


def test_an_indicative_claim_adds_up_without_a_band() -> None:
    kpi = changes({"t": Told(noisy(6), after(-0.4, 3))})[0]["t"]
    since = [point for point in kpi.points if point.summed is not None]
    assert kpi.effect.basis == "naive"
    assert since[-1].summed == pytest.approx(kpi.effect.absolute)
    assert all(point.summed_low is None and point.summed_high is None for point in since)


def test_a_ratio_does_not_add_up_and_says_so() -> None:
    results, reasons = changes({"t": Told([0.3, 0.31, 0.29, 0.3] * 9, [0.2] * 6, kind="ratio")})
    assert all(point.summed is None for point in results["t"].points)
    assert "add up" in next(why for path, why in reasons.items() if path.endswith("points.summed"))
