"""What a commit would change, figure by figure, in words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from metrics import words
from metrics.model import Project

Change = tuple[str, str | None, str | None]
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Told:
    """A figure with its values before and after, as people read them."""

    figure: str
    before: str
    after: str


def consequences(changes: Sequence[Change], project: Project) -> list[Told]:
    """The changes that `impact` found, named by the project's own titles, in the order of importance."""
    told = [(_figure(path, project), before, after) for path, before, after in changes]
    told.sort(key=lambda item: item[0][0])
    return [Told(name, _value(before, say), _value(after, say)) for (_, name, say), before, after in told]


def _figure(path: str, project: Project) -> tuple[int, str, Callable[[str], str]]:
    """Rank, name and the way to say the value of one path of snapshot.differences."""
    kind, _, rest = path.partition(".")
    currency = project.project.currency
    if kind == "payback":
        names = {"status": "Payback", "months": "Paid back after", "date": "Paid back on"}
        says: dict[str, Callable[[str], str]] = {"months": lambda v: words.months(float(v)), "date": _day}
        return 0, names.get(rest, f"Payback, {rest}"), says.get(rest, _words)
    if kind == "money":
        names = {"net": "Net to date", "benefit": "Benefit to date"}
        return 1, names.get(rest, rest.replace("_", " ").capitalize()), lambda v: words.money(float(v), currency)
    if kind == "as_of":
        return 2, "Data to", _day
    if kind == "kpi":
        name, grain, figure = rest.split(".")
        kpi = project.kpi.get(name)
        title = (kpi.title if kpi else "") or name
        by = "" if kpi is None or kpi.grain == grain else f" by {grain}"
        rank = 3 if project.primary() == name and not by else 4
        if figure == "effect":
            return rank, f"{title}{by}: effect", lambda v: words.percent(float(v), 1, signed=True)
        return rank, f"{title}{by}: {'held' if figure == 'held' else figure.replace('_', ' ')}", _words
    if kind == "forecast":
        name, _, inner = rest.partition(".")
        model, horizon, _ = inner.rsplit(".", 2)
        forecast = project.forecast.get(name)
        title = (forecast.title if forecast else "") or name
        ahead = words.ahead(int(horizon), forecast.grain if forecast else "week")
        return 5, f"{title}, {model}, {ahead}: error (WAPE)", lambda v: words.percent(float(v), 1)
    return 6, path, _words


def _value(raw: str | None, say: Callable[[str], str]) -> str:
    return UNKNOWN if raw is None else say(raw)


def _words(raw: str) -> str:
    return raw.replace("_", " ")


def _day(raw: str) -> str:
    return words.day(dt.date.fromisoformat(raw))
