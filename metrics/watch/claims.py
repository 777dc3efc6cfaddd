"""Rules of what a project claims: a changed verdict, a guardrail that is worse, a signal of the control chart."""

from __future__ import annotations

from metrics import words
from metrics.chart.answers import VERDICTS
from metrics.results import KpiResult, Signal
from metrics.watch.case import Case, Judged, Judgement, mains, of_kpi, since_launch

SIGNALS = {
    "beyond": "beyond the control limits",
    "shift": "a run on one side of the mean",
    "trend": "a run in one direction",
    "near": "near a control limit again and again",
}


def verdict(case: Case) -> Judged:
    """The verdict is another one than when the data ended a period earlier. An event: it is told once."""
    if case.before is None:
        return
    earlier = {kpi.name: kpi.verdict for kpi in mains(case.project, case.before)}
    for kpi in case.mains():
        was = earlier.get(kpi.name)
        if was is None or kpi.verdict is None:
            continue
        since = f"with the data to {words.day(case.before.as_of)}"
        changed = f"was “{VERDICTS[was]}” {since} and is “{VERDICTS[kpi.verdict]}” now"
        told = changed if was != kpi.verdict else f"is “{VERDICTS[kpi.verdict]}”, as it was {since}"
        yield Judgement(
            key=kpi.name,
            firing=was != kpi.verdict,
            title=f"{kpi.title}: {VERDICTS[kpi.verdict]}",
            text=f"The verdict {told}: {kpi.sentence}",
            about=f"{was} → {kpi.verdict}" if was != kpi.verdict else "",
            once=True,
            query=of_kpi(kpi),
            numbers={"before": was, "after": kpi.verdict},
        )


def guardrail(case: Case) -> Judged:
    """A KPI that must not get worse is proven worse."""
    by_name = {kpi.name: kpi for kpi in case.mains()}
    for kpi in case.mains():
        for rail in kpi.guardrails:
            other = by_name.get(rail.kpi)
            if other is None:
                continue
            worse = rail.state == "worse"
            told = "proven worse" if worse else "not proven worse"
            yield Judgement(
                key=f"{kpi.name}/{rail.kpi}",
                firing=None if rail.state == "unknown" else worse,
                title=f"{other.title}: guardrail {told}",
                text=f"A guardrail of {kpi.title} is {told}: {other.sentence}",
                query=of_kpi(other),
                numbers={"guardrail": rail.kpi, "relative": other.effect.relative},
            )


def signal(case: Case) -> Judged:
    """The control chart signals in the last complete period since launch, for the worse."""
    for kpi in case.mains():
        after = since_launch(case.project, kpi)
        if kpi.control_limits is None or not kpi.control_limits.valid or not after:
            continue
        last = after[-1]
        found = [each for each in kpi.control_limits.signals if not each.better and each.until >= last.period]
        when = words.period(last.period, kpi.grain)
        told = ", ".join(dict.fromkeys(_signal(kpi, each) for each in found))
        named = f"{told}, for the worse" if found else "no signal for the worse"
        yield Judgement(
            key=kpi.name,
            firing=bool(found),
            title=f"{kpi.title}: control chart {'signals' if found else 'no longer signals'}",
            text=f"{kpi.title}: {words.level(last.value, kpi.unit)} in {when}, {named}{_limits(kpi)}.",
            about=last.period.isoformat() if found else "",
            query={**of_kpi(kpi), "limits": "true"},
            numbers={"period": last.period.isoformat(), "value": last.value, "rules": [each.rule for each in found]},
        )


def _signal(kpi: KpiResult, found: Signal) -> str:
    since = f" since {words.period(found.from_, kpi.grain)}" if found.from_ != found.until else ""
    return f"{SIGNALS[found.rule]}{since}"


def _limits(kpi: KpiResult) -> str:
    limits = kpi.control_limits
    if limits is None or limits.on == "residuals":
        return " (judged on what is left after trend and season)"
    if limits.lower is None or limits.upper is None:
        return ""
    return f" (limits {words.figure(limits.lower, kpi.unit)} to {words.figure(limits.upper, kpi.unit)})"
