"""The words and rows that all formats share: figures with their reasons, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from metrics import words
from metrics.chart import answers, flow_table, missing, tables
from metrics.chart.ladder import NAMES
from metrics.report.pack import Pack
from metrics.results import ForecastResult, KpiResult, Money, Point, ProjectResult
from metrics.snapshot import days_missing

UNKNOWN = "unknown"
POINTS = ("Period", "Actual", "Expected", "Low", "High", "Note")
FLOWS = ("Month", "Cost", "Benefit", "Net", "Cumulative net", "Note")
ACCURACY = ("Model", "Ahead", "Error (WAPE)", "Naive", "Better than naive", "Bias", "Forecasts")
LADDER = ("Method", "Class", "Effect", "95 % interval", "Why not")
UPLOADS = ("Dataset", "File", "Rows", "Rejected", "SHA-256")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2


@dataclass(frozen=True)
class Fact:
    """A figure in words; note: its interval, or why it is unknown."""

    name: str
    value: str
    note: str = ""


def title(result: ProjectResult) -> str:
    """The heading of a report."""
    return f"{result.name}{' (simulated data)' if result.simulated else ''}"


def data_to(result: ProjectResult) -> str:
    """How far the results reach."""
    return f"data to {words.day(result.as_of)}" if result.as_of else "no data yet"


def about(result: ProjectResult) -> str:
    """The line under the heading: whose it is, how far the data reach, when it was launched."""
    owner, far = f"{result.owner} · " if result.owner else "", data_to(result)
    return f"{owner}{far[0].upper()}{far[1:]} · launched {words.day(result.launch)}"


def foot(result: ProjectResult) -> str:
    """The line under each page and slide: what it is, and what it was made of."""
    snapshot = (result.snapshot or "").removeprefix("sha256:")[:12]
    name = words.shortened(title(result), 60)
    return f"{name} · {data_to(result)} · snapshot {snapshot} · revision {result.inputs.revision}"


def printable(text: str) -> str:
    """The text without the signs that no XML can hold, not even escaped: an office program would refuse the file."""
    return ILLEGAL.sub(" ", text)


def sentences(pack: Pack) -> list[str]:
    """What the report says first: the payback in words, and each KPI's claim."""
    lines = [payback(pack.result)] if pack.result.money else []
    return [
        *lines,
        *(words.claim(kpi) for kpi in pack.kpis() if kpi.sentence),
        *forecasts(pack.result),
        *lacking(pack.result),
        *empty(pack.result),
    ]


def forecasts(result: ProjectResult) -> list[str]:
    """How far off each forecast is at its nearest horizon, with the model that is in use."""
    found = []
    for each in result.forecasts:
        rows = [row for row in each.by_horizon if row.model == in_use(each)]
        found += [words.accuracy(each, min(rows, key=lambda row: row.horizon))] if rows else []
    return found


def in_use(forecast: ForecastResult) -> str | None:
    """The model that came into use last; None where no error is measured yet."""
    return next(reversed(tables.models(forecast)), None)


def lacking(result: ProjectResult) -> list[str]:
    """That days since launch have no rows, where figures are counted over them."""
    said = missing.sentence(days_missing(result))
    return [said] if said else []


def empty(result: ProjectResult) -> list[str]:
    """That there is nothing to tell yet; nothing where there is."""
    return [] if result.as_of else ["There are no results yet: no upload has made a complete period."]


def payback(result: ProjectResult) -> str:
    """The payback in one sentence."""
    found = result.money.payback if result.money else None
    if found is None or found.status is None:
        why = result.reasons.get("money.payback.status") or result.reasons.get("money") or "no money is known"
        return f"No payback yet: {words.dated(why)}."
    after = words.months(found.months) if found.months is not None else ""
    if found.status == "paid_back":
        told = f"Paid back {after} after launch{'' if found.proven else ', not proven'}"
    elif found.status == "projected":
        assumed = result.money.assumptions if result.money else None
        told = f"Projected to be paid back {after} after launch, at {answers.pace(assumed)}"
    elif found.status == "lost_again":
        told = "Had paid back and has lost it again"
    else:
        told = "Not paid back"
    between = ""
    if found.earliest is not None and found.latest is not None:
        between = f", between {words.months(found.earliest)} and {words.months(found.latest)}"
    why = words.dated(result.reasons.get("money.payback.months", ""))
    return f"{told}{between}{f': {why}' if found.months is None and why else ''}."


