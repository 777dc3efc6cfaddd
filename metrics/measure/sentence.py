"""One plain sentence a KPI, from the result's own numbers, so that it cannot contradict them."""

from __future__ import annotations

from metrics import words
from metrics.measure.rungs import MIN_BASELINE, compared_with
from metrics.measure.verdict import Judged
from metrics.results import Effect, HeldResult, KpiResult

PREPOSITIONS = frozenset(
    ["of", "per", "in", "by", "for", "with", "to", "at", "on", "from", "without", "under", "over", "since", "until"]
)
SMALL = 0.1  # relative effects under it are told with one digit


def sentence(kpi: KpiResult, post_points: int, judged: Judged) -> str:
    """The sentence of a result. post_points: complete periods since transition."""
    title = _titled(kpi)
    noun = kpi.grain
    if kpi.verdict == "insufficient_baseline":
        have = words.count(kpi.baseline.points, f"complete {noun}")
        return f"{title}: too little data before launch ({have}, {MIN_BASELINE} are needed)."
    if kpi.verdict is None or kpi.effect.basis is None:
        reason = next((rung.reason for rung in kpi.ladder if rung.method == "naive" and rung.reason), None)
        return f"{title}: no effect can be told yet ({reason or 'no complete period since launch'})."
    held = _held_words(kpi.held, noun) if kpi.held and kpi.held.of else ""
    if kpi.verdict == "indicative":
        over = f" over {words.count(post_points, noun)}" if not held else ""
        against = compared_with(kpi.effect.basis, noun)
        told = f" {words.opening(held)}" if held else ""
        return f"{title}: {_change(kpi, post_points)} {against}{over}.{told} Indicative, not yet proven."
    parts = [_against_expected(kpi, post_points), _verdict_words(kpi, judged), held]
    return f"{title} {_verb(kpi.title)} {'; '.join(part for part in parts if part)}."


def unmatched(kpi: KpiResult) -> str:
    """The sentence of a KPI whose condition no row meets; what the rows have instead is told in its warning alone."""
    return f"{_titled(kpi)}: nothing can be told, as no row meets its condition."


def _titled(kpi: KpiResult) -> str:
    return f"{kpi.title} ({kpi.segment})" if kpi.segment else kpi.title


def _against_expected(kpi: KpiResult, post_points: int) -> str:
    """ "58 % below what was expected, between 54 % and 61 %"."""
    effect = kpi.effect
    if effect.relative is None or effect.low is None or effect.high is None:
        each = (effect.absolute or 0.0) / post_points
        if not each:
            return "as expected"
        return f"{words.size(each, kpi.unit)} a {kpi.grain} {_side(each)} what was expected"
    digits = 1 if min(abs(x) for x in (effect.relative, effect.low, effect.high)) < SMALL else 0
    zero = words.percent(0.0, digits)
    size = words.percent(abs(effect.relative), digits)
    told = "as expected" if size == zero else f"{size} {_side(effect.relative)} what was expected"
    return f"{told}, {_between(effect, digits)}"


def _between(effect: Effect, digits: int) -> str:
    low, high = effect.low or 0.0, effect.high or 0.0
    if low * high > 0:
        near, far = sorted((abs(low), abs(high)))
        return f"between {words.percent(near, digits)} and {words.percent(far, digits)}"
    return f"between {words.percent(-low, digits)} below and {words.percent(high, digits)} above"


def _side(value: float) -> str:
    return "below" if value < 0 else "above"


def _verdict_words(kpi: KpiResult, judged: Judged) -> str:
    """What the verdict adds to the numbers; nothing where it is an improvement."""
    material = words.percent(judged.matters, 0 if round(judged.matters * 100, 6).is_integer() else 1)
    if kpi.verdict == "worse":
        return "worse"
    if kpi.verdict == "no_material_change":
        return f"no change of {material} or more"
    if kpi.verdict == "conflict":
        return "the time series alone says the opposite of the comparison with the control"
    if kpi.verdict != "not_distinguishable":
        return ""
    low, high = kpi.effect.low, kpi.effect.high
    if low is None or high is None:
        return "of which no share can be told"
    if low <= 0 <= high:
        return "not distinguishable from no change"
    if low > judged.matters or high < -judged.matters:
        return f"not yet sure enough: {why(judged)}"
    return f"not clearly beyond the {material} that matter"


def why(judged: Judged) -> str:
    """By which interval, stricter than the one shown, a verdict was judged, and why."""
    cause = "before the decision month" if judged.early else "where several KPIs are judged"
    needed = words.percent(1 - judged.alpha, 0 if judged.alpha >= 0.01 else 1)
    if judged.low is None or judged.high is None:
        return f"{cause} a verdict needs the {needed} interval"
    low, high = words.percent(judged.low, 1, signed=True), words.percent(judged.high, 1, signed=True)
    return f"{cause} a verdict needs the {needed} interval, which is {low} to {high}"


def _verb(title: str) -> str:
    """ "are" where the title names many things: a word before its first preposition ends in s."""
    for word in title.split():
        if word.lower() in PREPOSITIONS:
            break
        plain = word.strip("()[],.:;").lower()
        if plain.endswith("s") and not plain.endswith(("ss", "us", "is", "'s")):
            return "are"
    return "is"


def _change(kpi: KpiResult, post_points: int) -> str:
    """The effect as a share of what was expected; where there is no share, a period's mean in the KPI's unit."""
    if kpi.effect.relative is not None:
        return words.change(kpi.effect.relative, kpi.better)
    if not kpi.effect.absolute:
        return words.change(None, kpi.better)
    each = kpi.effect.absolute / post_points
    good = (each > 0) == (kpi.better == "higher")
    size = f"{words.size(each, kpi.unit)} a {kpi.grain} {'lower' if each < 0 else 'higher'}"
    return f"{size} ({'better' if good else 'worse'}) than"


def _held_words(held: HeldResult, noun: str) -> str:
    parts = [f"{held.missed} missed"] if held.missed else []
    parts += [f"{held.within_noise} within noise"] if held.within_noise else []
    return f"held in {held.met} of {words.count(held.of, noun)}" + (f", {', '.join(parts)}" if parts else "")
