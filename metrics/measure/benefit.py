"""What each KPI's effect is worth, period by period: money where it is priced, else capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from metrics import words
from metrics.measure import overlap
from metrics.measure.catalogue import load
from metrics.model import Kpi, Project
from metrics.results import Capacity, KpiResult, Rung, Warn

PROVEN: frozenset[Rung] = frozenset({"its", "control"})
SHARE_UNITS = ("", "share", "rate", "fraction", "ratio", "%", "percent")
UNKNOWN = "no complete period since launch has both an actual and an expected value"
NOT_ADDITIVE = (
    "a median, quantile, distinct count or extreme does not add up over rows, so its effect has no worth in money"
)


@dataclass(frozen=True)
class Benefits:
    """kpis: the results with benefits filled; priced: names of those with money; the table `benefits` has the rest."""

    kpis: list[KpiResult]
    priced: tuple[str, ...]
    capacity: tuple[Capacity, ...]
    reasons: dict[str, str]
    warnings: list[Warn]


def benefits(con: duckdb.DuckDBPyConnection, project: Project, kpis: Sequence[KpiResult], as_of: dt.date) -> Benefits:
    """Fill the table `benefits` (sql/benefit.sql), and the results at each KPI's main grain, all segments together."""
    main = {kpi.name: kpi for kpi in kpis if kpi.segment is None and kpi.grain == project.kpi[kpi.name].grain}
    kinds = dict(con.execute("SELECT kpi, any_value(kind) FROM kpis GROUP BY kpi").fetchall())
    taken, uncapped = overlap.refused(project), overlap.without_cost(project)
    refusals = {name: why for name in project.kpi if (why := _refusal(project, name, kinds, taken, uncapped))}
    weighed = [name for name in project.kpi if name in main and name not in refusals]
    _lay_out(con, project, main, weighed)
    con.execute(f"CREATE OR REPLACE TEMP TABLE benefits AS {load('benefit')}", {"as_of": as_of})

    values: dict[str, dict[dt.date, float | None]] = {}
    withheld: dict[str, float] = {}
    query = "SELECT kpi, period, benefit, withheld FROM benefits WHERE priced"
    for name, period, value, kept in con.execute(query).fetchall():
        values.setdefault(name, {})[period] = value
        withheld[name] = withheld.get(name, 0.0) + (kept or 0.0)
    filled = {name: _filled(result, values.get(name, {}), withheld.get(name, 0.0)) for name, result in main.items()}
    reasons = {
        f"kpi.{name}.benefit": refusals.get(name) or _why_none(kpi, filled.get(name))
        for name, kpi in project.kpi.items()
        if name not in filled or filled[name].benefit is None
    }
    return Benefits(
        kpis=[filled[kpi.name] if kpi is main.get(kpi.name) else kpi for kpi in kpis],
        priced=tuple(name for name in weighed if overlap.has_price(project.kpi[name])),
        capacity=_capacity(con, project),
        reasons=reasons,
        warnings=[
            *(_same_rows(project, name, other) for name, other in taken.items()),
            *(_same_pool(project, name, other) for name, other in uncapped.items() if name not in taken),
            *(_withheld(project, filled[name], amount) for name, amount in withheld.items() if amount),
            *_gaps(con, project),
        ],
    )


def _refusal(
    project: Project, name: str, kinds: dict[str, str], taken: dict[str, str], uncapped: dict[str, str]
) -> str | None:
    kpi = project.kpi[name]
    if name in taken:
        return (
            f"it stands on the same rows as {taken[name]}, whose benefit is booked; benefits on the same rows need a"
            " signed apportioning, so this one is refused"
        )
    if name in uncapped:
        return (
            f"it draws on the pool “{kpi.claims}”, as {uncapped[name]} does; without the pool's baseline cost ([[pool]]"
            " with name and amount) nothing caps their sum, so this one is refused"
        )
    if kinds.get(name) == "other" and kpi.driver is None:
        return f"unit_value is refused here: {NOT_ADDITIVE}" if kpi.unit_value is not None else NOT_ADDITIVE
    return None


