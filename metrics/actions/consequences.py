"""What a commit would change, figure by figure, in words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from metrics import words
from metrics.chart.answers import VERDICTS
from metrics.difference import Change
from metrics.measure import rungs
from metrics.model import Project
from metrics.results import Rung

UNKNOWN = "unknown"
NEVER = "never"
CLOSED = "warning.closed"
LATER = 7  # the rank of figures that are read last; the others follow the order in which people ask for them
Say = Callable[[str], str]
MONEY = {
    "invested": "Invested to date",
    "cost": "Cost to date",
    "benefit": "Benefit to date",
    "proven_benefit": "Proven benefit to date",
    "net": "Net to date",
    "roi": "Return on investment (ROI)",
    "npv": "Net present value (NPV)",
    "irr": "Internal rate of return (IRR), a year",
}
PAYBACK = {
    "status": "Payback",
    "proven": "Payback proven",
    "months": "Paid back after",
    "date": "Paid back on",
    "earliest": "Payback at the earliest",
    "latest": "Payback at the latest",
}
KPI = {
    "effect": "effect",
    "basis": "compared with",
    "verdict": "verdict",
    "held": "held",
    "broken_since": "target missed twice, since",
}


@dataclass(frozen=True)
class Told:
    """A figure with its values before and after, as people read them; the figure's name may hold a person's words."""

    figure: str
    before: str
    after: str


def consequences(changes: Sequence[Change], project: Project) -> list[Told]:
    """The figures among changes, named by the project's own titles, in the order of importance; no warnings."""
    told = [
        (*_figure(path, project), before, after)
        for path, before, after in changes
        if not path.startswith("warning.") and not path.endswith(".restated")
    ]
    told.sort(key=lambda item: item[0])
    counts = {path: after for path, _, after in changes if path.endswith(".restated")}
    return [
        Told(
            _counted(name, place, counts), *_apart(before, after, _value(place, before, say), _value(place, after, say))
        )
        for _, name, place, say, before, after in told
    ]


def warned(changes: Sequence[Change]) -> tuple[list[str], list[str]]:
    """The texts of the warnings that come, and of those that go.

    Rejected rows are counted beside each file instead, and closed months have a word of their own (`closed`).
    """
    apart = ("warning.rejects", CLOSED)
    found = [(before, after) for path, before, after in changes if path.startswith("warning.") and path not in apart]
    return [after for _, after in found if after], [before for before, _ in found if before]


def closed(changes: Sequence[Change]) -> list[str]:
    """What each closed month would become: "changes August 2025, closed by …: Tickets 360 → 372 tickets"."""
    return [after for path, _, after in changes if path == CLOSED and after]


def _figure(path: str, project: Project) -> tuple[int, str, str, Say]:
    """Rank, name, place and the way to say the value of one path of metrics.difference."""
    kind, _, rest = path.partition(".")
    currency = project.project.currency
    if kind == "payback":
        rank = 0 if rest in ("status", "months", "date") else LATER
        return rank, PAYBACK.get(rest, f"Payback, {rest}"), path, _payback(rest)
    if kind == "money":
        share = rest in ("roi", "irr")
        say: Say = lambda v: words.percent(float(v), 1, True) if share else words.money(float(v), currency)  # noqa: E731
        return 1 if rest == "net" else 4, MONEY.get(rest, rest.replace("_", " ").capitalize()), path, say
    if kind == "as_of":
        return 3, "Data to", path, _day
    if kind == "kpi":
        return _kpi(rest, project)
    if kind == "forecast":
        name, _, inner = rest.partition(".")
        model, horizon, _ = inner.rsplit(".", 2)
        forecast = project.forecast.get(name)
        title = (forecast.title if forecast else "") or name
        ahead = words.ahead(int(horizon), forecast.grain if forecast else "week")
        return 6, f"{title}, {model}, {ahead}: error (WAPE)", path, lambda v: words.percent(float(v), 1)
    return LATER, path, path, _words


def _kpi(rest: str, project: Project) -> tuple[int, str, str, Say]:
    name, grain, figure, *period = rest.split(".")
    kpi = project.kpi.get(name)
    title = (kpi.title if kpi else "") or name
    by = "" if kpi is None or kpi.grain == grain else f" by {grain}"
    rank = 2 if project.primary() == name and not by else 5
    if period:
        when = words.period(dt.date.fromisoformat(period[0]), grain)
        place = f"kpi.{name}.{grain}.restated"
        unit = kpi.unit if kpi else ""
        return rank, f"{title}{by}: %s restated, most {when}", place, lambda v: words.level(float(v), unit)
    says: dict[str, Say] = {
        "effect": lambda v: words.percent(float(v), 1, signed=True),
        "basis": lambda v: rungs.compared_with(cast("Rung", v), grain),
        "broken_since": lambda v: words.period(dt.date.fromisoformat(v), grain),
        "verdict": lambda v: VERDICTS.get(v, _words(v)),
    }
    return rank, f"{title}{by}: {KPI.get(figure, figure.replace('_', ' '))}", rest, says.get(figure, _words)


def _counted(name: str, place: str, counts: dict[str, str | None]) -> str:
    if place not in counts:
        return name
    grain = place.split(".")[2]
    return name.replace("%s", words.count(int(counts[place] or 0), f"complete {grain}"), 1)


def _apart(raw_before: str | None, raw_after: str | None, before: str, after: str) -> tuple[str, str]:
    """Both values; one that differs in digits that nobody reads says which way, as "2.5 → 2.5" reads as an error."""
    if before != after or raw_before is None or raw_after is None:
        return before, after
    try:
        rose = float(raw_after) > float(raw_before)
    except ValueError:  # words
        return before, after
    return before, f"{after} (a little {'higher' if rose else 'lower'})"


def _payback(figure: str) -> Say:
    if figure == "date":
        return _day
    return (lambda v: words.months(float(v))) if figure in ("months", "earliest", "latest") else _words


def _value(place: str, raw: str | None, say: Say) -> str:
    if raw is None:
        return NEVER if place.endswith(".broken_since") else UNKNOWN
    return say(raw)


def _words(raw: str) -> str:
    return raw.replace("_", " ")


def _day(raw: str) -> str:
    return words.day(dt.date.fromisoformat(raw))
