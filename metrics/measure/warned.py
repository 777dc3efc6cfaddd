"""Warnings beside a verdict: where a figure misleads although it is computed rightly (docs/method.md, part 3)."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import words
from metrics.measure.effect.estimate import BAND
from metrics.measure.effect.its import Proof
from metrics.measure.keyed import Row
from metrics.measure.rungs import MIN_BASELINE, compared_with
from metrics.results import Effect, KpiResult, Point, RungResult, Warn

ONE_ROUND = {"month": 12, "week": 52, "day": 364}  # periods of one year
WORKING_DAYS = 0.04  # how much months differ in weekdays (method §2)


def regression_to_the_mean(found: Row | None, naive: RungResult) -> list[Warn]:
    """The last three baseline periods were unusually bad. found: the row of change_regression.sql."""
    if found is None or not found["worse"] or not naive.valid:
        return []
    told = ""
    if found["without"] is not None and naive.relative is not None:
        whole, without = (words.percent(each, signed=True) for each in (naive.relative, found["without"]))
        apart = (
            f"{whole}, without those three {without}" if whole != without else f"{whole} with and without those three"
        )
        told = f": the naive effect is {apart}"
    text = (
        "the last three periods before launch were more than one standard deviation worse than the rest, so a "
        f"return to normal can pass for an improvement{told}"
    )
    return [Warn(kind="regression_to_mean", text=text)]


def disagreement(rungs: Sequence[RungResult], grain: str) -> list[Warn]:
    """A banner where valid rungs point in opposite directions; what reads as 0 % points nowhere."""
    zero = words.percent(0.0, signed=True)
    told = {
        rung.method: rung.relative
        for rung in rungs
        if rung.valid and rung.relative is not None and words.percent(rung.relative, signed=True) != zero
    }
    if len({value > 0 for value in told.values()}) < 2:
        return []
    each = ", ".join(
        f"{words.percent(value, signed=True)} against {compared_with(method, grain)}" for method, value in told.items()
    )
    return [Warn(kind="rungs_disagree", text=f"the comparisons point in opposite directions: {each}")]


def no_like_period(row: Row | None, basis: RungResult | None, grain: str) -> list[Warn]:
    """Some periods have no like one before launch, so that all are compared more coarsely. row: of the same periods.

    One later month can so change what every earlier one is compared with, and with it payback: never in silence.
    """
    if row is None or basis is None or basis.method != "naive" or not 0 < row["without"] < row["periods"]:
        return []
    first, having = words.period(row["first_without"], grain), row["periods"] - row["without"]
    more = f" and {row['without'] - 1} more have" if row["without"] > 1 else " has"
    text = (
        f"{first}{more} no like {grain} before launch, so every {grain} is compared with "
        f"{compared_with('naive', grain)}"
    )
    if row["relative"] is not None and basis.relative is not None:
        text += (
            f": {words.percent(basis.relative, signed=True)}. The {having} of {words.count(row['periods'], grain)} "
            f"with a like one {'stands' if having == 1 else 'stand'} at "
            f"{words.percent(row['relative'], signed=True)} against {compared_with('same_period', grain)}"
        )
    return [Warn(kind="no_like_period", text=text)]


def short_for_season(kpi: KpiResult, season: bool) -> list[Warn]:
    """The KPI has a season and the baseline does not hold one round of it."""
    points = kpi.baseline.points
    if not season or not MIN_BASELINE <= points < ONE_ROUND[kpi.grain]:
        return []
    text = (
        f"the baseline has {words.count(points, kpi.grain)}, less than one year; a season can pass for an effect. "
        "Extend the baseline, or set season = false where there is none"
    )
    return [Warn(kind="short_baseline", text=text)]


def seal_moved(found: Row | None) -> list[Warn]:
    """Present data, or the present definition, would give another baseline. found: the row of seal_moved.sql."""
    if found is None:
        return []
    said = [
        f"{words.count(found[name], 'period')} {what}"
        for name, what in (
            ("moved", "changed since"),
            ("added", "came to it"),
            ("past", "past its end as now defined"),
        )
        if found[name]
    ]
    text = (
        f"the sealed baseline (mean {words.number(found['sealed_mean'])}) would now be "
        f"{words.number(found['present_mean'])}: {', '.join(said)}. "
        "Results keep the sealed values until it is sealed again"
    )
    return [Warn(kind="seal_moved", text=text)]


def no_rows(why: str | None) -> list[Warn]:
    """No row meets the KPI's condition, so that its values are unknown. why: as rollup.unmatched tells it."""
    return [Warn(kind="no_rows", text=why)] if why else []


def edge(points: Sequence[Point], grain: str) -> list[Warn]:
    """The last period is shown, but the data does not reach to its end."""
    last = points[-1] if points else None
    if last is None or last.complete or last.value is None:
        return []
    text = f"{words.period(last.period, grain)} is shown but not counted: {last.partial_reason or 'it is not complete'}"
    return [Warn(kind="edge", text=text, from_=last.period)]


def calendar(setting: str, kind: str, grain: str, relative: float | None) -> list[Warn]:
    """An effect of a count or sum that is no larger than what months differ by in working days alone."""
    if setting != "none" or kind != "additive" or grain != "month" or relative is None or abs(relative) > WORKING_DAYS:
        return []
    text = (
        "months differ by about 4 % in working days alone, and the project states no calendar: an effect of this size "
        "can be the calendar's. Set calendar to working_days, with the region of its holidays"
    )
    return [Warn(kind="calendar", text=text)]


def unproven(its: RungResult) -> list[Warn]:
    """The interval is only approximate, as the baseline is short, or there is none, as no share can be told."""
    if not its.valid or not its.reason:
        return []
    if its.relative is None:
        return [Warn(kind="no_share", text=its.reason)]
    return [Warn(kind="approximate", text=f"the interval is {its.reason}")]


def outliers(proof: Proof | None) -> list[Warn]:
    """Periods before launch that fit nothing around them, named; they explain themselves and nothing else."""
    if proof is None or proof.estimate is None or not proof.estimate.named:
        return []
    named = proof.estimate.named
    verb, each = ("are", "each counts") if len(named) > 1 else ("is", "it counts")
    text = f"{' and '.join(named)} {verb} far from all around before launch; {each} as an exception of its own"
    return [Warn(kind="outlier", text=text)]


def fading(proof: Proof | None, better: str, effect: Effect, grain: str) -> list[Warn]:
    """The slope since launch is worse and clear of zero, while the effect is a good one."""
    if proof is None or proof.slope is None:
        return []
    low, high = (float(proof.slope.quantile(share)) for share in ((1 - BAND) / 2, (1 + BAND) / 2))
    worse = high < 0 if better == "higher" else low > 0
    good = effect.relative is not None and effect.relative != 0 and (effect.relative > 0) == (better == "higher")
    if not worse or not good:
        return []
    first, last = words.percent(effect.first3, signed=True), words.percent(effect.last3, signed=True)
    text = f"the effect is fading: {first} in the first three {grain}s, {last} in the last three"
    return [Warn(kind="fading", text=text)]
