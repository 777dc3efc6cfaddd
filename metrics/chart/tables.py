"""The tables beside the figures: rows as dictionaries, a column a key; unknown is None."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metrics import words
from metrics.chart import answers, events, held_strip, standing
from metrics.chart.periods import after
from metrics.chart.theme import Theme
from metrics.measure import catalogue
from metrics.results import Accuracy, EventMark, ForecastResult, Headline, KpiResult, Point

Row = dict[str, Any]
SEALED = {"before_launch": "Sealed before launch", "after_launch": "Sealed after launch", "no": "Not sealed"}
COARSEST = ("month", "week", "day")
PERCENT_DIGITS = 1  # decimals of a percentage in a table


@dataclass(frozen=True)
class Totals:
    """Sums over the projects of one currency; None where no project has the figure. Currencies are never added."""

    currency: str
    invested: float | None
    cost: float | None
    benefit: float | None
    net: float | None
    paid_back: int
    projects: int
    held: Mapping[str, tuple[int, int]]


def totals(heads: Sequence[Headline], currency: str, grains: Mapping[str, str]) -> Totals:
    """The sums of the projects that count in `currency`.

    grains: the period by which each project is judged. held: periods met and all of them, by that period, the coarsest
    first: a week that held is not a month that did.
    """
    mine = [head for head in heads if head.currency == currency]
    held = {grain: (0, 0) for grain in COARSEST if grain in grains.values()}
    for head in mine:
        if head.held and head.held.of and head.project in grains:
            met, of = held[grains[head.project]]
            held[grains[head.project]] = (met + head.held.met, of + head.held.of)
    return Totals(
        currency=currency,
        invested=_sum([head.invested for head in mine]),
        cost=_sum([head.cost for head in mine]),
        benefit=_sum([head.benefit for head in mine]),
        net=_sum([head.net for head in mine]),
        paid_back=sum(1 for head in mine if head.payback and head.payback.status == "paid_back"),
        projects=len(mine),
        held={grain: counted for grain, counted in held.items() if counted[1]},
    )


def currencies(heads: Sequence[Headline]) -> list[str]:
    """The currencies in use, the most frequent first."""
    found = [head.currency for head in heads]
    return sorted(set(found), key=lambda code: (-found.count(code), code))


def portfolio(heads: Sequence[Headline], theme: Theme) -> list[Row]:
    """One row a project; strip is a picture's address."""
    return [
        {
            "open": head.name,
            "verdict": answers.verdict(head),
            "sealed": SEALED[head.baseline.sealed] if head.baseline else None,
            "effect": answers.effect(head),
            "target": None if head.limited else standing.told(head),
            "held": answers.held(head),
            "strip": held_strip.as_picture(head.held_states, theme) if head.held else None,
            "payback": answers.back(head),
            "net": head.net,
            "trend": [value for value in head.trend if value is not None],
            "owner": head.owner,
        }
        for head in heads
    ]


def periods(kpi: KpiResult, marks: Sequence[EventMark] = ()) -> list[Row]:
    """One row a period, newest first: value, expected, effect in percent, summed, held, benefit, note.

    marks: what is flagged on the chart; where there is any, its signs and words are a column, too.
    """
    last = kpi.points[-1].period if kpi.points else None
    return [
        {
            "period": point.period,
            "value": point.value,
            "expected": point.expected,
            "effect": _percent(point.value, point.expected),
            "summed": point.summed,
            "held": f"{held_strip.GLYPHS[point.held]} {held_strip.WORDS[point.held]}" if point.held else None,
            "benefit": point.benefit,
            "note": "transition"
            if point.transition
            else ""
            if point.complete
            else words.dated(point.partial_reason or "incomplete"),
            **({"marks": _marks(kpi, point, marks, point.period == last)} if marks else {}),
        }
        for point in reversed(kpi.points)
    ]


def _marks(kpi: KpiResult, point: Point, marks: Sequence[EventMark], last: bool) -> str:
    """What is flagged in a period; what came after the last one is flagged at its end."""
    return events.within(marks, point.period, dt.date.max if last else after(point.period, kpi.grain))


def benefits(kpis: Sequence[KpiResult], month: dt.date) -> list[Row]:
    """The periods of a calendar month that have a benefit in money, KPI by KPI, oldest first."""
    until = after(month, "month")
    return [
        {
            "kpi": kpi.name,
            "title": kpi.title,
            "grain": kpi.grain,
            "period": point.period,
            "value": point.value,
            "expected": point.expected,
            "benefit": point.benefit,
        }
        for kpi in kpis
        for point in kpi.points
        if month <= point.period < until and point.benefit is not None
    ]


def bare(told: str) -> str:
    """A figure without its unit, for a card whose label names it: "3.5 months" → "3.5"."""
    return told.split(" ")[0]


def models(forecast: ForecastResult) -> list[str]:
    """The models with measured errors, in the order in which they came into use."""
    names = list(dict.fromkeys(row.model for row in forecast.by_horizon))
    return sorted(names, key=lambda name: _since(forecast, name))


def _since(forecast: ForecastResult, model: str) -> str:
    return min((str(row.period) for row in forecast.by_period if row.model == model), default="")


def horizons(forecast: ForecastResult, model: str) -> list[int]:
    """The horizons of a model, nearest first."""
    return sorted(row.horizon for row in forecast.by_horizon if row.model == model)


def at_horizon(forecast: ForecastResult, model: str, horizon: int) -> Accuracy:
    """A model's figures at one horizon."""
    return next(row for row in forecast.by_horizon if row.model == model and row.horizon == horizon)


def accuracy(forecast: ForecastResult, model: str | None = None) -> list[Row]:
    """One row a model and horizon, errors in percent."""
    return [
        {
            "model": row.model,
            "horizon": row.horizon,
            "points": row.points,
            "wape": _hundred(row.wape),
            "naive": _hundred(row.naive_wape),
            "fva": _hundred(row.fva),
            "bias": _hundred(row.bias),
            "mape": _hundred(row.mape),
            "smape": row.smape,
            "mase": row.mase,
            "rmsse": row.rmsse,
            "mae": row.mae,
            "rmse": row.rmse,
        }
        for row in forecast.by_horizon
        if model is None or row.model == model
    ]


def series(forecast: ForecastResult, model: str) -> list[Row]:
    """One row a series of a model, the largest share of its error first."""
    rows = sorted((r for r in forecast.by_series if r.model == model), key=lambda r: -(r.share_of_error or 0.0))
    return [
        {"series": r.series, "share": _hundred(r.share_of_error), "wape": _hundred(r.wape), "bias": _hundred(r.bias)}
        for r in rows
    ]


def measures(asked: str) -> list[catalogue.MeasureDoc]:
    """The measures whose documentation holds all the words asked for, in any case; all of them where none is."""
    return [
        found
        for found in catalogue.measures()
        if all(word in " ".join((found.name, *_told(found))).casefold() for word in asked.casefold().split())
    ]


def _told(found: catalogue.MeasureDoc) -> tuple[str, ...]:
    return (found.title, found.formula, *found.notes)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _percent(value: float | None, expected: float | None) -> float | None:
    return None if value is None or not expected else _hundred((value - expected) / expected)


def _hundred(fraction: float | None) -> float | None:
    return None if fraction is None else round(100 * fraction, PERCENT_DIGITS)
