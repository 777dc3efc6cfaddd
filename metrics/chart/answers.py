"""The sentences that a page opens with, from the snapshot alone: numbers with unit, sign, interval and standing."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import words
from metrics.chart import erosion_clock
from metrics.measure.forecast_erosion import MIN_MONTHS
from metrics.results import Assumptions, ForecastResult, Headline, KpiResult

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")

NAMED = 3  # samples that are told by name

VERDICTS = {
    "improved": "Improved",
    "worse": "Worse",
    "no_material_change": "No material change",
    "not_distinguishable": "Not distinguishable from chance",
    "indicative": "Indicative only",
    "insufficient_baseline": "Too little data before launch",
    "conflict": "Methods disagree",
}


PART = "Shown in part"


def verdict(head: Headline) -> str:
    """The verdict in words; a project without KPIs or data says so, and one of which the reader sees segments only."""
    if head.limited:
        return PART
    if head.verdict:
        return VERDICTS[head.verdict]
    if head.has_kpis:
        return "No data yet"
    return "Forecasts only" if head.has_forecasts else "No data yet"


def back(head: Headline) -> str:
    """The payback in words; unknown to one who sees segments only, whatever it is."""
    return words.NOTHING if head.limited else words.payback(head.payback)


def effect(head: Headline) -> str:
    """The primary KPI's relative effect with its interval: "−58 % (−61 to −54)"."""
    if head.effect is None or head.effect.relative is None:
        return "–"
    told = words.percent(head.effect.relative, signed=True)
    if head.effect.low is None or head.effect.high is None:
        return told
    low, high = (words.percent(bound, signed=True) for bound in (head.effect.low, head.effect.high))
    return f"{told} ({low} to {high})"


def held(head: Headline, noun: str = "") -> str:
    """The months held: "11 of 12", with a noun "11 of 12 months"; a dash where there is no target."""
    if not head.held or not head.held.of:
        return "–"
    return f"{head.held.met} of {words.count(head.held.of, noun) if noun else head.held.of}"


def data_to(head: Headline) -> str:
    """How far the results reach."""
    return f"Data to {words.day(head.as_of)}" if head.as_of else "No data yet"


def simulated(heads: Sequence[Headline]) -> str:
    """Which projects are samples."""
    names = [words.plain(head.name) for head in heads if head.simulated]
    if len(names) == len(heads):
        return "All projects here are samples to try Proveout with."
    if len(names) > NAMED:
        return f"{len(names)} of {len(heads)} projects here are samples to try Proveout with."
    return f"{words.listed(names)} {'is a sample' if len(names) == 1 else 'are samples'} to try Proveout with."


def pace(assumed: Assumptions | None) -> str:
    """What a projection goes on at, with its months: a last month that is not complete is not among them."""
    months = [words.period(assumed.known[place].period, "month") for place in assumed.pace] if assumed else []
    told = "the pace of the last three complete months"
    return f"{told}, {', '.join(months[:-1])} and {months[-1]}" if len(months) > 1 else told


def payback(head: Headline, reasons: dict[str, str], assumed: Assumptions | None = None) -> str:
    """The answer of the Payback page, in Markdown."""
    found = head.payback
    if found is None or found.status is None:
        why = reasons.get("money.payback.status") or reasons.get("money") or "no cost or benefit in money is known"
        return f"**{words.plain(head.name)} has no payback yet**: {why}."
    after = _after(found.months)
    between = ""
    if found.earliest is not None and found.latest is not None:
        between = f", between {words.months(found.earliest)} and {words.months(found.latest)}"
    if found.status == "paid_back" and found.proven:
        return f"{words.plain(head.name)} **paid back {after}**{between}."
    if found.status == "paid_back":
        rung = "the benefit is measured, and no method that could prove it supports it yet"
        return f"{words.plain(head.name)} **paid back {after}, not proven**{between}: {rung}."
    if found.status == "projected":
        return f"{words.plain(head.name)} has not paid back yet. **Projected {after}**{between}, at {pace(assumed)}."
    why = reasons.get("money.payback.months", "")
    if found.status == "lost_again":
        first = f" {_after(found.first_crossed)}" if found.first_crossed is not None else ""
        return f"{words.plain(head.name)} **had paid back{first} and has lost it again**: cumulative net is below zero."
    return f"{words.plain(head.name)} **has not paid back**{f': {why}' if why else ''}."


def _after(months: float | None) -> str:
    if months is None:
        return ""
    return f"{words.months(-months)} before launch" if months < 0 else f"{words.months(months)} after launch"


