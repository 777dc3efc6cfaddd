"""Rules that the owner states in the project file: a threshold on a KPI, and the trigger to roll back."""

from __future__ import annotations

from metrics import words
from metrics.measure.rollback import beside, bounds, outside, trigger
from metrics.watch.case import Case, Judged, Judgement, of_kpi


def threshold(case: Case) -> Judged:
    """A KPI's last complete period lies outside the bounds of an [[alert]], and stands on rows enough to say so."""
    by_name = {kpi.name: kpi for kpi in case.mains()}
    for stated in case.project.alert:
        kpi = by_name.get(stated.kpi)
        if kpi is None:
            continue
        known = [point for point in kpi.points if point.complete and point.value is not None]
        key = f"{stated.kpi} {bounds(stated.above, stated.below, '')}"
        watched = bounds(stated.above, stated.below, kpi.unit)
        few = bool(known) and stated.min_rows is not None and known[-1].rows < stated.min_rows
        if not known or few:
            rows = (
                f"{words.count(known[-1].rows, 'row')}, {stated.min_rows} are needed" if few else "no complete period"
            )
            yield Judgement(key, None, kpi.title, f"{kpi.title}: not judged ({rows}).", query=of_kpi(kpi))
            continue
        last = known[-1]
        over = outside(last.value, stated.above, stated.below)
        value, when = beside(last.value, stated, kpi.unit), words.period(last.period, kpi.grain)
        yield Judgement(
            key=key,
            firing=over,
            title=f"{kpi.title}: {'' if over else 'no longer '}{watched}",
            text=f"{kpi.title}: {value} in {when}, {'' if over else 'not '}{watched} "
            f"({words.count(last.rows, 'row')}).",
            about=last.period.isoformat() if over else "",
            query=of_kpi(kpi),
            numbers={"period": last.period.isoformat(), "value": last.value, "rows": last.rows},
        )


def rollback(case: Case) -> Judged:
    """The trigger to roll back that the owner stated in advance is met."""
    found = trigger(case.project, case.now.kpis)
    if found is None:
        return
    kpi = next(each for each in case.mains() if each.name == found.kpi)
    yield Judgement(
        key=found.kpi,
        firing=found.met,
        title="Roll back" if found.met else f"{kpi.title}: no rollback trigger",
        text=found.text,
        about=found.periods[-1].period.isoformat() if found.met else "",
        query=of_kpi(kpi),
        numbers={"periods": {point.period.isoformat(): point.value for point in found.periods}},
    )