def facts(result: ProjectResult) -> list[Fact]:
    """The money in figures, unknown ones with their reasons."""
    money = result.money
    if money is None:
        return []
    back = money.payback
    between = ""
    if back.earliest is not None and back.latest is not None:
        between = f"between {words.months(back.earliest)} and {words.months(back.latest)}"
    amounts = {"Invested": "invested", "All costs": "cost", "Benefit to date": "benefit", "Net to date": "net"}
    amounts |= {"Net present value (NPV)": "npv"}
    told = [_amount(result, name, field) for name, field in amounts.items()]
    told.insert(
        0, _fact(result, "Payback", "payback.months", None if back.status is None else words.payback(back), between)
    )
    told.append(_fact(result, "Return on investment (ROI)", "roi", _percent(money.roi)))
    told.append(_fact(result, "Internal rate of return (IRR), a year", "irr", _percent(money.irr)))
    return told


def effect(kpi: KpiResult) -> Fact:
    """A KPI's effect with its interval."""
    found = kpi.effect
    note = ""
    if found.low is not None and found.high is not None:
        note = f"95 % between {words.percent(found.low, signed=True)} and {words.percent(found.high, signed=True)}"
    return Fact(kpi.title, UNKNOWN if found.relative is None else words.percent(found.relative, 1, True), note)


def provenance(pack: Pack) -> list[tuple[str, str]]:
    """Where the numbers come from, as name and value."""
    found = pack.result
    return [
        ("Project", f"{found.name} ({found.project})"),
        ("Data to", words.day(found.as_of)),
        ("Snapshot", found.snapshot or UNKNOWN),
        ("Document", pack.manifest().document),
        ("Definition", f"{found.inputs.definition}, revision {found.inputs.revision}"),
        ("Method", f"version {found.method}, seed {found.seed}"),
        ("Audit head", f"entry {pack.head.n}, {pack.head.hash}"),
        ("Made", f"{pack.made_at:%Y-%m-%d %H:%M} UTC by {pack.made_by}"),
        ("Check", "proveout verify FILE says whether every number still holds"),
    ]


def warnings(result: ProjectResult) -> list[str]:
    """What a reader must know, each once."""
    told = [*result.warnings, *(warn for kpi in result.kpis if kpi.segment is None for warn in kpi.warnings)]
    return list(dict.fromkeys(words.dated(warn.text) for warn in told))


def _amount(result: ProjectResult, name: str, field: str) -> Fact:
    amount = getattr(result.money, field)
    return _fact(result, name, field, None if amount is None else words.money(amount, result.currency))


def _fact(result: ProjectResult, name: str, field: str, told: str | None, note: str = "") -> Fact:
    if told is None:
        why = result.reasons.get(f"money.{field}") or result.reasons.get("money") or ""
        return Fact(name, UNKNOWN, words.dated(why))
    return Fact(name, told, note)


def _percent(share: float | None) -> str | None:
    return None if share is None else words.percent(share, 1, True)


def points(kpi: KpiResult) -> Iterator[list[str]]:
    """A KPI's periods as cells."""
    for point in kpi.points:
        known = (point.value, point.expected, point.low, point.high)
        yield [
            words.period(point.period, kpi.grain),
            *(words.figure(each, kpi.unit) for each in known),
            standing(point),
        ]


def standing(point: Point) -> str:
    """What must be known of a period: why it is partial, or whether its target was held."""
    if point.transition:
        return "transition"
    return words.dated(point.partial_reason) if point.partial_reason else (point.held or "").replace("_", " ")


def ladder(kpi: KpiResult) -> Iterator[list[str]]:
    """The rungs of the proof ladder as cells."""
    for rung in kpi.ladder:
        between = ""
        if rung.low is not None and rung.high is not None:
            between = f"{words.percent(rung.low, 1, True)} to {words.percent(rung.high, 1, True)}"
        told = words.percent(rung.relative, 1, True) if rung.valid else "not valid"
        yield [NAMES[rung.method], rung.class_, told, between, words.dated(rung.reason or "")]


def accuracy(forecast: ForecastResult) -> Iterator[list[str]]:
    """A forecast's errors by model and horizon as cells."""
    for row in forecast.by_horizon:
        shares = (words.percent(row.wape, 1), words.percent(row.naive_wape, 1), words.points(row.fva, True))
        ahead = words.ahead(row.horizon, forecast.grain)
        yield [row.model, ahead, *shares, words.percent(row.bias, 1, True), f"{row.points:,}"]


def counted(kpi: KpiResult) -> list[Point]:
    """The periods that an effect is made of: complete ones after transition, with a value and an expected one."""
    return [p for p in kpi.points if p.complete and not p.transition and p.value is not None and p.expected is not None]


def flows(money: Money) -> Iterator[list[str]]:
    """The months of the money as cells."""
    for flow in money.cash_flows:
        amounts = (flow.cost, flow.benefit, flow.net, flow.cumulative)
        known = (words.number(amount, 2) for amount in amounts)
        yield [words.period(flow.period, "month"), *known, flow_table.note(money, flow)]


def uploads(result: ProjectResult) -> list[list[str]]:
    """The live uploads as cells."""
    return [[one.dataset, one.file, str(one.rows), str(one.rejected), one.sha256] for one in result.inputs.uploads]
