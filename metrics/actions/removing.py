"""Projects made by mistake: out of sight for everybody, and back as they were."""

from __future__ import annotations

from metrics.access.visit import Visit, guarded
from metrics.actions.house import refresh
from metrics.store import Removed


@guarded
def remove_project(visit: Visit, project: str, reason: str, sealed: bool = False) -> Removed:
    """Take a project out of sight: no page, route, alert or inbox knows it any more, and nothing of it is erased.

    sealed: also where a baseline is sealed. Raises StoreError without a reason, where a month is closed, and where a
    baseline is sealed and that is not told.
    """
    done = visit.store.remove_project(project, actor=visit.actor, reason=reason, sealed=sealed)
    visit.look_again()
    return done


@guarded
def restore_project(visit: Visit, project: str) -> str:
    """Bring a removed project back with all that it had; its id."""
    visit.store.restore_project(project, actor=visit.actor)
    visit.look_again()
    refresh(visit.store, project)
    return project


@guarded
def removed_projects(visit: Visit) -> tuple[Removed, ...]:
    """The removed projects that this one may bring back, by their ids."""
    return visit.store.removals([name for name in visit.removed if visit.may("owner", name)])
