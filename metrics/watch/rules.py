"""The rules by name, in the order of their weight. A new one is a function of a Case and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from metrics.watch import claims, forecasting, supply, targets, thresholds
from metrics.watch.case import Case, Judged, Judgement


@dataclass(frozen=True)
class Rule:
    """title: what it watches, in words."""

    title: str
    judge: Callable[[Case], Judged]


RULES: Mapping[str, Rule] = {
    "rollback": Rule("The trigger to roll back is met", thresholds.rollback),
    "missed": Rule("The target is missed", targets.missed),
    "slipping": Rule("Slipping: two misses in three", targets.slipping),
    "verdict": Rule("The verdict changed", claims.verdict),
    "guardrail": Rule("A guardrail is worse", claims.guardrail),
    "threshold": Rule("A KPI is outside the bounds of the project file", thresholds.threshold),
    "signal": Rule("The control chart signals for the worse", claims.signal),
    "eroding": Rule("A forecast erodes", forecasting.eroding),
    "beaten": Rule("A forecast is beaten by the naive one", forecasting.beaten),
    "late": Rule("Data is late", supply.late),
    "rejects": Rule("Many rows are rejected", supply.rejects),
    "restated": Rule("A closed month is restated", supply.restated),
    "owner": Rule("Nobody owns the project", supply.lapsed),
}


def judge(case: Case) -> dict[tuple[str, str], Judgement]:
    """What every rule that is on says, by rule and key."""
    return {
        (name, judgement.key): judgement
        for name, rule in RULES.items()
        if name not in case.wishes.off
        for judgement in rule.judge(case)
    }
