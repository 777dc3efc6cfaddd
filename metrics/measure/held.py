"""Held: the target as a floor, and since when the claim to hold it is broken (docs/method.md, part 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from metrics.measure.keyed import Row
from metrics.model import Kpi
from metrics.results import Held, HeldResult, Point


def held(kpi: Kpi, row: Row, since: Sequence[Point]) -> tuple[HeldResult | None, dict[str, str]]:
    """The three states counted, with reasons by field. row: of the table kpis; since: every period since transition."""
    target, level = row["target"], row["target_value"]
    if target is None and level is None:
        only_whole = kpi.target_value is not None
        return None, {
            "held": "target_value is the target of all segments together" if only_whole else "no target is set"
        }
    states: list[Held] = [point.held for point in since if point.held]
    why: dict[str, str] = {}
    if not states:
        why["held"] = "no complete period since launch can be held against the target"
    elif any(point.held is None and point.complete and point.value is not None for point in since):
        why["held.of"] = "a period whose expected value is unknown or negative has no state: a share of it says nothing"
    return HeldResult(
        target=target,
        target_value=level,
        met=states.count("met"),
        within_noise=states.count("within_noise"),
        missed=states.count("missed"),
        of=len(states),
        broken_since=broken_since(since),
    ), why


def broken_since(since: Sequence[Point]) -> dt.date | None:
    """The first of two consecutive missed periods; an unknown or partial one between them breaks the row."""
    for first, second in pairwise(since):
        if first.held == second.held == "missed":
            return first.period
    return None
