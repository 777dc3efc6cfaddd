"""At which confidence each KPI is judged: looking often, and at many KPIs, finds effects that are none (method §3).

Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from metrics.measure.keyed import Key
from metrics.model import Project

USUAL = 0.05  # probability of an effect where there is none
EARLY = 0.01  # the same before the decision month


def alphas(project: Project, p_values: Mapping[Key, float], elapsed: Mapping[Key, int]) -> dict[Key, float]:
    """The error probability allowed to each key. p_values: of no effect; elapsed: whole months since its launch.

    The primary KPI has the whole; the others share it by Holm's procedure, the segments of each KPI among themselves.
    A grain that is only viewed has what its KPI has.
    """
    primary = project.primary()
    base = {one: EARLY if elapsed[one] < project.project.decision_month else USUAL for one in p_values}
    families: dict[object, list[Key]] = {}
    for one in p_values:
        if one[1] == project.kpi[one[0]].grain and (one[0] != primary or one[2] is not None):
            families.setdefault("others" if one[2] is None else one[0], []).append(one)
    found: dict[Key, float] = {}
    for family in families.values():
        found |= _holm(family, p_values, base)
    for one in p_values:
        main = (one[0], project.kpi[one[0]].grain, one[2])
        found.setdefault(one, found.get(main, base[one]))
    return found


def months_since(launch: dt.date, day: dt.date) -> int:
    """Whole months from launch to a day, 0 before it."""
    months = (day.year - launch.year) * 12 + day.month - launch.month
    return max(0, months - (day.day < launch.day))


def _holm(family: list[Key], p_values: Mapping[Key, float], base: Mapping[Key, float]) -> dict[Key, float]:
    """Each in the order of its p-value has a share of its base; after the first that fails, all have that share."""
    found: dict[Key, float] = {}
    share, failed = len(family), False
    for one in sorted(family, key=lambda key: (p_values[key] / base[key], key[0], key[2] or "")):
        found[one] = base[one] / share
        failed = failed or p_values[one] > found[one]
        share -= not failed
    return found
