"""What changes amount to, in one or two sentences: the first thing that a person reads before deciding."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import words
from metrics.actions.consequences import UNKNOWN, Told, closed, consequences, warned
from metrics.difference import Change
from metrics.model import Project

MOST = 3  # clauses of the first sentence; the table below it tells the rest
NOTHING = "No figure changes."


def summed_up(changes: Sequence[Change], project: Project) -> str:
    """The changes that a reader asks for first: payback, months held, effect, net; then restatements and warnings.

    Plain text that holds a project's own titles: escape it where Markdown is read.
    """
    clauses = [clause for clause in _clauses(changes, project) if clause][:MOST]
    figures = len(consequences(changes, project))
    sentences = []
    if clauses:
        sentences.append(words.opening(", ".join(clauses)))
    elif figures:
        sentences.append(f"No headline figure changes; {words.count(figures, 'figure')} beside them.")
    if restated := _restated(changes, project):
        sentences.append(restated)
    if signed := closed(changes):
        sentences.append(f"{words.count(len(signed), 'closed month')} {'is' if len(signed) == 1 else 'are'} touched.")
    come, go = warned(changes)
    if come:
        sentences.append(f"{words.count(len(come), 'new warning')}.")
    if go:
        sentences.append(f"{words.count(len(go), 'warning')} no longer {'applies' if len(go) == 1 else 'apply'}.")
    return " ".join(sentences) or NOTHING


def _restated(changes: Sequence[Change], project: Project) -> str:
    """How many periods that stood already change: of the primary KPI where it is among them, else the most of any."""
    counts = {path: int(after or 0) for path, _, after in changes if path.endswith(".restated")}
    if not counts:
        return ""
    primary = project.primary()
    main = f"kpi.{primary}.{project.kpi[primary].grain}.restated" if primary in project.kpi else ""
    path = main if main in counts else max(counts, key=counts.__getitem__)
    count, grain = counts[path], path.split(".")[2]
    many = "changes its value" if count == 1 else "change their values"
    return f"{words.count(count, f'complete {grain}')} that stood already {many}."


def _clauses(changes: Sequence[Change], project: Project) -> list[str]:
    raw = {path: (before, after) for path, before, after in changes}
    primary = project.primary()
    main = f"kpi.{primary}.{project.kpi[primary].grain}" if primary in project.kpi else ""
    said = {
        path: told[0]
        for path, before, after in changes
        if (told := consequences([(path, before, after)], project)) and (before, after) != (None, None)
    }
    return [
        _payback(raw),
        _basis(said.get(f"{main}.basis")),
        _moved("held", said, f"{main}.held", "becomes"),
        _moved("the effect", said, f"{main}.effect"),
        _moved("the verdict", said, f"{main}.verdict"),
        _moved("net to date", said, "money.net"),
        _moved("data to", said, "as_of", "becomes"),
    ]


def _payback(raw: dict[str, tuple[str | None, str | None]]) -> str:
    old, new = (None if m is None else float(m) for m in raw.get("payback.months", (None, None)))
    before, after = raw.get("payback.status", (None, None))
    if before and after:
        when = f", after {words.months(new)}" if new is not None else ""
        return f"payback goes from {_plain(before)} to {_plain(after)}{when}"
    if old is not None and new is not None:
        one, other = words.months(old), words.months(new)
        return "" if one == other else f"payback moves from {one.split(' ')[0]} to {other}"
    if new is not None or after:
        told = words.months(new) if new is not None else _plain(after or "")
        return f"payback becomes known: {told}" if new is not None else f"payback is {told}"
    return "payback is no longer known" if old is not None or before else ""


def _basis(told: Told | None) -> str:
    """Another comparison changes what every earlier period is told to be: it stands beside the payback it moves."""
    if told is None or UNKNOWN in (told.before, told.after):
        return ""
    return f"everything is compared with {told.after}, no longer with {told.before}"


def _moved(name: str, said: dict[str, Told], path: str, verb: str = "") -> str:
    told = said.get(path)
    if told is None:
        return ""
    before, after = told.before, told.after
    if before == after:
        return ""
    if before == UNKNOWN:
        return f"{name} is {after}" if not name.startswith("data") else f"data reach {after}"
    return f"{name} {before} becomes {after}" if verb else f"{name} moves from {before} to {after}"


def _plain(status: str) -> str:
    return status.replace("_", " ")
