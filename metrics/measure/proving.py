"""The proven rungs of every KPI, grain and segment: what was expected, and how surely, laid into the table expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from metrics import words
from metrics.measure import controls
from metrics.measure.effect.design import Observed
from metrics.measure.effect.its import Proof, interrupted
from metrics.measure.keyed import Key, Row
from metrics.measure.observing import judged, observed, recent, with_control
from metrics.model import Project
from metrics.rollup.working_days import NoHolidays, WorkingDays

VIEWED = 300  # periods of a grain that is only viewed: a long daily view is not worth seconds of computing
LONGEST = 1100  # periods that are fitted: older days of the baseline say little more
LEAST_BASELINE = 730  # of them, so that a year's season can still be told
NO_BASELINE = "no complete period before launch"


@dataclass(frozen=True)
class Proofs:
    """What the rungs its and control found of one KPI, grain and segment."""

    its: Proof
    control: Proof


def prove(con: duckdb.DuckDBPyConnection, project: Project, kpis: Mapping[Key, Row]) -> dict[Key, Proofs]:
    """Both rungs of every key of the table kpis; their expected values are added to the table expected."""
    told, off = judged(con), WorkingDays(project)
    found = {one: _proofs(project, one, kpis, told, off) for one in kpis}
    lines = [
        (*one, period, method, *bounds)
        for one, proofs in found.items()
        for method, proof in (("its", proofs.its), ("control", proofs.control))
        for period, *bounds in _expected(proof, {row["period"] for row in told[one] if _later(row)})
    ]
    _lay_out(con, lines)
    return found


def _lay_out(con: duckdb.DuckDBPyConnection, lines: list[tuple[object, ...]]) -> None:
    """Lines of (kpi, grain, segment, period, method, expected, low, high) into the table expected."""
    if lines:
        columns = [list(column) for column in zip(*lines, strict=True)]
        con.execute(
            "INSERT INTO expected (kpi, grain, segment, period, method, expected, low, high) SELECT "
            + ", ".join(f"unnest(?::{of}[])" for of in ["VARCHAR"] * 3 + ["DATE", "VARCHAR"] + ["DOUBLE"] * 3),
            columns,
        )


def _proofs(
    project: Project, one: Key, kpis: Mapping[Key, Row], told: Mapping[Key, list[Row]], off: WorkingDays
) -> Proofs:
    try:
        own = observed(project, one, kpis[one], told[one], off)
    except NoHolidays as unknown:
        return _neither(str(unknown))
    if own is None:
        return _neither(NO_BASELINE)
    main = project.kpi[one[0]].grain
    if one[1] != main and len(own.periods) > VIEWED:
        return _neither(f"it is computed by {main}: {words.count(len(own.periods), one[1])} are only shown")
    shorter = recent(own, LONGEST, LEAST_BASELINE)
    if shorter is None:
        return _neither(f"it is computed for at most {LONGEST:,} {one[1]}s; choose a longer grain")
    own = shorter
    return Proofs(_checked(interrupted(own)), _control(project, one, own, kpis, told))


def _control(
    project: Project, one: Key, own: Observed, kpis: Mapping[Key, Row], told: Mapping[Key, list[Row]]
) -> Proof:
    found = controls.choose(project, one, kpis, told)
    if isinstance(found, str):
        return Proof(None, (found,))
    beside = with_control(own, found.values, found.kind)
    lacking = np.flatnonzero(own.post & ~np.isfinite(beside.control if beside.control is not None else own.values))
    if len(lacking):
        when = words.period(own.periods[int(lacking[0])], own.grain)
        return Proof(None, (f"the control {found.name} has no value in {when}",))
    return _checked(interrupted(beside))


def _checked(proof: Proof) -> Proof:
    """A fit that leads to no finite expected value is none."""
    if not proof.valid or proof.estimate is None:
        return proof
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = proof.estimate.band
        every = np.concatenate([proof.estimate.expected, low, high])
    return proof if np.isfinite(every).all() else Proof(None, ("the model leads to no finite expected value",))


def _expected(proof: Proof, wanted: set[object]) -> list[tuple[object, float, float, float]]:
    if not proof.valid or proof.estimate is None:
        return []
    estimate = proof.estimate
    every = zip(estimate.places, estimate.expected, *estimate.band, strict=True)
    at = estimate.observed.periods
    return [(at[i], float(x), float(low), float(high)) for i, x, low, high in every if at[i] in wanted]


def _later(row: Row) -> bool:
    return row["phase"] in ("post", "transition")


def _neither(reason: str) -> Proofs:
    return Proofs(Proof(None, (reason,)), Proof(None, (reason,)))
