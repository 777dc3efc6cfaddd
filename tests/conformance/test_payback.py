"""Published paybacks, of textbooks and training sites as collected in the project's reference data (docs/method.md)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from metrics.measure.calculator import calculator

# "Payback" and "Discounted" under "More published figures" of the reference data's README
PAYBACKS = [
    ([-180_000, 60_000, 40_000, 70_000, 125_000, 35_000], 3.08),
    ([-50_000, 13_300, 18_300, 40_000], 2.46),
    ([-10_000, 3_000, 3_000, 3_000, 3_000, 3_000], 3.33),
    ([-800, 100, 240, 200, 250, 120], 4.083),
]
DISCOUNTED = [
    ([-10_000, 4_000, 3_500, 3_000, 2_500], 0.10, 3.71),  # ACCA prints 3.7
    ([-210, 85, 75, 85, 105], 0.11, 3.15),
    ([-5_100, 1_280, 2_480, 1_680, 1_680, 1_480, 1_280], 0.09, 3.45),
]


def rows(amounts: Sequence[float]) -> list[list[str]]:
    return [["period", "amount"], *([str(period), str(amount)] for period, amount in enumerate(amounts))]


def by_loop(amounts: Sequence[float], rate: float) -> float:
    """The second way: walk through the years until what is left is covered."""
    left = -amounts[0]
    for year, amount in enumerate(amounts[1:], 1):
        worth = amount / (1 + rate) ** year
        if left <= worth:
            return year - 1 + left / worth
        left -= worth
    raise AssertionError("not reached")


@pytest.mark.parametrize(("amounts", "published"), PAYBACKS)
def test_payback(amounts: list[float], published: float) -> None:
    digits = len(str(published).split(".")[1])
    found = calculator(rows(amounts))
    assert round(float(str(found["payback"])), digits) == published
    assert found["payback"] == pytest.approx(by_loop(amounts, 0))
    assert found["discounted_payback"] is None
    assert "discount" in str(found["reasons"])


@pytest.mark.parametrize(("amounts", "rate", "published"), DISCOUNTED)
def test_discounted_payback(amounts: list[float], rate: float, published: float) -> None:
    found = calculator(rows(amounts), rate)
    assert round(float(str(found["discounted_payback"])), 2) == published
    assert found["discounted_payback"] == pytest.approx(by_loop(amounts, rate))
    assert found["payback"] == pytest.approx(by_loop(amounts, 0))