def portfolio(heads: Sequence[Headline], benefit: float | None, cost: float | None, currency: str) -> str:
    """The answer of the Portfolio page, in Markdown; benefit and cost are the sums of one currency."""
    paid = [h for h in heads if h.payback and h.payback.status == "paid_back"]
    proven = sum(1 for h in paid if h.payback and h.payback.proven)
    among = f"of {_count(len(heads)).lower()} project{'s' if len(heads) != 1 else ''}"
    has = "have" if len(paid) > 1 else "has"
    standing = f"{_count(len(paid)) if paid else 'None'} {among} {has} paid back"
    if len(heads) == 1:
        standing = f"The project has {'' if paid else 'not '}paid back{'' if proven or not paid else ', not proven'}"
    elif paid:
        standing += "" if proven == len(paid) else f", {_count(proven).lower() if proven else 'none'} of them proven"
    money = ""
    if benefit is not None and cost is not None:
        money = f": {words.money(benefit, currency)} returned on {words.money(cost, currency)} of costs"
    open_ = sum(1 for head in heads if head.decision)
    decision = f" **{_count(open_)} need{'s' if open_ == 1 else ''} a decision.**" if open_ else ""
    return f"{standing}{money}.{decision}"


def forecast(result: ForecastResult, model: str, horizon: int) -> str:
    """The answer of the Forecasts page, in Markdown."""
    row = next((r for r in result.by_horizon if r.model == model and r.horizon == horizon), None)
    if row is None or row.wape is None:
        return f"{words.plain(model)} has no measured error {words.ahead(horizon, result.grain)}."
    told = (
        f"{words.ahead(horizon, result.grain).capitalize()}, {words.plain(model)} is **{words.percent(row.wape)} off**"
    )
    if row.fva is not None:
        points = words.points(abs(row.fva))
        told += (
            f", {points} better than the naive forecast"
            if row.fva >= 0
            else f", :red[**{points} worse than the naive forecast**]"
        )
    slope = next((e for e in result.erosion if e.model == model and e.horizon == horizon), None)
    standing = {
        "holding": f", holding for {words.count(slope.months, 'month')}" if slope else "",
        "eroding": f", :red[**eroding**] for {words.count(slope.months, 'month')}" if slope else "",
        "improving": ", improving",
    }.get((slope.verdict or "") if slope else "", "")
    return f"{told}{standing}."


def agreement(kpi: KpiResult) -> str:
    """Whether the valid rungs tell the same direction, in one sentence; "" where fewer than two say anything."""
    told = [rung.relative for rung in kpi.ladder if rung.valid and rung.relative is not None]
    if len(told) < 2:
        return ""
    if all(x < 0 for x in told) or all(x > 0 for x in told):
        low, high = words.percent(min(told), signed=True), words.percent(max(told), signed=True)
        return f"The rungs agree: {low}." if low == high else f"The rungs agree in direction, from {low} to {high}."
    return "The rungs disagree in direction: read the strongest, and ask what else changed."


def erosion(result: ForecastResult, model: str, horizon: int) -> list[str]:
    """Whether accuracy holds since launch or the last retraining, a line a finding."""
    told = {
        "holding": "holds",
        "eroding": "erodes",
        "improving": "improves",
        "not_distinguishable": "shows no trend beyond chance",
        "insufficient": "has too few months for a trend",
    }
    lines = []
    for found in result.erosion:
        if found.model != model or found.horizon != horizon or found.verdict is None:
            continue
        since = f" since {words.day(found.since)}" if found.since else ""
        slope = f": {erosion_clock.told(found)}" if found.slope is not None else ""
        months = words.count(found.months, "month")
        needed = f", {MIN_MONTHS} are needed" if found.verdict == "insufficient" else ""
        lines.append(
            f"Against the naive forecast, {words.plain(model)} {told[found.verdict]}{since} ({months}{needed}){slope}."
        )
    return lines


def comparisons(result: ForecastResult, model: str, horizon: int) -> list[str]:
    """Old model against new on the same targets at one horizon, a line a pair that `model` is part of."""
    told = {
        "better": "is better than",
        "worse": "is worse than",
        "not_distinguishable": "cannot be told from",
        "insufficient": "has too few targets in common to be compared with",
    }
    far = words.ahead(horizon, result.grain).capitalize()
    return [
        f"{far}, {_off(pair.new, pair.wape_new)} {told[pair.verdict]} {_off(pair.old, pair.wape_old)}"
        f" on {pair.targets} targets of both."
        for pair in result.comparison
        if pair.horizon == horizon and model in (pair.old, pair.new) and pair.verdict is not None
    ]


def _off(model: str, wape: float | None) -> str:
    return f"{words.plain(model)} ({words.percent(wape, digits=1)})"


def _count(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
