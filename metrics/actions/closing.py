"""Month end: an owner reviews, comments and signs a month; what restates it later is accepted by name.

A close changes no figure, so that it is no part of a snapshot's id: it keeps a copy of figures beside the results.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from metrics.access.visit import Visit, guarded
from metrics.actions import moves, parts, restating
from metrics.actions.alerting import judged_at_once
from metrics.actions.house import refresh
from metrics.actions.restating import ClosedMonth
from metrics.errors import Problem, StaleRevision, StoreError
from metrics.measure.booked import last_day
from metrics.measure.restated import moved
from metrics.results import Booked, Headline
from metrics.rollup.periods import start, step
from metrics.snapshot import ProjectView
from metrics.store import Acceptance, Close, SnapshotRow, Store


@dataclass(frozen=True)
class MonthEnd:
    """A project's months: those that are closed, and those since launch that are complete and wait, oldest first."""

    closed: tuple[ClosedMonth, ...]
    waiting: tuple[dt.date, ...]
    snapshot: str

    def of(self, month: dt.date) -> ClosedMonth | None:
        """A month as it was closed; None where it is not."""
        return next((each for each in self.closed if each.close.month == month), None)


@guarded
def month_end(visit: Visit, project: str) -> MonthEnd:
    """The closed months with what became of them, and the months that wait for a signature."""
    store = visit.store
    standing = store.latest_snapshot(project) or refresh(store, project)
    head = parts.part(store, standing, "headline", Headline)
    closed = restating.closed_months(store, project)
    done = {each.close.month for each in closed}
    return MonthEnd(closed, tuple(month for month in _complete(head) if month not in done), standing.id)


@guarded
def close_month(visit: Visit, project: str, month: dt.date, comment: str, seen: str | None = None) -> Close:
    """Sign a month: its figures are booked as the present results tell them.

    month: its first day. seen: the snapshot that was reviewed; refused where the results are other ones by now, as is
    a month that is not over or closed already, one without figures, and a signature without a comment.
    """
    store = visit.store
    if not comment.strip():
        raise StoreError(Problem("A month is signed with a comment", "Say what a reader of it should know."))
    standing, booked = _present(store, project, month)
    _reviewed(standing, seen, "Look again, then sign.")
    return store.close_month(
        project,
        month,
        actor=visit.actor,
        snapshot=standing.id,
        revision=standing.revision,
        figures=booked.model_dump_json().encode(),
        comment=comment.strip(),
        told=moves.figures(booked),
    )


@guarded
def accept_restatement(visit: Visit, project: str, month: dt.date, reason: str, seen: str | None = None) -> Acceptance:
    """Take a closed month's present figures for its right ones; what was booked stays beside them.

    A refit within what was booked may be accepted too, and need not. Refused where nothing moved, without a reason,
    and where the results are other than those that were `seen`.
    """
    store = visit.store
    if not reason.strip():
        raise StoreError(Problem("A restatement is accepted with a reason", "Say why the new figures are right."))
    standing = refresh(store, project)
    _reviewed(standing, seen, "Look again, then accept.")
    found = next((each for each in restating.closed_months(store, project) if each.close.month == month), None)
    if found is None:
        raise StoreError(Problem(f"{month:%B %Y} is not closed", "Close it first."))
    if found.state not in ("restated", "refitted"):
        raise StoreError(Problem(f"{month:%B %Y} is not restated", "There is nothing to accept."))
    last = Booked.model_validate_json(found.acceptances[-1].figures) if found.acceptances else found.booked
    told = [moves.told(each, found.current.currency) for each in moved(last, found.current)]
    done = store.accept_restatement(
        project,
        month,
        actor=visit.actor,
        snapshot=standing.id,
        revision=standing.revision,
        figures=found.current.model_dump_json().encode(),
        reason=reason.strip(),
        causes=[cause.text for cause in found.causes],
        before={each.figure: each.before for each in told},
        after={each.figure: each.after for each in told},
    )
    judged_at_once(store, project)
    return done


def _reviewed(standing: SnapshotRow, seen: str | None, remedy: str) -> None:
    if seen is not None and seen != standing.id:
        raise StaleRevision(Problem("The results have changed since they were reviewed", remedy))


def _present(store: Store, project: str, month: dt.date) -> tuple[SnapshotRow, Booked]:
    if month.day != 1:
        raise StoreError(Problem("A month is named by its first day", "Write it as 2025-08.", value=str(month)))
    standing = refresh(store, project)
    view = parts.part(store, standing, "project", ProjectView)
    if view.headline.as_of is None or view.headline.as_of < last_day(month):
        known = f"data are complete to {view.headline.as_of}" if view.headline.as_of else "there are no data yet"
        raise StoreError(Problem(f"{month:%B %Y} cannot be closed yet: {known}", "Upload the rest of the month first."))
    booked = restating.figures(store, project, standing.id, month)
    if booked.empty:
        raise StoreError(Problem(f"{month:%B %Y} has no figures to sign", "Upload the month's data first."))
    return standing, booked


def _complete(head: Headline) -> list[dt.date]:
    """The months from launch on whose last day the data reach."""
    month, found = start(head.launch, "month"), []
    while head.as_of is not None and last_day(month) <= head.as_of:
        found.append(month)
        month = step(month, "month")
    return found
