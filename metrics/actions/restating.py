"""What became of closed months: booked figures beside the present ones, and the deeds that moved them.

Read from snapshots alone. Whatever moved is traced along the snapshots since the month was closed: between the two at
which a figure changes lie the deeds that changed it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from metrics import words
from metrics.actions import moves, parts
from metrics.actions.consequences import CLOSED, Told
from metrics.actions.house import refresh
from metrics.actions.named_deeds import named
from metrics.difference import Change
from metrics.measure.booked import book
from metrics.measure.restated import Moved, moved, restates
from metrics.results import Booked, KpiResult, Money, ProjectResult
from metrics.snapshot import ProjectView, kpi_key
from metrics.store import Acceptance, AuditRow, Close, SnapshotRow, Store, Wanted

CENT = 0.01
State = Literal["stands", "refitted", "restated", "accepted"]
Kind = Literal["upload", "definition", "seal", "method", "time", "refit"]
FILES = ("upload", "undo", "redo", "purge", "reread")
COUNTED = ("value", "complete", "cost")  # what comes from rows alone
OURS: tuple[Kind, ...] = ("definition", "seal", "method")  # moved by a decision: never a refit, however small


@dataclass(frozen=True)
class Cause:
    """Why figures of a closed month moved; revision: the project's at which they did."""

    kind: Kind
    text: str
    revision: int


@dataclass(frozen=True)
class ClosedMonth:
    """A closed month as booked, as accepted since, and as it is now; moved: from booked to now.

    stands: as booked. refitted: the model was fitted anew, within what was booked. restated: somebody must accept it.
    accepted: restated, and somebody did.
    """

    close: Close
    booked: Booked
    current: Booked
    state: State
    moved: tuple[Moved, ...]
    causes: tuple[Cause, ...]
    acceptances: tuple[Acceptance, ...]


def closed_months(store: Store, project: str) -> tuple[ClosedMonth, ...]:
    """Every closed month of a project against its standing snapshot, oldest first."""
    closes = store.closes(project)
    if not closes:
        return ()
    standing = store.latest_snapshot(project) or refresh(store, project)
    accepted = store.acceptances(project)
    return tuple(_held_against(store, close, accepted.get(close.month, ()), standing) for close in closes)


def moves_told(month: ClosedMonth) -> tuple[Told, ...]:
    """What moved in a closed month, in words: booked, and now. What a refit moved by less than is shown is left out."""
    told = (moves.told(each, month.current.currency) for each in month.moved)
    return tuple(each for each in told if each.before != each.after)


def figures(store: Store, project: str, snapshot: str, month: dt.date) -> Booked:
    """A month's figures as one snapshot froze them."""
    currency, kpis, money = _frozen(store, project, snapshot)
    return book(month, currency, kpis, money)


def foretold(
    store: Store,
    project: str,
    before: ProjectResult,
    after: ProjectResult,
    decided: bool = False,
    closed_by: int | None = None,
) -> list[Change]:
    """Closed months that would be restated, each as a warning that comes.

    decided: the definition is edited, so that even what a refit could have moved is told. closed_by: the
    revision at which months were closed, where what was done since is looked back on.
    """
    found: list[Change] = []
    for close in store.closes(project):
        if closed_by is not None and close.revision > closed_by:
            continue
        old, new = (book(close.month, each.currency, each.mains(), each.money) for each in (before, after))
        moves_ = moved(old, new)
        if not moves_ or not (decided or restates(moves_)):
            continue
        back = not moved(Booked.model_validate_json(close.figures), new)
        verb = "brings back what was booked of" if back else "changes"
        firm = [move for move in moves_ if decided or not move.refit]
        said = moves.clause(firm, after.currency, most=None)  # before it is granted, nothing is left out
        found.append((CLOSED, None, f"{verb} {close.month:%B %Y}, closed by {close.closed_by}: {said}"))
    return found