def _lay_out(
    con: duckdb.DuckDBPyConnection, project: Project, main: dict[str, KpiResult], names: Sequence[str]
) -> None:
    """The tables money_kpis, how each KPI that has additive parts is weighed and priced, and money_pools."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE money_kpis (kpi VARCHAR, grain VARCHAR, sign INTEGER, basis VARCHAR,"
        " driven BOOLEAN, per DOUBLE, volume VARCHAR, unit_value DOUBLE, realised_share DOUBLE, priced BOOLEAN,"
        " cash BOOLEAN, proven BOOLEAN, held_back BOOLEAN, pool VARCHAR, kind VARCHAR, launch DATE)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE money_pools (pool VARCHAR, monthly DECIMAL(38, 10))")
    for pool in project.pool:
        con.execute("INSERT INTO money_pools VALUES (?, ?)", [pool.name, f"{pool.monthly():.10f}"])
    for name in names:
        kpi, result = project.kpi[name], main[name]
        con.execute(
            "INSERT INTO money_kpis SELECT $kpi, $grain, $sign, $basis, $driven, $per, $volume, $unit_value,"
            " $realised_share, $priced, $cash, $proven, $held_back, $pool, any_value(kind),"
            " coalesce(any_value(launch), $launch::DATE)"
            " FROM kpis WHERE kpi = $kpi AND grain = $grain AND segment IS NULL",
            {
                "kpi": name,
                "grain": kpi.grain,
                "sign": 1 if kpi.better == "higher" else -1,
                "basis": result.effect.basis,
                "driven": kpi.driver is not None,
                "per": float(kpi.per),
                "volume": kpi.volume,
                "unit_value": None if kpi.unit_value is None else float(kpi.unit_value),
                "realised_share": None
                if kpi.realised_share is None
                else float(kpi.realised_share) * overlap.share_of_rows(project, name),
                "priced": overlap.has_price(kpi),
                "cash": kpi.benefit_class == "cash",
                "proven": result.effect.basis in PROVEN and result.verdict == "improved",
                "held_back": any(rail.state == "worse" for rail in result.guardrails),
                "pool": kpi.claims,
                "launch": project.project.launch,
            },
        )


def _filled(kpi: KpiResult, values: dict[dt.date, float | None], withheld: float) -> KpiResult:
    known = [value for value in values.values() if value is not None]
    points = tuple(point.model_copy(update={"benefit": values.get(point.period)}) for point in kpi.points)
    update = {"points": points, "benefit": sum(known) if known else None, "withheld": withheld if known else None}
    return kpi.model_copy(update=update)


def _why_none(kpi: Kpi, result: KpiResult | None) -> str:
    if not overlap.has_price(kpi):
        if kpi.unit_value is not None:
            return "unit_value is given without realised_share, which has no default: the effect is capacity, not money"
        return "no unit_value and realised_share: the effect is capacity, not money"
    if result is None:
        return "it has no rows yet"
    if result.effect.basis is None:
        return "there is no expected value to compare with, so no benefit"
    return UNKNOWN


def _capacity(con: duckdb.DuckDBPyConnection, project: Project) -> tuple[Capacity, ...]:
    """Unpriced effects in their own unit. A KPI that only drives or weighs another is no effect of its own."""
    serving = {other for kpi in project.kpi.values() for other in (kpi.driver, kpi.volume) if other}
    rows = con.execute("SELECT kpi, sum(amount) FROM benefits WHERE NOT priced GROUP BY kpi").fetchall()
    amounts = {name: amount for name, amount in rows if amount is not None and name not in serving}
    return tuple(
        Capacity(kpi=name, amount=amounts[name], unit=_summed_unit(con, name, kpi))
        for name, kpi in project.kpi.items()
        if name in amounts
    )


def _summed_unit(con: duckdb.DuckDBPyConnection, name: str, kpi: Kpi) -> str:
    """The unit of an effect times its weight: of "minutes per ticket" it is minutes, of a share it is cases."""
    ratio = con.execute("SELECT bool_or(driven OR kind = 'ratio') FROM money_kpis WHERE kpi = ?", [name]).fetchone()
    if not (ratio and ratio[0]):
        return kpi.unit
    return "cases" if kpi.unit.lower() in SHARE_UNITS else kpi.unit.partition(" per ")[0]


def _same_rows(project: Project, name: str, other: str) -> Warn:
    return Warn(
        kind="same_rows",
        text=f"{_title(project, name)} is not counted as money: it stands on the same rows as {_title(project, other)},"
        " and benefits on the same rows need a signed apportioning.",
    )


def _same_pool(project: Project, name: str, other: str) -> Warn:
    return Warn(
        kind="same_pool",
        text=f"{_title(project, name)} is not counted as money: it draws on the pool “{project.kpi[name].claims}” as"
        f" {_title(project, other)} does, and nobody states what the pool cost before.",
    )


def _withheld(project: Project, kpi: KpiResult, amount: float) -> Warn:
    rails = [_title(project, rail.kpi) for rail in kpi.guardrails if rail.state == "worse"]
    return Warn(
        kind="withheld",
        text=f"{words.money(amount, project.project.currency)} of {kpi.title} are withheld: {' and '.join(rails)}"
        f" {'are' if len(rails) > 1 else 'is'} proven worse since launch.",
    )


def _gaps(con: duckdb.DuckDBPyConnection, project: Project) -> list[Warn]:
    rows = con.execute(
        "SELECT kpi, list(DISTINCT strftime(period, '%Y-%m') ORDER BY strftime(period, '%Y-%m')), min(period),"
        " max(period_end) FROM benefits WHERE priced AND benefit IS NULL GROUP BY kpi ORDER BY kpi"
    ).fetchall()
    return [
        Warn(
            kind="missing_benefit",
            text=f"The benefit of {_title(project, name)} is unknown in {', '.join(months)};"
            " payback counts nothing there.",
            from_=first,
            until=until,
        )
        for name, months, first, until in rows
    ]


def _title(project: Project, name: str) -> str:
    return project.kpi[name].title or name
