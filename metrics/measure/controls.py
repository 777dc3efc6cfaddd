"""The control of a KPI: something that the launch cannot touch, and moves with it otherwise (method §2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.measure.keyed import Key, Row
from metrics.model import Project

NONE = "no control is named: a KPI or a segment that the launch cannot touch"


@dataclass(frozen=True)
class Control:
    """name: as people read it. values: by period, None where unknown. kind: of the table kpis."""

    name: str
    values: Mapping[dt.date, float | None]
    kind: str


def choose(project: Project, one: Key, kpis: Mapping[Key, Row], told: Mapping[Key, Sequence[Row]]) -> Control | str:
    """The control of one KPI, grain and segment, or why there is none.

    A named KPI or segment; else, for a segment of a staged launch, the segments that it has not reached by the last
    period.
    """
    name, grain, _ = one
    kpi = project.kpi[name]
    if kpi.control is None:
        return _not_reached(project, one, kpis, told)
    other = (kpi.control.kpi or name, grain, kpi.control.segment)
    if other == one:
        return "it is the control of the others"
    if other not in told or other not in kpis:
        return f"the control {_titled(project, other)} has no values by {grain}"
    if (touched := _touched(project, one, other)) and not kpi.control.reason:
        return f"the launch could touch the control: {touched}. Give the control a reason why it does not"
    return Control(_titled(project, other), _values(told[other]), kpis[other]["kind"])


def _touched(project: Project, one: Key, other: Key) -> str | None:
    """In what way the launch could reach the control; None where it cannot."""
    if project.kpi[other[0]].dataset == project.kpi[one[0]].dataset:
        if other[0] == one[0] and other[2] is not None and one[2] is None:
            return f"{_titled(project, other)} is a part of the KPI itself"
        return f"{_titled(project, other)} is counted from the same dataset"
    return None


def _not_reached(
    project: Project, one: Key, kpis: Mapping[Key, Row], told: Mapping[Key, Sequence[Row]]
) -> Control | str:
    """The other segments of a staged launch, together, as far as it has not reached them."""
    name, grain, segment = one
    launches = project.kpi[name].launches
    if not launches:
        return NONE
    if segment is None:
        return "a staged launch has its controls by segment: those not reached yet"
    if segment not in launches:
        return "its segment has no launch date of its own"
    last = max((row["period"] for row in told[one] if row["phase"] == "post" and row["complete"]), default=None)
    column = segment.partition("=")[0]
    later = [
        (name, grain, other)
        for other, day in launches.items()
        if other != segment and other.partition("=")[0] == column and last is not None and day > last
    ]
    waiting = [other for other in later if other in told and kpis[other]["transition_from"] > (last or dt.date.max)]
    if not waiting:
        return "the launch has reached every other segment"
    kind = kpis[one]["kind"]
    together = [_values(told[other]) for other in waiting]
    every = sorted(set.intersection(*(set(values) for values in together)))
    values = {period: _joined([values[period] for values in together], kind) for period in every}
    return Control(" and ".join(other[2] or "" for other in waiting), values, kind)


def _joined(values: Sequence[float | None], kind: str) -> float | None:
    """Counts and sums add up; of the rest the mean."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return sum(known) if kind == "additive" else sum(known) / len(known)


def _values(told: Sequence[Row]) -> dict[dt.date, float | None]:
    """Complete periods, as sealed where they are sealed."""
    return {
        row["period"]: row["base_value"] if row["base_value"] is not None else row["value"]
        for row in told
        if row["complete"] or row["base_value"] is not None
    }


def _titled(project: Project, other: Key) -> str:
    title = project.kpi[other[0]].title or other[0]
    return f"{title} ({other[2]})" if other[2] else title