def refitted(before: ProjectResult, after: ProjectResult) -> list[Change]:
    """What becomes of periods whose own figures stay, as a warning that comes.

    Expected values are estimated from all periods, so that one worse month can make others look better, and payback
    with them: it is told, or it reads as an error.
    """
    had = {(kpi.name, kpi.grain, point.period): point for kpi in before.mains() for point in kpi.points}
    moved = [
        (kpi.grain, change)
        for kpi in after.mains()
        for point in kpi.points
        if (old := had.get((kpi.name, kpi.grain, point.period))) and old.value == point.value
        if old.expected != point.expected
        if None not in (old.benefit, point.benefit) and old.complete and point.complete and not point.transition
        if abs(change := (point.benefit or 0.0) - (old.benefit or 0.0)) >= CENT
    ]
    whole = sum(change for _, change in moved)
    if not moved or words.money(whole, after.currency) == words.money(0.0, after.currency):
        return []
    grains = {grain for grain, _ in moved}
    periods = words.count(len(moved), grains.pop() if len(grains) == 1 else "period")
    text = (
        f"expected values are estimated anew from all data: the benefit of {periods} whose own figures stay"
        f" moves by {words.money(whole, after.currency)} together"
    )
    return [("warning.expected", None, text)]


def _held_against(store: Store, close: Close, accepted: tuple[Acceptance, ...], standing: SnapshotRow) -> ClosedMonth:
    booked = Booked.model_validate_json(close.figures)
    current = figures(store, close.project, standing.id, close.month)
    all_, last = moved(booked, current), accepted[-1] if accepted else None
    open_ = moved(Booked.model_validate_json(last.figures), current) if last else all_
    causes = _causes(store, close, standing.id, standing.revision) if all_ else ()
    since = _causes(store, last, standing.id, standing.revision) if last and open_ else causes
    state: State = "accepted" if last and all_ else "refitted" if open_ else "stands"
    if restates(open_) or (open_ and any(cause.kind in OURS for cause in since)):
        state = "restated"
    return ClosedMonth(close, booked, current, state, all_, causes, accepted)


@lru_cache(maxsize=1024)
def _causes(store: Store, since: Close | Acceptance, until: str, revision: int) -> tuple[Cause, ...]:
    """The deeds between each two later snapshots at which the month's figures differ, each once.

    until, revision: of the standing snapshot; what lies before it is written and does not change any more.
    """
    taken = store.snapshots(since.project)
    at = {(row.id, row.revision): place for place, row in enumerate(taken)}
    course = taken[at[since.snapshot, since.revision] : at[until, revision] + 1]
    deeds = store.audit(wanted=Wanted(since.project, without=("snapshot",)))
    found: dict[str, Cause] = {}
    for before, after in pairwise(course):
        old, new = (figures(store, since.project, row.id, since.month) for row in (before, after))
        if before.id != after.id and (changed := moved(old, new)):
            counted = any(move.figure in COUNTED for move in changed)
            for cause in _between(store, deeds, before, after, counted):
                found.setdefault(cause.text, cause)
    return tuple(found.values())


def _between(
    store: Store, deeds: tuple[AuditRow, ...], before: SnapshotRow, after: SnapshotRow, counted: bool
) -> Iterator[Cause]:
    found = [row for row in deeds if before.revision < int(row.detail.get("revision") or 0) <= after.revision]
    for row in found:
        kind: Kind = "definition"
        if row.action in FILES:
            kind = "upload" if counted else "refit"
        elif row.action == "seal":
            kind = "seal"
        by = f"{named(row)}, by {row.actor} on {words.day(row.at.date())}"
        yield Cause(kind, f"a refit after {by}" if kind == "refit" else by, after.revision)
    if not found:
        methods = [_view(store, row.project, row.id).method for row in (before, after)]
        if methods[0] != methods[1]:
            yield Cause("method", f"method {methods[1]} in place of {methods[0]}", after.revision)
        else:
            yield Cause(
                "time", f"time: the results were taken anew on {words.day(after.taken_at.date())}", after.revision
            )


@lru_cache(maxsize=512)
def _frozen(store: Store, project: str, snapshot: str) -> tuple[str, tuple[KpiResult, ...], Money | None]:
    """What a close books, from the parts that hold it: snapshots never change."""
    row = store.snapshot(project, snapshot)
    view = parts.part(store, row, "project", ProjectView)
    keys = [kpi_key(ref.name, ref.grains[0], None) for ref in view.kpis]
    kpis = tuple(parts.part(store, row, key, KpiResult) for key in keys)
    money = parts.part(store, row, "money", Money) if "money" in row.part_hashes else None
    return view.headline.currency, kpis, money


def _view(store: Store, project: str, snapshot: str) -> ProjectView:
    return parts.part(store, store.snapshot(project, snapshot), "project", ProjectView)
