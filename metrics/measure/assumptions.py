"""What the money of a project rests on, gathered so that other assumptions can be tried without its rows."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.measure.flows import Month
from metrics.measure.overlap import share_of_rows
from metrics.measure.scenarios import pace
from metrics.measure.simulation import Share
from metrics.model import Project
from metrics.results import AssumedMonth, Assumptions, KpiResult, Priced


def assumed(
    project: Project, kpis: Sequence[KpiResult], parts: Sequence[Share], known: Sequence[Month], ahead: Sequence[Month]
) -> Assumptions:
    """parts: of each month's benefit; known and ahead: the monthly flows and those that a projection may use."""
    rate = project.project.discount_rate
    main = {one.name: one for one in kpis if one.segment is None and one.grain == project.kpi[one.name].grain}
    return Assumptions(
        launch=project.project.launch,
        discount_rate=None if rate is None else float(rate),
        known=tuple(map(_month, known)),
        ahead=tuple(map(_month, ahead)),
        pace=pace(known, project.project.launch),
        pools={pool.name: float(pool.monthly()) for pool in project.pool},
        priced=tuple(_priced(project, main[name], parts, len(known)) for name in dict.fromkeys(p.kpi for p in parts)),
    )


def _month(month: Month) -> AssumedMonth:
    return AssumedMonth(
        period=month.month,
        ends=month.ends,
        invested=float(month.invested),
        running=float(month.cost - month.invested),
    )


def _priced(project: Project, result: KpiResult, parts: Sequence[Share], months: int) -> Priced:
    kpi = project.kpi[result.name]
    amounts, counted = [0.0] * months, share_of_rows(project, result.name)
    for part in parts:
        if part.kpi == result.name:
            amounts[part.step] += part.amount * counted
    return Priced(
        kpi=result.name,
        title=result.title,
        unit=result.unit,
        unit_value=float(kpi.unit_value or 0),
        realised_share=float(kpi.realised_share or 0),
        amounts=tuple(amounts),
        pool=kpi.claims,
        relative=result.effect.relative,
        low=result.effect.low,
        high=result.effect.high,
    )
