"""What two results documents of one project tell differently: an upload's impact, its history, an edit's preview.

A change is (path, before, after) as text, None where a side does not know the figure. Paths:
"as_of", "payback.<field>", "money.<field>", "kpi.<name>.<grain>.<field>", "forecast.<name>.<model>.<horizon>.wape",
"kpi.<name>.<grain>.restated" (how many periods that were complete changed their value),
"kpi.<name>.<grain>.restated.<period>" (the one that changed most) and "warning.<kind>" (a text that comes or goes,
after the KPI's title where that is not the primary one).
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator

from metrics import words
from metrics.results import KpiResult, Point, ProjectResult

Change = tuple[str, str | None, str | None]
SAME = 1e-9  # relative: sums of doubles differ in their last digits from run to run (docs: how verify compares)
FITTED = 1e-4  # relative: what a fit on the same rows may differ by
PAYBACK = ("status", "proven", "months", "date", "earliest", "latest")
MONEY = ("invested", "cost", "benefit", "proven_benefit", "net", "roi", "npv", "irr")


def differences(before: ProjectResult | None, after: ProjectResult, *, fitted: bool = False) -> list[Change]:
    """Every figure that two documents tell differently, restated periods, and warnings that come or go.

    fitted: both are of the same inputs, so that figures may differ as far as fits of a model do.
    """
    close = FITTED if fitted else SAME
    old, new = _figures(before), _figures(after)
    changed = [
        (key, _told(old.get(key)), _told(new.get(key)))
        for key in {**old, **new}
        if not _same(old.get(key), new.get(key), close)
    ]
    return [*changed, *_restated(before, after), *_warned(before, after)]


def figures(result: ProjectResult) -> dict[str, str | None]:
    """Every figure that is compared, told as changes tell it."""
    return {key: _told(value) for key, value in _figures(result).items()}


def _figures(result: ProjectResult | None) -> dict[str, object]:
    if result is None:
        return {}
    figures: dict[str, object] = {"as_of": result.as_of}
    for kpi in _whole(result):
        place = f"kpi.{kpi.name}.{kpi.grain}"
        figures |= {f"{place}.verdict": kpi.verdict, f"{place}.effect": kpi.effect.relative}
        figures[f"{place}.basis"] = kpi.effect.basis
        if kpi.held and kpi.held.of:
            figures[f"{place}.held"] = f"{kpi.held.met} of {kpi.held.of}"
            figures[f"{place}.broken_since"] = kpi.held.broken_since
    for forecast in result.forecasts:
        for row in forecast.by_horizon:
            figures[f"forecast.{forecast.name}.{row.model}.{row.horizon}.wape"] = row.wape
    if result.money:
        figures |= {f"money.{name}": getattr(result.money, name) for name in MONEY}
        figures |= {f"payback.{name}": getattr(result.money.payback, name) for name in PAYBACK}
        if result.money.payback.status is None:
            figures["payback.proven"] = None  # nothing to prove yet
    return figures


def _whole(result: ProjectResult | None) -> Iterator[KpiResult]:
    yield from (kpi for kpi in (result.kpis if result else ()) if kpi.segment is None)


def _restated(before: ProjectResult | None, after: ProjectResult) -> Iterator[Change]:
    now = {(kpi.name, kpi.grain): {point.period: point for point in kpi.points} for kpi in _whole(after)}
    for kpi in _whole(before):
        points = now.get((kpi.name, kpi.grain))
        if points is None:
            continue  # no longer defined: its figures are told as gone
        moved = [(point, _value(points.get(point.period))) for point in kpi.points if _counted(point)]
        moved = [(point, value) for point, value in moved if not _same(point.value, value)]
        if moved:
            place = f"kpi.{kpi.name}.{kpi.grain}.restated"
            point, value = max(moved, key=lambda pair: abs((pair[0].value or 0.0) - (pair[1] or 0.0)))
            yield place, "0", str(len(moved))
            yield f"{place}.{point.period}", _told(point.value), _told(value)


def _counted(point: Point) -> bool:
    return point.complete and point.value is not None


def _value(point: Point | None) -> float | None:
    """The value that a period counts with; None where it no longer counts."""
    return point.value if point and _counted(point) else None


def _warned(before: ProjectResult | None, after: ProjectResult) -> Iterator[Change]:
    old, new = _warnings(before), _warnings(after)
    yield from ((f"warning.{kind}", text, None) for kind, text in (old - new))
    yield from ((f"warning.{kind}", None, text) for kind, text in (new - old))


def _warnings(result: ProjectResult | None) -> Counter[tuple[str, str]]:
    if result is None:
        return Counter()
    general = [*result.warnings, *(warn for forecast in result.forecasts for warn in forecast.warnings)]
    found = dict.fromkeys(((warn.kind, warn.text) for warn in general), "")
    named: dict[tuple[str, str], list[str]] = {}
    mains = {kpi.name: kpi.grain for kpi in result.mains()}
    for kpi in _whole(result):
        title = kpi.title + ("" if mains[kpi.name] == kpi.grain else f" by {kpi.grain}")
        for warn in kpi.warnings:
            if kpi.primary or warn.upload:  # what a file brought is of all that it touches
                found[warn.kind, warn.text] = ""
            else:
                named.setdefault((warn.kind, warn.text), []).append(title)
    found |= {one: f"{words.listed(titles)}: " for one, titles in named.items() if one not in found}
    return Counter({(kind, of + text): 1 for (kind, text), of in found.items()})  # told in several places, it is one


def _same(old: object, new: object, close: float = SAME) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=close, abs_tol=SAME)
    return old == new


def _told(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:.9g}" if isinstance(value, float) else str(value)
